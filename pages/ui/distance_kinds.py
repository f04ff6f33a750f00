"""The kinds of distance in words: a row for each row of ``DISTANCE_KINDS``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geodata.network.streets import FARTHEST_SNAP_M
from geodata.reach.question import DETOUR, DISTANCE_KINDS, FOOT, STRAIGHT
from pages.ui.i18n import N_, _, day
from pages.ui.numbers import metres, number

if TYPE_CHECKING:
    from geodata.reach.question import ReachQuestion
    from geodata.snapshot.model import SnapshotData


_BY_ADDRESS = N_(
    "Staan er twee getallen, dan is dat met en zonder de centra waarvan we het adres niet kennen."
)


@dataclass(frozen=True)
class DistanceWords:
    """What a kind of distance is called, in Dutch.

    Attributes
    ----------
    label
        As a choice.
    far, named
        A distance in a sentence, with ``{far}``: as short as can be, and with its kind.
    note
        What is in reach, with ``{far}`` and, where the kind takes a factor, ``{factor}``; where it
        is along streets, ``{date}``.
    figures
        What two figures next to each other are.
    explanation
        Term and text on the page about the method, where the kind needs one.
    """

    label: str
    note: str
    far: str = "{far}"
    named: str = "{far}"
    figures: str = _BY_ADDRESS
    explanation: tuple[str, str] | None = None


WORDS = {
    FOOT.code: DistanceWords(
        label=N_("Te voet over straten en paden"),
        far=N_("{far} te voet"),
        named=N_("{far} te voet"),
        note=N_(
            "In bereik is tot en met {far} te voet over straten en paden, van OpenStreetMap, "
            "toestand op {date}. Centra over de gemeentegrens tellen mee."
        ),
        figures=N_(
            "Staan er twee getallen, dan is het ene ruim gerekend: met elk centrum op zijn plek "
            "op de kaart, en in vogelvlucht waar we niet alle straten kennen. Het andere is streng "
            "gerekend: alleen wie zeker in bereik is."
        ),
        explanation=(
            N_("Te voet over straten en paden"),
            N_(
                "De kortste weg over straten en paden van OpenStreetMap, in beide richtingen. "
                "Trappen tellen mee; autosnelwegen en wegen waar u niet mag stappen niet. Ook de "
                "meters van een adres tot zijn straat tellen mee. Ligt een centrum verder dan "
                "{leg} van elke straat, dan kennen we de afstand niet. Mensen wonen langs "
                "woonstraten: het aandeel in bereik is het deel van de lengte daarvan. Een "
                "gevonden weg is nooit te kort en de vogelvlucht nooit te lang. Kennen we niet "
                "alle straten van een wijk of net daarbuiten, dan is zeker in bereik wat te voet "
                "in bereik is, en zeker buiten bereik wat dat in vogelvlucht is. De rest is "
                "onzeker."
            ),
        ),
    ),
    STRAIGHT.code: DistanceWords(
        label=N_("Vogelvlucht"),
        named=N_("{far} in vogelvlucht"),
        note=N_(
            "In bereik is tot en met {far} in vogelvlucht; over de weg is het verder. Centra over "
            "de gemeentegrens tellen mee."
        ),
    ),
    DETOUR.code: DistanceWords(
        label=N_("Vogelvlucht × omwegfactor"),
        named=N_("{far} in vogelvlucht × {factor}"),
        note=N_(
            "In bereik is tot en met {far} in vogelvlucht × omwegfactor {factor} (een aanname)."
        ),
        explanation=(
            N_("Omwegfactor"),
            N_(
                "Afstand = vogelvlucht × factor. De factor is een aanname van wie hem kiest, "
                "geen meting. In bereik is dan: vogelvlucht ≤ gekozen afstand ÷ factor."
            ),
        ),
    ),
}


def distance_label(code: str) -> str:
    """Return what a kind of distance is called."""
    return _(WORDS[code].label)


def dated_label(code: str, data: SnapshotData) -> str:
    """Return what a kind of distance is called, with the date of the streets that it is along."""
    label = distance_label(code)
    if not DISTANCE_KINDS[code].along_streets:
        return label
    return _("{label} ({date})").format(label=label, date=streets_date(data))


def explanations() -> list[tuple[str, str]]:
    """Return term and text of the kinds of distance, for the page about the method."""
    found = [words.explanation for words in WORDS.values() if words.explanation]
    return [(_(term), _(text).format(leg=metres(FARTHEST_SNAP_M))) for term, text in found]


def reach_note(question: ReachQuestion, data: SnapshotData) -> str:
    """Return what is in reach, for the notes."""
    along = question.kind.along_streets
    return _(WORDS[question.distance].note).format(
        far=metres(question.threshold_m),
        factor=number(question.detour_factor, digits=1),
        date=streets_date(data) if along else "",
    )


def far_text(question: ReachQuestion) -> str:
    """Return how far is in reach, for a sentence."""
    return _far(WORDS[question.distance].far, question)


def far_by_kind(question: ReachQuestion) -> str:
    """Return how far is in reach, always with the kind of distance."""
    return _far(WORDS[question.distance].named, question)


def _far(text: str, question: ReachQuestion) -> str:
    return _(text).format(
        far=metres(question.threshold_m), factor=number(question.detour_factor, digits=1)
    )


def two_figures(question: ReachQuestion) -> str:
    """Return what two figures next to each other are, in a sentence."""
    return _(WORDS[question.distance].figures)


def streets_date(data: SnapshotData) -> str:
    """Return the day that the streets were so, in words."""
    iso = data.network.date if data.network is not None else ""
    return day(date.fromisoformat(iso)) if iso else _("een onbekende dag")


def streets_missing(missing: int, wijken: int) -> str:
    """Return of how many wijken the streets are not known, and what that means; empty for none."""
    if not missing:
        return ""
    return _(
        "Van {n} van de {total} wijken hier zijn niet alle straten geladen. Daar weten we te voet "
        "alleen wie zeker buiten bereik is. Kies Vogelvlucht voor cijfers over alle wijken."
    ).format(n=number(missing), total=number(wijken))
