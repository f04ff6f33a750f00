"""Gegevens: what is loaded and from where, older versions, and a look at a file of one's own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from loaders.templates import FileKind
from pages import (
    gegevens_check,
    gegevens_doubts,
    gegevens_loaded,
    gegevens_refresh,
    gegevens_templates,
    gegevens_versions,
)
from pages.data import current_snapshot
from pages.state import Param, one_of
from pages.texts import N_, _

if TYPE_CHECKING:
    from loaders.store import Snapshot

_SECTIONS = {
    "geladen": (N_("Wat is geladen"), gegevens_loaded.show),
    "verversing": (N_("Laatste verversing"), gegevens_refresh.show),
    "versies": (N_("Versies"), gegevens_versions.show),
    "twijfels": (N_("Twijfels"), gegevens_doubts.show),
    "nakijken": (N_("Een bestand nakijken"), gegevens_check.show),
    "sjablonen": (N_("Sjablonen"), gegevens_templates.show),
}


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls as they stand in the address."""
    del snapshot
    return [
        Param("luik", "geladen", one_of(list(_SECTIONS))),
        Param("bestand", FileKind.CENTRES.value, one_of([kind.value for kind in FileKind])),
    ]


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    lead = _(
        "Waar de cijfers van Nabij vandaan komen, hoe oud ze zijn, en wat u kunt doen om ze te "
        "verbeteren. Op deze pagina verandert niets aan de gegevens: dat doet een beheerder, met "
        "een opdracht op de computer waarop Nabij draait."
    )
    st.html(
        f"<h1 class='nabij-title'>{escape(_('Gegevens'))}</h1>"
        f"<p class='nabij-lead'>{escape(lead)}</p>"
    )
    section = st.segmented_control(
        _("Onderdeel"),
        list(_SECTIONS),
        format_func=lambda code: _(_SECTIONS[code][0]),
        key="luik",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    label, show = _SECTIONS[section or "geladen"]
    st.html(f"<h2 class='nabij-sub nabij-part'>{escape(_(label))}</h2>")
    show(snapshot)
