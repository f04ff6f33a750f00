"""The kernels of an analysis against those of the dashboard, and against all pairs."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial.distance import cdist

from geodata.analysis.areas import area_sums, areas_of
from geodata.analysis.partition import Demand, answer, people_in_catchments, ratios
from geodata.analysis.question import AnalysisQuestion, ServicePoints
from geodata.analysis.straight import Straight
from geodata.errors import BadValueError
from geodata.reach.coverage import prepare
from geodata.reach.people import people_in_reach
from geodata.scenario.catchment import ENHANCED, PLAIN, access
from geodata.snapshot.frames import empty_layer

SIDE_M, CORNER = 20_000.0, np.array([600_000.0, 600_000.0])


@pytest.fixture(scope="module")
def rng():
    return np.random.default_rng(7)


@pytest.fixture(scope="module")
def points(rng):
    at = rng.uniform(0, SIDE_M, (60, 2)) + CORNER
    at[1] = at[0]  # two at one address
    return ServicePoints(tuple(f"c{n}" for n in range(60)), at, rng.uniform(0, 40, 60))


def through(question, demand, points, parts=1):
    """Return the answer for all rows, and per area, computed in a number of parts."""
    chunks = np.array_split(np.arange(len(demand.spots)), parts)
    some = [
        Demand(
            demand.spots[rows],
            None if demand.polygons is None else demand.polygons[rows],
            {name: people[rows] for name, people in demand.people.items()},
        )
        for rows in chunks
    ]
    ways = [
        Straight(part.spots, points.at, question.detour_factor, polygons=part.polygons)
        for part in some
    ]
    counted = sum(
        people_in_catchments(question, way, next(iter(part.counted(question).values())))
        for part, way in zip(some, ways, strict=True)
    )
    ratio = ratios(points.supply, counted)
    answers = [answer(question, w, p, points, ratio) for w, p in zip(ways, some, strict=True)]
    sums = [
        area_sums(question, a, p.counted(question), pd.Series(["all"] * len(a), dtype="string"))
        for a, p in zip(answers, some, strict=True)
    ]
    return pd.concat(answers, ignore_index=True), areas_of(question, sums)


@pytest.mark.parametrize(("kind", "factor"), [("vogelvlucht", 1.0), ("omweg", 1.3)])
def test_points_are_answered_as_from_all_pairs(rng, points, kind, factor):
    question = AnalysisQuestion((1_200.0, 4_000.0), kind, factor, ("people",))
    people = rng.integers(0, 5, 3_000).astype(float)
    people[:5] = np.nan
    spots = rng.uniform(0, SIDE_M, (3_000, 2)) + CORNER
    found, areas = through(question, Demand(spots, None, {"people": people}), points, parts=7)
    every = cdist(spots, points.at) * factor
    in_order = np.sort(every, axis=1)
    named = [pd.Index(points.ids).get_indexer(found[f"nearest{rank}"]) for rank in (1, 2, 3)]
    for rank, named_points in enumerate(named):
        np.testing.assert_allclose(found[f"distance{rank + 1}_m"], in_order[:, rank], rtol=1e-12)
        its = every[np.arange(len(spots)), named_points]
        np.testing.assert_allclose(its, in_order[:, rank], rtol=1e-12)
    assert all(
        (one != other).all() for one, other in zip(named, np.roll(named, 1, axis=0), strict=True)
    )
    for threshold_m in question.thresholds_m:
        end = f"_{threshold_m:g}m"
        inside = every <= threshold_m
        assert (found[f"points{end}"] == inside.sum(axis=1)).all()
        assert (found[f"share{end}"] == inside.any(axis=1)).all()
        for name, zones in (("2sfca", PLAIN), ("e2sfca", ENHANCED)):
            asked = {"people": people, "supply": points.supply, "threshold_m": threshold_m}
            expected = access(every.T, **asked, zones=zones)
            np.testing.assert_allclose(found[name + end], expected, rtol=1e-9)
            assert (found.loc[~inside.any(axis=1), name + end] == 0).all()
            # what is supplied within reach of anyone is what people get together
            mean = areas[f"{name}_people{end}"].iloc[0]
            assert mean * areas["people_people"].iloc[0] == pytest.approx(
                expected @ np.nan_to_num(people)
            )
        assert areas[f"in_people{end}"].iloc[0] == np.nansum(people[inside.any(axis=1)])
    assert areas["without_data_people"].tolist() == [5]
    assert areas["rows"].tolist() == [3_000]


def test_polygons_are_answered_as_by_the_dashboard(rng, points):
    corners = rng.uniform(0, SIDE_M, (300, 2)) + CORNER
    size = rng.uniform(100, 3_000, 300)
    polygons = shapely.box(*corners.T, *(corners + size[:, None]).T)
    units = gpd.GeoDataFrame(
        {
            "code": [f"w{n}" for n in range(300)],
            "inner_x_m": corners[:, 0] + size / 3,
            "inner_y_m": corners[:, 1] + size / 3,
            "people_all": rng.uniform(0, 900, 300),
        },
        geometry=polygons,
        crs="EPSG:3812",
    )
    sites = gpd.GeoDataFrame(
        {"id": points.ids, "precision": "address", "whereabouts": None},
        geometry=shapely.points(points.at),
        crs="EPSG:3812",
    )
    theirs = prepare(units, sites, empty_layer("whereabouts")).coverage(
        threshold_m=1_200, detour_factor=1.3
    )
    totals = people_in_reach(theirs, units, "all")
    question = AnalysisQuestion((1_200.0,), "omweg", 1.3, ("all",))
    inner = units[["inner_x_m", "inner_y_m"]].to_numpy()
    demand = Demand(inner, polygons, {"all": units["people_all"].to_numpy()})
    found, areas = through(question, demand, points, parts=3)
    for ours, of_dashboard in (
        ("share_1200m", "share_low"),
        ("distance1_m", "distance1_low_m"),
        ("distance3_m", "distance3_high_m"),
        ("points_1200m", "count_low"),
    ):
        np.testing.assert_allclose(found[ours], theirs[of_dashboard], rtol=1e-9, atol=1e-9)
    assert areas["in_all_1200m"].iloc[0] == pytest.approx(totals["in_low"].sum(), rel=1e-9)
    assert areas["out_all_1200m"].iloc[0] == pytest.approx(totals["out_high"].sum(), rel=1e-9)


def test_distance_equal_to_the_threshold_is_in_reach_and_nobody_divides_by_zero():
    points = ServicePoints(("a", "far"), np.array([[0.0, 0.0], [9e5, 0.0]]), np.array([5.0, 7.0]))
    spots = np.array([[300.0, 400.0], [300.0, 400.1]])
    found, areas = through(AnalysisQuestion((500.0,)), Demand(spots, None, {}), points)
    assert found["share_500m"].tolist() == [1, 0]
    assert found["2sfca_500m"].tolist() == [5, 0]
    assert found["nearest3"].isna().all()
    assert np.isinf(found["distance3_m"]).all()
    assert areas["share_rows_500m"].tolist() == [0.5]


def test_no_rows_have_nobody_and_nothing():
    empty = Straight(np.empty((0, 2)), np.zeros((1, 2)))
    assert empty.people_within((100,), np.empty(0)).tolist() == [[0]]
    assert empty.sums_within((100,), np.ones((1, 1, 1))).total.shape == (1, 0)
    assert empty.nearest().distance_m.shape == (0, 3)


@pytest.mark.parametrize(
    ("thresholds", "kind", "factor"),
    [
        ((), "vogelvlucht", 1),
        ((0,), "vogelvlucht", 1),
        ((2.0, 1.0), "vogelvlucht", 1),
        ((20_000.0,), "vogelvlucht", 1),
        ((6_000.0,), "te-voet", 1),
        ((float("nan"),), "vogelvlucht", 1),
        ((500.0,), "car", 1),
        ((500.0,), "vogelvlucht", 1.3),
        ((500.0,), "omweg", 0.5),
    ],
)
def test_question_out_of_range_is_refused(thresholds, kind, factor):
    with pytest.raises(BadValueError):
        AnalysisQuestion(thresholds, kind, factor)
