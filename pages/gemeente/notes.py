"""What the figures of the programme rest on, for the page and its downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.programme.rule import ANCHORS, programme_totals
from geodata.regions import BRUSSELS_PROVINCE
from pages.ui import markup
from pages.ui.datasets import dataset_label, dataset_text, loaded_on
from pages.ui.i18n import _
from pages.ui.numbers import number
from pages.ui.programme_words import rule_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.programme.rule import Basis
    from loaders.store.snapshots import Snapshot


def notes(snapshot: Snapshot, basis: Basis) -> list[tuple[str, str]]:
    """Return label and text of all that a reader needs to judge the programme."""
    return [
        *rule_terms(basis),
        *((dataset_label(d), dataset_text(d)) for d in snapshot.data.datasets),
        (_("Gegevens geladen"), loaded_on(snapshot)),
    ]


def as_html(pairs: Sequence[tuple[str, str]], *, title: str) -> str:
    """Return notes as a folded list."""
    return f"<div class='nabij-source'>{markup.folded(title, markup.terms(*pairs))}</div>"


def anchors(table: pd.DataFrame, basis: Basis) -> list[tuple[str, str, str]]:
    """Return what a figure is, its published value, and its value now."""
    total = programme_totals(table).iloc[0]
    places = _("geen projectie")
    if not pd.isna(total["places"]):
        brussels = table["places"].get(BRUSSELS_PROVINCE)
        places = number(total["places"])
        if brussels is not None and not pd.isna(brussels):
            places = _("{n}, waarvan {brussels} voor Brussel").format(
                n=places, brussels=number(brussels)
            )
    of_2020 = _("{n}, waarvan {brussels} voor Brussel").format(
        n=number(ANCHORS.places_2020), brussels=number(ANCHORS.places_2020_brussels)
    )
    now = _("{n} (bevolking van {year})").format(n=places, year=basis.year or "–")
    return [
        (
            _("Plaatsen volgens de regel, bevolking van 2015 en gemeenten van toen"),
            number(ANCHORS.places_2015),
            now,
        ),
        (_("Plaatsen volgens de regel, bevolking van 2020 en gemeenten van 2025"), of_2020, now),
        (
            _("Erkende centra in 2017"),
            number(ANCHORS.recognised_2017),
            number(total["recognised"]),
        ),
        (
            _("Vergunde centra in 2017"),
            number(ANCHORS.authorised_2017),
            number(total["authorised"]),
        ),
        (
            _("Gemeenten zonder centrum, begin 2018"),
            _("ongeveer {n}").format(n=number(ANCHORS.without_2018)),
            number(total["without"]),
        ),
    ]
