"""Which centre of one snapshot is which of another.

A centre without an id of its own has one made from its name and municipality, so a new name or a
move over a municipal border makes a new id. Centres that seem gone and centres that seem new are
therefore matched by name and place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geodata.enums import PointKind, Precision, Status
from geodata.places.text_folding import ARTICLES, NOISE, words_of
from geodata.snapshot.frames import CONTACT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from geodata.snapshot.model import SnapshotData

    Pairs = dict[str, str]
    Site = dict[str, Any]

SIMILAR = 75.0
"""Two names count as one centre's from this similarity on (0–100, rapidfuzz's
``token_sort_ratio`` over their words without articles, accents and "lokaal dienstencentrum"), in
one municipality, or within ``NEARBY_M``. "Heide" and "Klein Heide" reach 62."""

SIMILAR_ON_SPOT = 50.0
"""The same for two precise positions within ``SPOT_M``."""

NEARBY_M = 5_000.0
SPOT_M = 50.0

SAME_BONUS = 20.0
"""What the same spot, and the same municipality, add to the likeness of two names."""

DETAILS = ("kind", "municipality", "opening_hours", "wheelchair", "activities")
"""Columns of a point besides its contact and position."""


@dataclass(frozen=True)
class Side:
    """The centres and points of one of two snapshots, missing text as ``""``.

    Attributes
    ----------
    centres
        Centre id → its columns.
    points
        Point id → its columns, with ``x_m`` and ``y_m`` (EPSG:3812); activities in order.
    first
        Centre id → its main site, or its first point where it has none.
    """

    centres: dict[str, Site]
    points: dict[str, Site]
    first: dict[str, Site]

    @classmethod
    def of(cls, data: SnapshotData) -> Side:
        """Return the centres and points of a snapshot."""
        centres = _text(data.centres, ["name", "operator", "status"])
        points = _text(
            data.points, ["centre_id", *CONTACT, *DETAILS, "precision", "whereabouts"]
        ).assign(x_m=data.points.geometry.x.to_numpy(), y_m=data.points.geometry.y.to_numpy())
        points["activities"] = [",".join(sorted(c.split(","))) for c in points["activities"]]
        first = points.sort_index().sort_values(
            "kind", key=lambda kind: kind != PointKind.MAIN, kind="stable"
        )
        first = first.drop_duplicates("centre_id").set_index("centre_id")
        return cls(_by_id(centres), _by_id(points), _by_id(first))

    def is_open(self, centre: str) -> bool:
        """Return whether a centre is not known to be closed."""
        return bool(self.centres[centre]["status"] != Status.CLOSED)


def _text(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    text = pd.DataFrame(frame[columns]).set_axis(frame["id"].astype("str"))
    return pd.DataFrame({c: text[c].astype("str").fillna("").str.strip() for c in columns})


def _by_id(frame: pd.DataFrame) -> dict[str, Site]:
    columns = [str(column) for column in frame]
    rows = frame.itertuples(index=False, name=None)
    return {
        str(key): dict(zip(columns, row, strict=True))
        for key, row in zip(frame.index, rows, strict=True)
    }


def matched_centres(before: Side, after: Side) -> Pairs:
    """Return the centre in ``after`` of each centre of ``before`` that is still there."""
    pairs = {centre: centre for centre in before.centres if centre in after.centres}
    gone = sorted(c for c in before.first if c not in pairs and before.is_open(c))
    fresh = sorted(c for c in after.first if c not in pairs)
    if gone and fresh:
        scores = _likeness(before, after, gone, fresh)
        pairs |= {gone[i]: fresh[j] for i, j in _unique_best(scores)}
    return pairs


def _likeness(before: Side, after: Side, gone: list[str], fresh: list[str]) -> NDArray[np.float64]:
    """Return how likely each two are the same centre: 0 not at all, above 0 the more the likelier.

    Shape (gone, fresh). Likeness of the names, and a bonus for the same spot and municipality.
    """
    names = [
        [_plain(side.centres[c]["name"]) for c in chosen]
        for side, chosen in ((before, gone), (after, fresh))
    ]
    similar = process.cdist(names[0], names[1], scorer=fuzz.token_sort_ratio).astype(np.float64)
    sites = [[side.first[c] for c in chosen] for side, chosen in ((before, gone), (after, fresh))]
    spots = [np.array([(s["x_m"], s["y_m"]) for s in part]) for part in sites]
    apart_m = np.hypot(*(spots[0][:, None] - spots[1][None]).transpose(2, 0, 1))
    exact = [np.array([Precision(s["precision"]).decides for s in part]) for part in sites]
    nis = [np.array([s["municipality"] for s in part]) for part in sites]
    on_spot = (apart_m <= SPOT_M) & exact[0][:, None] & exact[1]
    together = nis[0][:, None] == nis[1]
    likely = (similar >= SIMILAR) & (together | (apart_m <= NEARBY_M))
    likely |= (similar >= SIMILAR_ON_SPOT) & on_spot
    return np.where(likely, similar + SAME_BONUS * (on_spot + 1.0 * together), 0.0)


def _plain(name: str) -> str:
    words = words_of(name)
    kept = [word for word in words if word not in NOISE | ARTICLES]
    return " ".join(kept or words)


def _unique_best(scores: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that are each other's single best; then those of what remains."""
    left = scores.copy()
    while True:
        best = (left > 0) & (left == left.max(axis=1, keepdims=True))
        best &= left == left.max(axis=0, keepdims=True)
        single = best & (best.sum(axis=1, keepdims=True) == 1) & (best.sum(axis=0) == 1)
        found = np.argwhere(single)
        if not len(found):
            return
        for i, j in found:
            yield int(i), int(j)
            left[i], left[:, j] = 0.0, 0.0


def matched_points(before: Side, after: Side, pairs: Pairs) -> Pairs:
    """Return the point in ``after`` of each point in ``before`` that is still there.

    An id made from that of the centre changes with it, and a number in it when another point goes:
    the same spot and street come first, then the rest of the id, then the only one of its kind.
    """
    keys: tuple[Callable[[str, dict[str, str]], Iterable[object]], ...] = (
        lambda _, p: (p["kind"], p["street"], round(float(p["x_m"])), round(float(p["y_m"]))),
        lambda i, p: (i.removeprefix(p["centre_id"]),),
        lambda _, p: (p["kind"],),
    )
    found: Pairs = {}
    for key in keys:
        taken = set(found.values())
        olds = _unique(
            ((pairs[p["centre_id"]], *key(i, p)), i)
            for i, p in before.points.items()
            if p["centre_id"] in pairs and i not in found
        )
        news = _unique(
            ((p["centre_id"], *key(i, p)), i) for i, p in after.points.items() if i not in taken
        )
        found |= {olds[k]: news[k] for k in olds.keys() & news.keys()}
    return found


def _unique(keyed: Iterable[tuple[tuple[object, ...], str]]) -> dict[tuple[object, ...], str]:
    """Return what has a key of its own."""
    ids: dict[tuple[object, ...], list[str]] = {}
    for key, one in keyed:
        ids.setdefault(key, []).append(one)
    return {key: ones[0] for key, ones in ids.items() if len(ones) == 1}
