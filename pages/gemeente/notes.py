"""What the figures of the programme rest on: the same notes on the page and in its downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import BasisKind
from geodata.programme.rule import ANCHORS, BRUSSELS_SHARE, SLICE, programme_totals
from geodata.regions import BRUSSELS_PROVINCE
from pages.ui import markup
from pages.ui.datasets import dataset_brief, dataset_label, dataset_text, loaded_on, with_days
from pages.ui.i18n import N_, _, number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.programme.rule import Basis
    from loaders.store.snapshots import Snapshot

STATES = {
    "1": N_("Geen centrum bekend"),
    "2": N_("Nog ruimte"),
    "3": N_("Programma ingevuld"),
    "4": N_("Meer dan het programma"),
    "u": N_("Hangt af van centra met onbekende status"),
    "n": N_("Geen projectie"),
}


def basis_text(basis: Basis) -> str:
    """Return on which people the programme rests, with source and date."""
    source = with_days(dataset_brief(basis.dataset)) if basis.dataset else _("bron niet bekend")
    if basis.kind is BasisKind.PROJECTION:
        return _("Op de bevolking die verwacht wordt op 1 januari {year}. {source}.").format(
            year=basis.year, source=source
        )
    year = basis.year or _("onbekend jaar")
    return _("Indicatief: geen projectie geladen. Op de bevolking van {year}. {source}.").format(
        year=year, source=source
    )


def rule(basis: Basis) -> list[tuple[str, str]]:
    """Return label and text of how the programme is computed, and on whom."""
    return [
        (
            _("Programmatie"),
            _(
                "Eén lokaal dienstencentrum per begonnen schijf van {slice} inwoners van een "
                "gemeente, op de bevolking die verwacht wordt voor het vijfde jaar na een "
                "aanvraag. Welke projectie vandaag geldt, is niet gevonden: jaar en bron staan "
                "bij de cijfers."
            ).format(slice=number(SLICE)),
        ),
        (_("Bevolking"), basis_text(basis)),
        (
            _("Brussel"),
            _(
                "{share} van de bevolking van het hele gewest telt. Of de regel per gewest of per "
                "gemeente afrondt, is niet gevonden: hier eenmaal voor het gewest."
            ).format(share=percent(BRUSSELS_SHARE)),
        ),
        (
            _("Ingevuld"),
            _(
                "Erkende, vergunde en aangevraagde centra samen. Elk centrum telt eenmaal, in de "
                "gemeente van zijn hoofdadres; antennes tellen niet."
            ),
        ),
        (
            _("Ruimte"),
            _(
                "Plaatsen min ingevuld. Van veel centra kennen we de status niet: hoogstens als "
                "geen van hen een plaats inneemt, minstens als ze dat allemaal doen. Een som over "
                "gemeenten telt alleen vrije plaatsen; te veel in de ene gemeente is geen ruimte "
                "minder in de andere."
            ),
        ),
    ]


def lines(snapshot: Snapshot, basis: Basis) -> list[tuple[str, str]]:
    """Return label and text of all that a reader needs to judge the programme."""
    return [
        *rule(basis),
        *((dataset_label(d), dataset_text(d)) for d in snapshot.data.datasets),
        (_("Gegevens geladen"), loaded_on(snapshot)),
    ]


def as_html(pairs: Sequence[tuple[str, str]], *, title: str) -> str:
    """Return notes as a folded list."""
    return f"<div class='nabij-source'>{markup.folded(title, markup.terms(*pairs))}</div>"


def anchors(table: pd.DataFrame, basis: Basis) -> list[tuple[str, str, str]]:
    """Return published figures beside those of now: what, then, now."""
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
            _("ongeveer {n}").format(n=number(_WITHOUT_2018)),
            number(total["without"]),
        ),
    ]


_WITHOUT_2018 = 150
"""Zorgnet-Icuro, 20 March 2018; the share of the programme that was then filled stands in words."""
