/* Runs in the head of the document, before Streamlit's own scripts. */

// Streamlit's controls announce in the language of the browser: they must in that of the page
Object.defineProperty(navigator, "language", {
  configurable: true,
  get: () => document.documentElement.lang,
});

// Back and Forward keep the language that the reader chose last
addEventListener("popstate", () => {
  const { lang, dataset } = document.documentElement;
  const address = new URL(location.href);
  if (lang === dataset.language) address.searchParams.delete("taal");
  else address.searchParams.set("taal", lang);
  if (address.search !== location.search) history.replaceState(history.state, "", address);
});

// Streamlit fetches its font of icons on every page; a page that draws one fetches it by itself
const load = document.fonts.load.bind(document.fonts);
document.fonts.load = (font, text) =>
  font.includes("Material") ? Promise.resolve([]) : load(font, text);
