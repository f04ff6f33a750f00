/* What Streamlit has no setting for, on every page: its few English words, the title of a map, the
   line that drops, the focus that would be lost, the menu on a phone, and the card of a
   neighbourhood that was chosen on a map. Runs once; each run of a page calls `nabijFrame`. */

/**
 * @typedef {object} Texts
 * @property {string} lang
 * @property {string} page code of the page
 * @property {string} title of the window
 * @property {string} map title of a map
 * @property {[string, string][]} english pattern of Streamlit's words, and ours
 * @property {string} lost
 * @property {string} back
 */

const SMALL = "(pointer: coarse) and (max-width: 800px)";
const DRAWER = "(max-width: 767px)"; // the side bar covers the page
const OURS = ".stHtml, .stBidiComponent, .stMarkdown";
const LOST_AFTER_MS = 1500; // a line that drops for a moment is no news
const SAY_BACK_MS = 6000;
const APP = "[data-testid=stApp]";
/** @type {Texts} */
let texts;
/** @type {[RegExp, string][]} */
let patterns = [];

/* ---- words ---- */

/** @typedef {WeakMap<Node, { english: string, words: string }>} Named */
/** @type {Named} */
const namedTexts = new WeakMap();
/** @type {Record<string, Named>} */
const namedAttributes = { "aria-label": new WeakMap(), placeholder: new WeakMap() };

/**
 * Return our words for a text of Streamlit, or the text itself.
 * @param {string} english
 * @returns {string}
 */
function translated(english) {
  const found = patterns.find(([pattern]) => pattern.test(english));
  return found ? english.replace(found[0], found[1]) : english;
}

/**
 * Translate a text of a node, also when it was translated into another language before.
 * @param {Named} named
 * @param {Node} node
 * @param {string} now
 * @param {(words: string) => void} change
 */
function reword(named, node, now, change) {
  const before = named.get(node);
  const english = before?.words === now ? before.english : now;
  const words = translated(english);
  if (words !== english) named.set(node, { english, words });
  if (words !== now) change(words);
}

/**
 * Translate what the attributes in a part of the page say.
 * @param {Element} root
 */
function nameAttributes(root) {
  for (const [attribute, named] of Object.entries(namedAttributes)) {
    for (const one of [root, ...root.querySelectorAll(`[${attribute}]`)]) {
      const now = one.getAttribute(attribute);
      if (now) reword(named, one, now, (words) => one.setAttribute(attribute, words));
    }
  }
}

/**
 * Translate what Streamlit says in English in a part of the page.
 * @param {Node} root
 */
function nameAll(root) {
  const element = root instanceof Element ? root : root.parentElement;
  if (!element || element.closest(OURS)) return;
  if (root instanceof Element) nameAttributes(root);
  const walker = document.createTreeWalker(
    root,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
    (node) =>
      node instanceof Element && node.matches(`${OURS}, script, style`)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node instanceof Text && node.data) {
      reword(namedTexts, node, node.data, (words) => {
        /** @type {Text} */ (node).data = words;
      });
    }
  }
}

/** In a frame of another website, let a link to a third one and to the whole page leave the frame. */
function leaveFrame() {
  document
    .querySelectorAll('.nabij-embed :is(a[href^="http"], .nabij-whole-page a)')
    .forEach((link) => {
      /** @type {HTMLAnchorElement} */ (link).target = "_blank";
    });
}

/** Name the frames of maps. */
function nameMaps() {
  /** @type {NodeListOf<HTMLIFrameElement>} */
  const maps = document.querySelectorAll('iframe[title^="streamlit_folium"], iframe[data-named]');
  for (const frame of maps) {
    frame.dataset.named = ""; // another language names it again
    frame.title = texts.map;
  }
}

/* ---- sentences ---- */

/**
 * Return an element of our own at the end of the document.
 * @param {string} id
 * @returns {HTMLElement}
 */
function own(id) {
  let found = document.getElementById(id);
  if (!found) {
    found = document.createElement("p");
    found.id = id;
    found.setAttribute("role", "status");
    document.body.append(found);
  }
  return found;
}

let connected = false;
let waiting = 0;

/**
 * Show a sentence about the line; an empty one hides it.
 * @param {string} text
 */
function tell(text) {
  own("nabij-line").textContent = text;
}

/** Follow the line to the server. */
function watchLine() {
  const app = /** @type {HTMLElement} */ (document.querySelector(APP));
  const now = app?.dataset.testConnectionState === "CONNECTED";
  if (now === connected) return;
  connected = now;
  clearTimeout(waiting);
  if (!now) {
    waiting = window.setTimeout(() => tell(texts.lost), LOST_AFTER_MS);
  } else if (own("nabij-line").textContent) {
    tell(texts.back);
    waiting = window.setTimeout(() => tell(""), SAY_BACK_MS);
  }
}

/** Close Streamlit's dialogs about the line and about pages: our own sentences say it. */
function closeDialogs() {
  for (const dialog of document.querySelectorAll("[data-testid=stDialog]")) {
    if (!/Connection error|Page not found/.test(dialog.textContent)) continue;
    const close = [...dialog.querySelectorAll("button")].find((one) =>
      one.hasAttribute("aria-label"),
    );
    close?.click();
  }
}

/* ---- focus ---- */

