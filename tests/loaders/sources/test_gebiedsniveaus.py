import geopandas as gpd
import pandas as pd
import pytest
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Point, Polygon

from geodata.crs import METRIC_CRS
from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    GeometryError,
    MissingColumnError,
    MissingCrsError,
    UnknownCodeError,
    UnreadableFileError,
    WrongCrsError,
)
from geodata.places.made_names import MARK
from loaders.builtin.snapshot import facts
from loaders.sources.gebiedsniveaus import (
    COMMIT,
    FILES,
    KEY_TABLE,
    official_areas,
    official_datasets,
    official_deelgemeenten,
    official_units,
    read_levels,
)


def read(folder):
    return read_levels({p.name: p for p in folder.iterdir() if p.name in FILES})


def change(folder, name, edit) -> None:
    """Write a layer again after an edit."""
    path = folder / name
    edit(gpd.read_file(path)).to_file(path)


def change_keys(folder, edit) -> None:
    path = folder / KEY_TABLE
    frame = pd.read_excel(path, dtype=str, engine="openpyxl")
    edit(frame).to_excel(path, index=False, engine="xlsxwriter")


def test_wijken_take_their_municipality_from_the_key_table_and_not_from_their_code(levels_folder):
    units = official_units(read(levels_folder)).set_index("code")
    assert units["municipality"].to_dict() == {
        "11001W01": "11001",
        "11001W02": "11001",
        "11002W02": "11002",
        "11007W01": "11002",
    }
    assert units["sectors"].to_dict() == {
        "11001W01": 2,
        "11001W02": 1,
        "11002W02": 1,
        "11007W01": 1,
    }
    assert units["elz"].unique().tolist() == ["elz43", "elz2"]


def test_only_the_municipality_is_removed_from_the_end_of_a_name(levels_folder):
    names = official_units(read(levels_folder)).set_index("code")["name"]
    assert names.to_dict() == {
        "11001W01": "Dorp (kern)",
        "11001W02": "Veld",
        "11002W02": "Twee",
        "11007W01": "Één",
    }


def test_wijken_lie_in_metres_with_their_inner_point_inside(levels_folder):
    units = official_units(read(levels_folder))
    assert units.crs == METRIC_CRS
    inner = gpd.points_from_xy(units["inner_x_m"], units["inner_y_m"], crs=METRIC_CRS)
    assert units.geometry.contains(gpd.GeoSeries(inner)).all()
    assert units.area.round(-4).tolist() == [1_000_000] * 4


def test_placeholders_are_counted_and_belong_to_no_wijk(levels_folder):
    levels = read(levels_folder)
    assert (len(levels.keys), levels.placeholders) == (5, 1)


def test_deelgemeenten_know_their_municipality(levels_folder):
    parts = official_deelgemeenten(read(levels_folder))
    assert parts[["code", "name", "municipality"]].to_numpy().tolist() == [
        ["11001A", "Aartselaar", "11001"],
        ["11002P", "Ekeren", "11002"],
    ]


def test_another_edition_is_not_dated(levels_folder):
    levels = read(levels_folder)
    codes = levels.layers["ggw7.shp"]["code"]
    known, _ = official_datasets(levels, areas=1, known_wijken=codes)
    other, _ = official_datasets(levels, areas=1, known_wijken=codes.iloc[1:])
    assert (known.reference_date, other.reference_date) == ("2025-01-01", "")


def test_numbers_in_the_key_table_are_read_as_codes(levels_folder):
    change_keys(levels_folder, lambda keys: keys.assign(gemeente=keys["gemeente"].astype(int)))
    assert set(official_units(read(levels_folder))["municipality"]) == {"11001", "11002"}


