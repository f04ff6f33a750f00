"""The kinds of distance in words: a row for each row of ``DISTANCE_KINDS``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.reach.question import DETOUR, STRAIGHT
from pages.ui.i18n import N_, _, metres, number

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
    """

    label: str
    note: str


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
    ),
}


def distance_label(code: str) -> str:
    """Return what a kind of distance is called."""
    return _(WORDS[code].label)


def reach_note(question: ReachQuestion) -> str:
    """Return what is in reach, for the notes."""
    return _(WORDS[question.distance].note).format(
        far=metres(question.threshold_m), factor=number(question.detour_factor, digits=1)
    )
