"""The centres that a visitor saved: only their own device knows which."""

from __future__ import annotations

import streamlit as st

from pages.ui.embed import within
from pages.ui.i18n import _, link_language
from pages.ui.scripts import component

_saved = st.components.v2.component(
    name="nabij_saved", js=component("nabij-saved.js"), isolate_styles=False
)


def draw() -> None:
    """Draw the list, which the browser fills; empty where nothing was saved."""
    _saved(
        key="bewaard",
        data={
            "heading": _("Uw bewaarde centra"),
            "about": _(
                "Deze lijst staat alleen op dit toestel. We sturen ze niet naar onze server. Pas "
                "als u een centrum opent, vraagt uw toestel de gegevens van dat centrum."
            ),
            "remove": _("Verwijder"),
            "removed": _("{name} is verwijderd."),
            "suffix": within(f"?{link_language()}").removeprefix("?"),
        },
    )