def test_every_spelling_of_the_editions_since_2025_is_read(levels_folder):
    before = read(levels_folder)
    spellings = {
        "ggw7.shp": {"geoitem": "ggw7_Field", "naam": "name"},
        "deelgemeente.shp": {"geoitem": "deelgemeen", "naam": "NAME"},
        "gemeente.shp": {"geoitem": "gemeente"},
        "provincie.shp": {"name": "naam"},
    }
    for name, columns in spellings.items():
        change(levels_folder, name, lambda f, columns=columns: f.rename(columns=columns))
    change(levels_folder, "gemeente.shp", lambda f: f.astype({"gemeente": int}))
    change(levels_folder, "provincie.shp", lambda f: f.assign(provincie=4000))
    change_keys(
        levels_folder,
        lambda k: k.rename(columns={"elz_naam": "Nameelz"}).assign(provincie="04000"),
    )
    after = read(levels_folder)
    assert after.keys["elz_naam"].tolist() == before.keys["elz_naam"].tolist()
    assert after.layers["provincie.shp"]["code"].tolist() == ["4000"]
    assert set(official_units(after)["province"]) == {"4000"}
    names = ["ggw7.shp", "deelgemeente.shp", "gemeente.shp"]
    for name in names:
        pd.testing.assert_frame_equal(
            pd.DataFrame(after.layers[name]), pd.DataFrame(before.layers[name])
        )


@pytest.mark.parametrize("unknown", ["11001ONB", "11001ONBE"])
def test_codes_of_people_without_a_known_place_belong_to_no_wijk(levels_folder, unknown):
    change_keys(
        levels_folder,
        lambda k: pd.concat(
            [
                k.assign(deelgemeente=k["deelgemeente"].replace("11002P", unknown)),
                k.iloc[:1].assign(statsec=unknown, ggw7=unknown, deelgemeente=unknown),
            ]
        ),
    )
    change(levels_folder, "deelgemeente.shp", lambda f: f.replace("11002P", unknown))
    levels = read(levels_folder)
    assert (len(levels.keys), levels.placeholders) == (5, 2)
    assert official_deelgemeenten(levels)["code"].tolist() == ["11001A"]
    assert official_units(levels)["sectors"].sum() == 5


def before_2025(frame):
    """Give the second municipality the code that Borsbeek had until 2025."""
    return frame.replace("11002", "11007")


@pytest.mark.parametrize(
    ("layer", "table", "message"),
    [
        (before_2025, before_2025, "those of 2019 to 2024: with Borsbeek .11007"),
        (before_2025, None, "a key table of 2025 or later, layers of 2019 to 2024"),
        (None, before_2025, "a key table of 2019 to 2024, layers of 2025 or later"),
        (
            lambda f: f.replace("11002", "44072"),
            lambda f: f.replace("11002", "44072"),
            "those of 2018 or before",
        ),
        (
            before_2025,
            lambda f: before_2025(f).drop(columns=["elz_naam", "elz"]),
            "those of 2019 to 2024",
        ),
    ],
)
def test_older_and_mixed_editions_are_refused_by_their_years(levels_folder, layer, table, message):
    if layer:
        change(levels_folder, "gemeente.shp", layer)
    if table:
        change_keys(levels_folder, table)
    with pytest.raises(UnknownCodeError, match=message) as caught:
        read(levels_folder)
    assert "2025 or later" in caught.value.params["expected"]
    assert all(name in caught.value.params["action"] for name in (COMMIT[:7], "0fdfacf"))


def reshape(index, shape):
    def edit(frame):
        shapes = frame.geometry.to_list()
        shapes[index] = shape(shapes[index])
        return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))

    return edit


def bowtie(square):
    west, south, east, north = square.bounds
    return Polygon([(west, south), (east, north), (east, south), (west, north)])


