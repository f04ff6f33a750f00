/* After a search or a press: announces the result to a screen reader, and moves the focus where the
   button that was pressed is gone, or the view where the answer is below the edge of a small
   screen. After a filter: only announces how many fit. */
import { element } from "./nabij-dom.js";

const SMALL = "(pointer: coarse) and (max-width: 800px)";

/**
 * Announce a result, and bring it into view.
 * @param {{ text: string, focus: string }} data `focus` is a selector, or empty
 * @param {HTMLElement} status
 */
function arrive({ text, focus }, status) {
  status.textContent = text;
  const answer = document.querySelector(".st-key-antwoord");
  /** @type {HTMLElement | null} */
  const target =
    focus && (document.querySelector(focus) || document.querySelector(".nabij-answer"));
  if (target) {
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    const pressed = target.closest("button");
    (pressed || answer).scrollIntoView({ block: pressed ? "center" : "start" });
  } else if (window.matchMedia(SMALL).matches) {
    (document.querySelector(".nabij-said") || answer)?.scrollIntoView({ block: "start" });
  }
}

/**
 * Streamlit calls this on every run, with the data of `pages.vind.box.arrive`.
 * @param {{ data: { count: number, text: string, focus: string }, parentElement: HTMLElement }} run
 */
export default function ({ data, parentElement }) {
  /** @type {HTMLElement} */
  let status = parentElement.querySelector("[role=status]");
  if (!status) {
    status = element("p", "nabij-search-said");
    status.setAttribute("role", "status");
    parentElement.append(status);
  }
  const page = document.documentElement.dataset;
  const known = page.nabijSaid;
  page.nabijSaid = data.text;
  if (!data.count || page.nabijArrivals === String(data.count)) {
    if (known !== undefined && known !== data.text) status.textContent = data.text;
    return;
  }
  page.nabijArrivals = String(data.count);
  requestAnimationFrame(() => requestAnimationFrame(() => arrive(data, status)));
}
