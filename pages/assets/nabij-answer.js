/* After a search or a press: says what came to who cannot see it, and goes there where the button
   that was pressed is gone, or the answer lies below the edge of a small screen. */
const SMALL = "(pointer: coarse) and (max-width: 800px)";

function arrive({ say, to }, said) {
  said.textContent = say;
  const answer = document.querySelector(".st-key-antwoord");
  const target = to && (document.querySelector(to) || document.querySelector(".nabij-answer"));
  if (target) {
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    const button = target.closest("button");
    (button || answer).scrollIntoView({ block: button ? "center" : "start" });
  } else if (window.matchMedia(SMALL).matches) {
    (document.querySelector(".nabij-said") || answer)?.scrollIntoView({ block: "start" });
  }
}

export default function ({ data, parentElement }) {
  let said = parentElement.querySelector("[role=status]");
  if (!said) {
    said = document.createElement("p");
    said.className = "nabij-search-said";
    said.setAttribute("role", "status");
    parentElement.append(said);
  }
  const page = document.documentElement.dataset;
  if (!data.count || page.nabijArrivals === String(data.count)) return;
  page.nabijArrivals = data.count;
  requestAnimationFrame(() => requestAnimationFrame(() => arrive(data, said)));
}
