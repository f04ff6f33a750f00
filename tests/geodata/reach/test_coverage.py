import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geodata.enums import Status
from geodata.errors import BadValueError, GeometryError, UnknownCodeError, WrongCrsError
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.coverage import prepare, select_points
from tests.geodata.shapes import point_frame, square, unit_frame, whereabouts_frame

# Four units of 1 km in a row from west to east; a village over the second.
ROW = unit_frame([square(1000 * i, 0) for i in range(4)])
VILLAGE = whereabouts_frame(village=square(1000, 0), elsewhere=square(90_000, 0))


def cover(points, *, threshold_m=300, units=ROW, whereabouts=VILLAGE, **options):
    return prepare(units, points, whereabouts).coverage(threshold_m=threshold_m, **options)


def test_rows_are_the_units_in_their_order():
    units = ROW.iloc[[2, 0, 3, 1]]
    result = cover(point_frame([(500, 500)]), units=units)
    assert result.index.tolist() == ["u2", "u0", "u3", "u1"]
    assert result.index.name == "code"
    assert result["share_low"].tolist() == [0, pytest.approx(np.pi * 0.09), 0, 0]


def test_precise_points_decide():
    result = cover(point_frame([(500, 500), (2500, 500)]))
    disc = pytest.approx(np.pi * 0.09)
    assert result["share_low"].tolist() == [disc, 0, disc, 0]
    assert result["share_high"].tolist() == result["share_low"].tolist()
    assert not result["undecided"].any()


def test_imprecise_point_leaves_units_near_its_whereabouts_undecided():
    result = cover(point_frame(imprecise=[((1500, 500), "village")]))
    assert result["share_low"].tolist() == [0, 0, 0, 0]
    assert result["share_high"].tolist() == [0, pytest.approx(np.pi * 0.09), 0, 0]
    assert result["undecided"].tolist() == [True, True, True, False]


def test_unit_in_reach_of_a_precise_point_is_decided_whatever_else_is_near():
    points = point_frame([(500, 500)], [((1500, 500), "village")])
    result = cover(points, threshold_m=800)
    assert result["share_low"].tolist()[0] == 1
    assert result["undecided"].tolist() == [False, True, True, False]


def test_whereabouts_at_exactly_the_threshold_may_serve():
    points = point_frame(imprecise=[((1500, 500), "village")])
    assert cover(points, threshold_m=1000)["undecided"].tolist() == [True, True, True, True]
    assert cover(points, threshold_m=999.9)["undecided"].tolist() == [True, True, True, False]


def test_nominal_position_outside_its_whereabouts_leaves_a_decided_unit_decided():
    result = cover(point_frame(imprecise=[((500, 500), "elsewhere")]))
    assert result["share_high"].tolist() == [0, 0, 0, 0]
    assert not result["undecided"].any()


def test_centre_across_the_border_counts():
    result = cover(point_frame([(1001, 500)]))
    assert 0 < result.loc["u0", "share_low"] < result.loc["u1", "share_low"]


def test_distances_are_bounded_by_the_whereabouts():
    points = point_frame([(3500, 500)], [((1500, 500), "village")])
    row = cover(points).loc["u0"]
    assert row["distance1_low_m"] == 500
    assert row["distance1_high_m"] == pytest.approx(np.hypot(1500, 500))
    assert row["distance2_low_m"] == row["distance2_high_m"] == 3000
    assert row["distance3_low_m"] == row["distance3_high_m"] == np.inf


def test_each_bound_is_ranked_on_its_own():
    points = point_frame([(500, 1500)], [((1500, 500), "village"), ((1200, 500), "village")])
    row = cover(points).loc["u0"]
    # Both may be at 500 m, before the precise one at 1,000 m, or as far as 1,581 m, behind it.
    assert [row[f"distance{k}_low_m"] for k in (1, 2, 3)] == [500, 500, 1000]
    far = pytest.approx(np.hypot(1500, 500))
    assert [row[f"distance{k}_high_m"] for k in (1, 2, 3)] == [1000, far, far]


def test_counts_are_bounded_by_the_whereabouts():
    points = point_frame([(500, 800)], [((1500, 500), "village"), ((1200, 500), "village")])
    counts = {
        threshold_m: tuple(
            cover(points, threshold_m=threshold_m).loc["u0", ["count_low", "count_high"]]
        )
        for threshold_m in (299, 300, 500, 1581, 1582)
    }
    assert counts == {299: (0, 0), 300: (1, 1), 500: (1, 3), 1581: (1, 3), 1582: (3, 3)}


