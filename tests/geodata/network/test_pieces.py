import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from shapely import Polygon, box

from geodata.crs import METRIC_CRS
from geodata.errors import WrongCrsError
from geodata.network.model import network_from_segments
from geodata.network.pieces import cut


def units(**shapes):
    frame = {"code": list(shapes)}
    return gpd.GeoDataFrame(frame, geometry=list(shapes.values()), crs=METRIC_CRS)


def street(*corners):
    """Return a network of segments from each corner to the next."""
    x, y = zip(*corners, strict=True)
    return network_from_segments(x, y, range(len(x) - 1), range(1, len(x)))


def listed(network, frame):
    pieces = cut(network, frame)
    codes = pieces.codes[pieces.unit].tolist()
    rows = zip(codes, pieces.segment.tolist(), pieces.from_m, pieces.to_m, strict=True)
    return [(code, at, round(a, 6), round(b, 6)) for code, at, a, b in rows]


TWO = units(b=box(100, 0, 200, 100), a=box(0, 0, 100, 100))


@pytest.mark.parametrize(
    ("corners", "pieces"),
    [
        ([(10, 50), (60, 50)], [("a", 0, 0, 50)]),
        ([(10, 50), (160, 50)], [("a", 0, 0, 90), ("b", 0, 90, 150)]),
        ([(160, 50), (10, 50)], [("a", 0, 60, 150), ("b", 0, 0, 60)]),
        ([(50, 50), (100, 50)], [("a", 0, 0, 50)]),
        ([(-50, 50), (50, 50)], [("a", 0, 50, 100)]),
        ([(-50, 50), (250, 50)], [("a", 0, 50, 150), ("b", 0, 150, 250)]),
        ([(-50, 50), (-10, 50)], []),
        # along the border: half of it each
        ([(100, 20), (100, 80)], [("a", 0, 0, 30), ("b", 0, 30, 60)]),
        # along it for a part, past the corner
        ([(100, 80), (100, 140)], [("a", 0, 0, 10), ("b", 0, 10, 20)]),
        # along the outer border
        ([(20, 0), (80, 0)], [("a", 0, 0, 60)]),
    ],
)
def test_a_street_is_cut_at_borders(corners, pieces):
    assert listed(street(*corners), TWO) == pieces


def test_a_street_leaves_a_unit_and_comes_back():
    notched = Polygon(
        [(0, 0), (100, 0), (100, 100), (60, 100), (60, 40), (40, 40), (40, 100), (0, 100)]
    )
    frame = units(a=notched, b=box(40, 40, 60, 100))
    assert listed(street((10, 70), (90, 70)), frame) == [
        ("a", 0, 0, 30),
        ("a", 0, 50, 80),
        ("b", 0, 30, 50),
    ]


def test_a_segment_longer_than_its_straight_line_is_cut_in_proportion():
    network = network_from_segments([50, 150], [50, 50], [0], [1], length_m=[300])
    assert listed(network, TWO) == [("a", 0, 0, 150), ("b", 0, 150, 300)]


def test_units_must_be_in_metres():
    with pytest.raises(WrongCrsError):
        cut(street((0, 0), (1, 1)), TWO.to_crs("EPSG:4326"))


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(np.float64, (12, 2), elements=st.floats(-20, 220).map(lambda v: round(v, 2))),
    st.sampled_from([TWO, units(a=box(0, 0, 90, 90).buffer(20), b=box(120, 0, 200, 150))]),
)
def test_each_unit_has_the_length_that_is_in_it(corners, frame):
    network = street(*corners.tolist())
    pieces = cut(network, frame)
    length = pieces.to_m - pieces.from_m
    assert (length >= 0).all()
    inside = np.bincount(pieces.unit, length, 2)
    lines = shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1))
    shapes = frame.sort_values("code").geometry.to_numpy()
    within = [shapely.length(shapely.intersection(lines, shape)).sum() for shape in shapes]
    shared = shapely.length(shapely.intersection(lines, shapely.intersection(*shapes))).sum()
    assert inside == pytest.approx(within, abs=shared + 1e-6)
    assert inside.sum() == pytest.approx(sum(within) - shared, abs=1e-6)
    # no metre twice
    order = np.lexsort((pieces.from_m, pieces.segment))
    segment, start, end = (a[order] for a in (pieces.segment, pieces.from_m, pieces.to_m))
    assert (start[1:] >= end[:-1] - 1e-9)[segment[1:] == segment[:-1]].all()
