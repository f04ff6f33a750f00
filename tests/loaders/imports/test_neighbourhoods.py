"""Users' own neighbourhoods: measured, with people, and replacing the wijken.

The two municipalities of ``small`` are squares of a kilometre, Westdorp (11001) and Oostdorp
(11002), with the corner at (600000, 700000).
"""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

from geodata.crs import METRIC_CRS
from geodata.errors import (
    BadValueError,
    MissingColumnError,
    RowsError,
)
from geodata.snapshot.schemas import check_snapshot
from loaders.imports.file_kind import ImportOptions
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from loaders.imports.people_columns import GROUPS
from tests.loaders.imports.import_helpers import imported
from tests.loaders.imports.neighbourhood_layers import (
    NORTH,
    PEOPLE,
    SOURCE,
    SOUTH,
    X,
    Y,
    layer,
    part,
    read,
    refused,
)

# --- features that cannot be used


BOW_TIE = Polygon([(X, Y), (X + 1000, Y + 400), (X + 1000, Y), (X, Y + 400)])
WRONG = {
    "invalid": (layer([BOW_TIE, NORTH]), [(1, "geometry")]),
    "line": (layer([LineString([(X, Y), (X + 1, Y + 1)]), NORTH]), [(1, "geometry")]),
    "none": (layer([None, NORTH]), [(1, "geometry")]),
    "no code": (layer(code=["", "B2"]), [(1, "code")]),
    "code twice": (layer([NORTH, SOUTH], code=["B1", "B1"]), [(2, "code")]),
    "code of elsewhere": (layer(code=["11002W01", "B2"]), [(1, "code")]),
    "no name": (layer(naam=["", "Noord"]), [(1, "naam")]),
    "sea": (layer([part(-50_000, 0, -49_000, 1000), NORTH]), [(1, "elsewhere")]),
    "same spot": (layer([SOUTH, NORTH, part(0, 0, 1000, 300)]), [(3, "overlap")]),
    "half a town": (layer([part(0, 0, 1000, 200)]), [(1, "cover")]),
    "half a man": (layer(**{**PEOPLE, "65+": [12.5, 8]}), [(1, "65+")]),
    "no man": (layer(**{**PEOPLE, "inwoners": ["veel", "40"]}), [(1, "inwoners")]),
    "too old": (layer(**{**PEOPLE, "80+": [13, 1]}), [(1, "80+")]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_feature_that_cannot_be_used_is_named_with_its_column(name, save, small):
    frame, expected = WRONG[name]
    assert refused(save(frame), small) == expected


def test_numbers_of_features_stay_when_others_are_left_out(save, small):
    frame = layer([NORTH, BOW_TIE, SOUTH], naam=["Noord", "Strik", ""])
    path = save(frame)
    assert refused(path, small) == [(2, "geometry"), (3, "naam")]
    raw = NEIGHBOURHOODS.opener(path)
    reading = NEIGHBOURHOODS.read(raw, small, ImportOptions())
    assert reading.rows.rows.index.tolist() == [1]


def test_without_a_refused_feature_less_is_covered_which_may_refuse_more(save, small):
    # 45 % and 15 % of Westdorp; the second has the code of a wijk that stays
    shapes = [part(0, 0, 1000, 450), part(0, 450, 1000, 600)]
    path = save(layer(shapes, code=["B1", "11002W01"]))
    assert refused(path, small) == [(1, "cover"), (2, "code")]


# --- how they lie


def test_overlaps_gaps_and_parts_outside_are_measured_with_code_and_place(save, small):
    shapes = [part(-50, 0, 1000, 400), part(0, 390, 1000, 900)]
    found = read(save(layer(shapes)), small)
    assert [(r.kind, r.code, r.other, r.place) for r in found.remarks] == [
        ("gap", "11001", "", "Westdorp"),  # 1000 m by 100 m
        ("outside", "B1", "", "Westdorp"),  # 50 m by 400 m
        ("overlap", "B2", "B1", "Westdorp"),  # 1000 m by 10 m
    ]
    np.testing.assert_allclose([r.area_m2 for r in found.remarks], [100_000, 20_000, 10_000])


def test_a_layer_that_fits_has_nothing_to_remark(save, small):
    assert read(save(layer()), small).remarks == ()


def test_a_neighbourhood_over_a_border_is_cut_there(save, small):
    # 100 m by 1000 m of Oost is in Westdorp
    shapes = [part(0, 0, 900, 1000), part(900, 0, 2000, 1000)]
    found = read(save(layer(shapes, naam=["West", "Oost"])), small)
    rows = found.rows
    assert rows["code"].tolist() == ["B1", "B2-11002", "B2-11001"]
    assert rows["name"].tolist() == ["West", "Oost (Oostdorp)", "Oost (Westdorp)"]
    assert rows["municipality"].tolist() == ["11001", "11002", "11001"]
    assert [(r.kind, r.code, r.place) for r in found.remarks] == [("crossing", "B2", "Westdorp")]
    np.testing.assert_allclose(rows.area, [900_000, 1_000_000, 100_000])


def test_the_people_of_a_neighbourhood_over_a_border_are_divided_and_none_is_lost(save, small):
    # by age, as in W02 (the east half of Westdorp: 75, 15 and 3 people) and in W03 (10, 4 and 2)
    shapes = [part(0, 0, 500, 1000), part(500, 0, 2000, 1000)]
    people = {"inwoners": [30, 170], "65+": [6, 34], "80+": [1, 6]}
    data = filled(small)
    made = imported(save(layer(shapes, **people)), NEIGHBOURHOODS, data, SOURCE)
    units = made.units.set_index("code")
    assert units.index.tolist() == ["B1", "B2-11001", "B2-11002"]
    assert units.loc["B1", "people_all"] == 30
    pieces = units.drop(index="B1")
    assert pieces[list(GROUPS)].sum().tolist() == [170, 34, 6]
    assert pieces["people_all"].tolist() == [152, 18]
    assert units["estimated"].tolist() == [False, True, True]


def filled(data):
    """Return data in which the last wijk has nobody, instead of an unknown number."""
    return replace(data, units=data.units.fillna(dict.fromkeys(GROUPS, 0)))


def test_a_sliver_over_a_border_is_dropped_and_its_area_reported(save, small):
    shapes = [part(0, 0, 1040, 400), part(0, 400, 1030, 1000)]
    found = read(save(layer(shapes, **PEOPLE)), small)
    assert found.municipalities == ["11001"]
    assert [(r.kind, r.code, round(r.area_m2)) for r in found.remarks] == [
        ("outside", "B2", 18_000),
        ("outside", "B1", 16_000),
    ]
    assert found.rows["people_all"].tolist() == [60, 40]
    np.testing.assert_allclose(found.rows.area, [400_000, 600_000])


def test_a_piece_on_wijken_that_stay_is_dropped_with_its_people(save, small):
    # 300 m of Oostdorp, which keeps its wijken
    shapes = [part(0, 0, 1000, 400), part(0, 400, 1300, 1000)]
    path = save(layer(shapes, inwoners=[40, 66], **{"65+": [8, 13], "80+": [2, 2]}))
    found = read(path, filled(small))
    assert found.municipalities == ["11001"]
    assert [(r.kind, r.code, r.place) for r in found.remarks] == [("kept", "B2", "Oostdorp")]
    made = imported(path, NEIGHBOURHOODS, filled(small), SOURCE)
    units = made.units.set_index("code")
    assert units.index.tolist() == ["11002W01", "11002W02", "B1", "B2"]
    # six tenths of W01 and W02 are in the piece that stays, 36 % of W03 in the other
    assert units.loc["B2", "people_all"] == 63
    shared = shapely.intersection(units.geometry["B2"], units.geometry["11002W01"])
    assert shared.area == 0


def test_estimates_of_a_layer_stay_estimates(save, small):
    made = imported(save(layer(**PEOPLE, estimated=[True, False])), NEIGHBOURHOODS, small, SOURCE)
    assert made.units.set_index("code").loc[["B1", "B2"], "estimated"].tolist() == [True, False]
    assert "estimated" in made.dataset("people").flags


# --- what becomes of them


def test_they_replace_the_wijken_of_their_municipality_alone(save, small):
    made = imported(save(layer(**PEOPLE)), NEIGHBOURHOODS, small, SOURCE)
    check_snapshot(made)
    units = made.units.set_index("code")
    assert units.index.tolist() == ["11002W01", "11002W02", "B1", "B2"]
    assert units.loc["B1", ["municipality", "province", "elz"]].tolist() == [
        "11001",
        "10000",
        "elz1",
    ]
    assert units.loc[["B1", "B2"], "people_all"].tolist() == [60, 40]
    assert units["estimated"].tolist() == [True, True, False, False]
    told = made.dataset("units")
    assert told.rows == 4
    assert told.source == "drawn by hand; Stad Westdorp, buurten"
    assert "approximate" in told.flags  # Oostdorp still is
    assert made.dataset("people").rows == 110


@pytest.mark.parametrize("name", ["laag.geojson", "laag.gpkg", "laag.zip", "laag.parquet"])
def test_people_in_any_notation_are_those_of_a_table(name, save, small):
    # as in the collected case 01: six thousand people, never six
    people = {"inwoners": ["6.000", "5 000"], "65+": ["1.000", "2.000"], "80+": ["900", "1,000"]}
    crs = "EPSG:4326" if name.endswith("json") else METRIC_CRS
    found = read(save(layer(**people).to_crs(crs), name), small).rows
    assert found[list(GROUPS)].to_numpy().tolist() == [[6000, 1000, 900], [5000, 2000, 1000]]


def test_numbers_of_a_layer_with_decimals_are_never_thousands(save, small):
    people = {**PEOPLE, "inwoners": [60.125, 40.0]}
    with pytest.raises(RowsError) as caught:
        read(save(layer(**people), "laag.geojson"), small)
    assert [(p.row, p.column) for p in caught.value.rows] == [(1, "inwoners")]


def test_of_totals_alone_the_ages_are_estimated_and_marked(save, small):
    made = imported(save(layer(inwoners=[60, 40])), NEIGHBOURHOODS, small, SOURCE)
    check_snapshot(made)
    units = made.units.set_index("code").loc[["B1", "B2"]]
    # of 100 people in Westdorp 20 are 65 or older, and 4 of these 80
    assert units[list(GROUPS)].to_numpy().tolist() == [[60, 12, 2], [40, 8, 2]]
    assert units["estimated"].all()
    assert "estimated" in made.dataset("people").flags


def test_bands_of_ages_are_summed(save, small):
    bands = {"inwoners": [60, 40], "65_79": [9, 7], "80_89": [2, 1], "90+": [1, 0]}
    found = read(save(layer(**bands)), small)
    assert found.rows["people_65plus"].tolist() == [12, 8]


def test_ages_without_a_total_are_not_lost_in_silence(save, small):
    with pytest.raises(MissingColumnError):
        read(save(layer(**{"65+": [12, 8], "80+": [3, 1]})), small)


def test_people_are_estimated_by_area_and_none_is_lost(save, small):
    # W01 (25 people) and W02 (75) are halves, side by side: each strip has 40 % or 60 % of both
    made = imported(save(layer()), NEIGHBOURHOODS, small, SOURCE)
    units = made.units.set_index("code").loc[["B1", "B2"]]
    assert units["people_all"].tolist() == [40, 60]
    assert units["people_65plus"].sum() == 20
    assert units["people_80plus"].sum() == 4
    assert units["estimated"].all()
    assert units["sectors"].tolist() == [2, 2]
    assert "estimated" in made.dataset("people").flags


def test_where_people_were_not_known_they_stay_unknown(save, small):
    shapes = [part(1000, 0, 2000, 500), part(1000, 500, 2000, 1000)]
    made = imported(save(layer(shapes)), NEIGHBOURHOODS, small, SOURCE)
    assert made.units.set_index("code").loc[["B1", "B2"], "people_all"].isna().all()


def test_a_multipolygon_with_a_hole_is_a_neighbourhood(save, small):
    ring = Polygon(NORTH.exterior.coords, [part(400, 600, 600, 800).exterior.coords])
    shape = MultiPolygon([ring, part(450, 650, 550, 750)])
    found = read(save(layer([SOUTH, shape])), small)
    assert [(r.kind, r.area_m2) for r in found.remarks] == [("gap", pytest.approx(30_000))]


def test_heights_are_left_out(save, small):
    frame = layer()
    frame.geometry = shapely.force_3d(frame.geometry, z=12)
    found = read(save(frame), small)
    assert not shapely.has_z(found.rows.geometry).any()


def test_a_source_must_be_named(save, small):
    with pytest.raises(BadValueError, match="source"):
        imported(save(layer()), NEIGHBOURHOODS, small, " ")
