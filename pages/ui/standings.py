"""How a municipality stands, in words and colours, on the two maps that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata import palette
from geodata.choropleth import CLASSES, NO_DATA, UNDECIDED
from geodata.programme.standing import Standing
from pages.ui.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_OFF_THE_RAMP = {Standing.UNSURE: UNDECIDED, Standing.UNKNOWN: NO_DATA}


@dataclass(frozen=True)
class StandingKey:
    """What the standings of municipalities look like on a map.

    Attributes
    ----------
    words
        Dutch label of each standing that the map shows, as a message to translate; those with a
        colour first, in the order of the legend.
    palette
        Colour of each of those.
    """

    words: Mapping[Standing, str]
    palette: tuple[str, ...]

    @property
    def characters(self) -> dict[Standing, str]:
        """Return the class character of each standing, see ``maps.view.MapView``."""
        ramp = dict(zip(self.words, CLASSES[: len(self.palette)], strict=False))
        return ramp | {one: char for one, char in _OFF_THE_RAMP.items() if one in self.words}

    @property
    def labels(self) -> dict[str, str]:
        """Return what each class character means, in the reader's language."""
        return {char: self.label(standing) for standing, char in self.characters.items()}

    def label(self, standing: str) -> str:
        """Return what a standing is called."""
        return _(self.words[Standing(standing)])

    def classes(self, standings: pd.Series[str]) -> pd.Series[str]:
        """Return the class character of each municipality."""
        return standings.map({str(one): char for one, char in self.characters.items()})


PROGRAMME = StandingKey(
    {
        Standing.NONE: N_("Geen centrum bekend"),
        Standing.ROOM: N_("Nog ruimte"),
        Standing.FULL: N_("Programma ingevuld"),
        Standing.OVER: N_("Meer dan het programma"),
        Standing.UNSURE: N_("Hangt af van centra met onbekende status"),
        Standing.UNKNOWN: N_("Geen projectie"),
    },
    palette.PROGRAMME,
)
"""For :func:`geodata.programme.standing.programme_standings`."""

WORKING = StandingKey(
    {
        Standing.NONE: N_("Geen centrum of antenne"),
        Standing.INCOMPLETE: N_("Centra, maar veel onvolledige fiches"),
        Standing.ROOM: N_("Centra, en nog plaats in het programma"),
        Standing.FULL: N_("Centra, en het programma is ingevuld"),
        Standing.UNSURE: N_("Centra; of er nog plaats is, is niet zeker"),
    },
    palette.WORKING_AREA,
)
"""For :func:`geodata.programme.standing.working_standings`."""

WORKING_IN_SHORT = {
    Standing.NONE: N_("Geen centrum"),
    Standing.INCOMPLETE: N_("Onvolledige fiches"),
    Standing.ROOM: N_("Nog plaats"),
    Standing.FULL: N_("Ingevuld"),
    Standing.UNSURE: N_("Niet zeker"),
}
"""The same in one or two words, for tables."""
