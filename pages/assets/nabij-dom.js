/**
 * Make an element; the text becomes a text node, never HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/**
 * Make a button that sends no form.
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLButtonElement}
 */
export function button(className, text) {
  const node = element("button", className, text);
  node.type = "button";
  return node;
}
