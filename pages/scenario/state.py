"""The scenario of this visitor: kept as the text that the address holds, changed step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st
from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import PointKind
from geodata.errors import BadValueError
from geodata.scenario.changes import (
    AddedPoint,
    ChangedPoint,
    Scenario,
    Spot,
    basis_of,
    checked,
    require_inside,
    spot_at,
)
from geodata.scenario.codec import from_text, to_text
from pages.ui.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    import shapely

    from loaders.store.snapshots import Snapshot

KEY, OTHER = "scenario", "ander"
"""Keys of the scenario, and of the one it is compared with; both are in the address."""

NAME, NAMES = "scenario_naam", "_scenario_namen"
"""Where the session holds the name of the scenario, and the names of those in files; never the
address: a name is typed."""

REMARK = "_scenario_melding"
"""Where the session holds what there is to say about the last change."""

_OUTSIDE = N_("Die plek ligt niet in een wijk van Vlaanderen of Brussel. Er is niets veranderd.")
_TWICE = N_(
    "Op die plek komt er al een centrum bij, of er zijn te veel wijzigingen. Er is niets veranderd."
)

_TO_METRIC = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)


@dataclass(frozen=True)
class Editor:
    """Changes the scenario of this visitor.

    Attributes
    ----------
    snapshot
        What is loaded.
    tree
        The polygons of its wijken.
    """

    snapshot: Snapshot
    tree: shapely.STRtree

    def add(self, spots: Iterable[Spot], kind: PointKind = PointKind.MAIN) -> None:
        """Add points, all of them or none."""
        new = tuple(AddedPoint(spot, kind) for spot in spots)
        known = current(self.snapshot)
        self._use(replace(known, added=(*known.added, *new)), [one.at for one in new])

    def add_at_degrees(self, lat: float, lon: float) -> None:
        """Add a point at a spot in degrees (WGS84)."""
        self.add([spot_at(*_TO_METRIC.transform(lon, lat))])

    def close(self, point_id: str) -> None:
        """Close an existing point."""
        self._change(ChangedPoint(point_id, closed=True))

    def move(self, point_id: str, spot: Spot) -> None:
        """Move a point: an existing one, or one that was added."""
        known = current(self.snapshot)
        number = added_number(point_id)
        if number is None:
            self._change(replace(known.change(point_id), closed=False, at=spot), [spot])
            return
        added = list(known.added)
        added[number] = replace(added[number], at=spot)
        self._use(replace(known, added=tuple(added)), [spot])

    def set_kind(self, point_id: str, kind: PointKind) -> None:
        """Make a point a main site or an antenne."""
        known = current(self.snapshot)
        number = added_number(point_id)
        if number is None:
            kinds = self.snapshot.data.points.set_index("id")["kind"]
            other = None if kinds.get(point_id) == kind else kind
            self._change(replace(known.change(point_id), closed=False, kind=other))
            return
        added = list(known.added)
        added[number] = replace(added[number], kind=kind)
        self._use(replace(known, added=tuple(added)))

    def undo(self, point_id: str) -> None:
        """Take the changes of one point out of the scenario."""
        known = current(self.snapshot)
        number = added_number(point_id)
        added = [one for at, one in enumerate(known.added) if at != number]
        changed = [one for one in known.changed if one.id != point_id]
        self._use(replace(known, added=tuple(added), changed=tuple(changed)))

    def replace_all(self, scenario: Scenario) -> bool:
        """Use another scenario, such as one from a file; return whether it could be used."""
        spots = [one.at for one in scenario.added]
        return self._use(scenario, spots + [one.at for one in scenario.changed if one.at])

    def _change(self, change: ChangedPoint, spots: Iterable[Spot] = ()) -> None:
        known = current(self.snapshot)
        others = tuple(one for one in known.changed if one.id != change.id)
        real = change.closed or change.at or change.kind
        self._use(replace(known, changed=(*others, change) if real else others), spots)

    def _use(self, scenario: Scenario, spots: Iterable[Spot] = ()) -> bool:
        """Make a scenario that of the visitor, unless something is wrong with it."""
        basis = scenario.basis or basis_of(self.snapshot.data.points)
        try:
            for spot in spots:
                require_inside(spot, self.tree)
        except BadValueError:
            st.session_state[REMARK] = _OUTSIDE
            return False
        try:
            st.session_state[KEY] = to_text(checked(replace(scenario, basis=basis)))
        except BadValueError:
            st.session_state[REMARK] = _TWICE
            return False
        return True


def added_number(point_id: str) -> int | None:
    """Return the number of an added point, from 0; None for an existing point."""
    return int(point_id[1:]) - 1 if point_id.startswith("+") else None


def current(snapshot: Snapshot, key: str = KEY) -> Scenario:
    """Return the scenario of this visitor, or the one that it is compared with."""
    return from_text(st.session_state.get(key, ""), snapshot.data.points["id"])


def parsed(snapshot: Snapshot, text: str) -> str:
    """Return a text of the address as Nabij writes it; ValueError if it is no scenario."""
    return to_text(from_text(text, snapshot.data.points["id"]))


def name() -> str:
    """Return what this visitor calls the scenario."""
    return str(st.session_state.get(NAME) or "").strip() or _("Scenario zonder naam")


def clear() -> None:
    """Begin again."""
    st.session_state[KEY] = ""
    st.session_state[NAME] = ""
