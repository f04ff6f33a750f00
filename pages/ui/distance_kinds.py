"""The kinds of distance in words: a row for each row of ``DISTANCE_KINDS``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.reach.question import DETOUR, STRAIGHT
from pages.ui.i18n import N_, _
from pages.ui.numbers import metres, number

if TYPE_CHECKING:
    from geodata.reach.question import ReachQuestion


@dataclass(frozen=True)
class DistanceWords:
    """What a kind of distance is called, in Dutch.

    Attributes
    ----------
    label
        As a choice.
    note
        What is in reach, with ``{far}`` and, where the kind takes a factor, ``{factor}``.
    explanation
        Term and text on the page about the method, where the kind needs one.
    """

    label: str
    note: str
    explanation: tuple[str, str] | None = None


WORDS = {
    STRAIGHT.code: DistanceWords(
        label=N_("Vogelvlucht"),
        note=N_(
            "In bereik is tot en met {far} in vogelvlucht; over de weg is het verder. Centra over "
            "de gemeentegrens tellen mee."
        ),
    ),
    DETOUR.code: DistanceWords(
        label=N_("Vogelvlucht × omwegfactor"),
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


def explanations() -> list[tuple[str, str]]:
    """Return term and text of the kinds of distance, for the page about the method."""
    found = [words.explanation for words in WORDS.values() if words.explanation]
    return [(_(term), _(text)) for term, text in found]


def reach_note(question: ReachQuestion) -> str:
    """Return what is in reach, for the notes."""
    return _(WORDS[question.distance].note).format(
        far=metres(question.threshold_m), factor=number(question.detour_factor, digits=1)
    )
