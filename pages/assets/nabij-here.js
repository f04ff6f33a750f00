/* "Use my location": asks the browser only after a click, and sends the page the position, to about
   ten metres, or that it may not know it. The button keeps the focus meanwhile.

   Back, a reload, and a way out and back find the answer again: the position stays in this tab
   (sessionStorage), and the entry of the history that shows it has a mark. No address holds it. */
import { button } from "./nabij-dom.js";

const KEPT = "nabij-here";

/**
 * Mark this entry of the history as one that shows the answer to the position, or not.
 * @param {boolean} shown
 */
function mark(shown) {
  if (Boolean(history.state?.[KEPT]) === shown) return;
  history.replaceState({ ...history.state, [KEPT]: shown }, "");
}

/**
 * Return the position that this entry of the history shows the answer to, if it still does.
 * @returns {{ lat: number, lon: number } | null}
 */
function kept() {
  try {
    return history.state?.[KEPT] ? JSON.parse(sessionStorage.getItem(KEPT)) : null;
  } catch {
    return null; // storage is blocked: the answer is not kept
  }
}

/**
 * Keep a position in this tab.
 * @param {{ lat: number, lon: number }} position
 */
function keep(position) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(position));
  } catch {
    // as above
  }
}

/**
 * Ask the browser for its position, unless it is being asked.
 * @param {HTMLButtonElement} pressed
 * @param {{ label: string, busy: string, shows: string }} data
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
    ({ coords }) => {
      const position = { lat: rounded(coords.latitude), lon: rounded(coords.longitude) };
      keep(position);
      done(position);
    },
    () => done({ refused: true }),
    { timeout: 10000, maximumAge: 60000 },
  );
}

/**
 * Streamlit calls this on every run, with the data of `pages.vind.box.draw`.
 * @param {object} run
 * @param {{ label: string, busy: string, shows: string }} run.data
 * @param {HTMLElement & { nabijSent?: boolean }} run.parentElement
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
  if (data.shows === "here") mark(true);
  if (data.shows === "other") mark(false);
  const position = data.shows === "nothing" ? kept() : null;
  // once: the run that it starts shows it, or the server may not use it
  if (position && !parentElement.nabijSent) {
    setTriggerValue("spot", { ...position, at: Date.now() });
  }
  parentElement.nabijSent = Boolean(position);
  locate.onclick = () => ask(locate, data, (answer) => setTriggerValue("spot", answer));
}