def test_coincident_points_each_count_but_reach_no_farther():
    twice = cover(point_frame([(500, 500), (500, 500)]))
    once = cover(point_frame([(500, 500)]))
    assert twice["count_low"].tolist() == [2, 0, 0, 0]
    assert twice["share_low"].tolist() == once["share_low"].tolist()


def test_detour_makes_everything_farther():
    points = point_frame([(500, 800)], [((1500, 500), "village")])
    straight = cover(points, threshold_m=1000)
    detour = cover(points, threshold_m=1250, detour_factor=1.25)
    for column in ("share_low", "share_high", "undecided", "count_low", "count_high"):
        assert detour[column].tolist() == straight[column].tolist()
    distances = [c for c in straight if c.startswith("distance")]
    assert len(distances) == 6
    assert (detour[distances] == straight[distances] * 1.25).all(axis=None)


def test_no_points_reach_nobody_and_are_infinitely_far():
    result = cover(point_frame())
    assert (result[["share_low", "share_high", "count_low", "count_high"]] == 0).all(axis=None)
    assert not result["undecided"].any()
    assert (result.filter(like="distance") == np.inf).all(axis=None)


def test_whereabouts_may_be_empty_when_all_is_precise():
    result = cover(point_frame([(500, 500)]), whereabouts=VILLAGE.iloc[:0])
    assert result["count_low"].tolist() == [1, 0, 0, 0]


def test_one_preparation_serves_every_threshold():
    prepared = prepare(ROW, point_frame([(500, 500)], [((1500, 500), "village")]), VILLAGE)
    first = prepared.coverage(threshold_m=300)
    prepared.coverage(threshold_m=MAX_THRESHOLD_M)
    pd.testing.assert_frame_equal(prepared.coverage(threshold_m=300), first)


@pytest.mark.parametrize("key", ["hamlet", None])
def test_imprecise_point_without_whereabouts_is_refused(key):
    points = point_frame([(1, 1)], [((5, 5), "village"), ((9, 9), key)])
    with pytest.raises(UnknownCodeError, match="p2"):
        prepare(ROW, points, VILLAGE)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"threshold_m": -1}, "threshold_m"),
        ({"threshold_m": np.nan}, "threshold_m"),
        ({"threshold_m": MAX_THRESHOLD_M + 1}, "threshold_m"),
        ({"detour_factor": 0.99}, "detour_factor"),
        ({"detour_factor": np.nan}, "detour_factor"),
        ({"detour_factor": np.inf}, "detour_factor"),
    ],
)
def test_values_out_of_range_are_refused(options, named):
    prepared = prepare(ROW, point_frame([(500, 500)]), VILLAGE)
    with pytest.raises(BadValueError, match=named):
        prepared.coverage(**({"threshold_m": 300} | options))


def test_wrong_crs_and_bad_geometry_are_refused():
    points = point_frame([(500, 500)])
    for frames in (
        (ROW.to_crs(4326), points, VILLAGE),
        (ROW, points.to_crs(31370), VILLAGE),
        (ROW, points, VILLAGE.to_crs(4326)),
    ):
        with pytest.raises(WrongCrsError):
            prepare(*frames)
    with pytest.raises(GeometryError, match="row 1"):
        prepare(unit_frame([square(0, 0), square(1000, 0, 0)]), points, VILLAGE)


def test_points_are_chosen_by_status_and_kind():
    points = point_frame([(0, 0), (1, 1), (2, 2), (3, 3)])
    points["kind"] = ["main", "antenne", "main", "main"]
    points["centre_id"] = ["a", "a", "b", "c"]
    centres = pd.DataFrame({"id": ["a", "b", "c"], "status": ["recognised", "pending", "closed"]})

    def chosen(*statuses, antennes):
        return select_points(points, centres, statuses=statuses, antennes=antennes)["id"].tolist()

    assert chosen(Status.RECOGNISED, antennes=True) == ["p0", "p1"]
    assert chosen(Status.RECOGNISED, antennes=False) == ["p0"]
    assert chosen(Status.RECOGNISED, Status.PENDING, antennes=False) == ["p0", "p2"]
    assert chosen(antennes=True) == []


def test_point_without_a_position_is_refused():
    points = point_frame([(500, 500), (1, 1)])
    points.loc[1, "geometry"] = Point()
    with pytest.raises(BadValueError, match="points"):
        prepare(ROW, points, VILLAGE)


def test_unit_without_an_inner_point_is_refused():
    with pytest.raises(BadValueError, match="inner"):
        prepare(ROW.assign(inner_x_m=np.nan), point_frame([(500, 500)]), VILLAGE)
