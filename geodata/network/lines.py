"""The streets that are in reach, as lines to draw and as lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geodata.network.model import ranges
from geodata.network.share import disjoint, within
from geodata.network.walk import walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.network.prepared import PreparedOnFoot

_FINE_M = 2.0
"""Bends of a line that are less than this from a straight one are not drawn."""


class StreetsInReach(NamedTuple):
    """Streets that people live along and that are in reach.

    Attributes
    ----------
    lines
        Lines in EPSG:3812, joined where they meet.
    length_m
        Index ``code``; ``total_m`` and ``reached_m``, of the streets of each unit.
    """

    lines: NDArray[np.object_]
    length_m: pd.DataFrame


def streets_in_reach(
    prepared: PreparedOnFoot, codes: pd.Index[str], threshold_m: float
) -> StreetsInReach:
    """Return the streets of some units that are in reach, every centre at its nominal position.

    Parameters
    ----------
    prepared
        Units and centres.
    codes
        The units; those without streets in the network are left out.
    threshold_m
        What counts as in reach (≤).
    """
    at = prepared.codes.get_indexer(codes)
    at = at[(at >= 0) & prepared.walked[at]]
    streets, starts, row = prepared.streets, prepared.starts.nominal, prepared.row[at]
    units, net = streets.units, streets.network
    size = units.start[row + 1] - units.start[row]
    piece = ranges(units.start[row], units.start[row + 1])
    segment = units.segment[piece]
    ends = walk(streets, starts, limit_m=threshold_m).at(np.stack([net.u[segment], net.v[segment]]))
    part, start, end = disjoint(
        *within(
            *(streets, ends, starts),
            segment=segment,
            rows=np.arange(len(piece)),
            threshold_m=threshold_m,
        ),
        from_m=units.from_m[piece],
        to_m=units.to_m[piece],
    )
    of = np.repeat(np.arange(len(row)), size)
    reached_m = np.bincount(of[part], end - start, len(row))
    both = [streets.along(segment[part], one) for one in (start, end)]
    parts = np.asarray(shapely.linestrings(np.stack(both, axis=1)), dtype=object)
    joined = shapely.line_merge(shapely.multilinestrings(parts))
    lines = shapely.get_parts(shapely.simplify(joined, _FINE_M))
    columns = {"total_m": units.total_m[row], "reached_m": reached_m}
    return StreetsInReach(lines, pd.DataFrame(columns, index=prepared.codes[at]))
