"""Filters on service points; a point is never dropped for what is not known of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import Status, Wheelchair
from geodata.opening_hours.schedule import OpenState, opening_state, week_spans

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd

    from geodata.enums import Activity, PointKind

WALKING_KMH = 3.5
"""How fast an older person walks."""

BRISK_KMH = 4.8
"""How fast someone walks who is in a hurry: 1,200 m in a quarter of an hour."""

NEAR_M = 5_000.0
"""Up to this distance, in metres, a centre is near."""

SOCIAL_HOUSE_NEAR_M = 10_000.0
"""Up to here a Sociaal Huis of another municipality is shown, or the nearest if it is alone."""

_COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_SAME_SPOT_M = 50.0


@dataclass(frozen=True)
class Wishes:
    """What a service point should have.

    Attributes
    ----------
    activities
        All of these must be offered.
    open_now, open_today
        It must be open at this moment; it must open at some hour of today.
    wheelchair
        How a wheelchair must get in: with help will do, or independently; None for either.
    kind
        Main sites or antennes only; None for both.
    """

    activities: tuple[Activity, ...] = ()
    open_now: bool = False
    open_today: bool = False
    wheelchair: Wheelchair | None = None
    kind: PointKind | None = None


def open_points(points: gpd.GeoDataFrame, centres: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the service points of the centres that have not closed for good."""
    closed = centres.loc[centres["status"] == Status.CLOSED, "id"]
    return points[~points["centre_id"].isin(closed)]


def fits(points: pd.DataFrame, wishes: Wishes, *, now: datetime) -> pd.Series:
    """Return which service points have what is wished for.

    Parameters
    ----------
    points
        ``schemas.ServicePoints``.
    wishes
        What they should have.
    now
        The moment, aware of its time zone, in Brussels: its day is today.

    Returns
    -------
    pandas.Series
        Same index, type ``boolean``: False where it is known not to fit, missing where it may.
    """
    hours = points["opening_hours"]
    answer = points["kind"].notna().astype("boolean")
    for activity in wishes.activities:
        offered = [_offers(text, activity) for text in points["activities"]]
        answer &= pd.Series(offered, points.index, dtype="boolean")
    if wishes.wheelchair:
        enough = {Wheelchair.INDEPENDENT, wishes.wheelchair}
        known = points["wheelchair"].isin(enough).astype("boolean")
        answer &= known.mask(points["wheelchair"].isna())
    for wished, ask in ((wishes.open_now, _is_open), (wishes.open_today, _opens)):
        if wished:
            opens = [ask(text if isinstance(text, str) else "", now) for text in hours]
            answer &= pd.Series(opens, points.index, dtype="boolean")
    if wishes.kind:
        answer &= (points["kind"] == wishes.kind).astype("boolean")
    return answer


def walking_minutes(distance_m: float, *, speed_kmh: float = WALKING_KMH) -> int:
    """Return how long one walks over a distance, in whole minutes, at least 1.

    >>> walking_minutes(875), walking_minutes(1_200), walking_minutes(1_200, speed_kmh=BRISK_KMH)
    (15, 21, 15)
    """
    return max(round(distance_m / (speed_kmh * 1000 / 60)), 1)


def compass(*, east_m: float, north_m: float) -> str:
    """Return the direction of a displacement: ``n``, ``ne``, … ``nw``; empty for a few steps.

    >>> compass(east_m=300, north_m=-310)
    'se'
    """
    if math.hypot(east_m, north_m) < _SAME_SPOT_M:
        return ""
    return _COMPASS[round(math.degrees(math.atan2(east_m, north_m)) / 45) % 8]


def _offers(text: object, activity: str) -> bool | None:
    return activity in text.split(",") if isinstance(text, str) else None


def _is_open(hours: str, now: datetime) -> bool | None:
    state = opening_state(hours, now=now).state
    return None if state is OpenState.UNKNOWN else state is OpenState.OPEN


def _opens(hours: str, now: datetime) -> bool | None:
    week = week_spans(hours, week_of=now.date())
    states = {span.state for span in week[now.weekday()]} if week else {OpenState.UNKNOWN}
    return True if OpenState.OPEN in states else None if states else False
