/* The search box of Vind: suggestions while one types, found here in the browser.

   What is typed leaves the browser only when it is sent, over the page's own connection: no address
   and no request holds it. The places come from one static file; without it the box still works. */
import { element } from "./nabij-dom.js";
import { Gazetteer } from "./nabij-gazetteer.js";

const PAUSE_MS = 500; // the number of suggestions is announced once, when the typing pauses
const INPUT = {
  id: "nabij-zoek",
  type: "text",
  maxlength: "500",
  spellcheck: "false",
  role: "combobox",
  autocomplete: "off",
  autocapitalize: "off",
  autocorrect: "off",
  enterkeyhint: "search",
  "aria-autocomplete": "list",
  "aria-expanded": "false",
  "aria-controls": "nabij-voorstellen",
};

/**
 * @typedef {object} Data as `pages.vind.box.draw` sends it
 * @property {string} label
 * @property {string} button
 * @property {string} list
 * @property {Record<string, string>} kinds
 * @property {any} rules by which suggestions are ranked (`geodata/places/rules.py`)
 * @property {boolean} frenchNames
 * @property {string} places address of the file of places, or empty
 * @property {{ none: string, one: string, many: string }} texts
 */

/**
 * Make an element with attributes.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} attributes
 * @returns {HTMLElementTagNameMap[T]}
 */
function withAttributes(tag, attributes) {
  const node = element(tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  return node;
}

class SearchBox {
  /**
   * Build the box inside an element.
   * @param {HTMLElement} parent
   */
  constructor(parent) {
    this.root = withAttributes("form", { class: "nabij-search", role: "search" });
    this.label = withAttributes("label", { for: INPUT.id });
    this.input = withAttributes("input", INPUT);
    this.list = withAttributes("ul", { id: INPUT["aria-controls"], role: "listbox" });
    this.list.hidden = true;
    this.button = withAttributes("button", { type: "submit" });
    this.status = withAttributes("p", { class: "nabij-search-said", role: "status" });
    const box = element("div", "nabij-search-box");
    box.append(this.input, this.list);
    const row = element("div", "nabij-search-row");
    row.append(box, this.button);
    this.root.append(this.label, row, this.status);
    parent.append(this.root);
    this.found = [];
    this.active = -1;
    this.listen();
  }

  listen() {
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.finish({ text: this.input.value });
    });
    this.input.addEventListener("focus", () => this.fetchPlaces());
    this.input.addEventListener("input", () => this.suggest());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.open(false));
    // one page back, the answer is no longer to what is in the box
    window.addEventListener("popstate", () => {
      this.input.value = "";
    });
    // a press in the list must not take the focus from the box
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = /** @type {Element} */ (event.target).closest("li");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  /**
   * Show the texts of a run.
   * @param {Data} data
   * @param {(answer: object) => void} send
   */
  update(data, send) {
    this.data = data;
    this.send = send;
    this.label.textContent = data.label;
    this.button.textContent = data.button;
    this.list.setAttribute("aria-label", data.list);
    if (document.activeElement === this.input) this.fetchPlaces();
  }

  /* Fetch the places, unless they are here, and suggest from them if someone is typing. */
  fetchPlaces() {
    const url = this.data.places;
    if (!url || this.fetched === url) return;
    this.fetched = url;
    fetch(new URL(url, document.baseURI))
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then((content) => {
        if (this.fetched !== url) return;
        this.gazetteer = new Gazetteer(content, this.data.rules);
        if (document.activeElement === this.input && this.input.value) this.suggest();
      })
      .catch(() => {
        this.fetched = ""; // fetched again when the box is next used; it works without
      });
  }

  suggest() {
    const start = performance.now();
    const { gazetteer, data } = this;
    const found = gazetteer ? gazetteer.find(this.input.value) : [];
    this.found = found.map((at) => ({
      key: gazetteer.places[at][0],
      ...gazetteer.text(at, data.kinds, data.frenchNames),
    }));
    this.list.replaceChildren(
      ...this.found.map(({ whole }, at) => {
        const option = withAttributes("li", { id: `nabij-voorstel-${at}`, role: "option" });
        option.textContent = whole;
        return option;
      }),
    );
    this.open(this.found.length > 0);
    this.announce();
    performance.measure("nabij-suggest", { start, end: performance.now() });
  }

  /* Tell a screen reader how many suggestions there are. */
  announce() {
    const typed = this.input.value.trim().length > 1 && this.gazetteer;
    const { none, one, many } = this.data.texts;
    const count = this.found.length;
    const text = count ? (count === 1 ? one : many).replace("{n}", String(count)) : none;
    clearTimeout(this.announcing);
    this.announcing = setTimeout(() => {
      this.status.textContent = typed ? text : "";
    }, PAUSE_MS);
  }

  /**
   * Open or close the list.
   * @param {boolean} wanted
   */
  open(wanted) {
    this.list.hidden = !wanted;
    this.input.setAttribute("aria-expanded", String(wanted));
    this.activate(-1);
  }

  /**
   * Mark a suggestion as the one that Enter chooses; none for -1.
   * @param {number} at
   */
  activate(at) {
    this.active = at;
    [...this.list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === at));
      if (i === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `nabij-voorstel-${at}`);
  }

  /**
   * Answer to the keys of a combobox.
   * @param {KeyboardEvent} event
   */
  onKey(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.step(event.key === "ArrowDown" ? 1 : -1, event.altKey);
    } else if (event.key === "Escape") {
      if (!open && !this.input.value) return;
      event.preventDefault();
      if (open) this.open(false);
      else this.input.value = "";
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  /**
   * Go to the next or previous suggestion, past the last to none; open the list first.
   * @param {number} step 1 or -1
   * @param {boolean} onlyOpen
   */
  step(step, onlyOpen) {
    if (this.list.hidden) this.suggest();
    if (this.list.hidden || onlyOpen) return;
    const last = this.found.length - 1;
    const next = this.active + step;
    this.activate(next > last ? -1 : next < -1 ? last : next);
  }

  /**
   * Send a suggestion.
   * @param {number} at
   */
  choose(at) {
    const { key, name } = this.found[at];
    this.input.value = name;
    this.finish({ key });
  }

  /**
   * Close the list and send what is asked for.
   * @param {{ key: string } | { text: string }} answer
   */
  finish(answer) {
    this.open(false);
    clearTimeout(this.announcing);
    this.status.textContent = "";
    // the keyboard of a phone would hide the answer
    if (window.matchMedia("(pointer: coarse)").matches) this.input.blur();
    this.send({ ...answer, at: Date.now() });
  }
}

/**
 * Streamlit calls this on every run.
 * @param {object} run
 * @param {Data} run.data
 * @param {HTMLElement & { nabijSearch?: SearchBox }} run.parentElement
 * @param {(name: string, value: object) => void} run.setTriggerValue
 */
export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.nabijSearch ||= new SearchBox(parentElement);
  parentElement.nabijSearch.update(data, (answer) => setTriggerValue("search", answer));
}
