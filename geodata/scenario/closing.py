"""Which closure would hurt most, and which least: each point closed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.reach.people import people_of
from geodata.scenario.changes import ChangedPoint, Scenario
from geodata.scenario.outcome import ENDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geodata.reach.coverage import PreparedReach
    from geodata.scenario.effect import Basis


def closures(
    basis: Basis,
    prepared: PreparedReach,
    units: gpd.GeoDataFrame,
    point_ids: Sequence[str],
    group: str,
) -> pd.DataFrame:
    """Return what closing each point alone would do.

    Parameters
    ----------
    basis
        The snapshot and the question.
    prepared
        The same, to ask which other point is nearest.
    units
        All wijken with their people: people elsewhere may lose their point too.
    point_ids
        The points that may close.
    group
        Population group.

    Returns
    -------
    pandas.DataFrame
        Index: ids, the closure that hurts most first. ``lost_low``, ``lost_high``: people no longer
        in reach of any point; both ends, without and with the points of which the address is not
        known. ``next_id``, ``next_low_m``, ``next_high_m``: the nearest other point, and how far it
        is from the closed one; missing if there is no other.
    """
    people = people_of(units, group).reindex(basis.codes).fillna(0.0)
    before, rows = basis.before, {}
    for point_id in point_ids:
        found = basis.difference(Scenario(changed=(ChangedPoint(point_id, closed=True),)))
        if not len(found.removed):
            continue
        after = basis.reach(found.removed, found.after)
        lost = [
            float(((before[f"share_{end}"] - after[f"share_{end}"]).clip(lower=0) * people).sum())
            for end in ENDS
        ]
        x_m, y_m = found.removed.at.tolist()[0]
        near = prepared.nearest(x_m=x_m, y_m=y_m, detour_factor=basis.question.detour_factor).drop(
            index=point_id, errors="ignore"
        )
        other = (near.index[0], *near.iloc[0]) if len(near) else (None, np.nan, np.nan)
        rows[point_id] = (min(lost), max(lost), *other)
    columns = ["lost_low", "lost_high", "next_id", "next_low_m", "next_high_m"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.sort_values(["lost_high", "lost_low"], ascending=False, kind="stable")
