"""Gegevens: what is loaded and from where, older versions, and a look at a file of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from loaders.templates import FileKind
from pages import (
    admin,
    controls,
    gegevens_check,
    gegevens_doubts,
    gegevens_loaded,
    gegevens_refresh,
    gegevens_templates,
    gegevens_versions,
    markup,
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
    "nakijken": (N_("Eigen bestanden"), gegevens_check.show),
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
        "verbeteren. Alleen een beheerder verandert de gegevens voor iedereen."
    )
    st.html(markup.title(_("Gegevens")) + markup.lead(lead))
    controls.ask_section(_SECTIONS, key="luik")(snapshot)
    admin.gate()
