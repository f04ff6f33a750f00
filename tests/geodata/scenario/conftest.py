"""Every test of scenarios knows a made-up kind of distance."""

import pytest

from geodata.reach.question import DISTANCE_KINDS, DistanceKind
from tests.geodata.scenario.drawn_grid import slow_walk


@pytest.fixture(autouse=True)
def made_up_kind(monkeypatch):
    monkeypatch.setitem(DISTANCE_KINDS, "traag", DistanceKind("traag", slow_walk))
