/* The saved centres, read from this device: the page only sends the words around them. */
import { button, element } from "./nabij-dom.js";
import { keepCentres, savedCentres } from "./nabij-store.js";

/**
 * @typedef {object} Data as `pages.vind.saved.draw` sends it
 * @property {string} heading
 * @property {string} about where they are kept
 * @property {string} remove
 * @property {string} removed
 * @property {string} suffix what a link adds to keep the language and the embedded view
 */

/**
 * Draw the list; nothing where nothing is saved.
 * @param {HTMLElement} root
 * @param {HTMLElement} status
 * @param {Data} data
 */
function draw(root, status, data) {
  const centres = savedCentres();
  const list = element("ul");
  list.append(...centres.map((one) => item(one, data, remove)));
  const about = element("p", "nabij-muted", data.about);
  const parts = [element("h2", "nabij-sub", data.heading), list, about];
  root.replaceChildren(...(centres.length ? parts : []));

  /**
   * Remove a centre; the focus goes to the next one.
   * @param {string} id
   */
  function remove(id) {
    const at = centres.findIndex((one) => one.id === id);
    keepCentres(savedCentres().filter((one) => one.id !== id));
    status.textContent = data.removed.replace("{name}", centres[at].name);
    draw(root, status, data);
    const left = root.querySelectorAll("button");
    const next = left[Math.min(at, left.length - 1)] || document.querySelector("#nabij-zoek");
    /** @type {HTMLElement | null} */ (next)?.focus();
  }
}

/**
 * Return a saved centre: a link to its page, and a button that removes it.
 * @param {{ id: string, name: string, place: string }} centre
 * @param {Data} data
 * @param {(id: string) => void} remove
 * @returns {HTMLElement}
 */
function item({ id, name, place }, data, remove) {
  const row = element("li");
  const link = element("a", "", name);
  link.href = `?centrum=${encodeURIComponent(id)}${data.suffix}`;
  link.target = "_self";
  const removes = button("", data.remove);
  removes.setAttribute("aria-label", `${data.remove}: ${name}`);
  removes.onclick = () => remove(id);
  row.append(link, element("span", "", place), removes);
  return row;
}

/**
 * Streamlit calls this on every run.
 * @param {{ data: Data, parentElement: HTMLElement }} run
 */
export default function ({ data, parentElement }) {
  /** @type {HTMLElement} */
  let root = parentElement.querySelector("section");
  if (!root) {
    root = element("section", "nabij-saved");
    const said = element("p", "nabij-search-said");
    said.setAttribute("role", "status");
    parentElement.append(root, said);
  }
  draw(root, parentElement.querySelector("[role=status]"), data);
}