// one is gone when the other is there
const TOGGLES = "[data-testid=stExpandSidebarButton], [data-testid=stSidebarCollapseButton] button";
/** @type {HTMLElement | null} */
let focused = null;
let wasToggle = false;
/** @type {Element[]} */
let around = [];
let wasDisabled = false; // as a button is while its file is made

/**
 * Return the key that a part of the page has in Streamlit, as a selector.
 * @param {Element} part
 * @returns {string}
 */
function keyOf(part) {
  const key = [...part.classList].find((one) => one.startsWith("st-key-"));
  return key ? `.${CSS.escape(key)}` : "";
}

/** Keep the focus near where it was when what had it is gone, or was out of use for a while. */
function keepFocus() {
  if (!focused || document.activeElement !== document.body) return;
  if (focused.isConnected) {
    if (wasDisabled) focused.focus({ preventScroll: true });
    return;
  }
  if (wasToggle) {
    /** @type {HTMLElement | null} */ (document.querySelector(TOGGLES))?.focus();
    return;
  }
  for (const [at, selector] of around.map(keyOf).filter(Boolean).entries()) {
    /** @type {HTMLElement | null} */
    const home = document.querySelector(selector);
    /** @type {HTMLElement | null} */
    const same = at === 0 && home ? home.querySelector("button, input, a[href], [tabindex]") : null;
    if (home) {
      if (!same) home.tabIndex = -1;
      (same || home).focus({ preventScroll: true });
      return;
    }
  }
}

/** Remember what has the focus; a press on nothing in particular gives it up. */
function followFocus() {
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    focused = target;
    wasDisabled = false;
    wasToggle = target.matches(TOGGLES);
    around = [];
    for (let part = target.parentElement; part; part = part.parentElement) around.push(part);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!(target instanceof Element && target.closest("button, a, input, label"))) focused = null;
  });
}

/* ---- the menu on a phone ---- */

/**
 * Close the side bar where it covers the page, and go back to the button that opens it.
 * @returns {boolean} whether it was open
 */
function closeDrawer() {
  /** @type {HTMLElement | null} */
  const button = document.querySelector(
    "[data-testid=stSidebar][data-collapsed=false] [data-testid=stSidebarCollapseButton] button",
  );
  if (!button || !window.matchMedia(DRAWER).matches) return false;
  button.click();
  return true;
}

/** Close the menu with Escape, and after a choice of a page. */
function watchDrawer() {
  document.addEventListener("keydown", (event) => {
    // the first Escape closes a list of choices
    if (event.key !== "Escape" || document.querySelector("[role=listbox]:not([hidden])")) return;
    if (!closeDrawer()) return;
    const open = () => document.querySelector("[data-testid=stExpandSidebarButton]");
    setTimeout(() => /** @type {HTMLElement | null} */ (open())?.focus(), 350); // once it is drawn
  });
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-testid=stSidebarNavLink]")) {
      setTimeout(closeDrawer);
    }
  });
}

/* ---- the chosen neighbourhood ---- */

let unit = "";

/** On a phone, go to the card of a neighbourhood that was chosen on the map or in the table. */
function showCard() {
  /** @type {HTMLElement | null} */
  const card = document.querySelector(".nabij-card[data-unit]");
  const now = card?.dataset.unit || "";
  if (now === unit) return;
  unit = now;
  const from = document.activeElement?.closest(".st-key-map, .nabij-rows");
  if (!card || !from || !window.matchMedia(SMALL).matches) return;
  const heading = card.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  card.scrollIntoView({ block: "start" });
}

/* ---- all of it ---- */

/**
 * Look at what changed on the page.
 * @param {MutationRecord[]} changes
 */
function look(changes) {
  for (const { type, target, addedNodes } of changes) {
    if (type === "childList") addedNodes.forEach(nameAll);
    else if (target instanceof Text) nameAll(target);
    else if (target instanceof Element && target.hasAttribute("aria-label")) nameAll(target);
  }
  wasDisabled ||= Boolean(focused?.matches(":disabled"));
  nameMaps();
  leaveFrame();
  watchLine();
  closeDialogs();
  showCard();
  clearTimeout(looking);
  looking = window.setTimeout(keepFocus, 150); // once Streamlit has drawn the rest
}

let looking = 0;

/**
 * Take the texts of a run; another language names all again, another page is announced.
 * @param {Texts} given
 */
function update(given) {
  const before = texts;
  texts = given;
  patterns = given.english.map(([english, words]) => [new RegExp(`^${english}$`), words]);
  document.documentElement.lang = given.lang;
  if (!before) start();
  if (before?.lang !== given.lang) window.dispatchEvent(new Event("languagechange"));
  if (before?.lang !== given.lang || before.page !== given.page) nameAll(document.body);
  nameMaps();
  const spoken = own("nabij-spoken");
  if (before && before.page !== given.page) spoken.textContent = given.title;
}

/** Begin to look. */
function start() {
  followFocus();
  watchDrawer();
  look([]);
  new MutationObserver(look).observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributeFilter: [
      "aria-label",
      "placeholder",
      "disabled",
      "data-test-connection-state",
      "data-unit",
    ],
  });
}

const page = /** @type {any} */ (window);
if (!page.nabijFrame) {
  page.nabijFrame = update;
  if (page.nabijTexts) update(page.nabijTexts);
}
