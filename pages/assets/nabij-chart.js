/* A chart as the page drew it; its dots can be chosen by mouse and keyboard (pages/ui/charts.py). */

/** How far each arrow key goes along the dots. */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Let the dots be chosen: one tab stop for all, the arrow keys walk from left to right.
 * @param {Element[]} dots
 * @param {(code: string) => void} choose
 */
function walk(dots, choose) {
  const left = (dot) => Number(dot.getAttribute("cx"));
  const row = [...dots].sort((a, b) => left(a) - left(b));
  row.forEach((dot, at) => {
    dot.setAttribute("tabindex", at ? "-1" : "0");
    dot.setAttribute("role", "button");
    dot.setAttribute("aria-label", dot.querySelector("title")?.textContent || "");
    const pick = () => choose(dot.getAttribute("data-code") || "");
    dot.addEventListener("click", pick);
    dot.addEventListener("keydown", (event) => {
      const { key } = /** @type {KeyboardEvent} */ (event);
      const next = row[at + STEPS[key]];
      if (key === "Enter" || key === " ") pick();
      else if (!STEPS[key]) return;
      event.preventDefault();
      if (!next) return;
      dot.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      /** @type {SVGElement} */ (next).focus();
    });
  });
}

/**
 * Draw the chart that a run of the page sends, unless it is there.
 * @param {object} run
 * @param {{ svg: string, label: string, choosing: boolean }} run.data
 * @param {any} run.parentElement
 * @param {(name: string, value: string) => void} run.setTriggerValue
 */
export default function chart({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(".nabij-chart");
  if (!box) {
    box = document.createElement("div");
    box.className = "nabij-chart nabij-wide";
    box.tabIndex = 0; // it scrolls where the window is narrow, so the keyboard must reach it
    box.setAttribute("role", "region");
    parentElement.appendChild(box);
  }
  if (box.shown === data.svg) return;
  box.shown = data.svg;
  const read = new DOMParser().parseFromString(data.svg, "image/svg+xml");
  const svg = document.importNode(read.documentElement, true);
  svg.setAttribute("role", data.choosing ? "group" : "img");
  svg.setAttribute("aria-label", data.label);
  box.setAttribute("aria-label", data.label);
  box.replaceChildren(svg);
  if (data.choosing) {
    walk([...svg.querySelectorAll("[data-code]")], (code) => setTriggerValue("chosen", code));
  }
}
