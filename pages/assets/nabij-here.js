/* "Use my location": asks the browser only after a click, and tells the page where it is, to about
   ten metres, or that it may not know. The button keeps the focus meanwhile. */
function ask(button, data, tell) {
  if (button.getAttribute("aria-busy") === "true") return;
  const busy = (is) => {
    button.setAttribute("aria-busy", String(is));
    button.textContent = is ? data.busy : data.label;
  };
  const done = (answer) => {
    busy(false);
    tell(answer);
  };
  if (!navigator.geolocation) {
    done({ refused: true, at: Date.now() });
    return;
  }
  busy(true);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) =>
      done({
        lat: Number(coords.latitude.toFixed(4)),
        lon: Number(coords.longitude.toFixed(4)),
        at: Date.now(),
      }),
    () => done({ refused: true, at: Date.now() }),
    { timeout: 10000, maximumAge: 60000 },
  );
}

export default function ({ data, parentElement, setTriggerValue }) {
  let button = parentElement.querySelector("button.nabij-locate");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "nabij-locate";
    parentElement.append(button);
  }
  if (button.getAttribute("aria-busy") !== "true") button.textContent = data.label;
  button.onclick = () => ask(button, data, (answer) => setTriggerValue("spot", answer));
}
