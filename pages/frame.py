"""The frame around every page: style, language, navigation, and a banner about the data."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import streamlit as st

from geodata.errors import NabijError
from loaders.settings import get_settings
from pages import controls, dekking, gemeente, notes, over, rop, vind
from pages.data import current_snapshot
from pages.state import Param, one_of, read_address, say_again, write_address
from pages.texts import LANGUAGES, _, language

_STYLE = Path(__file__).with_name("style.css")
# A Material icon here would be fetched from another host.
_ICON = str(Path(__file__).with_name("icon.svg"))

# Streamlit has no setting for the language of its document, nor for the title of a component's
# frame, so this names them. It runs again whenever the language changes.
_SCRIPT = """<span hidden>%s</span><script>
(() => {
  const said = %s;
  document.documentElement.lang = said.lang;
  const name = () => document.querySelectorAll('iframe[title^="streamlit_folium"]')
    .forEach((frame) => { frame.title = said.map; });
  name();
  if (window.nabijNaming) window.nabijNaming.disconnect();
  window.nabijNaming = new MutationObserver(name);
  window.nabijNaming.observe(document.body, { childList: true, subtree: true });
})();
</script>"""


def main() -> None:
    """Draw the frame and the chosen page in it."""
    st.set_page_config(page_title="Nabij", page_icon=_ICON, layout="wide")
    st.html(_STYLE)
    here = [Param("taal", get_settings().language, one_of(list(LANGUAGES)))]
    try:
        snapshot = current_snapshot()
    except NabijError as error:
        read_address(here)
        st.error(_("Er zijn geen gegevens om te tonen."))
        st.code(str(error), language=None)
        return
    of_page = {
        "": vind.params(snapshot),
        "dekking": controls.params(snapshot.data),
        "gemeente": gemeente.params(snapshot.data),
        "rop": rop.params(snapshot.data),
    }
    refused = read_address([*here, *(p for params in of_page.values() for p in params)])
    of_vind = st.Page(
        vind.page, title=_("Vind een centrum"), icon=":material/search:", default=True
    )
    of_dekking = st.Page(
        dekking.page, title=_("Dekking"), icon=":material/map:", url_path="dekking"
    )
    of_gemeente = st.Page(
        gemeente.page,
        title=_("Gemeente"),
        icon=":material/location_city:",
        url_path="gemeente",
    )
    of_rop = st.Page(rop.page, title=_("ROP-werking"), icon=":material/hub:", url_path="rop")
    of_over = st.Page(over.page, title=_("Over"), icon=":material/info:", url_path="over")
    chosen = st.navigation([of_vind, of_dekking, of_gemeente, of_rop, of_over], position="top")
    _speak(
        map_title=_("Kaart van de centra; de lijst erboven toont dezelfde")
        if chosen is of_vind
        else _("Kaart van het gebied; de tabel op de pagina toont hetzelfde"),
        side_bar=_("Keuzes") if chosen is of_dekking else _("Menu"),
    )
    about = frozenset({"centres"}) if chosen is of_vind else notes.EVERYTHING
    _top(
        notes.banner(snapshot.data, about=about),
        [p for params in of_page.values() for p in params],
    )
    for problem in snapshot.warnings:
        st.warning(_("Een nieuwere versie van de gegevens is beschadigd; u ziet de laatste goede."))
        st.code(str(problem), language=None)
    if refused:
        names = ", ".join(refused)
        st.info(
            _("Een deel van deze link is niet herkend en is weggelaten: {names}.").format(
                names=names
            )
        )
    chosen.run()
    write_address([*here, *of_page.get(chosen.url_path, [])])


def _top(parts: list[str], params: list[Param]) -> None:
    with st.container(key="language"):
        st.segmented_control(
            _("Taal"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="taal",
            label_visibility="collapsed",
            on_change=lambda: say_again(params),
            required=True,
            persist_state="session",
        )
    if parts:
        st.html(
            "<div class='nabij-banner' role='note'><b>"
            f"{escape(_('Let op.'))}</b> {escape(_sentence(parts))}</div>"
        )


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _speak(*, map_title: str, side_bar: str) -> None:
    said = {"lang": language(), "map": map_title}
    choices = json.dumps(side_bar)
    st.html(f"<style>:root {{ --said-choices: {choices} }}</style>")
    text = json.dumps(said).replace("<", "\\u003c")  # "<" could end the script
    st.html(_SCRIPT % (language(), text), unsafe_allow_javascript=True)


main()
