/* The table twin of the map: a real table, sortable, searchable, one tab stop for its rows.

   Streamlit calls the default export on every run with the data of `pages.tables.draw`. The rows
   are only drawn again when they changed; choosing one tells the page its code, where it asks. */
const STEP = 100;
/* a phone number stays on one line */
const PHONE = /^\+?[\d ./()-]{8,20}$/;

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function fold(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

class Table {
  constructor(parent) {
    this.limit = STEP;
    this.sort = { column: -1, down: false };
    const label = element("label", "nabij-find");
    this.prompt = element("span");
    this.find = element("input");
    this.find.type = "search";
    this.find.autocomplete = "off";
    label.append(this.prompt, this.find);
    this.box = element("div", "nabij-scroll");
    const table = element("table", "nabij-rows");
    this.caption = element("caption", "nabij-hidden");
    this.head = element("tr");
    this.body = element("tbody");
    const top = element("thead");
    top.append(this.head);
    table.append(this.caption, top, this.body);
    this.box.append(table);
    this.foot = element("div", "nabij-foot");
    this.count = element("span");
    this.count.setAttribute("role", "status");
    this.more = element("button", "nabij-more");
    this.more.type = "button";
    this.foot.append(this.count, this.more);
    this.root = element("div", "nabij-table");
    this.root.append(label, this.box, this.foot);
    parent.append(this.root);
    this.find.addEventListener("input", () => this.draw());
    this.more.addEventListener("click", () => {
      const at = this.limit;
      this.limit += STEP;
      this.draw();
      this.body.rows[at]?.querySelector("button").focus();
    });
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row && this.data.choosing)
        this.choose(row.dataset.code === this.data.selected ? "" : row.dataset.code);
    });
    this.body.addEventListener("keydown", (event) => this.move(event));
  }

  update(data, choose) {
    const fresh = !this.data || this.data.version !== data.version;
    this.data = data;
    this.choose = choose;
    if (!fresh) {
      this.mark();
      return;
    }
    this.number = data.columns.map(
      (column) =>
        new Intl.NumberFormat(data.locale, {
          minimumFractionDigits: column.digits,
          maximumFractionDigits: column.digits,
        }),
    );
    this.names = data.rows.map((row) => fold(row[1]));
    this.limit = STEP;
    this.sort = { column: -1, down: false };
    this.prompt.textContent = data.texts.find;
    this.caption.textContent = data.caption;
    this.drawHead();
    this.draw();
    this.box.scrollTop = 0;
  }

  drawHead() {
    this.head.replaceChildren(
      ...this.data.columns.map((column, at) => {
        const cell = element("th", column.numeric ? "nabij-number" : "");
        cell.scope = "col";
        const button = element("button", "", column.label);
        button.type = "button";
        button.addEventListener("click", () => {
          const down = this.sort.column === at ? !this.sort.down : column.numeric;
          this.sort = { column: at, down };
          this.limit = STEP;
          this.drawHead();
          this.draw();
          this.head.cells[at].querySelector("button").focus();
        });
        if (this.sort.column === at) {
          cell.setAttribute("aria-sort", this.sort.down ? "descending" : "ascending");
        }
        cell.append(button);
        return cell;
      }),
    );
  }

  /* Positions of the rows that match, in the order asked for; what is unknown comes last. */
  order() {
    const { rows, columns } = this.data;
    const wanted = fold(this.find.value.trim());
    const found = [...rows.keys()].filter((at) => this.names[at].includes(wanted));
    const { column, down } = this.sort;
    if (column < 0) return found;
    const sign = down ? -1 : 1;
    const collator = new Intl.Collator(this.data.locale);
    return found.sort((a, b) => {
      const [x, y] = [rows[a][column + 1], rows[b][column + 1]];
      if (x === null || y === null) return (x === null) - (y === null);
      return sign * (columns[column].numeric ? x - y : collator.compare(x, y)) || a - b;
    });
  }

  draw() {
    const order = this.order();
    const shown = order.slice(0, this.limit);
    const chosen = this.data.rows.findIndex((row) => row[0] === this.data.selected);
    if (chosen >= 0 && !shown.includes(chosen) && order.includes(chosen)) shown.unshift(chosen);
    this.body.replaceChildren(...shown.map((at) => this.row(this.data.rows[at])));
    const { texts, locale } = this.data;
    const say = (text) =>
      text
        .replace("{n}", shown.length.toLocaleString(locale))
        .replace("{total}", order.length.toLocaleString(locale));
    this.count.textContent = order.length ? say(texts.shown) : texts.none;
    this.more.textContent = texts.more;
    this.more.hidden = order.length <= this.limit;
    this.mark();
  }

  row(values) {
    const row = element("tr");
    row.dataset.code = values[0];
    this.data.columns.forEach((column, at) => {
      const value = values[at + 1];
      if (at === 0) {
        const cell = element("th");
        cell.scope = "row";
        if (this.data.choosing) {
          const button = element("button", "", value);
          button.type = "button";
          button.tabIndex = -1;
          cell.append(button);
        } else cell.textContent = value;
        row.append(cell);
      } else {
        const text = !column.numeric ? value : value === null ? "–" : this.number[at].format(value);
        const whole = PHONE.test(text) ? "nabij-whole" : "";
        row.append(element("td", column.numeric ? "nabij-number" : whole, text));
      }
    });
    return row;
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
    let stop = null;
    for (const row of this.body.rows) {
      const chosen = row.dataset.code === this.data.selected;
      const button = row.querySelector("button");
      row.classList.toggle("nabij-chosen", chosen);
      button.setAttribute("aria-pressed", String(chosen));
      button.tabIndex = -1;
      if (chosen) {
        stop = button;
        const above = row.offsetTop - this.head.offsetHeight - this.box.scrollTop;
        const below = above + row.offsetHeight + this.head.offsetHeight - this.box.clientHeight;
        if (above < 0) this.box.scrollTop += above;
        else if (below > 0) this.box.scrollTop += below;
      }
    }
    stop = stop || this.body.querySelector("button");
    if (stop) stop.tabIndex = 0;
  }

  move(event) {
    const buttons = [...this.body.querySelectorAll("button")];
    const at = buttons.indexOf(event.target);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
    const next = buttons[step[event.key]];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (!parentElement.nabijTable) parentElement.nabijTable = new Table(parentElement);
  parentElement.nabijTable.update(data, (code) => setTriggerValue("chosen", code));
}
