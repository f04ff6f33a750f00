"""Any file of a user: opened once, columns named by hand, the good rows alone; a new kind."""

import json

import pandas as pd
import pytest

from geodata.enums import ImportStep
from geodata.errors import (
    BadValueError,
    InputError,
    MissingColumnError,
    RowsError,
    StoppedError,
)
from geodata.snapshot.schemas import check_snapshot
from loaders.files import headers
from loaders.files.safe_open import open_text
from loaders.files.table import match_columns
from loaders.files.user_tables import RawTable
from loaders.imports.centres import CENTRES
from loaders.imports.division import DIVISION
from loaders.imports.file_import import import_file, import_table, named_by_hand
from loaders.imports.file_kind import ImportOptions, Source
from loaders.imports.inspection import inspect_file
from loaders.imports.kinds import KINDS
from loaders.imports.population import POPULATION
from loaders.imports.projections import PROJECTIONS
from loaders.imports.services import SERVICES
from loaders.imports.support_points import SUPPORT_POINTS, support_points_in
from loaders.store import snapshots
from tests.loaders.drawn_lists import write_list
from tests.loaders.imports.import_helpers import imported
from tests.loaders.imports.made_up_kind import TREES
from tests.store_helpers import run

SOURCE = Source("Mijn bestand", "2026-01-01")
GOOD = {
    CENTRES: ("naam;gemeente;lat;lon", "De Kring;Gent;51.05;3.72"),
    SERVICES: ("soort;naam;gemeente", "sociaal huis;Sociaal Huis;Gent"),
    SUPPORT_POINTS: ("naam;lat;lon", "ROP Gent;51.05;3.72"),
    PROJECTIONS: ("nis;jaar;bevolking", "44021;2031;270000"),
    POPULATION: ("nis;inwoners;65+;80+", "44021;270000;45000;15000"),
    DIVISION: ("nis;rop", "44021;rop-gent"),
}
BAD = {
    CENTRES: "Het Anker;Gent;50.85;4.35",
    SERVICES: "bakker;Bakker;Gent",
    SUPPORT_POINTS: "ROP Parijs;48.85;2.35",
    PROJECTIONS: "99999;2031;1",
    POPULATION: "44021W99;1;2;3",
    DIVISION: "99999;rop-gent",
}
FRAME = {
    CENTRES: "centres",
    SERVICES: "services",
    SUPPORT_POINTS: "support_points",
    PROJECTIONS: "projections",
    POPULATION: "units",
    DIVISION: "division",
}


@pytest.fixture
def save(tmp_path):
    """Return a function that writes lines to a CSV."""

    def write(*lines: str, name="lijst.csv"):
        path = tmp_path / name
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return path

    return write


@pytest.fixture
def base(builtin, save):
    """The built-in snapshot with a support point that the tables of divisions name."""
    return imported(save(*GOOD[SUPPORT_POINTS], name="rop.csv"), SUPPORT_POINTS, builtin)


# --- the good rows alone


@pytest.mark.long
@pytest.mark.parametrize("kind", GOOD, ids=str)
def test_wrong_rows_are_left_out_only_on_request(kind, save, base):
    path = save(*GOOD[kind], BAD[kind])
    with pytest.raises(RowsError) as caught:
        import_file(path, kind, base=base, source=SOURCE)
    assert {problem.row for problem in caught.value.rows} == {3}
    result = import_file(path, kind, base=base, source=SOURCE, take_good=True)
    assert {problem.row for problem in result.left_out} == {3}
    alone = import_file(save(*GOOD[kind]), kind, base=base, source=SOURCE)
    assert alone.left_out == ()
    same = getattr(result.data, FRAME[kind])
    assert same.equals(getattr(alone.data, FRAME[kind]))
    check_snapshot(result.data)
    assert "Mijn bestand" in "".join(d.source for d in result.data.datasets)


def test_a_file_without_a_good_row_is_refused(save, base):
    header, _ = GOOD[PROJECTIONS]
    path = save(header, BAD[PROJECTIONS])
    with pytest.raises(InputError):
        import_file(path, PROJECTIONS, base=base, source=SOURCE, take_good=True)