@pytest.mark.parametrize(
    ("name", "edit", "error", "message"),
    [
        ("ggw7.shp", reshape(1, bowtie), GeometryError, "11001W02.*Self-intersection"),
        ("ggw7.shp", reshape(1, lambda _: None), GeometryError, "11001W02.*no geometry"),
        ("ggw7.shp", lambda f: f.set_geometry(f.centroid), GeometryError, "11001W01.*another type"),
        ("ggw7.shp", lambda f: f.iloc[:0], UnreadableFileError, "features"),
        (
            "ggw7.shp",
            lambda f: f.assign(geoitem="11001W01"),
            DuplicateCodeError,
            "feature 2.*11001W01",
        ),
        ("ggw7.shp", lambda f: f.assign(geoitem=""), DuplicateCodeError, "feature 1.*no code"),
        (
            "ggw7.shp",
            lambda f: f.rename(columns={"geoitem": "code"}),
            MissingColumnError,
            "geoitem",
        ),
        ("ggw7.shp", lambda f: f.iloc[1:], UnknownCodeError, "11001W01"),
        ("gemeente.shp", lambda f: f.replace("11002", "11003"), UnknownCodeError, "11002"),
        # Lambert 72 coordinates declared as Lambert 2008 or degrees, and the reverse
        ("ggw7.shp", lambda f: f.set_crs(3812, allow_override=True), WrongCrsError, "in Belgium"),
        (
            "elz.shp",
            lambda f: f.to_crs(4326).set_crs(31370, allow_override=True),
            WrongCrsError,
            "in Belgium",
        ),
        (
            "elz.shp",
            lambda f: f.to_crs(3812).set_crs(31370, allow_override=True),
            WrongCrsError,
            "in Belgium",
        ),
        # a wijk shifted by 10 m overlaps its neighbour and leaves a gap
        (
            "ggw7.shp",
            reshape(0, lambda s: translate(s, 10)),
            GeometryError,
            "gemeente.shp, feature 11001",
        ),
        (
            "gemeente.shp",
            reshape(1, lambda s: s.buffer(5)),
            GeometryError,
            "gemeente.shp, feature 11002",
        ),
        ("elz.shp", reshape(1, lambda s: s.buffer(5)), GeometryError, "elz.shp, feature elz2"),
    ],
)
def test_a_layer_that_cannot_be_right_is_refused(levels_folder, name, edit, error, message):
    change(levels_folder, name, edit)
    with pytest.raises(error, match=message) as caught:
        read(levels_folder)
    assert caught.value.params["action"]


def test_any_declared_crs_is_converted(levels_folder):
    before = official_units(read(levels_folder))
    for name in ("ggw7", "gemeente", "elz", "provincie", "deelgemeente"):
        change(levels_folder, f"{name}.shp", lambda f: f.to_crs("EPSG:25831"))
    after = official_units(read(levels_folder))
    assert after.geometry.hausdorff_distance(before.geometry).max() < 0.01


@pytest.mark.parametrize(
    ("edit", "error", "message"),
    [
        (lambda k: k.replace("11001W02", "11001W09"), UnknownCodeError, "11001W09"),
        (lambda k: k.assign(statsec="x"), DuplicateCodeError, "row 3, statsec"),
        (lambda k: k.replace("11001", "Aartselaar"), BadValueError, "row 2, gemeente"),
        (lambda k: k.rename(columns={"elz": "zone"}), MissingColumnError, "elz"),
        (lambda k: k.iloc[:0], UnreadableFileError, "rows"),
        (
            lambda k: k.assign(gemeente=["11001", "11002", *k["gemeente"][2:]]),
            DuplicateCodeError,
            "wijk 11001W01",
        ),
    ],
)
def test_a_key_table_that_cannot_be_right_is_refused(levels_folder, edit, error, message):
    change_keys(levels_folder, edit)
    with pytest.raises(error, match=message):
        read(levels_folder)


def test_a_layer_without_a_crs_is_refused(levels_folder):
    (levels_folder / "ggw7.prj").unlink()
    with pytest.raises(MissingCrsError, match=r"ggw7\.shp.*\.prj"):
        read(levels_folder)


@pytest.mark.parametrize("name", ["ggw7.shp", KEY_TABLE])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><html><title>404</title>", "a web page"),
        (b"", "an empty file"),
        (b"nothing of the kind" * 100, "expected a"),
    ],
)
def test_a_file_that_is_no_layer_and_no_workbook_is_an_error(levels_folder, name, content, message):
    (levels_folder / name).write_bytes(content)
    with pytest.raises(UnreadableFileError, match=message) as caught:
        read(levels_folder)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["ggw7.shp", "ggw7.dbf", KEY_TABLE])
