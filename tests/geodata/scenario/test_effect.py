"""What a scenario does: equal to computing everything again, for every kind of distance."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.crs import METRIC_CRS
from geodata.enums import PointKind, Precision
from geodata.errors import BadValueError
from geodata.reach.question import FOOT, ReachQuestion
from geodata.scenario.changes import (
    AddedPoint,
    ChangedPoint,
    Scenario,
    Spot,
    difference,
    point_set,
    require_inside,
    spot_at,
)
from geodata.scenario.closing import closures
from geodata.scenario.effect import basis
from geodata.scenario.layers import COLUMNS
from geodata.scenario.outcome import outcome
from tests.geodata.scenario.drawn_grid import (
    AREAS,
    data_of,
    halves,
    prepared_for,
    with_addresses,
    with_streets,
)
from tests.geodata.shapes import ORIGIN


def whole_again(data, question, scenario):
    """The reach with a scenario, computed for everything from changed frames."""
    points = data.points.copy()
    for change in scenario.changed:
        row = points["id"] == change.id
        if change.closed:
            points = points[~row]
            continue
        if change.at is not None:
            points.loc[row, "geometry"] = shapely.Point(change.at)
            points.loc[row, "precision"] = Precision.ADDRESS.value
        if change.kind is not None:
            points.loc[row, "kind"] = str(change.kind)
    new = gpd.GeoDataFrame(
        {
            "id": [f"new{n}" for n in range(len(scenario.added))],
            "centre_id": ["c0"] * len(scenario.added),
            "kind": [str(one.kind) for one in scenario.added],
            "precision": Precision.ADDRESS.value,
            "whereabouts": None,
        },
        geometry=[shapely.Point(one.at) for one in scenario.added],
        crs=METRIC_CRS,
    )
    points = pd.concat([points, new], ignore_index=True) if len(new) else points
    points = gpd.GeoDataFrame(points, geometry="geometry", crs=METRIC_CRS)
    return prepared_for(data, question, points).coverage(
        threshold_m=question.threshold_m, detour_factor=question.detour_factor
    )[COLUMNS]


SPOTS = st.builds(
    lambda x, y: spot_at(ORIGIN[0] + x, ORIGIN[1] + y),
    st.integers(-500, 5500),
    st.integers(-500, 5500),
)
KINDS = st.sampled_from(PointKind)
FEW = max(3, settings.default.max_examples // 20)
"""Each example computes all of it twice: few in a run, a hundred in the campaign."""


@st.composite
def scenarios(draw):
    added = draw(st.lists(st.builds(AddedPoint, SPOTS, KINDS), max_size=3))
    ids = draw(st.lists(st.sampled_from([f"p{n}" for n in range(5)]), max_size=3, unique=True))
    change = st.one_of(
        st.just({"closed": True}),
        st.builds(lambda spot: {"at": spot}, SPOTS),
        st.builds(lambda kind: {"kind": kind}, KINDS),
    )
    return Scenario(tuple(added), tuple(ChangedPoint(one, **draw(change)) for one in ids))


@pytest.mark.long
@pytest.mark.parametrize(
    ("question", "spread"),
    [
        (ReachQuestion(900.0), "wijk"),
        (ReachQuestion(1500.0, antennes=False), "wijk"),
        (ReachQuestion(1200.0, distance="omweg", detour_factor=1.4), "sector"),
        (ReachQuestion(1200.0, distance="omweg", detour_factor=1.4), "adres"),
        (ReachQuestion(1800.0, distance="traag"), "wijk"),
        (ReachQuestion(1800.0, distance="traag"), "sector"),
        (ReachQuestion(1400.0, distance=FOOT.code), "wijk"),
        (ReachQuestion(1000.0, distance=FOOT.code), "sector"),
        (ReachQuestion(1400.0, distance=FOOT.code), "adres"),
    ],
    ids=[
        *("straight", "without antennes", "factor, sectors", "factor, addresses"),
        *("made up", "made up, sectors", "on foot", "on foot, sectors", "on foot, addresses"),
    ],
)
@settings(max_examples=FEW)
@given(scenario=scenarios())
def test_computing_only_what_changes_equals_computing_everything(question, spread, scenario):
    question = replace(question, spread=spread)
    data = data_of(sectors=halves() if spread == "sector" else None)
    data = with_addresses(data) if spread == "adres" else data
    if question.kind is FOOT:
        data = with_streets(data)
    found = outcome(basis(data, question, prepared_for(data, question)), scenario)
    expected = whole_again(data, question, scenario)
    np.testing.assert_allclose(
        found.after.to_numpy(float), expected.to_numpy(float), rtol=0, atol=1e-6
    )


@settings(max_examples=FEW)
@given(scenario=scenarios(), spot=SPOTS)
def test_gross_net_and_overlap_fit_together(scenario, spot):
    data, question = data_of(), ReachQuestion(1200.0)
    start = basis(data, question, prepared_for(data, question))
    found = outcome(start, scenario)
    for end in ("low", "high"):
        shares = found.shares[end]
        change = found.after[f"share_{end}"] - found.before[f"share_{end}"]
        np.testing.assert_allclose(shares["net"], change, atol=1e-9)
        assert (shares[["gained", "lost", "overlap"]] >= 0).all(axis=None)
    more = Scenario((*scenario.added, AddedPoint(spot)), scenario.changed)
    again = outcome(start, more)
    for end in ("low", "high"):
        assert (again.after[f"share_{end}"] >= found.after[f"share_{end}"] - 1e-9).all()
    assert (again.after["distance1_high_m"] <= found.after["distance1_high_m"] + 1e-6).all()


def test_what_is_built_on_a_scenario_equals_both_together():
    data, question = data_of(), ReachQuestion(1200.0)
    start = basis(data, question, prepared_for(data, question))
    first = Scenario((AddedPoint(spot_at(ORIGIN[0] + 2000, ORIGIN[1] + 5000)),))
    second = Scenario((AddedPoint(spot_at(ORIGIN[0] + 3000, ORIGIN[1] + 5000)),))
    both = Scenario((*first.added, *second.added))
    found = outcome(start.with_scenario(first), second).after
    pd.testing.assert_frame_equal(found, outcome(start, both).after)


def test_the_figures_of_a_scenario_agree_with_shapely():
    data, question = data_of(vague=()), ReachQuestion(1200.0)
    added = spot_at(ORIGIN[0] + 3130, ORIGIN[1] + 2870)
    moved = spot_at(ORIGIN[0] + 1480, ORIGIN[1] + 990)
    scenario = Scenario(
        (AddedPoint(added),), (ChangedPoint("p0", at=moved), ChangedPoint("p1", closed=True))
    )
    found = outcome(basis(data, question, prepared_for(data, question)), scenario)

    def discs(*spots):
        return shapely.union_all([shapely.Point(s).buffer(1200, quad_segs=512) for s in spots])

    old = discs(*data.points.geometry.get_coordinates().to_numpy())
    new = discs(added, moved)
    area = data.units.geometry.area.to_numpy()
    expected = {
        "gained": data.units.geometry.intersection(new.difference(old)).area / area,
        "lost": data.units.geometry.intersection(old.difference(new)).area / area,
        "overlap": data.units.geometry.intersection(new.intersection(old)).area / area,
    }
    people = data.units["people_all"].to_numpy(float)
    figures = found.people(data.units, "all")
    for figure, shares in expected.items():
        for end in ("low", "high"):
            np.testing.assert_allclose(
                figures[f"{figure}_{end}"], people * shares.to_numpy(), atol=0.01
            )
    total = found.totals(data.units, "all").loc["all"]
    assert total["net_low"] == pytest.approx(total["gained_low"] - total["lost_low"])
    assert total["people"] == people.sum()


def test_a_vague_point_makes_a_range_of_both_ends():
    data, question = data_of(precise=()), ReachQuestion(1000.0)
    scenario = Scenario((AddedPoint(spot_at(ORIGIN[0] + 2500, ORIGIN[1] + 3500)),))
    found = outcome(basis(data, question, prepared_for(data, question)), scenario)
    row = found.totals(data.units, "all").loc["all"]
    assert row["gained_low"] < row["gained_high"]
    by_end = [
        float((found.shares[e]["gained"] * data.units.set_index("code")["people_all"]).sum())
        for e in ("low", "high")
    ]
    assert sorted(by_end) == pytest.approx([row["gained_low"], row["gained_high"]])


def test_an_antenne_counts_only_where_antennes_do():
    points = point_set(data_of().points, pd.Index(AREAS["key"]))
    scenario = Scenario(
        (AddedPoint(Spot(600_500, 700_500), PointKind.ANTENNE),),
        (ChangedPoint("p0", kind=PointKind.ANTENNE),),
    )
    with_them = difference(points, scenario)
    assert (with_them.added.ids.tolist(), with_them.removed.ids.tolist()) == (["+1"], [])
    without = difference(points, scenario, antennes=False)
    assert (without.added.ids.tolist(), without.removed.ids.tolist()) == ([], ["p0"])


def test_a_change_of_an_unknown_point_is_reported_and_changes_nothing():
    data, question = data_of(), ReachQuestion(1000.0)
    scenario = Scenario(changed=(ChangedPoint("gone", closed=True),))
    found = outcome(basis(data, question, prepared_for(data, question)), scenario)
    assert found.difference.unknown == ("gone",)
    pd.testing.assert_frame_equal(found.before, found.after)


@pytest.mark.parametrize("spot", [Spot(500_000, 700_500), Spot(600_500, 690_000)])
def test_a_spot_outside_every_wijk_is_refused(spot):
    tree = shapely.STRtree(data_of().units.geometry.to_numpy())
    require_inside(Spot(600_500, 700_500), tree)
    with pytest.raises(BadValueError, match="in one of the wijken"):
        require_inside(spot, tree)


def test_closures_are_ranked_by_who_loses_reach_and_name_the_next_point():
    data, question = data_of(precise=[(500, 500), (4500, 4500), (4400, 4400)], vague=()), None
    question = ReachQuestion(400.0)
    prepared = prepared_for(data, question)
    found = closures(
        basis(data, question, prepared), prepared, data.units, ["p0", "p1", "p2"], "all"
    )
    alone = outcome(
        basis(data, question, prepared), Scenario(changed=(ChangedPoint("p1", closed=True),))
    ).totals(data.units, "all")
    assert found.loc["p1", "lost_high"] == pytest.approx(alone.loc["all", "lost_high"])
    assert found["lost_high"].is_monotonic_decreasing
    assert found.loc["p1", ["next_id", "next_low_m"]].tolist() == [
        "p2",
        pytest.approx(141.42, abs=0.01),
    ]


def test_the_only_point_has_no_next_one():
    data, question = data_of(precise=[(500, 500)], vague=()), ReachQuestion(400.0)
    prepared = prepared_for(data, question)
    found = closures(basis(data, question, prepared), prepared, data.units, ["p0"], "all")
    assert pd.isna(found.loc["p0", "next_id"])
    after = outcome(
        basis(data, question, prepared), Scenario(changed=(ChangedPoint("p0", closed=True),))
    ).after
    assert np.isinf(after["distance1_high_m"]).all()
    assert (after["share_high"] == 0).all()
