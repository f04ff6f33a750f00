"""The components of Vind: the search box, the use-my-location button, the announcer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from loaders.store.search_places import ranking_rules
from pages.ui.cache import map_files
from pages.ui.i18n import _, ngettext, reader_language
from pages.ui.scripts import component
from pages.vind import search, session

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot

_SEARCH_BOX, _LOCATION_BUTTON, _ANNOUNCER = "zoeken", "hier", "aankomst"

_search = st.components.v2.component(
    name="nabij_search",
    js=component("nabij-search.js"),
    isolate_styles=False,
)
_here = st.components.v2.component(
    name="nabij_here", js=component("nabij-here.js"), isolate_styles=False
)
_answer = st.components.v2.component(
    name="nabij_answer", js=component("nabij-answer.js"), isolate_styles=False
)


def draw(snapshot: Snapshot) -> None:
    """Draw the box, which suggests places while one types, and the button."""
    file = map_files(snapshot).places
    with st.container(key="zoekvak"):  # keeps its height while the box is on its way
        _search(
            key=_SEARCH_BOX,
            data={
                "label": _("Uw adres, postcode, gemeente of wijk, of de naam van een centrum"),
                "button": _("Zoek"),
                "list": _("Voorstellen"),
                "kinds": search.place_texts(),
                "rules": ranking_rules(),
                "frenchNames": reader_language().french_names,
                "places": f"./nabij/geo/{snapshot.id}/{file}" if file else "",
                "texts": {
                    "none": _("Geen voorstellen; u kunt wel zoeken."),
                    "one": ngettext("{n} voorstel.", "{n} voorstellen.", 1),
                    "many": ngettext("{n} voorstel.", "{n} voorstellen.", 2),
                },
            },
            on_search_change=lambda: search.on_search(st.session_state[_SEARCH_BOX]["search"]),
        )
    _here(
        key=_LOCATION_BUTTON,
        data={
            "label": _("Gebruik mijn locatie"),
            "busy": _("Even geduld…"),
            "shows": search.answered_with(),
        },
        on_spot_change=lambda: search.on_location(st.session_state[_LOCATION_BUTTON]["spot"]),
    )


def announcer(text: str) -> None:
    """Draw what says an answer to a screen reader and brings it into view: the last of the page.

    Parameters
    ----------
    text
        The answer in a few words.
    """
    _answer(
        key=_ANNOUNCER,
        data={
            "count": st.session_state.get(session.ANNOUNCEMENTS, 0),
            "focus": st.session_state.get(session.SCROLL_TO, ""),
            "text": text,
        },
    )
