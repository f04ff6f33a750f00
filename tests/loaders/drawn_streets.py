"""Extracts of OpenStreetMap that are drawn by hand, on the land of the small snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import osmium
from osmium.osm import mutable
from pyproj import Transformer

if TYPE_CHECKING:
    from pathlib import Path

WEST, SOUTH = 600_000.0, 700_000.0
_TO_DEGREES = Transformer.from_crs("EPSG:3812", "EPSG:4326", always_xy=True)


@dataclass
class Drawing:
    """Ways between corners (metres from the south-west of the small snapshot), and what else."""

    ways: list[tuple[list[tuple[float, float]], dict[str, str]]] = field(default_factory=list)
    tagged: dict[tuple[float, float], dict[str, str]] = field(default_factory=dict)
    lost: set[tuple[float, float]] = field(default_factory=set)
    relations: int = 1
    day: str = "2025-01-01"
    first_id: int = 1
    origin: tuple[float, float] = (WEST, SOUTH)
    box_m: tuple[float, float, float, float] | None = None

    def street(self, *corners: tuple[float, float], **tags: str) -> Drawing:
        """Add a way; residential unless tags say otherwise. ``sidewalk_left`` is sidewalk:left."""
        named = {key.replace("_", ":"): value for key, value in tags.items()}
        self.ways.append((list(corners), {"highway": "residential", **named}))
        return self

    def write(self, path: Path) -> Path:
        """Write it in the format of the ending; return the path."""
        header = osmium.io.Header()
        if self.box_m:
            west, south, east, north = self.box_m
            header.add_box(
                osmium.osm.Box(*self._degrees((west, south)), *self._degrees((east, north)))
            )
        corners = list(dict.fromkeys(corner for way, _ in self.ways for corner in way))
        ids = {corner: self.first_id + at for at, corner in enumerate(corners)}
        when = {"version": 1}
        if self.day:
            when["timestamp"] = datetime.fromisoformat(self.day).replace(tzinfo=UTC)
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for corner, ident in ids.items():
                if corner not in self.lost:
                    spot, tags = self._degrees(corner), self.tagged.get(corner, {})
                    writer.add_node(mutable.Node(id=ident, location=spot, tags=tags, **when))
            for at, (way, tags) in enumerate(self.ways):
                nodes = [ids[corner] for corner in way]
                ident = self.first_id + at
                writer.add_way(mutable.Way(id=ident, nodes=nodes, tags=tags, **when))
            for at in range(self.relations):
                ident = self.first_id + at
                writer.add_relation(
                    mutable.Relation(id=ident, members=[], tags={"type": "route"}, **when)
                )
        return path

    def _degrees(self, corner: tuple[float, float]) -> tuple[float, float]:
        east, north = self.origin
        lon, lat = _TO_DEGREES.transform(east + corner[0], north + corner[1])
        return lon, lat


def grid(step: int = 250, **options: object) -> Drawing:
    """Draw streets from west to east and from south to north over all four wijken."""
    drawing = Drawing(**options)
    columns, rows = range(0, 2001, step), range(0, 1001, step)
    for y in rows:
        drawing.street(*((x + 5.0, y + 5.0) for x in columns))
    for x in columns:
        drawing.street(*((x + 5.0, y + 5.0) for y in rows))
    return drawing
