/* "Use my location": asks the browser only after a click, and sends the page the position, to about
   ten metres, or that it may not know it. The button keeps the focus meanwhile. */
import { button } from "./nabij-dom.js";

/**
 * Ask the browser for its position, unless it is being asked.
 * @param {HTMLButtonElement} pressed
 * @param {{ label: string, busy: string }} data
 * @param {(answer: object) => void} send
 */
function ask(pressed, data, send) {
  if (pressed.getAttribute("aria-busy") === "true") return;
  const setBusy = (busy) => {
    pressed.setAttribute("aria-busy", String(busy));
    pressed.textContent = busy ? data.busy : data.label;
  };
  const done = (answer) => {
    setBusy(false);
    send({ ...answer, at: Date.now() });
  };
  if (!navigator.geolocation) {
    done({ refused: true });
    return;
  }
  setBusy(true);
  const rounded = (degrees) => Number(degrees.toFixed(4));
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => done({ lat: rounded(coords.latitude), lon: rounded(coords.longitude) }),
    () => done({ refused: true }),
    { timeout: 10000, maximumAge: 60000 },
  );
}

/**
 * Streamlit calls this on every run, with the data of `pages.vind.box.draw`.
 * @param {object} run
 * @param {{ label: string, busy: string }} run.data
 * @param {HTMLElement} run.parentElement
 * @param {(name: string, value: object) => void} run.setTriggerValue
 */
export default function ({ data, parentElement, setTriggerValue }) {
  /** @type {HTMLButtonElement} */
  let locate = parentElement.querySelector("button.nabij-locate");
  if (!locate) {
    locate = button("nabij-locate");
    parentElement.append(locate);
  }
  if (locate.getAttribute("aria-busy") !== "true") locate.textContent = data.label;
  locate.onclick = () => ask(locate, data, (answer) => setTriggerValue("spot", answer));
}
