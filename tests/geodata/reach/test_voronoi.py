import numpy as np
import pytest
import shapely
from scipy.spatial import KDTree

from geodata.reach.voronoi import voronoi_cells
from tests.geodata.shapes import ORIGIN, at

HALF = 5000.0
BOUNDS = (ORIGIN[0] - HALF, ORIGIN[1] - HALF, ORIGIN[0] + HALF, ORIGIN[1] + HALF)
RNG = np.random.default_rng(7)
TURN = RNG.uniform(0, 2 * np.pi, 30)
ALONG = RNG.uniform(-HALF, HALF, 12)
SCATTER = RNG.uniform(-6000, 6000, (40, 2))

SITES = {
    "one": [(10, 20)],
    "two": [(-100, 0), (300, 50)],
    "scattered": SCATTER,
    "on a lattice": [(x, y) for x in range(-3000, 3001, 1000) for y in range(-3000, 3001, 1000)],
    "on a circle": np.column_stack([np.cos(TURN), np.sin(TURN)]) * 2000,
    "on a line": np.column_stack([ALONG, 0.3 * ALONG]),
    "on a horizontal line": np.column_stack([ALONG, np.zeros(12)]),
    "in pairs a micrometre apart": np.vstack([SCATTER, SCATTER + 1e-6]),
    "in pairs a millimetre apart": np.vstack([SCATTER, SCATTER + 1e-3]),
    "far outside": SCATTER * 50,
}


@pytest.mark.parametrize("sites", SITES.values(), ids=SITES.keys())
def test_cells_tile_the_rectangle_and_hold_what_is_nearest(sites):
    sites = at(*sites)
    cells, owner = voronoi_cells(sites, bounds=BOUNDS)
    assert shapely.is_valid(cells).all()
    assert shapely.area(cells).sum() == pytest.approx(4 * HALF**2, rel=1e-11)

    places = at(*RNG.uniform(-HALF, HALF, (2000, 2)))
    cell, place = shapely.STRtree(shapely.points(places)).query(cells, predicate="contains")
    assert len(place) > 1900
    to_owner = np.hypot(*(places[place] - sites[owner[cell]]).T)
    nearest, _ = KDTree(sites).query(places[place])
    assert (to_owner - nearest).max() < 1e-8


def test_site_that_is_nearest_to_a_line_or_nothing_has_no_cell():
    cells, owner = voronoi_cells(at((0, 0), (10_000, 0), (40_000, 0)), bounds=BOUNDS)
    assert owner.tolist() == [0]
    assert cells[0].area == pytest.approx(4 * HALF**2)


def test_two_sites_share_the_rectangle_along_their_bisector():
    cells, owner = voronoi_cells(at((-1000, 0), (3000, 0)), bounds=BOUNDS)
    assert owner.tolist() == [0, 1]
    assert shapely.area(cells).tolist() == pytest.approx([6e7, 4e7])


def test_with_radii_what_any_disc_covers_the_disc_of_its_cell_covers():
    sites = at(*RNG.uniform(-HALF, HALF, (60, 2)))
    radius_m = RNG.uniform(10, 2000, 60)
    cells, owner = voronoi_cells(sites, bounds=BOUNDS, radius_m=radius_m)
    assert shapely.area(cells).sum() == pytest.approx(4 * HALF**2, rel=1e-11)
    places = at(*RNG.uniform(-HALF, HALF, (2000, 2)))
    cell, place = shapely.STRtree(shapely.points(places)).query(cells, predicate="contains")
    inside = np.hypot(*(places[:, None] - sites).transpose(2, 0, 1)) <= radius_m
    own = inside[place, owner[cell]]
    assert own.tolist() == inside[place].any(axis=1).tolist()
    assert 0.2 < own.mean() < 0.98
