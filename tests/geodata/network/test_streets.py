import numpy as np
import shapely

from geodata.network.model import network_from_segments
from geodata.network.streets import Streets
from tests.geodata.network.drawn_streets import random_network, random_spots
from tests.geodata.shapes import at


def test_many_spots_are_brought_to_the_same_streets_as_one_by_one():
    drawn = random_network(5, nodes=40, segments=60)
    lone = at((-900, 0), (900, 1800))  # a street of more than two cells, and none near
    x, y = np.append(drawn.x, lone[:, 0]), np.append(drawn.y, lone[:, 1])
    network = network_from_segments(
        *(x, y, np.append(drawn.u, len(x) - 2), np.append(drawn.v, len(x) - 1)),
        length_m=np.append(drawn.length_m, 3000),
    )
    corners = np.column_stack([x, y])  # as near to each of the streets that meet there
    spots = np.vstack([at(*random_spots(6, 200)), corners, at((-800, 1500), (5000, 5000))])
    found = Streets(network).snap(spots)
    streets = shapely.linestrings(corners[np.stack([network.u, network.v], axis=1)])
    least_m = shapely.distance(shapely.points(spots)[:, None], streets).min(axis=1)
    assert (found.known == (least_m <= 300)).all()
    np.testing.assert_allclose(found.leg_m[found.known], least_m[found.known], atol=1e-9)
    assert not found.known[-2:].any()
    alone = [Streets(network).snap(spot) for spot in spots]
    for column, one_by_one in zip(found, zip(*alone, strict=True), strict=True):
        np.testing.assert_array_equal(column, np.concatenate(one_by_one))
    assert not Streets(network).snap(np.empty((0, 2))).known.any()
