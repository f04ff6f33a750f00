"""The figures of an omgevingsanalyse: one region, computed as the pages compute it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from geodata.choropleth import classify, share_values
from geodata.defaults import DEFAULT_THRESHOLD_M, default_group
from geodata.enums import Level, Precision, Status
from geodata.estimates import counted_by
from geodata.measures import SHARE
from geodata.places.text_folding import fold
from geodata.reach.people import totals
from geodata.reach.question import ReachQuestion
from geodata.regions import parse_region
from pages.report.issuer import Issuer
from pages.ui.cache import areas_by_code
from pages.ui.controls import Question
from pages.ui.i18n import N_
from pages.ui.labels import group_noun
from pages.ui.numbers import people
from pages.wijken.view import answer

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd

    from geodata.regions import Region
    from loaders.store.snapshots import Snapshot
    from pages.wijken.view import WijkenView

NEAR_M = 800.0
"""The second distance of every document, for people who are less mobile, in metres."""

MOST_UNITS = 60
"""Above this many wijken the tables are by municipality, except within one municipality."""

REACHED = N_("Wie wordt bereikt?")
OVERLAPS = N_("Gaten en overlappingen")
CENTRES = N_("De centra, hier en net over de grens")
"""Titles of parts, as messages to translate; other parts refer to them."""


@dataclass(frozen=True)
class Request:
    """What a document is asked to be about.

    Attributes
    ----------
    region
        A region key.
    today
        The day it is made.
    threshold_m
        What counts as in reach (≤), metres in a straight line.
    year
        Year of the projection that the programme rests on; the last without it.
    issuer
        Whose name and logo it bears, if any.
    """

    region: str
    today: date
    threshold_m: float = DEFAULT_THRESHOLD_M
    year: int | None = None
    issuer: Issuer = field(default_factory=Issuer)


@dataclass(frozen=True)
class ReportInputs:
    """The figures of one region.

    Attributes
    ----------
    snapshot, region, name
        What is loaded, and what the document is about.
    today
        The day it is made.
    far, near
        What the page Dekking shows of the region at the chosen distance, and at 800 m.
    level
        What a row of its tables is: a wijk or a municipality.
    area
        Code of the row of each neighbourhood, indexed by the code of the neighbourhood.
    names
        Name of each row, in the order of the numbers on the map.
    shapes
        Polygon of each row, in the same order.
    year
        Year of the projection that the programme rests on; None for the last.
    """

    snapshot: Snapshot
    region: Region
    name: str
    today: date
    far: WijkenView
    near: WijkenView
    level: Level
    area: pd.Series
    names: pd.Series
    shapes: gpd.GeoSeries
    year: int | None

    @property
    def group(self) -> str:
        """Return the group that the document puts first."""
        return self.far.question.group

    @property
    def noun(self) -> str:
        """Return what the people of that group are called."""
        return group_noun(self.group)

    def sums(self, shown: WijkenView, group: str) -> pd.DataFrame:
        """Return the people of a group in and out of reach, row by row."""
        return totals(shown.people[group], self.area).loc[self.names.index]

    def people(self, group: str) -> pd.Series[str]:
        """Return how many people of a group live in each row, as text."""
        sums = self.sums(self.far, group)["people"]
        known = counted_by(self.snapshot.data, group, self.area)
        texts = [people(n, counted=bool(known.loc[str(code)])) for code, n in sums.items()]
        return pd.Series(texts, sums.index)

    def all_people(self, group: str) -> str:
        """Return how many people of a group live in the region, as text."""
        total = self.far.people[group]["people"].sum(min_count=1)
        return people(total, counted=self.far.counted(group))

    @cached_property
    def classes(self) -> str:
        """Return the class of each row: the share of the people in reach."""
        if self.level is Level.WIJK:
            by_unit = dict(zip(self.far.units.index, self.far.classes, strict=True))
            return "".join(by_unit[code] for code in self.names.index)
        return classify(share_values(self.sums(self.far, self.group)), self.far.bounds)

    @cached_property
    def municipalities(self) -> frozenset[str]:
        """Return the NIS codes of the municipalities of the region."""
        return frozenset(self.far.units["municipality"])

    @cached_property
    def points(self) -> pd.DataFrame:
        """Return the service points that count and are in the region, with their centre."""
        inside = self.counting["municipality"].isin(self.municipalities)
        return self.counting[inside]

    @cached_property
    def counting(self) -> pd.DataFrame:
        """Return every service point that counts, with name, status and source of its centre."""
        columns = ["name", "status", "source", "checked_on"]
        centres = self.snapshot.data.centres.set_index("id")[columns]
        return pd.DataFrame(self.far.prepared.points).join(centres, on="centre_id")


def prepare(snapshot: Snapshot, request: Request) -> ReportInputs:
    """Compute the figures of a region.

    Raises
    ------
    UnknownCodeError
        If the region has no neighbourhood.
    """
    region = parse_region(request.region)
    group = default_group(snapshot.data.groups)
    far, near = (
        answer(
            snapshot,
            Question(
                region=request.region,
                measure=SHARE,
                group=group,
                reach=ReachQuestion(distance_m),
            ),
        )
        for distance_m in (request.threshold_m, NEAR_M)
    )
    by_unit = region.level is Level.MUNICIPALITY or len(far.units) <= MOST_UNITS
    level = Level.WIJK if by_unit else Level.MUNICIPALITY
    area = pd.Series(far.units.index, far.units.index) if by_unit else far.units["municipality"]
    names = _names(far, level)
    shapes = far.units.geometry if by_unit else areas_by_code(snapshot, level).geometry
    return ReportInputs(
        snapshot=snapshot,
        region=region,
        name=far.names.regions[request.region],
        today=request.today,
        far=far,
        near=near,
        level=level,
        area=area,
        names=names,
        shapes=shapes.loc[names.index],
        year=request.year,
    )


def _names(shown: WijkenView, level: Level) -> pd.Series[str]:
    municipalities = shown.units["municipality"].map(shown.names.municipality)
    if level is Level.MUNICIPALITY:
        names = municipalities.groupby(shown.units["municipality"]).first()
    elif parse_region(shown.question.region).level is Level.MUNICIPALITY:
        names = shown.units["name"]
    else:
        names = shown.units["name"] + ", " + municipalities
    return pd.Series(names).sort_values(key=lambda texts: texts.map(fold), kind="stable")


def dot_kind(point: pd.Series) -> str:
    """Return the sign of a service point on a map, as on the live one."""
    if not Precision(point["precision"]).decides:
        return "vague"
    if point["kind"] == "antenne":
        return "half"
    return "full" if point["status"] == Status.RECOGNISED else "ring"
