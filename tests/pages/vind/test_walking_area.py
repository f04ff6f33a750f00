"""The walking area of a centre: which part of a wijk is within 1,200 m on foot."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.enums import SnapshotKind
from geodata.snapshot.model import SCHEMA_VERSION
from loaders.store.snapshots import Snapshot
from pages.vind import walking_area
from tests.geodata.centre_frames import antenne, centre, snapshot
from tests.geodata.network.drawn_streets import line


def area(one, *, name, network=True):
    """Return the walking area of a centre on a straight street through both municipalities."""
    data = snapshot(one)
    units = data.units.assign(name=["Wijk West", "Wijk Oost"])
    street = line((0, 500), (1000, 500), (2000, 500), units=units) if network else None
    data = replace(data, units=units, network=street)
    about = (SnapshotKind.IMPORTED, datetime(2026, 1, 1, tzinfo=UTC), Path(), SCHEMA_VERSION)
    found = Snapshot(data, f"{name}-{network}", *about)
    return walking_area.of_centre(found, one["centre"]["id"])


def reached(found):
    return {name: round(m) for name, m in found.wijken.set_index("name")["reached_m"].items()}


def test_each_wijk_has_the_street_that_is_in_reach():
    found = area(centre("De Kring", xy=(700, 500)), name="near")
    assert reached(found) == {"Wijk West": 1000, "Wijk Oost": 900}
    assert found.wijken["total_m"].tolist() == pytest.approx([1000, 1000])
    assert found.beyond == 0
    assert len(found.lines) == 1
    west = area(centre("De Kring", xy=(100, 400)), name="leg")  # 100 m from the street
    assert reached(west) == {"Wijk West": 1000, "Wijk Oost": 200}


def test_an_antenne_counts_and_an_unknown_place_does_not():
    far = antenne(centre("De Kring", xy=(0, 500)), 1, nis="11002", xy=(2000, 500))
    assert reached(area(far, name="antenne")) == {"Wijk West": 1000, "Wijk Oost": 1000}
    vague = centre("De Kring", whereabouts="municipality:11001")
    assert area(vague, name="vague") is None
    assert area(centre("De Kring"), name="none", network=False) is None
    assert area(centre("De Kring", xy=(500, 900)), name="off") is None  # 400 m from any street
