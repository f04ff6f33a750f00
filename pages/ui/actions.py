"""What one does with a page: share it, save a centre, print it, show it on another website."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from loaders.settings import get_settings
from pages.ui.embed import embedded
from pages.ui.i18n import _
from pages.ui.scripts import component

_actions = st.components.v2.component(
    name="nabij_actions",
    js=component("nabij-actions.js"),
    isolate_styles=False,
)


class SavedCentre(NamedTuple):
    """What a visitor's device keeps of a centre; the place is in the reader's language."""

    id: str
    name: str
    place: str


def draw(*, centre: SavedCentre | None = None, prints: str = "", private: bool = False) -> None:
    """Draw the buttons: the browser does all they do, and nothing is sent.

    Parameters
    ----------
    centre
        The centre that can be saved; None for none.
    prints
        Label of the button that prints; empty for none.
    private
        Whether the page answers to something that its address does not hold.
    """
    copied = _("De link is gekopieerd.")
    if private:
        copied = f"{copied} {_('Wat u intypte of waar u bent, staat er niet in.')}"
    _actions(
        key="acties",
        data={
            "share": {
                "label": _("Deel"),
                "copied": copied,
                "shared": _("De link is gedeeld."),
                "failed": _("Kopieer deze tekst zelf."),
            },
            "save": _save(centre) if centre else None,
            "print": prints,
            "embed": _embed()
            if get_settings().embed_hosts and not (centre or embedded())
            else None,
        },
    )


def _save(centre: SavedCentre) -> dict[str, object]:
    return {
        "centre": centre._asdict(),
        "add": _("Bewaar"),
        "remove": _("Bewaar niet meer"),
        "added": _("Bewaard op dit toestel. U vindt het terug op de startpagina."),
        "removed": _("Niet meer bewaard."),
        "failed": _("Dit toestel laat bewaren niet toe."),
    }


def _embed() -> dict[str, str]:
    return {
        "title": _("Toon dit op uw eigen website"),
        "about": _(
            "Zet deze code in uw pagina. Ze werkt op de websites die de beheerder van Nabij "
            "toelaat."
        ),
        "label": _("Code voor uw website"),
        "copy": _("Kopieer de code"),
        "copied": _("De code is gekopieerd."),
    }
