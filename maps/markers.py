"""Service points as marks on a map: one mark a spot, told apart by shape, not by colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.choices import PointKind, Precision, Status
from geodata.crs import WGS84
from maps.base import Marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd


def markers(points: gpd.GeoDataFrame, texts: Sequence[str]) -> tuple[Marker, ...]:
    """Return the marks of service points, points that fall together in one.

    Parameters
    ----------
    points
        ``geodata.schemas.ServicePoints`` with the ``status`` of their centres, any CRS.
    texts
        What to read at each point, in the order of the rows, translated.
    """
    if points.empty:
        return ()
    spots = points.geometry.to_crs(WGS84)
    frame = pd.DataFrame(
        {
            "lat": spots.y.round(5).to_numpy(),
            "lon": spots.x.round(5).to_numpy(),
            "text": list(texts),
            "recognised": (points["status"] == Status.RECOGNISED).to_numpy(),
            "main": (points["kind"] == PointKind.MAIN).to_numpy(),
            "vague": [not Precision(p).decides for p in points["precision"]],
        }
    )
    spots_of = frame.groupby(["lat", "lon"], sort=True)
    return tuple(
        Marker(
            at=(float(spot["lat"].iloc[0]), float(spot["lon"].iloc[0])),
            names=tuple(spot["text"]),
            shape=_shape(spot),
            vague=bool(spot["vague"].all()),
        )
        for _spot, spot in spots_of
    )


def _shape(spot: pd.DataFrame) -> str:
    if not spot["main"].any():
        return "half"
    return "dot" if spot["recognised"].any() else "ring"
