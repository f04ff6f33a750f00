/* The table twin of the map: a real table, sortable, searchable, one tab stop for its rows.

   The rows are only drawn again when they changed; choosing one sends the page its code, where the
   page asks for it. A long column is in an element of its own, so that it is sent once. */
import { button, element } from "./nabij-dom.js";

const STEP = 100;
const PHONE = /^\+?[\d ./()-]{8,20}$/; // a phone number stays on one line

/**
 * @typedef {{ cells?: any, at?: string }} Cells of all rows, or the element that has them: null for
 *   an unknown number, and an estimated number of people, rounded, in a list of its own; texts that
 *   occur more than once as `texts`, and `which` of these each is
 *
 * @typedef {{ label: string, numeric: boolean, digits: number } & Cells} Column
 *
 * @typedef {object} Data as `pages.ui.tables.draw` sends it
 * @property {string} caption
 * @property {Column[]} columns
 * @property {Cells} codes
 * @property {Cells} order positions of the rows, as they are shown first
 * @property {{ find: string, shown: string, more: string, none: string, about: string,
 *   few: string, few_less: string }} texts
 * @property {string} locale
 * @property {string} selected code of the chosen row, or empty
 * @property {boolean} choosing whether a row can be chosen
 */

/**
 * Return a text without accents and case.
 * @param {string} text
 * @returns {string}
 */
