"""The frame around every page: style, language, navigation, and a banner about the data."""

from __future__ import annotations

import json
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geodata.errors import NabijError
from loaders.settings import get_settings
from pages.ui import session_data
from pages.ui.i18n import LANGUAGES, N_, _, language
from pages.ui.session_data import current_snapshot
from pages.ui.url_state import (
    Param,
    one_of,
    read_address,
    resend_choices,
    reset_stale,
    write_address,
)
from pages.wijken import notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.navigation.page import StreamlitPage

_STYLE = Path(__file__).with_name("style.css")
# A Material icon here would be fetched from another host.
_ICON = str(Path(__file__).with_name("icon.svg"))

# Each page is a module of this name, with page(), and params() if it has controls.
_PAGES = {
    "vind": (N_("Vind een centrum"), ":material/search:"),
    "dekking": (N_("Dekking"), ":material/map:"),
    "gemeente": (N_("Gemeente"), ":material/location_city:"),
    "rop": (N_("ROP-werking"), ":material/hub:"),
    "gegevens": (N_("Gegevens"), ":material/database:"),
    "over": (N_("Over"), ":material/info:"),
}

_START = "vind"
_SEEN = "_gezien"
"""Where the session holds of each page which snapshot it last showed."""

# Streamlit has no setting for the language of its document, for the link that a keyboard meets
# first, nor for the title of a component's frame, so this names them. It runs again whenever the
# language changes.
_SCRIPT = """<span hidden>%s</span><script>
(() => {
  const said = %s;
  document.documentElement.lang = said.lang;
  const name = () => {
    document.querySelectorAll('iframe[title^="streamlit_folium"]')
      .forEach((frame) => { frame.title = said.map; });
    const skip = document.querySelector("[data-testid=stSkipToContent]");
    if (skip && skip.textContent !== said.skip) skip.firstChild.data = said.skip;
  };
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
    read_address(here)
    session_data.resume()
    try:
        snapshot = current_snapshot()
    except NabijError as error:
        st.error(_("Er zijn geen gegevens om te tonen."))
        st.code(str(error), language=None)
        return
    page = _navigation()
    chosen = page.url_path or _START
    module = _module(chosen)
    params: list[Param] = module.params(snapshot) if hasattr(module, "params") else []
    seen = st.session_state.setdefault(_SEEN, {})
    if seen.get(chosen, snapshot.id) != snapshot.id:
        reset_stale(params)  # what was chosen among other data may not be among these
    seen[chosen] = snapshot.id
    refused = read_address([*here, *params])
    of_vind = chosen == _START
    _speak(
        map_title=_("Kaart van de centra; de lijst erboven toont dezelfde")
        if of_vind
        else _("Kaart van het gebied; de tabel op de pagina toont hetzelfde"),
        side_bar=_("Keuzes") if chosen == "dekking" else _("Menu"),
    )
    about = frozenset({"centres", "services"}) if of_vind else notes.EVERYTHING
    _top(notes.banner(snapshot.data, about=about), params)
    session_data.show_banner()
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
    page.run()
    write_address([*here, *params])


def _navigation() -> StreamlitPage:
    """Draw the navigation; return the chosen page."""

    def runs(name: str) -> Callable[[], None]:
        return lambda: _module(name).page()

    pages = [
        st.Page(
            runs(name),
            title=_(title),
            icon=icon,
            url_path=name,
            default=name == _START,
        )
        for name, (title, icon) in _PAGES.items()
    ]
    return st.navigation(pages, position="top")


def _module(name: str) -> Any:
    """Import a page when it is asked for: the first visitor waits for no other."""
    return import_module(f"pages.{name}")


def _top(parts: list[str], params: list[Param]) -> None:
    with st.container(key="language"):
        st.segmented_control(
            _("Taal"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="taal",
            label_visibility="collapsed",
            on_change=lambda: resend_choices(params),
            required=True,
            persist_state="session",
        )
    if parts:
        st.html(
            "<div class='nabij-banner' role='note'><b>"
            f"{escape(_('Let op.'))}</b> {escape(_sentence(parts))}</div>"
        )


def _sentence(parts: list[str]) -> str:
    text = ("\N{NO-BREAK SPACE}; " if language() == "fr" else "; ").join(parts)
    return text[0].upper() + text[1:] + "."


def _speak(*, map_title: str, side_bar: str) -> None:
    said = {"lang": language(), "map": map_title, "skip": _("Ga meteen naar de inhoud")}
    choices = json.dumps(side_bar)
    st.html(f"<style>:root {{ --said-choices: {choices} }}</style>")
    text = json.dumps(said).replace("<", "\\u003c")  # "<" could end the script
    st.html(_SCRIPT % (language(), text), unsafe_allow_javascript=True)


main()
