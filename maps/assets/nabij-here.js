/* "Use my location": asks the browser only after a click, and tells the page where it is, to about
   ten metres, or that it may not know. */
function ask(button, tell) {
  const done = (answer) => {
    button.disabled = false;
    tell(answer);
  };
  if (!navigator.geolocation) {
    done({ refused: true, at: Date.now() });
    return;
  }
  button.disabled = true;
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
  button.textContent = data.label;
  button.onclick = () => ask(button, (answer) => setTriggerValue("spot", answer));
}