function fold(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/**
 * Return the cells of a column, one for each row.
 * @param {Cells} column
 * @returns {any[]}
 */
function cellsOf({ cells, at }) {
  const found = at
    ? JSON.parse(document.querySelector(`data[data-cells="${at}"]`).getAttribute("value"))
    : cells;
  return found.which ? found.which.map((/** @type {number} */ nth) => found.texts[nth]) : found;
}

/**
 * Return a value, also of an estimate.
 * @param {any} cell
 * @returns {any}
 */
function plain(cell) {
  return Array.isArray(cell) ? cell[0] : cell;
}

class Table {
  /**
   * Build the table inside an element.
   * @param {HTMLElement} parent
   */
  constructor(parent) {
    this.limit = STEP;
    this.sort = { column: -1, down: false };
    this.prompt = element("span");
    this.find = element("input");
    this.find.type = "search";
    this.find.autocomplete = "off";
    const label = element("label", "nabij-find");
    label.append(this.prompt, this.find);
    this.caption = element("caption", "nabij-hidden");
    this.head = element("tr");
    this.body = element("tbody");
    const top = element("thead");
    top.append(this.head);
    const table = element("table", "nabij-rows");
    table.append(this.caption, top, this.body);
    this.box = element("div", "nabij-scroll");
    this.box.append(table);
    this.count = element("span");
    this.count.setAttribute("role", "status");
    this.more = button("nabij-more");
    const foot = element("div", "nabij-foot");
    foot.append(this.count, this.more);
    this.root = element("div", "nabij-table");
    this.root.append(label, this.box, foot);
    parent.append(this.root);
    this.listen();
  }

  listen() {
    this.find.addEventListener("input", () => this.draw());
    this.more.addEventListener("click", () => {
      const at = this.limit;
      this.limit += STEP;
      this.draw();
      // the button may be gone now: the focus goes to what it brought, or to the rows
      const next = this.body.rows[at]?.querySelector("button");
      (next || (this.more.hidden ? this.box : this.more)).focus();
    });
    this.body.addEventListener("click", (event) => {
      const row = /** @type {Element} */ (event.target).closest("tr");
      if (!row || !this.data.choosing) return;
      const { code } = row.dataset;
      this.choose(code === this.data.selected ? "" : code);
    });
    this.body.addEventListener("keydown", (event) => this.move(event));
  }

  /**
   * Show the data of a run.
   * @param {Data} data
   * @param {(code: string) => void} choose
   */
  update(data, choose) {
    const version = JSON.stringify({ ...data, selected: "" });
    const fresh = this.version !== version;
    this.version = version;
    this.data = data;
    this.choose = choose;
    if (!fresh) {
      const drawn = [...this.body.rows].some((row) => row.dataset.code === data.selected);
      if (drawn || !data.selected) this.mark();
      else this.draw(); // its row is further down than those that are shown
      return;
    }
    this.number = data.columns.map(
      (column) =>
        new Intl.NumberFormat(data.locale, {
          minimumFractionDigits: column.digits,
          maximumFractionDigits: column.digits,
        }),
    );
    this.codes = cellsOf(data.codes);
    this.first = cellsOf(data.order);
    this.cells = data.columns.map(cellsOf);
    this.names = this.cells[0].map((name) => fold(String(name)));
    this.limit = STEP;
    this.sort = { column: -1, down: false };
    this.prompt.textContent = data.texts.find;
    this.caption.textContent = data.caption;
    this.drawHead();
    this.box.scrollTop = 0;
    this.draw(); // after that: it brings the chosen row in sight
  }

  drawHead() {
    this.head.replaceChildren(
      ...this.data.columns.map((column, at) => {
        const cell = element("th", column.numeric ? "nabij-number" : "");
        cell.scope = "col";
        const sorts = button("", column.label);
        sorts.addEventListener("click", () => this.sortBy(at));
        if (this.sort.column === at) {
          cell.setAttribute("aria-sort", this.sort.down ? "descending" : "ascending");
        }
        cell.append(sorts);
        return cell;
      }),
    );
  }

  /**
   * Sort by a column: first texts upwards and numbers downwards, then the other way round.
   * @param {number} at
   */
  sortBy(at) {
    const down = this.sort.column === at ? !this.sort.down : this.data.columns[at].numeric;
    this.sort = { column: at, down };
    this.limit = STEP;
    this.drawHead();
    this.draw();
    this.head.cells[at].querySelector("button").focus();
  }

  /**
   * Return the positions of the rows that match, in the order asked for; unknown values last.
   * @returns {number[]}
   */
  order() {
    const wanted = fold(this.find.value.trim());
    const found = this.first.filter((at) => this.names[at].includes(wanted));
    const { column, down } = this.sort;
    if (column < 0) return found;
    const { numeric } = this.data.columns[column];
    const sign = down ? -1 : 1;
    const collator = new Intl.Collator(this.data.locale, { numeric: true });
    return found.sort((a, b) => {
      const [x, y] = [plain(this.cells[column][a]), plain(this.cells[column][b])];
      if (x === null || y === null) return Number(x === null) - Number(y === null);
      return sign * (numeric ? x - y : collator.compare(x, y)); // of equal ones the order stays
    });
  }

  draw() {
    const order = this.order();
    const shown = order.slice(0, this.limit);
    const chosen = this.codes.indexOf(this.data.selected);
    if (chosen >= 0 && !shown.includes(chosen) && order.includes(chosen)) shown.unshift(chosen);
    this.body.replaceChildren(...shown.map((at) => this.row(at)));
    const { texts, locale } = this.data;
    const counted = (text) =>
      text
        .replace("{n}", shown.length.toLocaleString(locale))
        .replace("{total}", order.length.toLocaleString(locale));
    this.count.textContent = order.length ? counted(texts.shown) : texts.none;
    this.more.textContent = texts.more;
    this.more.hidden = order.length <= this.limit;
    this.mark();
  }

  /**
   * Return a row: its head, which is a button where rows can be chosen, and its cells.
   * @param {number} at
   * @returns {HTMLTableRowElement}
   */
  row(at) {
    const [name, ...values] = this.cells.map((column) => column[at]);
    const row = element("tr");
    row.dataset.code = this.codes[at];
    const head = element("th", this.data.columns[0].numeric ? "nabij-number" : "");
    head.scope = "row";
    if (this.data.choosing) {
      const choice = button("", name);
      choice.tabIndex = -1;
      head.append(choice);
    } else {
      head.textContent = name;
    }
    row.append(head, ...values.map((value, i) => this.cell(value, i + 1)));
    return row;
  }

  /**
   * Return a cell that is no head.
   * @param {any} value
   * @param {number} at position of its column
   * @returns {HTMLTableCellElement}
   */
  cell(value, at) {
    if (!this.data.columns[at].numeric) {
      return element("td", PHONE.test(value) ? "nabij-whole" : "", value);
    }
    return element("td", "nabij-number", value === null ? "–" : this.write(value, at));
  }

  /**
   * Write a number; an estimate says that it is one.
   * @param {any} value
   * @param {number} at position of its column
   * @returns {string}
   */
  write(value, at) {
    const text = this.number[at].format(plain(value));
    if (!Array.isArray(value) || value[0] === 0) return text;
    const { about, few, few_less } = this.data.texts;
    // fewer than ten people
    if (Math.abs(value[0]) < 10) return value[0] < 0 ? few_less : few;
    return about.replace("{n}", text);
  }

  /* Show which row is chosen, and let the Tab key stop at one row only. */
  mark() {
    this.root.classList.toggle("nabij-reading", !this.data.choosing);
    if (!this.data.choosing) {
      // a box that scrolls must be reached with the keyboard: where not by its rows, by itself
      this.box.tabIndex = 0;
      this.box.setAttribute("role", "region");
      this.box.setAttribute("aria-label", this.data.caption);
      return;
    }
    let stop = this.body.querySelector("button");
    for (const row of this.body.rows) {
      const chosen = row.dataset.code === this.data.selected;
      const choice = row.querySelector("button");
      row.classList.toggle("nabij-chosen", chosen);
      choice.setAttribute("aria-pressed", String(chosen));
      choice.tabIndex = -1;
      if (chosen) {
        stop = choice;
        this.reveal(row);
      }
    }
    if (stop) stop.tabIndex = 0;
  }

  /**
   * Scroll the box, not the page, until a row is in sight.
   * @param {HTMLTableRowElement} row
   */
  reveal(row) {
    const above = row.offsetTop - this.head.offsetHeight - this.box.scrollTop;
    const below = above + row.offsetHeight + this.head.offsetHeight - this.box.clientHeight;
    if (above < 0) this.box.scrollTop += above;
    else if (below > 0) this.box.scrollTop += below;
  }

  /**
   * Walk from row to row with the arrow keys, Home and End.
   * @param {KeyboardEvent} event
   */
  move(event) {
    const choices = [...this.body.querySelectorAll("button")];
    const from = /** @type {HTMLButtonElement} */ (event.target);
    const at = choices.indexOf(from);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: choices.length - 1 };
    const next = choices[step[event.key]];
    if (!next) return;
    event.preventDefault();
    from.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

/**
 * Streamlit calls this on every run.
 * @param {object} run
 * @param {Data} run.data
 * @param {HTMLElement & { nabijTable?: Table }} run.parentElement
 * @param {(name: string, value: string) => void} run.setTriggerValue
 */
export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.nabijTable ||= new Table(parentElement);
  parentElement.nabijTable.update(data, (code) => setTriggerValue("chosen", code));
}
