/* Gives each of Streamlit's modules an address of its own; runs before the first is imported. */

(modules) => {
  if (!HTMLScriptElement.supports?.("importmap")) return;
  const base = new URL("./static/js/", document.baseURI).href;
  const imports = {};
  for (const [name, text] of Object.entries(modules)) {
    const script = text.replaceAll("nabij-base:", base);
    imports[base + name] = `data:text/javascript,${encodeURIComponent(script)}`;
  }
  const map = document.createElement("script");
  map.type = "importmap";
  map.textContent = JSON.stringify({ imports });
  document.currentScript.after(map);
};
