/* The search box of Vind: suggestions while one types, found here in the browser.

   What is typed leaves the browser only when it is sent, over the page's own connection: no address
   and no request holds it. The places come from one static file; without it the box still works. */
const MOST = 6;
const SAINTS = new Set(["st", "ste", "sinte", "saint", "sainte", "sankt"]);
const ARTICLES = new Set(["de", "den", "het", "t", "la", "le", "les", "l", "d"]);
const LETTERS = { ø: "o", œ: "oe", æ: "ae", ł: "l", đ: "d", ß: "ss" };
const BEGINS_WORD = 2; // how much worse than the beginning of a name
const TYPO = 10;

function element(tag, className) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  return node;
}

/* The words of a name or query: no accents, no case, one spelling of saints. */
export function wordsOf(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[øœæłđß]/g, (letter) => LETTERS[letter])
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => (SAINTS.has(word) ? "sint" : word));
}

/* How many typing errors a text of this length may hold; none in a number. */
function allowed(text) {
  if (/\d/.test(text) || text.length < 4) return 0;
  return text.length < 6 ? 1 : 2;
}

/* Fewest edits (a swap of neighbours is one) from a text to any beginning of a name, up to most;
   more than most where there are more. */
const rows = [0, 1, 2].map(() => new Uint8Array(80));
export function editsToBeginning(text, name, most) {
  const width = Math.min(name.length, text.length + most, 79);
  if (width < text.length - most) return most + 1;
  let [before, above, row] = rows;
  for (let j = 0; j <= width; j += 1) above[j] = j;
  for (let i = 1; i <= text.length; i += 1) {
    const first = Math.max(1, i - most);
    const last = Math.min(width, i + most);
    let least = (row[first - 1] = first === 1 ? i : most + 1);
    for (let j = first; j <= last; j += 1) {
      const same = text[i - 1] === name[j - 1];
      let edits = above[j - 1] + (same ? 0 : 1);
      if (j > first || first === 1) edits = Math.min(edits, row[j - 1] + 1);
      if (j < i + most) edits = Math.min(edits, above[j] + 1);
      if (i > 1 && j > 1 && text[i - 1] === name[j - 2] && text[i - 2] === name[j - 1]) {
        edits = Math.min(edits, before[j - 2] + 1);
      }
      row[j] = edits;
      if (edits < least) least = edits;
    }
    if (least > most) return most + 1;
    [before, above, row] = [above, row, before];
  }
  let least = most + 1;
  for (let j = Math.max(0, text.length - most); j <= width; j += 1)
    least = Math.min(least, above[j]);
  return least;
}

/* The places, prepared: for each name and each word in it what follows from there, without spaces. */
export class Gazetteer {
  constructor({ kinds, french, places }) {
    this.kinds = kinds;
    this.french = french;
    this.places = places;
    this.keys = [];
    this.owners = [];
    this.begins = [];
    this.beside = new Map(); // municipality → words that may stand beside a place in it
    places.forEach(([, kind, name, detail, ...others], owner) => {
      const names = [name, ...others].map(wordsOf);
      names.forEach((words) => this.add(words, owner));
      const town = kinds[kind] === "municipality" ? name : kinds[kind] === "postcode" ? detail : "";
      if (town) this.beside.set(town, [...(this.beside.get(town) || []), ...names.flat()]);
    });
  }

  add(words, owner) {
    let begins = true;
    words.forEach((word, at) => {
      this.keys.push(words.slice(at).join(""));
      this.owners.push(owner);
      this.begins.push(begins);
      begins = begins && ARTICLES.has(word);
    });
  }

  /* Positions of the places that a query may mean, best first. */
  find(query) {
    const words = wordsOf(query).slice(0, 8);
    const whole = words.join("");
    if (whole.length < 2) return [];
    const best = new Map();
    const take = (at, score) => {
      const owner = this.owners[at];
      const given = score + (this.begins[at] ? 0 : BEGINS_WORD);
      if (!(best.get(owner) <= given)) best.set(owner, given);
    };
    this.keys.forEach((key, at) => {
      if (key.startsWith(whole)) take(at, key.length === whole.length ? 0 : 1);
    });
    for (let cut = 1; cut < words.length; cut += 1) {
      this.parted(words.slice(0, cut).join(""), words.slice(cut), take);
      this.parted(words.slice(cut).join(""), words.slice(0, cut), take);
    }
    // beside names that do begin so, two errors would only be noise, and in a few letters one
    const beside = whole.length < 6 ? 0 : 1;
    const most = Math.min(allowed(whole), best.size ? beside : 2);
    if (most && best.size < MOST && ![...best.values()].includes(0)) {
      this.keys.forEach((key, at) => {
        if (best.has(this.owners[at])) return;
        const edits = editsToBeginning(whole, key, most);
        if (edits <= most) take(at, TYPO + 3 * edits + (key[0] === whole[0] ? 0 : 1));
      });
    }
    return [...best.keys()].sort((a, b) => best.get(a) - best.get(b) || a - b).slice(0, MOST);
  }

