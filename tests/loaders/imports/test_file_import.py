"""Any file of a user: columns named by hand, valid rows only, and where it is stored."""

import json
import sqlite3

import pytest
from loaders.files.column_mapping import fitted, named_by_hand

from geodata.errors import BadValueError, InputError, RowsError
from geodata.schemas import check_snapshot
from loaders import session_files
from loaders.files.user_tables import read_table
from loaders.imports.file_import import Source, take
from loaders.imports.kinds import COLUMNS, Beside, FileKind, template
from loaders.imports.support_points import read_support_points
from loaders.store import snapshots
from tests.store_helpers import run

SOURCE = Source("Mijn bestand", "2026-01-01")
GOOD = {
    FileKind.CENTRES: ("naam;gemeente;lat;lon", "De Kring;Gent;51.05;3.72"),
    FileKind.SERVICES: ("soort;naam;gemeente", "sociaal huis;Sociaal Huis;Gent"),
    FileKind.SUPPORT_POINTS: ("naam;lat;lon", "ROP Gent;51.05;3.72"),
    FileKind.PROJECTIONS: ("nis;jaar;bevolking", "44021;2031;270000"),
    FileKind.POPULATION: ("nis;inwoners;65+;80+", "44021;270000;45000;15000"),
    FileKind.DIVISION: ("nis;rop", "44021;rop-gent"),
}
BAD = {
    FileKind.CENTRES: "Het Anker;Gent;50.85;4.35",
    FileKind.SERVICES: "bakker;Bakker;Gent",
    FileKind.SUPPORT_POINTS: "ROP Parijs;48.85;2.35",
    FileKind.PROJECTIONS: "99999;2031;1",
    FileKind.POPULATION: "44021W99;1;2;3",
    FileKind.DIVISION: "99999;rop-gent",
}
FRAME = {
    FileKind.CENTRES: "centres",
    FileKind.SERVICES: "services",
    FileKind.SUPPORT_POINTS: "support_points",
    FileKind.PROJECTIONS: "projections",
    FileKind.POPULATION: "units",
    FileKind.DIVISION: "division",
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
    return take(
        save(*GOOD[FileKind.SUPPORT_POINTS], name="rop.csv"),
        FileKind.SUPPORT_POINTS,
        base=builtin,
        source=SOURCE,
    ).data


# --- the good rows alone


@pytest.mark.parametrize("kind", GOOD)
def test_wrong_rows_are_left_out_only_on_request(kind, save, base):
    path = save(*GOOD[kind], BAD[kind])
    with pytest.raises(RowsError) as caught:
        take(path, kind, base=base, source=SOURCE)
    assert {problem.row for problem in caught.value.rows} == {3}
    taken = take(path, kind, base=base, source=SOURCE, take_good=True)
    assert {problem.row for problem in taken.left_out} == {3}
    alone = take(save(*GOOD[kind]), kind, base=base, source=SOURCE)
    assert alone.left_out == ()
    same = getattr(taken.data, FRAME[kind])
    assert same.equals(getattr(alone.data, FRAME[kind]))
    check_snapshot(taken.data)
    assert "Mijn bestand" in "".join(d.source for d in taken.data.datasets)


def test_a_file_without_a_good_row_is_refused(save, base):
    header, _ = GOOD[FileKind.PROJECTIONS]
    path = save(header, BAD[FileKind.PROJECTIONS])
    with pytest.raises(InputError):
        take(path, FileKind.PROJECTIONS, base=base, source=SOURCE, take_good=True)


def test_rows_of_geojson_keep_their_number_also_in_a_second_round(tmp_path, base):
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
    taken = take(path, FileKind.SUPPORT_POINTS, base=base, source=SOURCE, take_good=True)
    assert taken.data.support_points["name"].tolist() == ["ROP Gent"]
    assert {problem.row for problem in taken.left_out} == {1, 2}
    fit = fitted(path, tmp_path / "..", without=[1])
    assert [fit.row(number) for number in (1, 2)] == [2, 3]
    fit.path.unlink()


# --- columns named by hand


def test_columns_named_by_hand_are_read_as_if_they_bore_their_names(save, base):
    path = save("wat;waar;x1;y1;geheim", "De Kring;Gent;51.05;3.72;nee")
    by_hand = {"wat": "name", "waar": "municipality", "x1": "lat", "y1": "lon"}
    with pytest.raises(InputError):
        take(path, FileKind.CENTRES, base=base, source=SOURCE)
    beside = Beside(columns=by_hand, alone=True)
    made = take(path, FileKind.CENTRES, base=base, source=SOURCE, beside=beside).data
    assert made.centres["name"].tolist() == ["De Kring"]


def test_a_fitted_table_keeps_cells_and_numbers_of_rows(save, tmp_path):
    path = save("a;b;c", '1;"x;""y"', "", "2;z;w", "3;;")
    fit = fitted(path, tmp_path / "..", columns={"b": "naam", "c": "plaats"}, without=[5])
    rows = read_table(fit.path)
    fit.path.unlink()
    assert rows.index.tolist() == [2, 4]
    assert rows.to_numpy().tolist() == [['x;"y', ""], ["z", "w"]]
    assert list(rows.columns) == ["naam", "plaats"]


def test_a_file_that_needs_no_fitting_is_not_copied(save, tmp_path):
    path = save("a;b", "1;2")
    assert fitted(path, tmp_path).path == path


@pytest.mark.parametrize("pair", ["x=municipality", "x=gemeente", " x = commune "])
def test_a_pair_on_the_command_line_names_a_column(pair):
    assert named_by_hand([pair], COLUMNS[FileKind.CENTRES]) == {"x": "municipality"}


@pytest.mark.parametrize("pair", ["x", "=naam", "x=", "x=hoofdstad", ""])
def test_a_pair_that_names_no_column_is_refused(pair):
    with pytest.raises(BadValueError, match="--column"):
        named_by_hand([pair], COLUMNS[FileKind.CENTRES])


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
    path = save("nis;rop", f"44021;{rop}")
    made = take(path, FileKind.DIVISION, base=builtin, source=SOURCE).data
    assert set(made.dataset("division").flags) == {"incomplete", "example"}


def test_a_division_may_come_with_its_support_points(save, builtin, tmp_path):
    points = tmp_path / "points.csv"
    points.write_bytes(template(FileKind.SUPPORT_POINTS))
    beside = Beside(support_points=read_support_points(points))
    path = save("nis;rop", "44021;Voorbeeld: ROP Gent")
    made = take(path, FileKind.DIVISION, base=builtin, source=SOURCE, beside=beside).data
    assert len(made.support_points) == 1
    complete = Beside(support_points=beside.support_points, complete=True)
    with pytest.raises(BadValueError, match="municipalities in one area"):
        take(path, FileKind.DIVISION, base=builtin, source=SOURCE, beside=complete)


# --- where files of visitors lie


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """An empty folder for temporary files, in which this process holds nothing yet."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    session_files.root.cache_clear()
    yield tmp_path
    session_files.root.cache_clear()


def test_a_folder_of_a_visitor_is_private_unguessable_and_removed_with_the_visitor(temporary):
    one, other = session_files.new_shelf(most=2), session_files.new_shelf(most=2)
    assert session_files.new_shelf(most=2) is None
    path = one.keep(b"geheim", "upload.csv")
    name, folder = one.new_snapshot()
    assert path.read_bytes() == b"geheim"
    assert session_files.static_folder(name) == folder / "static"
    assert all(
        part.stat().st_mode & 0o077 == 0
        for part in (folder, one.folder, temporary / one.folder.parent)
    )
    assert one.folder.name != other.folder.name
    assert len(one.folder.name) == 32
    one.clear()
    assert not path.exists()
    del other  # and so does one whose visitor is gone
    assert [p for p in session_files.root().iterdir() if p.is_dir()] == []
    assert session_files.new_shelf(most=1) is not None


@pytest.mark.parametrize("name", ["", "own-x-1", "own-../../etc-1", "20260101T000000Z-imported-x"])
def test_only_ids_of_visitors_lead_to_a_shelf(name):
    assert session_files.static_folder(name) is None


def test_folders_of_a_killed_process_are_removed_and_folders_in_use_stay(temporary):
    left = temporary / "nabij-own-left"
    left.mkdir()
    (left / "upload.csv").write_text("geheim")
    held = temporary / "nabij-own-held"
    held.mkdir()
    holder = sqlite3.connect(held / "held", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    other = temporary / "not-ours"
    other.mkdir()
    mine = session_files.root()
    assert not left.exists()
    assert held.exists()
    assert other.exists()
    session_files.sweep(temporary)
    assert mine.exists()
    holder.close()
    session_files.sweep(temporary)
    assert not held.exists()