def test_a_file_cut_off_half_way_is_refused(levels_folder, name):
    whole = (levels_folder / name).read_bytes()
    (levels_folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises((UnreadableFileError, GeometryError, DuplicateCodeError)):
        read(levels_folder)


@pytest.mark.parametrize("companion", ["ggw7.dbf", "ggw7.shx"])
def test_a_shapefile_without_a_companion_is_refused(levels_folder, companion):
    (levels_folder / companion).unlink()
    with pytest.raises(UnreadableFileError, match=companion.replace(".", r"\.")):
        read(levels_folder)


def test_names_in_another_encoding_than_declared_are_refused(levels_folder):
    path = levels_folder / "ggw7.dbf"
    path.write_bytes(path.read_bytes().replace("Één".encode(), "Één".encode("latin-1") + b"  "))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        read(levels_folder)


def test_the_layers_must_be_there_together(levels_folder):
    (levels_folder / "gemeente.shp").unlink()
    with pytest.raises(UnreadableFileError, match=r"no gemeente\.shp"):
        read(levels_folder)


def test_a_height_is_dropped_and_multipolygons_are_read(levels_folder):
    change(
        levels_folder,
        "ggw7.shp",
        reshape(0, lambda s: MultiPolygon([Polygon([(x, y, 5) for x, y in s.exterior.coords])])),
    )
    units = official_units(read(levels_folder))
    assert not units.has_z.any()


def test_the_official_wijken_are_those_of_the_facts(official_levels):
    units = official_units(official_levels)
    known = facts("wijken").set_index("wijk_code").loc[units["code"]]
    assert len(units) == 2767
    assert units["municipality"].nunique() == 304
    bare = known["name"].str.fullmatch(r"\d{5}[A-Z]\w*").to_numpy()
    assert units["name"][~bare].tolist() == known["name"][~bare].tolist()
    assert units["name"][bare].str.endswith(MARK).all(), "a code is no name"
    assert units["municipality"].tolist() == known["nis"].tolist()
    assert units["elz"].tolist() == known["elz"].tolist()
    assert units["sectors"].tolist() == known["sectors"].astype(int).tolist()
    assert (units["code"].str[:5] != units["municipality"]).sum() == 93
    inner = gpd.points_from_xy(known["lon"].astype(float), known["lat"].astype(float), crs=4326)
    # the facts have four decimals: some ten metres, more than the narrowest wijken
    away_m = units.distance(gpd.GeoSeries(inner).to_crs(METRIC_CRS), align=False)
    assert away_m.max() < 20


def test_the_official_areas_are_complete_and_named(official_levels):
    provinces = pd.DataFrame(
        {"code": ["10000", "20001", "30000", "4000", "40000", "70000"], "name": "n", "name_fr": "f"}
    )
    areas = official_areas(
        official_levels, municipalities=facts("municipalities"), provinces=provinces
    )
    assert areas.groupby("level").size().to_dict() == {
        "elz": 57,
        "municipality": 304,
        "province": 6,
    }
    by_code = areas.set_index("code")
    assert by_code.loc["11002", ["name", "name_fr"]].tolist() == ["Antwerpen", "Anvers"]
    assert areas["name"].notna().all()
    assert by_code.loc["4000"].geometry.contains(
        gpd.GeoSeries([Point(4.3517, 50.8466)], crs=4326).to_crs(METRIC_CRS).iloc[0]
    )
    with pytest.raises(UnknownCodeError, match="4000"):
        official_areas(
            official_levels,
            municipalities=facts("municipalities"),
            provinces=provinces[provinces["code"] != "4000"],
        )


def test_all_placeholders_of_the_official_key_table_are_counted(official_levels):
    assert (len(official_levels.keys), official_levels.placeholders) == (10_594, 308)