  /* A name with its municipality or postcode before or behind it. */
  parted(name, rest, take) {
    this.keys.forEach((key, at) => {
      if (!key.startsWith(name)) return;
      const [, , , detail] = this.places[this.owners[at]];
      const known = this.beside.get(detail.split(", ").at(-1));
      const fits = (word) => known?.some((other) => other.startsWith(word));
      if (rest.every(fits)) take(at, key.length === name.length ? 0.5 : 1.5);
    });
  }

  /* A place in words, by the reader's language. */
  text(at, kindTexts, frenchNames) {
    const [, kind, name, detail] = this.places[at];
    const said = (text) =>
      frenchNames
        ? text
            .split(", ")
            .map((part) => this.french[part] || part)
            .join(", ")
        : text;
    const own = this.kinds[kind] === "municipality" ? said(name) : name;
    const words = { name: own, detail: said(detail) };
    return {
      name: own,
      whole: kindTexts[this.kinds[kind]].replace(/\{(\w+)\}/g, (_all, k) => words[k]),
    };
  }
}

class SearchBox {
  constructor(parent) {
    this.root = element("form", "nabij-search");
    this.root.setAttribute("role", "search");
    this.label = element("label");
    this.label.htmlFor = "nabij-zoek";
    this.input = element("input");
    Object.assign(this.input, {
      id: "nabij-zoek",
      type: "text",
      maxLength: 500,
      spellcheck: false,
    });
    const hints = {
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      enterkeyhint: "search",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "nabij-voorstellen",
    };
    Object.entries(hints).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.list = element("ul");
    this.list.id = "nabij-voorstellen";
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    this.button = element("button");
    this.button.type = "submit";
    this.said = element("p", "nabij-search-said");
    this.said.setAttribute("role", "status");
    const box = element("div", "nabij-search-box");
    box.append(this.input, this.list);
    const row = element("div", "nabij-search-row");
    row.append(box, this.button);
    this.root.append(this.label, row, this.said);
    parent.append(this.root);
    this.found = [];
    this.active = -1;
    this.listen();
  }

  listen() {
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("input", () => this.suggest());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // one page back, the answer is no longer to what stands in the box
    window.addEventListener("popstate", () => {
      this.input.value = "";
    });
    // a press in the list must not take the focus from the box
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  update(data, send) {
    this.data = data;
    this.send = send;
    this.label.textContent = data.label;
    this.button.textContent = data.button;
    this.list.setAttribute("aria-label", data.list);
    if (data.places && this.fetched !== data.places) this.fetch(data.places);
  }

  fetch(url) {
    this.fetched = url;
    fetch(new URL(url, document.baseURI))
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then((content) => {
        if (this.fetched !== url) return;
        this.gazetteer = new Gazetteer(content);
        if (document.activeElement === this.input && this.input.value) this.suggest();
      })
      .catch(() => {
        this.fetched = ""; // tried again at the next run; the box works without
      });
  }

  suggest() {
    const from = performance.now();
    const found = this.gazetteer ? this.gazetteer.find(this.input.value) : [];
    this.found = found.map((at) => ({
      key: this.gazetteer.places[at][0],
      ...this.gazetteer.text(at, this.data.kinds, this.data.frenchNames),
    }));
    this.list.replaceChildren(
      ...this.found.map(({ whole }, at) => {
        const option = element("li");
        option.id = `nabij-voorstel-${at}`;
        option.setAttribute("role", "option");
        option.textContent = whole;
        return option;
      }),
    );
    this.open(this.found.length > 0);
    const typed = this.input.value.trim().length > 1 && this.gazetteer;
    const { none, one, many } = this.data.texts;
    const count = this.found.length;
    const text = count ? (count === 1 ? one : many).replace("{n}", count) : none;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.said.textContent = typed ? text : "";
    }, 500); // once, when the typing pauses
    performance.measure("nabij-suggest", { start: from, end: performance.now() });
  }

  open(wanted) {
    this.list.hidden = !wanted;
    this.input.setAttribute("aria-expanded", String(wanted));
    this.activate(-1);
  }

  close() {
    this.open(false);
  }

  activate(at) {
    this.active = at;
    [...this.list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === at));
      if (i === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `nabij-voorstel-${at}`);
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    const last = this.found.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        this.suggest();
        if (this.list.hidden) return;
      }
      const down = event.key === "ArrowDown";
      const next = this.active + (down ? 1 : -1);
      if (event.altKey) return;
      this.activate(next > last ? -1 : next < -1 ? last : next);
    } else if (event.key === "Escape") {
      if (!open && !this.input.value) return;
      event.preventDefault();
      if (open) this.close();
      else this.input.value = "";
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  choose(at) {
    const { key, name } = this.found[at];
    this.input.value = name;
    this.done({ key });
  }

  submit() {
    this.done({ text: this.input.value });
  }

  done(answer) {
    this.close();
    clearTimeout(this.saying);
    this.said.textContent = "";
    // the keyboard of a phone would hide the answer
    if (window.matchMedia("(pointer: coarse)").matches) this.input.blur();
    this.send({ ...answer, at: Date.now() });
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!parentElement.nabijSearch) parentElement.nabijSearch = new SearchBox(parentElement);
  parentElement.nabijSearch.update(data, (answer) => setTriggerValue("search", answer));
}
