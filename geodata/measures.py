"""The measures that a map of reach can show: each is one row of a table.

A new measure is a row here and a row of words in :mod:`pages.ui.measures`; map, table, legend,
notes and downloads follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.reach.distances import RANKS

if TYPE_CHECKING:
    from collections.abc import Mapping

Bounds = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Measure:
    """What a map of reach can show, as data.

    Attributes
    ----------
    code
        Its stable code, in addresses and file names.
    low, high
        Columns with the bounds of its value: of :func:`geodata.reach.coverage.people_in_reach`, or
        of the coverage (:class:`geodata.reach.coverage.PreparedReach`).
    bounds
        Upper bounds of all classes but the last, the same on every map.
    bounds_by_group
        Group → other bounds, where they depend on the size of the group.
    more_is_better
        Whether a large value is good news: colours and ranking turn around.
    needs_people
        Whether it means nothing where nobody lives.
    unit
        ``%`` for a share from 0 to 1, ``m`` for metres, empty for a number.
    counts
        Whether its values are small whole numbers: a class is then called by its numbers.
    rate
        For a number of people: the share that colours the map. The number itself is the size of a
        circle, so that a large outer area with few people does not look like much.
    crossed
        Whether its classes are crossed with three classes of people, to nine.

    Examples
    --------
    >>> SHARE.scale, SHARE.digits
    (100, 1)
    >>> GAP.bounds_for("80plus")
    (25.0, 75.0, 150.0, 300.0)
    """

    code: str
    low: str
    high: str
    bounds: Bounds
    bounds_by_group: Mapping[str, Bounds] = field(default_factory=dict)
    more_is_better: bool = False
    needs_people: bool = False
    unit: str = ""
    counts: bool = False
    rate: Measure | None = None
    crossed: bool = False

    @property
    def colour(self) -> Measure:
        """Return the measure whose classes the map shows as colours."""
        return self.rate or self

    @property
    def of_people(self) -> bool:
        """Return whether its values are numbers of people: estimates, which are rounded."""
        return not self.unit and not self.counts

    @property
    def scale(self) -> int:
        """Return what a value is multiplied by to be shown."""
        return 100 if self.unit == "%" else 1

    @property
    def digits(self) -> int:
        """Return how many decimals a table shows."""
        return 1 if self.unit == "%" else 0

    def bounds_for(self, group: str) -> Bounds:
        """Return the upper bounds of all classes but the last, for a population group."""
        return self.bounds_by_group.get(group, self.bounds)


OUT_SHARE = Measure(
    "out",
    "out_share_low",
    "out_share_high",
    bounds=(0.1, 0.25, 0.5, 0.75),
    needs_people=True,
    unit="%",
)
"""Share of the people out of reach: the colour of a map of :data:`GAP`, no choice of its own."""

GAP = Measure(
    "gap",
    "out_low",
    "out_high",
    bounds=(100.0, 250.0, 500.0, 1_000.0),
    bounds_by_group={
        "all": (500.0, 1_000.0, 2_500.0, 5_000.0),
        "80plus": (25.0, 75.0, 150.0, 300.0),
    },
    needs_people=True,
    rate=OUT_SHARE,
)
"""People out of reach."""

SHARE = Measure(
    "share",
    "share_low",
    "share_high",
    bounds=(0.0, 0.25, 0.5, 0.75),
    more_is_better=True,
    needs_people=True,
    unit="%",
)
"""Share of the people in reach."""

DISTANCES = tuple(
    Measure(
        f"distance{rank}",
        f"distance{rank}_low_m",
        f"distance{rank}_high_m",
        bounds=(800.0, 1_200.0, 2_500.0, 5_000.0),
        unit="m",
    )
    for rank in range(1, RANKS + 1)
)
"""Distance from the inner point to the nearest, second and third service point."""

COUNT = Measure(
    "count",
    "count_low",
    "count_high",
    bounds=(0.0, 1.0, 2.0, 4.0),
    more_is_better=True,
    counts=True,
)
"""Service points in reach of the inner point."""

NEED = Measure(
    "need",
    "distance1_low_m",
    "distance1_high_m",
    bounds=(1_200.0, 2_400.0),
    needs_people=True,
    unit="m",
    crossed=True,
)
"""People and distance together: where do many live with nothing near?"""

MEASURES = {measure.code: measure for measure in (GAP, SHARE, NEED, *DISTANCES, COUNT)}
"""Code → measure, in the order in which they are offered."""
