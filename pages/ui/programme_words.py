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
from pages.ui.i18n import N_, _, ngettext
from pages.ui.numbers import estimate, number, percent, span, whole_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.programme.municipal_mergers import Merger
    from geodata.programme.rule import Basis


_WIJKEN = 3
"""As many wijken are named as the reason of a disagreement."""


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
        (_("Vrije plaatsen"), free_places()),
    ]


def free_places() -> str:
    """Return what free places and centres above the programme are: one definition everywhere."""
    return _(
        "Vrije plaatsen = plaatsen − ingevuld. Zijn er meer centra dan plaatsen, dan is er geen "
        "vrije plaats, en staat het verschil bij ‘boven het programma’. Een centrum dat niet "
        "erkend is, neemt geen plaats in. Een centrum waarvan we de status niet kennen, misschien "
        "wel: dan geven we twee getallen. Een som over gemeenten telt de vrije plaatsen op, en "
        "apart wat boven het programma is: te veel in de ene gemeente is geen plaats minder in de "
        "andere."
    )


def sum_of_zone() -> str:
    """Return what the programme of an eerstelijnszone is."""
    return _(
        "Een eerstelijnszone heeft zelf geen programma: u ziet de som van haar gemeenten. Een zone "
        "die een deel van een stad is, heeft geen som."
    )


STATUSES = {
    "recognised": N_("Erkend"),
    "authorised": N_("Vergund"),
    "pending": N_("Aangevraagd"),
    "filled": N_("Ingevuld"),
    "not_recognised": N_("Niet erkend"),
    "status_unknown": N_("Status niet bekend"),
}
"""Column of the programme → its head in Dutch, as a message to translate."""


def free_text(row: pd.Series) -> str:
    """Return the free places, as a range where the status of centres is not known."""
    return whole_span(row["free_low"], row["free"])


def over_text(row: pd.Series) -> str:
    """Return the centres above the programme, as a range as :func:`free_text`."""
    return whole_span(row["over"], row["over_high"])


def unknown_text(centres: int) -> str:
    """Return of how many centres the status is not known."""
    return ngettext(
        "van {n} centrum kennen we de status niet",
        "van {n} centra kennen we de status niet",
        centres,
    ).format(n=number(centres))


def above_text(row: pd.Series) -> str:
    """Return how many centres are above the programme of their municipality."""
    return _("boven het programma van hun gemeente: {over}").format(over=over_text(row))


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
            int(row["status_unknown"]),
        ).format(
            high=number(row["free"]),
            other=number(row["status_unknown"]),
            low=number(row["free_low"]),
        )
    if high > 0:
        return _("Er is ruimte voor {n}.").format(n=number(high))
    if high == 0:
        return _("Het programma is ingevuld.")
    return _("Het programma is met {n} overschreden.").format(n=over_text(row))


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


def disagreement_reason(kind: Disagreement, people: pd.DataFrame, units: pd.DataFrame) -> str:
    """Return in which wijken the people live because of whom programme and reach disagree.

    Parameters
    ----------
    kind
        How they disagree.
    people
        :func:`geodata.reach.people.people_in_reach` of the wijken of a municipality.
    units
        These wijken with their ``name``, by code.
    """
    far = kind is Disagreement.FILLED_BUT_FAR
    counts = people["out_low" if far else "in_low"].sort_values(ascending=False)
    total, most = counts.sum(), counts.head(_WIJKEN)
    names = units["name"].loc[most.index]
    named = [f"{name} ({estimate(n)})" for name, n in zip(names, most, strict=True) if n >= 1]
    if far:
        text = _(
            "Ver van een centrum wonen zij vooral in {wijken}: samen {part} van wie buiten bereik "
            "is. De centra die er zijn, liggen dus elders of zijn met te weinig."
        )
    else:
        text = _(
            "Dicht bij een centrum wonen zij vooral in {wijken}: samen {part} van wie in bereik "
            "is. Ook een centrum over de grens telt daarvoor mee, en neemt hier geen plaats in."
        )
    share = percent(most.sum() / total) if total else "–"
    return text.format(wijken=", ".join(named), part=share)


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