def test_features_of_geojson_keep_their_number_when_others_are_left_out(tmp_path, base):
    spots = [(2.35, 48.85, "Parijs"), (3.72, 51.05, ""), (3.72, 51.05, "ROP Gent")]
    features = [
        {
            "type": "Feature",
            "properties": {"naam": name},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for lon, lat, name in spots
    ]
    path = tmp_path / "rop.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    result = import_file(path, SUPPORT_POINTS, base=base, source=SOURCE, take_good=True)
    assert result.data.support_points["name"].tolist() == ["ROP Gent"]
    assert {problem.row for problem in result.left_out} == {1, 2}


# --- columns named by hand


def test_columns_named_by_hand_are_read_as_if_they_had_our_names(save, small):
    path = save("wat;waar;geheim", "De Kring;Westdorp;nee")
    by_hand = {"wat": "name", "waar": "municipality"}
    with pytest.raises(MissingColumnError):
        imported(path, CENTRES, small)
    made = imported(path, CENTRES, small, columns=by_hand, alone=True)
    assert made.centres["name"].tolist() == ["De Kring"]


def test_a_problem_names_the_header_of_the_file_also_if_it_was_named_by_hand(save, small):
    path = save("wat;waar", "De Kring;Parijs")
    with pytest.raises(RowsError, match="row 2, waar"):
        imported(path, CENTRES, small, columns={"wat": "name", "waar": "municipality"})


@pytest.mark.parametrize("pair", ["x=municipality", "x=gemeente", " x = commune "])
def test_a_pair_on_the_command_line_names_a_column(pair):
    assert named_by_hand([pair], CENTRES.columns) == {"x": "municipality"}


def test_a_pair_without_our_name_leaves_a_column_unused():
    assert named_by_hand(["x="], CENTRES.columns) == {"x": ""}


@pytest.mark.parametrize("pair", ["x", "=naam", "=", "x=hoofdstad", ""])
def test_a_pair_that_names_no_column_is_refused(pair):
    with pytest.raises(BadValueError, match="--column"):
        named_by_hand([pair], CENTRES.columns)


def test_a_command_imports_people_with_columns_named_by_hand(folder, save, capsys):
    path = save("waar;wie;oud;stokoud", "11001;400;40;8", "99999;1;1;1")
    by_hand = [
        f"--column={pair}" for pair in ("waar=nis", "wie=inwoners", "oud=65+", "stokoud=80+")
    ]
    asked = ("import-population", path, "--source", "Stad", *by_hand)
    assert run(*asked) == 2
    assert "99999" in capsys.readouterr().err
    assert run(*asked, "--take-good") == 0
    assert "Left out: row 3, waar" in capsys.readouterr().err
    units = snapshots.load(folder).data.units.set_index("code")
    assert units.loc[["11001W01", "11001W02"], "people_all"].tolist() == [100, 300]


def test_a_command_imports_neighbourhoods(folder, small, tmp_path):
    layer = small.units.loc[:1, ["code", "name", "geometry"]].assign(code=["A", "B"])
    layer.set_crs(None, allow_override=True).to_parquet(tmp_path / "laag.parquet")
    asked = ("import-neighbourhoods", tmp_path / "laag.parquet", "--source", "Stad")
    assert run(*asked) == 2  # it does not say in which CRS it is
    assert run(*asked, "--crs", "3812") == 0
    units = snapshots.load(folder).data.units.set_index("code")
    assert units.index.tolist() == ["11002W01", "11002W02", "A", "B"]
    assert units.loc[["A", "B"], "people_all"].tolist() == [25, 75]


# --- support points and their areas


def test_areas_around_support_points_that_are_made_up_stay_an_example(save, builtin):
    rop = builtin.support_points["id"].iloc[0]
    made = imported(save("nis;rop", f"44021;{rop}"), DIVISION, builtin)
    assert set(made.dataset("division").flags) == {"incomplete", "example"}


def test_a_division_may_come_with_its_support_points(save, builtin, tmp_path):
    path = tmp_path / "points.csv"
    path.write_bytes(SUPPORT_POINTS.template())
    points = support_points_in(path)
    path = save("nis;rop", "44021;Voorbeeld: ROP Gent")
    made = imported(path, DIVISION, builtin, support_points=points)
    assert len(made.support_points) == 1
    with pytest.raises(BadValueError, match="municipalities in one area"):
        imported(path, DIVISION, builtin, support_points=points, complete=True)


# --- one road


@pytest.fixture
def opened(monkeypatch):
    """Names of the CSV files that were opened, each as often as it was."""
    names = []

    def counted(path):
        names.append(path.name)
        return open_text(path)

    monkeypatch.setattr("loaders.files.csv_reader.open_text", counted)
    return names


def test_a_file_is_opened_once_to_inspect_and_import_it(save, small, opened):
    rows = ["De Kring;Westdorp;x", "Fout;Parijs;y", ";Westdorp;z"]
    path = save("wat;waar;geheim", *rows)
    options = ImportOptions(columns={"wat": "name", "waar": "municipality"})
    report = inspect_file(path, CENTRES, data=small, options=options)
    assert (report.good, {fault.row for fault in report.faults}) == (1, {3, 4})
    path.unlink()
    result = import_table(
        *(report.raw, CENTRES), base=small, source=SOURCE, options=options, take_good=True
    )
    assert (result.count, {problem.row for problem in result.left_out}) == (1, {3, 4})
    assert opened == ["lijst.csv"]


@pytest.mark.usefixtures("folder")
def test_a_command_opens_a_file_once(save, opened, capsys):
    path = save("waar;wie;oud;stokoud", "11001;400;40;8", "99999;1;1;1", "99998;1;1;1")
    pairs = ("waar=nis", "wie=inwoners", "oud=65+", "stokoud=80+")
    by_hand = [f"--column={pair}" for pair in pairs]
    assert run("import-population", path, "--source", "Stad", *by_hand, "--take-good") == 0
    assert opened == ["lijst.csv"]
    assert capsys.readouterr().err.count("Left out: ") == 2


# --- one list of headers, one registry of kinds


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_header_of_the_list_is_recognised_wherever_its_column_is(kind):
    for name in kind.columns.keys() & headers.HEADERS.keys():
        for header in headers.HEADERS[name]:
            cells = pd.DataFrame({header: ["x"]}, index=[2])
            assert name in match_columns(RawTable("f", cells), kind.columns).headers, header


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_no_header_has_two_meanings_in_one_kind(kind):
    known = [header for words in kind.columns.values() for header in words]
    repeated = {header for header in known if known.count(header) > 1}
    assert repeated == set()


@pytest.mark.parametrize(("header", "column"), [("gemeentecode", "nis"), ("E-mailadres", "email")])
def test_headers_of_a_flemish_administration_are_recognised_in_a_list_of_centres(header, column):
    raw = RawTable("f", pd.DataFrame({header: ["x"]}, index=[2]))
    assert match_columns(raw, CENTRES.columns).headers == {column: header}


def test_a_made_up_kind_is_inspected_and_imported_by_the_same_road(save, small, tmp_path):
    path = save("Gemeentecode;Arbres;x", "11001;12;", "11002;veel;")
    report = inspect_file(path, TREES, data=small)
    assert report.columns == {"nis": "Gemeentecode", "trees": "Arbres"}
    assert (report.good, [fault.cell for fault in report.faults]) == (1, ["veel"])
    result = import_table(report.raw, TREES, base=small, source=SOURCE, take_good=True)
    assert result.data.dataset("people").note == "12 trees: Mijn bestand"
    path = tmp_path / "template.csv"
    path.write_bytes(TREES.template())
    assert inspect_file(path, TREES, data=small).good == 1


def test_an_import_reports_its_steps_in_order_and_ends_where_one_is_refused(builtin, tmp_path):
    path = tmp_path / "lijst.csv"
    write_list(path, 12, seed=1)
    steps = []
    imported(path, CENTRES, builtin, progress=steps.append)
    assert steps == list(ImportStep)[: len(steps)]
    assert steps[-1] == ImportStep.MERGING

    def stop(step):
        if step is ImportStep.LINKING:
            raise StoppedError(step)

    with pytest.raises(StoppedError):
        imported(path, CENTRES, builtin, progress=stop)
