"""Files that are damaged, hostile or absurd: one typed error, in little time and memory."""

import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter

from geodata.errors import (
    BadValueError,
    InputError,
    MissingCrsError,
    PublishBusyError,
    RowProblem,
    RowsError,
    UnreadableFileError,
)
from geodata.places.text_folding import fold
from loaders.__main__ import main
from loaders.files import csv_reader, official_tables, user_tables, xlsx_reader
from loaders.files.safe_open import require_content
from loaders.files.table import Table
from loaders.files.user_tables import read_table
from loaders.imports.services import SERVICES
from loaders.imports.support_points import support_points_in
from loaders.store import snapshots
from tests.loaders.imports.import_helpers import imported, read_file
from tests.store_helpers import NOW, publish_bare

EXAMPLES = Path(__file__).resolve().parents[3] / "loaders" / "builtin" / "examples"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a workbook, changed afterwards by another."""

    def write(fill, change=lambda content: content):
        plain, path = tmp_path / "plain.xlsx", tmp_path / "table.xlsx"
        with xlsxwriter.Workbook(plain) as book:
            fill(book)
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, change(content) if name == SHEET else content)
        return path

    return write


def table(page):
    page.write_row(0, 0, ["naam", "lat", "lon"])
    page.write_row(1, 0, ["Noord", 51.05, 3.72])


def alone(book):
    table(book.add_worksheet())


def with_a_cell_at_the_end(book):
    page = book.add_worksheet()
    table(page)
    page.write_string(1_048_575, 16_383, "x")


def behind_a_hidden_sheet(book):
    hidden = book.add_worksheet("cache")
    hidden.write(0, 0, "x")
    shown = book.add_worksheet("data")
    shown.activate()
    hidden.very_hidden()
    table(shown)


def behind_a_chart(book):
    book.add_chartsheet()
    table(book.add_worksheet())


def with_formats_to_the_end(book):
    page = book.add_worksheet()
    table(page)
    for row in range(0, 1_048_576, 100_000):
        page.write_blank(row + 5, 16_383, None, book.add_format({"bold": True}))


LAST = b'<c r="XFD1048576"'


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"", b""),
        (LAST, b"<c a='>' r='XFD1048576'"),
        (LAST, b'<c r="XFD1048576" a="/>"'),
        (LAST, b'<c\n r = "xfd1048576"'),
        (LAST, b'<c r="ZZZZZZZZ99999999999"'),
        (b'row r="1048576"', b'row r="4000000000"'),
    ],
)
def test_a_cell_far_away_takes_no_memory(workbook, old, new):
    def change(content):
        assert LAST in content
        if b"row" in old:
            content = content.replace(LAST, b"<c")
        return content.replace(old, new) if old else content

    with pytest.raises(UnreadableFileError, match=r"2,000,000 cells, got .* rows of"):
        read_table(workbook(with_a_cell_at_the_end, change))


def test_cells_without_a_place_are_counted_too(workbook):
    def change(content):
        content = content.replace(b'row r="2"', b'row r="1048576"')
        return re.sub(rb'<c r="[A-Z]+\d+"', b"<c a=' r='", content)

    with pytest.raises(UnreadableFileError, match="1,048,576 rows of 3"):
        read_table(workbook(alone, change))


@pytest.mark.parametrize(
    "fill", [alone, behind_a_hidden_sheet, behind_a_chart, with_formats_to_the_end]
)
def test_the_table_is_read_on_the_first_sheet_that_is_shown(workbook, fill):
    assert read_table(workbook(fill)).cells.to_numpy().tolist() == [["Noord", "51.05", "3.72"]]


def test_of_a_formula_the_saved_value_is_read_and_nothing_is_calculated(workbook):
    def fill(book):
        page = book.add_worksheet()
        table(page)
        page.write_formula(1, 0, '=HYPERLINK("http://elsewhere.example","x")', None, "Noord")
        page.write_formula(1, 1, "=1+1", None, 51.05)
        page.write_formula(1, 2, "=WEBSERVICE(A1)", None, "")

    assert read_table(workbook(fill)).cells.to_numpy().tolist() == [["Noord", "51.05", ""]]


def test_macros_of_a_workbook_are_never_read(workbook):
    plain = workbook(alone)
    path = plain.with_suffix(".xlsm")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            new.writestr(name, content)
        new.writestr("xl/vbaProject.bin", b"Sub Auto_Open(): Shell 'evil': End Sub")
    assert read_table(path).cells.to_numpy().tolist() == [["Noord", "51.05", "3.72"]]


def test_a_workbook_of_which_no_place_is_written_is_read(workbook):
    path = workbook(alone, lambda content: re.sub(rb' r="[A-Z]*\d+"', b"", content))
    assert read_table(path).cells.to_numpy().tolist() == [["Noord", "51.05", "3.72"]]


def test_a_part_that_lies_about_its_size_is_refused(workbook):
    path = workbook(alone, lambda content: content.replace(b"</row>", b" " * 90_000 + b"</row>"))
    size = zipfile.ZipFile(path).getinfo(SHEET).file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (1_000).to_bytes(4, "little")))
    with pytest.raises(UnreadableFileError, match="complete zip file"):
        read_table(path)


def test_a_part_that_is_too_large_is_refused(workbook, monkeypatch):
    monkeypatch.setattr(xlsx_reader, "MAX_BYTES", 100)
    with pytest.raises(UnreadableFileError, match="bytes in"):
        read_table(workbook(alone))


@pytest.mark.parametrize(
    ("limit", "lines"),
    [
        ("MAX_CELLS", ["a;b"] * 40),
        ("MAX_CELLS", [";".join(map(str, range(17))), "1", "2"]),
        ("MAX_BYTES", ["abc"] * 20),
        ("MOST_COLUMNS", [";".join(["a"] * 51), "1"]),
    ],
)
def test_a_table_that_is_too_large_is_refused(tmp_path, monkeypatch, limit, lines):
    path = tmp_path / "large.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    for module in (user_tables, csv_reader):
        monkeypatch.setattr(module, limit, 50, raising=False)
    with pytest.raises(UnreadableFileError, match="at most 50"):
        read_table(path)


def test_a_cell_that_swallowed_a_file_is_refused_with_its_row(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(f"naam;nota\nkort;{'y' * 5_000}\n{'x' * 5_000};\n", encoding="utf-8")
    table = Table(read_table(path), {"name": ("naam",)})
    assert table.cells["name"].tolist() == ["kort"]
    with pytest.raises(RowsError) as raised:
        table.require_all_good()
    assert [(problem.row, problem.column) for problem in raised.value.rows] == [(3, "naam")]
    assert len(str(raised.value)) < 500


def test_what_nobody_sees_is_not_kept(tmp_path):
    path = tmp_path / "unseen.csv"
    path.write_text("naam;b\n\u202eD\u200be\x1b Kring\ufeff;👵🏽 é\u200d\n", encoding="utf-8")
    assert read_table(path).cells.to_numpy().tolist() == [["De Kring", "👵🏽 é\u200d"]]
    assert official_tables._UNSEEN.sub("", "a\ud800b") == "ab"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".geojson"])
def test_a_pipe_and_a_device_are_no_files(tmp_path, ending):
    path = tmp_path / f"pipe{ending}"
    os.mkfifo(path)
    with pytest.raises(UnreadableFileError, match="a pipe"):
        require_content(path)
    with pytest.raises(UnreadableFileError, match="a pipe"):
        support_points_in(path)


def test_an_error_message_is_short_and_printable():
    error = InputError(where="a\x1b[31m.csv", expected="x", got="\u202e" + "y" * 9_000, action="Z.")
    assert str(error).isprintable()
    assert r"a\x1b[31m.csv" in str(error)
    assert len(str(error)) < 2_000
    problem = RowProblem(2, "na\nam", "y" * 9_000, "a name", "Correct it.")
    assert str(problem).isprintable()
    assert len(str(problem)) < 400


def test_many_spaces_are_folded_at_once():
    assert fold("a" + " " * 200_000 + "(") == "a"
    assert [fold(t) for t in ("A (b) ", "(b)", "a (b) c", "a (b (c)", "a)")] == [
        *("a", "b", "a b c", "a b"),
        "a",
    ]


@pytest.fixture
def geojson(tmp_path):
    """Return a function that writes a support point as GeoJSON."""

    def write(name="Noord", **members):
        spot = {"type": "Point", "coordinates": [3.72, 51.05]}
        properties = {"naam": name, **members.pop("properties", {})}
        content = {"features": [{"properties": properties, "geometry": spot}], **members}
        path = tmp_path / "points.geojson"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def test_half_characters_of_geojson_are_left_out(geojson):
    path = geojson(
        "No\ud800ord", properties={"host\udfff": "x", "host": "Stad \ud800", "x\ud800": 1}
    )
    points = support_points_in(path)
    assert points["name"].tolist() == ["Noord"]
    assert points["host"].tolist() == ["Stad"]


@pytest.mark.parametrize(
    "name",
    ['LOCAL_CS["x",UNIT["m",1]]', "\ud800", "x" * 100_000, "+proj=lcc +datum=mars", {"a": 1}, None],
)
def test_geojson_in_no_system_of_the_earth_is_refused(geojson, name):
    with pytest.raises(MissingCrsError) as raised:
        support_points_in(geojson(crs={"properties": {"name": name}}))
    assert len(str(raised.value)) < 500


def test_of_thousands_of_properties_only_those_known_are_read(geojson):
    more = {f"c{i}": i for i in range(20_000)}
    assert support_points_in(geojson(properties=more | {"host": "Stad"}))["host"].tolist() == [
        "Stad"
    ]


def test_geojson_that_is_too_large_is_refused_unread(geojson, monkeypatch):
    monkeypatch.setattr("loaders.files.point_layer.MAX_BYTES", 10)
    with pytest.raises(UnreadableFileError, match="more than 10"):
        support_points_in(geojson())


@pytest.mark.parametrize("day", ["31/02/2026", "01/01/0001", "1899-12-31", "2999-01-01"])
def test_a_day_that_nobody_checked_anything_on_is_refused(tmp_path, small, day):
    path = tmp_path / "services.csv"
    path.write_text(
        f"soort;naam;gemeente;gecontroleerd op\nzelfhulp;Samen;Westdorp;{day}\n", encoding="utf-8"
    )
    with pytest.raises(RowsError, match="row 2, gecontroleerd op"):
        read_file(path, SERVICES, small)


def publish(data, folder, *, minutes, base=None):
    return publish_bare(data, folder, now=NOW + timedelta(minutes=minutes), base=base)


def test_of_two_imports_at_once_none_is_lost(small, tmp_path):
    publish(small, tmp_path, minutes=0)
    mine, yours = snapshots.load(tmp_path), snapshots.load(tmp_path)
    named = replace(small, centres=small.centres.assign(name="Het Anker"))
    first = publish(named, tmp_path, minutes=1, base=mine)
    with pytest.raises(PublishBusyError, match="in the meantime"):
        publish(small, tmp_path, minutes=2, base=yours)
    assert snapshots.load(tmp_path).id == first.id
    again = publish(small, tmp_path, minutes=3, base=snapshots.load(tmp_path))
    assert snapshots.load(tmp_path).id == again.id


def test_a_damaged_snapshot_can_be_replaced_by_what_was_made_from_the_one_before(small, tmp_path):
    publish(small, tmp_path, minutes=0)
    damaged = publish(small, tmp_path, minutes=1)
    (damaged.folder / "units.parquet").write_bytes(b"")
    base = snapshots.load(tmp_path)
    assert base.id != damaged.id
    info = publish(small, tmp_path, minutes=2, base=base)
    assert snapshots.load(tmp_path).id == info.id


def test_an_argument_that_is_no_text_is_one_line(capsys):
    with pytest.raises(SystemExit) as done:
        main(["import-services", "x.csv", "--source", "a\udcff"])
    assert done.value.code == 2
    assert "encoding of this terminal" in capsys.readouterr().err


def test_files_need_a_source(small):
    with pytest.raises(BadValueError, match="publisher and title"):
        imported(EXAMPLES / "services.csv", SERVICES, small, "  ")
