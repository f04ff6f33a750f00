"""The snapshots that are kept: what they are, how to compare them, and how to go back to one."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geodata.errors import SnapshotError
from loaders import store
from loaders.settings import get_settings
from pages import markup
from pages.gegevens_parts import command, facts, moment
from pages.gegevens_words import kind_of_snapshot
from pages.notes import dataset_label
from pages.texts import _, language, ngettext, number

if TYPE_CHECKING:
    from loaders.manifest import SnapshotInfo
    from loaders.store import Snapshot

_COUNTED = ("units", "people", "centres", "services")


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    folder = get_settings().data
    ids = store.snapshot_ids(folder)
    told = ngettext(
        "Nabij bewaart {n} versie van de gegevens.",
        "Nabij bewaart {n} versies van de gegevens.",
        len(ids),
    ).format(n=number(len(ids)))
    lead = _(
        "Een nieuwe versie ontstaat bij elke invoer of verversing; de oude blijven staan, zodat u "
        "altijd terug kunt. De oudste worden op den duur opgeruimd, de huidige nooit."
    )
    cards = []
    for name in ids:
        try:
            cards.append(_card(store.sized(folder, name), snapshot))
        except SnapshotError:
            cards.append(_damaged(name))
    st.html(markup.paragraph(f"{told} {lead}") + f"<div class='nabij-two'>{''.join(cards)}</div>")


def _card(info: SnapshotInfo, current: Snapshot) -> str:
    mark = f"<p><b>{escape(_('Dit is de huidige versie.'))}</b></p>"
    if info.id != current.id:
        mark = _doors(info, current)
    told = [d for d in info.datasets if d.name in _COUNTED]
    counts = " · ".join(f"{dataset_label(d)}: {number(d.rows)}" for d in told)
    pairs = [
        (_("Soort"), kind_of_snapshot(info.kind)),
        (_("Grootte"), f"{number(info.bytes / 1e6, digits=1)} MB"),
        (_("Aantallen"), counts),
        (_("Naam"), info.id),
    ]
    head = f"<h3>{escape(moment(info.created))}</h3>"
    return f"<section class='nabij-card nabij-long'>{head}{facts(pairs)}{mark}</section>"


def _doors(info: SnapshotInfo, current: Snapshot) -> str:
    """Return the way to the comparison with the current snapshot, and the way back."""
    older, newer = sorted([info.id, current.id])  # an id begins with its moment
    asked = {"deel": "veranderd", "van": older, "naar": newer, "taal": language()}
    link = markup.link(f"rop?{urlencode(asked)}", _("Vergelijk met de huidige versie"))
    back = markup.paragraph(_("Terug naar deze versie:")) + command("rollback", info.id)
    return f"<p class='nabij-doors'>{link}</p>{back}"


def _damaged(name: str) -> str:
    text = _(
        "Deze versie is beschadigd, of gemaakt met een nieuwere Nabij. Ze wordt niet gebruikt en u "
        "kunt er niet naar terug."
    )
    head = f"<h3>{escape(_('Beschadigde versie'))}</h3>"
    body = markup.paragraph(text) + facts([(_("Naam"), name)])
    return f"<section class='nabij-card nabij-long'>{head}{body}</section>"
