"""The figures that the page Gemeente shows of one municipality."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geodata.measures import GAP
from geodata.programme.rule import basis, years
from geodata.reach.border import near_border
from geodata.reach.question import ReachQuestion
from geodata.regions import BRUSSELS_PROVINCE, municipality_key, parse_region
from pages.ui.cache import areas_by_code, by_snapshot, prepared
from pages.ui.controls import Question
from pages.ui.municipal_data import programme_of
from pages.wijken.view import answer

if TYPE_CHECKING:
    import pandas as pd

    from geodata.programme.rule import Basis
    from geodata.snapshot.model import SnapshotData
    from loaders.store.snapshots import Snapshot
    from pages.wijken.view import WijkenView

NEAR_BORDER_M = 5_000
"""Centres of other municipalities are listed up to here, in a straight line from the border."""


@dataclass(frozen=True)
class MunicipalityView:
    """One municipality, or Brussels as a whole, as the page shows it.

    Attributes
    ----------
    code
        NIS code, or ``4000`` for Brussels.
    wijken
        Its neighbourhoods: people out of reach, for the chosen group and distance.
    programmes
        :func:`pages.ui.municipal_data.programme_of`, of all municipalities.
    basis
        On which people the programme rests.
    """

    code: str
    wijken: WijkenView
    programmes: pd.DataFrame
    basis: Basis

    @property
    def name(self) -> str:
        """Return its name in the reader's language."""
        return self.wijken.names.regions[self.region]

    @property
    def region(self) -> str:
        """Return its region key."""
        return municipality_key(self.code)

    @cached_property
    def members(self) -> frozenset[str]:
        """Return its NIS codes: one, or the 19 of Brussels."""
        return frozenset(self.wijken.units["municipality"])

    @property
    def province(self) -> str:
        """Return the code of its province."""
        return str(self.wijken.units["province"].iloc[0])

    @property
    def row(self) -> pd.Series:
        """Return its row of the programme: for a municipality of Brussels that of the region."""
        brussels = self.province == BRUSSELS_PROVINCE
        return self.programmes.loc[[BRUSSELS_PROVINCE if brussels else self.code]].iloc[0]


def municipality_view(
    snapshot: Snapshot, code: str, *, group: str, reach: ReachQuestion, unit: str, year: int | None
) -> MunicipalityView:
    """Return all that the page shows of a municipality, or of Brussels."""
    question = Question(
        region=municipality_key(code),
        measure=GAP,
        group=group,
        reach=reach,
        unit=unit,
    )
    return MunicipalityView(
        code,
        answer(snapshot, question),
        programme_of(snapshot, year),
        basis(snapshot.data, year=year),
    )


def chosen_year(data: SnapshotData, text: str) -> int | None:
    """Return the year of the projection that is chosen; None for the last, or for none at all."""
    return int(text) if text and int(text) in years(data) else None


@by_snapshot(max_entries=64)
def across_border(snapshot: Snapshot, region: str, members: frozenset[str]) -> pd.DataFrame:
    """Return the open points of other municipalities near the border, nearest first.

    Parameters
    ----------
    snapshot, region
        What is loaded, and the region key of a municipality or of Brussels.
    members
        NIS codes of the municipalities inside it.

    Returns
    -------
    pandas.DataFrame
        :func:`geodata.reach.border.near_border`, up to ``NEAR_BORDER_M``.
    """
    _key, level, code = parse_region(region)
    points = prepared(snapshot, ReachQuestion()).points
    return near_border(
        points[~points["municipality"].isin(members)],
        snapshot.data.whereabouts,
        areas_by_code(snapshot, level).geometry.loc[code],
        within_m=NEAR_BORDER_M,
    )
