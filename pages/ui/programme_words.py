"""The programme in words: its rule, the people it rests on, its room, and what mergers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import BasisKind
from geodata.programme.rule import (
    ANCHORS,
    BRUSSELS_SHARE,
    MOSTLY_FAR,
    MOSTLY_NEAR,
    SLICE,
    Disagreement,
)
from geodata.regions import BRUSSELS_PROVINCE
from pages.ui.datasets import dataset_brief, with_days
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import number, percent, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.programme.municipal_mergers import Merger
    from geodata.programme.rule import Basis


def basis_text(basis: Basis) -> str:
    """Return on which people the programme rests, with source and date."""
    source = with_days(dataset_brief(basis.dataset)) if basis.dataset else _("bron niet bekend")
    if basis.kind is BasisKind.PROJECTION:
        return _("Op de bevolking die verwacht wordt op 1 januari {year}. {source}.").format(
            year=basis.year, source=source
        )
    year = basis.year or _("onbekend jaar")
    return _("Dit is een schatting met de bevolking van {year}. {source}.").format(
        year=year, source=source
    )


def rule_text() -> str:
    """Return how the number of places of a municipality is computed."""
    return _(
        "Eén lokaal dienstencentrum per begonnen schijf van {slice} inwoners van een gemeente, op "
        "de bevolking die verwacht wordt voor het vijfde jaar na een aanvraag. Welke projectie "
        "vandaag geldt, is niet gevonden: jaar en bron staan bij de cijfers."
    ).format(slice=number(SLICE))


def brussels_text() -> str:
    """Return how the places of Brussels are computed."""
    return _(
        "{share} van de bevolking van het hele gewest telt. Of de regel per gewest of per gemeente "
        "afrondt, is niet gevonden: hier eenmaal voor het gewest."
    ).format(share=percent(BRUSSELS_SHARE))


def rule_terms(basis: Basis) -> list[tuple[str, str]]:
    """Return label and text of how the programme is computed, and on which people."""
    return [
        (_("Programmatie"), rule_text()),
        (_("Bevolking"), basis_text(basis)),
        (_("Brussel"), brussels_text()),
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


def brussels_in_areas() -> str:
    """Return in which working area the programme of Brussels counts."""
    return _(
        "Voor het programma telt Brussel alleen mee in een gebied dat al zijn gemeenten bevat."
    )


def two_questions() -> str:
    """Return how the programme and reach differ."""
    return _(
        "Het programma telt erkenningen binnen een gemeente; het bereik telt adressen, ook over de "
        "grens. Het zijn twee verschillende vragen."
    )


def published_share() -> str:
    """Return a published figure by which a reader can check the rule."""
    return _(
        "In 2017 waren er {recognised} erkende en {authorised} vergunde centra, ongeveer {filled} "
        "van het programma (Zorgnet-Icuro, 20 maart 2018). Op de bevolking van 2015 geeft de regel "
        "{places} plaatsen: {recognised} ÷ {places} = {share}."
    ).format(
        recognised=number(ANCHORS.recognised_2017),
        authorised=number(ANCHORS.authorised_2017),
        filled=percent(ANCHORS.filled_2017),
        places=number(ANCHORS.places_2015),
        share=percent(ANCHORS.recognised_2017 / ANCHORS.places_2015),
    )


def counted_text(row: pd.Series) -> str:
    """Return the people who count; for Brussels with the arithmetic.

    Parameters
    ----------
    row
        A row of :func:`geodata.programme.rule.programme` that has a projection.
    """
    counted = number(row["counted"])
    if row.name != BRUSSELS_PROVINCE:
        return counted
    return f"{number(row['people'])} × {percent(BRUSSELS_SHARE)} = {counted}"


def places_text(row: pd.Series) -> str:
    """Return the arithmetic of the places, for a reader to redo; as :func:`counted_text`."""
    return _("{people} ÷ {slice} = {slices}, naar boven afgerond: {places}").format(
        people=number(row["counted"]),
        slice=number(SLICE),
        slices=number(row["counted"] / SLICE, digits=2),
        places=number(row["places"]),
    )


def room_text(row: pd.Series) -> str:
    """Return the room of a municipality with a projection, in sentences."""
    low, high = int(row["room_low"]), int(row["room"])
    if low < high and high > 0:
        return ngettext(
            "Er is plaats voor {high}. Van {other} centrum weten we niet of het meetelt. Telt het "
            "mee, dan is er plaats voor {low}.",
            "Er is plaats voor {high}. Van {other} centra weten we niet of ze meetellen. Tellen ze "
            "mee, dan is er plaats voor {low}.",
            int(row["other"]),
        ).format(high=number(high), other=number(row["other"]), low=number(max(low, 0)))
    if high > 0:
        return _("Er is ruimte voor {n}.").format(n=number(high))
    if high == 0:
        return _("Het programma is ingevuld.")
    return _("Het programma is met {n} overschreden.").format(n=number(-high))


def disagreement_text(kind: Disagreement, *, noun: str, far: str) -> str:
    """Return how programme and reach contradict each other: a sentence without its full stop."""
    if kind is Disagreement.FILLED_BUT_FAR:
        share = MOSTLY_FAR
        text = _(
            "Het programma is ingevuld, en toch woont meer dan {share} van de {noun} verder dan "
            "{far} van een centrum"
        )
    else:
        share = MOSTLY_NEAR
        text = _(
            "Het programma heeft ruimte, en toch woont meer dan {share} van de {noun} binnen {far} "
            "van een centrum"
        )
    return text.format(share=percent(share), noun=noun, far=far)


def merger_text(merger: Merger) -> str:
    """Return what the merger that made a municipality did to its programme."""
    since = _("Sinds 1 januari {year} één gemeente: {names}.").format(
        year=merger.year, names=", ".join(old.name for old in merger.before)
    )
    if merger.now_places is None or merger.before_low is None or merger.before_high is None:
        return f"{since} {_('Zonder projectie is niet te zeggen wat de fusie verandert.')}"
    effect = _(
        "Op dezelfde bevolking zouden zij apart samen {apart} plaatsen hebben; nu {now}. "
        "De bevolking van elke oude gemeente zit niet in deze gegevens. Vergelijk het "
        "programma van voor {year} niet met dat van nu."
    ).format(
        apart=span(number(merger.before_low), number(merger.before_high)),
        now=number(merger.now_places),
        year=merger.year,
    )
    return f"{since} {effect}"


def mergers_text(mergers: Sequence[Merger]) -> str:
    """Return what mergers did to the programme of an area; empty if there were none."""
    known = [m for m in mergers if m.now_places]
    if not known:
        return ""
    least = sum(int(m.before_low or 0) - int(m.now_places or 0) for m in known)
    most = sum(int(m.before_high or 0) - int(m.now_places or 0) for m in known)
    return _(
        "Fusies verlagen het programma vanzelf: elke gemeente apart rondt naar boven af. Fusies "
        "hier: {n} ({years}). Zij kosten samen {lost} plaatsen op dezelfde bevolking. De bevolking "
        "van de oude gemeenten zit niet in deze gegevens: daarom twee getallen. Vergelijk een "
        "programma van voor een fusie niet met een van erna."
    ).format(
        n=number(len(known)),
        years=", ".join(map(str, sorted({m.year for m in known}))),
        lost=span(number(least), number(most)),
    )
