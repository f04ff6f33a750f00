/* What one does with a page: share it, save a centre on this device, print, show it elsewhere. */
import { button, element } from "./nabij-dom.js";
import { keepCentres, savedCentres } from "./nabij-store.js";

const TOUCH = "(pointer: coarse)"; // elsewhere a share sheet offers less than a copied link
const FRAME_RIGHTS = "clipboard-write; geolocation; web-share";

/**
 * @typedef {object} Data as `pages.ui.actions.draw` sends it
 * @property {{ label: string, copied: string, shared: string, failed: string }} share
 * @property {{ centre: import("./nabij-store.js").Saved, add: string, remove: string,
 *   added: string, removed: string, failed: string } | null} save
 * @property {string} print label of the button, or empty
 * @property {{ title: string, about: string, label: string, copy: string, copied: string }
 *   | null} embed
 */

/**
 * Return the address of this page outside any frame.
 * @returns {URL}
 */
function address() {
  const url = new URL(location.href);
  url.searchParams.delete("embed");
  url.searchParams.delete("embed_options");
  url.hash = "";
  return url;
}

/**
 * Return what another website puts into its page to show this one.
 * @returns {string}
 */
function snippet() {
  const url = address();
  url.searchParams.set("embed", "true");
  const frame = element("iframe");
  frame.src = url.href;
  frame.title = document.title;
  const rest = { width: "100%", height: "900", loading: "lazy", allow: FRAME_RIGHTS };
  frame.style.border = "0";
  Object.entries(rest).forEach(([name, value]) => frame.setAttribute(name, value));
  return frame.outerHTML;
}

/**
 * Copy a text; where the browser does not allow it, show it, selected.
 * @param {string} text
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @returns {Promise<boolean>} whether it was copied
 */
async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.hidden = false;
    field.value = text;
    field.select();
    return false;
  }
}

class Actions {
  /**
   * Build what a run asks for.
   * @param {HTMLElement} root
   * @param {Data} data
   */
  constructor(root, data) {
    this.status = element("p", "nabij-action-said");
    this.status.setAttribute("role", "status");
    const row = element("div", "nabij-action-row");
    row.append(this.share(data.share));
    if (data.save) row.append(this.save(data.save));
    if (data.print) row.append(this.press(data.print, () => window.print()));
    this.link = element("input", "nabij-action-link");
    this.link.readOnly = true;
    this.link.hidden = true;
    this.link.setAttribute("aria-label", data.share.failed);
    root.replaceChildren(row, this.status, this.link);
    if (data.embed) root.append(this.embed(data.embed, data.share.failed));
  }

  /**
   * Announce what was done.
   * @param {string} text
   */
  say(text) {
    this.status.textContent = text;
  }

  /**
   * Return a button.
   * @param {string} label
   * @param {() => void} onPress
   * @returns {HTMLButtonElement}
   */
  press(label, onPress) {
    const made = button("nabij-action", label);
    made.onclick = onPress;
    return made;
  }

  /**
   * Return the button that opens the device's share sheet, or copies the link.
   * @param {Data["share"]} texts
   * @returns {HTMLButtonElement}
   */
  share(texts) {
    return this.press(texts.label, async () => {
      const url = address().href;
      if (navigator.share && matchMedia(TOUCH).matches) {
        try {
          await navigator.share({ url, title: document.title });
          this.say(texts.shared);
          return;
        } catch (error) {
          if (error.name === "AbortError") return; // closed by the person, who wants nothing else
        }
      }
      this.say((await copy(url, this.link)) ? texts.copied : texts.failed);
    });
  }

  /**
   * Return the button that saves a centre on this device, or no longer.
   * @param {Data["save"]} texts
   * @returns {HTMLButtonElement}
   */
  save(texts) {
    const { centre } = texts;
    const others = () => savedCentres().filter((one) => one.id !== centre.id);
    const isSaved = () => savedCentres().some((one) => one.id === centre.id);
    const show = () => {
      saves.textContent = isSaved() ? texts.remove : texts.add;
    };
    const saves = this.press("", () => {
      const removes = isSaved();
      const kept = keepCentres(removes ? others() : [...others(), centre]);
      this.say(kept ? texts[removes ? "removed" : "added"] : texts.failed);
      show();
    });
    show();
    return saves;
  }

  /**
   * Return, folded, what another website needs to show this page.
   * @param {Data["embed"]} texts
   * @param {string} failed
   * @returns {HTMLElement}
   */
  embed(texts, failed) {
    const folded = element("details");
    const code = element("textarea");
    code.readOnly = true;
    code.rows = 4;
    code.setAttribute("aria-label", texts.label);
    folded.addEventListener("toggle", () => {
      code.value = snippet();
    });
    const copies = this.press(texts.copy, async () => {
      this.say((await copy(code.value, code)) ? texts.copied : failed);
    });
    folded.append(element("summary", "", texts.title), element("p", "", texts.about), code, copies);
    return folded;
  }
}

/**
 * Streamlit calls this on every run.
 * @param {{ data: Data, parentElement: HTMLElement & { nabijActions?: string } }} run
 */
export default function ({ data, parentElement }) {
  const wanted = JSON.stringify(data);
  if (parentElement.nabijActions === wanted) return;
  parentElement.nabijActions = wanted;
  /** @type {HTMLElement} */
  let root = parentElement.querySelector(".nabij-actions");
  if (!root) {
    root = element("div", "nabij-actions");
    parentElement.append(root);
  }
  new Actions(root, data);
}
