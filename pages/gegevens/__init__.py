"""Gegevens: what is loaded and from where, older versions, and checks of visitors' files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from loaders.imports.kinds import KINDS
from pages.gegevens import check, doubts, loaded, refresh, streets, templates, versions
from pages.ui import admin, controls, markup
from pages.ui.i18n import N_, _
from pages.ui.session_data import current_snapshot
from pages.ui.url_state import Param, one_of

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot

_SECTIONS = {
    "geladen": (N_("Wat is geladen"), loaded.show),
    "verversing": (N_("Laatste verversing"), refresh.show),
    "versies": (N_("Versies"), versions.show),
    "twijfels": (N_("Twijfels"), doubts.show),
    "straten": (N_("Straten te voet"), streets.show),
    "nakijken": (N_("Eigen bestanden"), check.show),
    "sjablonen": (N_("Sjablonen"), templates.show),
}


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls that the address holds."""
    del snapshot
    return [
        Param("luik", "geladen", one_of(list(_SECTIONS))),
        Param("bestand", next(iter(KINDS)), one_of(list(KINDS))),
    ]


def subject(_snapshot: Snapshot) -> str:
    """Return the section that is chosen."""
    return _(_SECTIONS[st.session_state["luik"]][0])


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    lead = _(
        "Waar de cijfers van Nabij vandaan komen, hoe oud ze zijn, en wat u kunt doen om ze te "
        "verbeteren. Alleen een beheerder verandert de gegevens voor iedereen."
    )
    st.html(markup.title(_("Gegevens")) + markup.lead(lead))
    controls.ask_section(_SECTIONS, key="luik")(snapshot)
    admin.sign_in()
