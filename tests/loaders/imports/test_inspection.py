"""Templates are read by their own readers, and any file can be inspected without harm."""

import json
import zipfile
from itertools import starmap

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.files.layer import ENDINGS, read_polygons
from loaders.files.user_tables import read_table
from loaders.imports.centres import CENTRES
from loaders.imports.division import DIVISION
from loaders.imports.file_kind import TABLE_ENDINGS, ImportOptions
from loaders.imports.inspection import Fault, Refusal, inspect_file, inspect_table
from loaders.imports.kinds import KINDS
from loaders.imports.projections import PROJECTIONS
from loaders.imports.services import SERVICES
from loaders.imports.support_points import SUPPORT_POINTS, support_points_in

ALL = list(KINDS.values())
TABLES_OF = [kind for kind in ALL if not kind.layer]
HEADER = "naam;gemeente;lat;lon;e-mail;openingsuren;geheim\n"
HTML = b"<!DOCTYPE html><html><body>Not found</body></html>"


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file and hands back its path."""

    def written(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def points(write):
    """The support point of the template, which the template of the division names."""
    return support_points_in(write(SUPPORT_POINTS.template(), "points.csv"))


def nothing_but(seen, refused):
    """Return whether a report has this reason to stop, and nothing else."""
    return (seen.refused, seen.faults, seen.good, seen.cells.empty) == (refused, (), 0, True)


# --- templates


@pytest.mark.parametrize("kind", ALL, ids=str)
def test_every_row_of_a_template_can_be_used_by_the_reader_of_its_kind(
    kind, write, builtin, points
):
    content = kind.template().decode()
    if kind is CENTRES:  # who fills it in marks no row as an example
        content = content.replace(";ja\n", ";\n")
    path = write(content, f"file{kind.template_ending}")
    seen = inspect_file(path, kind, data=builtin, options=ImportOptions(support_points=points))
    assert (seen.refused, seen.faults, seen.lacking, seen.notes) == (None, (), (), ())
    assert seen.good == len(seen.cells) > 0


@pytest.mark.parametrize("kind", ALL, ids=str)
def test_every_column_of_a_template_is_recognised_and_each_row_is_marked_as_an_example(
    kind, write, builtin
):
    path = write(kind.template(), f"file{kind.template_ending}")
    seen = inspect_file(path, kind, data=builtin)
    assert set(seen.ignored) <= {"opmerking"}
    rows = (read_polygons(path) if kind.layer else read_table(path)).cells
    marked = rows["opmerking"] if "opmerking" in rows else rows["voorbeeld"]
    assert all(text == "ja" or text.startswith("Voorbeeld: ") for text in marked)


@pytest.mark.parametrize("kind", ALL, ids=str)
def test_what_a_kind_requires_are_columns_of_its_reader(kind):
    assert {name for names in kind.required for name in names} <= kind.columns.keys()


def test_an_unchanged_template_of_centres_holds_only_examples(write, builtin):
    seen = inspect_file(write(CENTRES.template()), CENTRES, data=builtin)
    assert (seen.refused, seen.good, seen.faults) == (Refusal.EXAMPLES, 0, ())


# --- what a file holds


def test_columns_rows_and_all_problems_of_a_list_of_centres_are_reported(write, builtin):
    rows = [
        "De Kring;Gent;51.05;3.72;info@kring.example;Mo-Fr 09:00-12:00;x",
        "Verdwaald;Gent;50.85;4.35;geen adres;;y",
        ";Gent;;;;Elke dag;z",
    ]
    path = write(HEADER + "\n".join(rows))
    seen = inspect_file(path, CENTRES, data=builtin)
    assert seen.columns["name"] == "naam"
    assert seen.columns["opening_hours"] == "openingsuren"
    assert seen.ignored == ("geheim",)
    assert "geheim" not in seen.cells
    assert set(seen.faults) == {
        Fault(3, "lat", "lat", "50.85"),
        Fault(3, "email", "e-mail", "geen adres", cell_only=True),
        Fault(4, "name", "naam", ""),
    }
    assert (seen.good, len(seen.cells)) == (1, 3)


def test_rows_marked_as_examples_are_counted_separately(write, builtin):
    content = "naam;gemeente;voorbeeld\nDe Kring;Gent;\nVerzonnen;Gent;ja\n"
    seen = inspect_file(write(content), CENTRES, data=builtin)
    assert (seen.good, seen.reading.examples, seen.faults) == (1, 1, ())


def test_services_in_french_are_recognised(write, builtin):
    content = "genre;nom;commune;courriel\nmaison sociale;Maison;Bruxelles;a@b.example\n"
    seen = inspect_file(write(content), SERVICES, data=builtin)
    assert seen.columns == {
        "kind": "genre",
        "name": "nom",
        "municipality": "commune",
        "email": "courriel",
    }
    assert (seen.good, seen.faults) == (1, ())


def test_a_division_reports_the_municipalities_that_it_leaves_out(write, builtin, points):
    content = "gemeente;rop\nGent;Voorbeeld: ROP Gent\nGent;Voorbeeld: ROP Gent\nAalst;ROP Maan\n"
    options = ImportOptions(support_points=points)
    seen = inspect_file(write(content), DIVISION, data=builtin, options=options)
    assert set(seen.faults) == {
        Fault(3, "municipality", "gemeente", "Gent"),
        Fault(4, "rop", "rop", "ROP Maan"),
    }
    whole = "gemeente;rop\nGent;Voorbeeld: ROP Gent\n"
    seen = inspect_file(write(whole), DIVISION, data=builtin, options=options)
    towns = builtin.areas[builtin.areas["level"] == "municipality"]
    assert len(seen.reading.unassigned) == len(towns) - 1
    assert "Gent" not in seen.reading.unassigned


def test_a_division_without_support_points_is_checked_against_the_loaded_ones(write, builtin):
    name = builtin.support_points["name"].iloc[0]
    content = f"gemeente;rop\nGent;{name}\n"
    seen = inspect_file(write(content), DIVISION, data=builtin)
    assert (seen.good, seen.faults) == (1, ())


def test_projections_need_a_year_in_the_file_or_as_an_option(write, builtin):
    path = write("gemeente;bevolking\nGent;270000\nNamur;1\n52011;200000\n")
    assert inspect_file(path, PROJECTIONS, data=builtin).lacking == (("year",),)
    seen = inspect_file(path, PROJECTIONS, data=builtin, options=ImportOptions(year=2031))
    assert (seen.good, seen.reading.elsewhere, seen.faults) == (1, 2, ())
    path = write("gemeente;2031\nGent;270000\n52011;200000\n")
    seen = inspect_file(path, PROJECTIONS, data=builtin, options=ImportOptions(year=2031))
    assert (seen.good, seen.reading.elsewhere, seen.columns["people"]) == (1, 1, "2031")


def test_support_points_in_lambert_are_refused_without_a_crs(write, builtin):
    path = write("naam;x;y\nROP;104000;193000\n")
    kind = SUPPORT_POINTS
    assert inspect_file(path, kind, data=builtin).refused is Refusal.CRS
    seen = inspect_file(path, kind, data=builtin, options=ImportOptions(crs="31370"))
    assert (seen.refused, seen.good) == (None, 1)


def test_features_of_geojson_are_inspected_like_rows(write, builtin):
    features = [
        {"type": "Feature", "properties": {"naam": n}, "geometry": {"type": t, "coordinates": c}}
        for n, t, c in (("ROP", "Point", [3.72, 51.05]), ("Lijn", "LineString", [[3, 51], [4, 51]]))
    ]
    path = write(json.dumps({"type": "FeatureCollection", "features": features}), "rop.geojson")
    seen = inspect_file(path, SUPPORT_POINTS, data=builtin)
    assert seen.cells["name"].to_dict() == {1: "ROP", 2: "Lijn"}
    assert seen.faults == (Fault(2, "lat", "", ""),)
    assert seen.good == 1


def test_a_row_with_too_many_cells_is_reported_without_a_column(write, builtin):
    seen = inspect_file(write("naam;gemeente\nDe Kring;Gent;en meer\n"), CENTRES, data=builtin)
    assert seen.faults == (Fault(2, "", "", ""),)
    assert (seen.refused, seen.good) == (None, 0)


# --- what cannot be inspected


def bomb(path):
    """Write a workbook that unpacks to far more than it weighs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(80_000_000))
    return path.read_bytes()


BAD = {
    "empty": (b"", ".csv"),
    "header only": (b"naam;gemeente\n", ".csv"),
    "binary": (bytes(range(256)) * 20, ".csv"),
    "no text": (b"\0\1\2\3" * 50, ".csv"),
    "web page": (HTML, ".csv"),
    "web page as sheet": (HTML, ".xlsx"),
    "no sheet": (b"PK\x03\x04 and no more", ".xlsx"),
    "sheet as csv": (b"PK\x03\x04 and no more", ".csv"),
    "open quote": (b'naam;gemeente\n"De Kring;Gent\n', ".csv"),
}


@pytest.mark.parametrize("kind", TABLES_OF, ids=str)
@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_table_is_refused_as_such(name, kind, write, builtin):
    content, ending = BAD[name]
    seen = inspect_file(write(content, f"f{ending}"), kind, data=builtin)
    assert nothing_but(seen, Refusal.UNREADABLE)


def test_a_workbook_that_would_unpack_to_far_too_much_is_refused(tmp_path, write, builtin):
    path = write(bomb(tmp_path / "bomb.zip"), "bomb.xlsx")
    assert path.stat().st_size < 200_000
    assert nothing_but(inspect_file(path, CENTRES, data=builtin), Refusal.UNREADABLE)


@pytest.mark.parametrize("name", ["f.xls", "f.pdf", "f", "f.html", "f.kml", "f.csv.exe"])
def test_another_kind_of_file_is_refused_by_its_name(name, write, builtin):
    seen = inspect_file(write("naam;gemeente\nx;Gent\n", name), CENTRES, data=builtin)
    assert nothing_but(seen, Refusal.ENDING)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"features": 3}', b'{"features": []}', HTML, b"[" * 9_999],
)
def test_bad_geojson_is_refused(content, write, builtin):
    seen = inspect_file(write(content, "f.geojson"), SUPPORT_POINTS, data=builtin)
    assert nothing_but(seen, Refusal.UNREADABLE)


def test_a_table_that_is_far_too_long_is_not_read(write, builtin, monkeypatch):
    monkeypatch.setattr("loaders.imports.inspection.MOST_ROWS", 1)
    path = write("naam;gemeente\na;Gent\nb;Gent\n")
    assert nothing_but(inspect_file(path, CENTRES, data=builtin), Refusal.TOO_MANY)


OLE = b"\xd0\xcf\x11\xe0"


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (OLE + bytes(600), Refusal.OLD_WORKBOOK),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), Refusal.LOCKED),
        ("naam;gemeente\nVoil\x85;Gent\n".encode("latin-1"), Refusal.LETTERS),
        ("naam;gemeente\nCaf\ufffd;Gent\n".encode(), Refusal.LETTERS),
        (b"Lijst van 2026\nDe Linde;Straat 1;Gent\n", Refusal.NO_HEADER),
    ],
)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_table_that_can_be_saved_better_is_refused_with_its_reason(
    content, refused, ending, write, builtin
):
    if ending == ".xlsx" and not content.startswith(OLE):
        refused = Refusal.UNREADABLE
    assert nothing_but(inspect_file(write(content, f"f{ending}"), CENTRES, data=builtin), refused)


def test_missing_columns_are_reported_and_of_two_names_the_first_is_used(write, builtin):
    seen = inspect_file(write("nom;naam\na;b\n"), CENTRES, data=builtin)
    assert seen.refused is Refusal.COLUMNS
    assert seen.columns == {"name": "naam"}
    both = {"nom": "name", "naam": "name"}
    chosen = inspect_table(seen.raw, CENTRES, data=builtin, options=ImportOptions(columns=both))
    assert (chosen.refused, chosen.twice) == (Refusal.COLUMNS, ("name",))
    assert len(seen.lacking) == 1
    assert "municipality" in seen.lacking[0]


def test_projections_of_wallonia_alone_are_refused(write, builtin):
    path = write("nis;jaar;bevolking\n52011;2031;200000\n")
    assert inspect_file(path, PROJECTIONS, data=builtin).refused is Refusal.VALUE


def test_endings_are_those_that_are_read():
    assert SUPPORT_POINTS.endings == TABLE_ENDINGS + ENDINGS
    assert CENTRES.endings == TABLE_ENDINGS + ENDINGS
    assert PROJECTIONS.endings == TABLE_ENDINGS


WORDS = st.sampled_from(
    ["Gent", "44021", "=1+1", "ja", "2031", "51.05", "<b>", "inf", "1e400", "é"]
)
TEXT = st.text(max_size=12).map(lambda t: t.replace('"', "").replace(";", "").replace("\n", " "))
CELL = st.one_of(WORDS, TEXT)


@st.composite
def tables(draw):
    """A kind, and a table with some of its columns and anything in its cells."""
    kind = draw(st.sampled_from(ALL))
    names = [draw(st.sampled_from(kind.columns[n[0]])) for n in kind.required]
    names += draw(st.lists(st.sampled_from([w for c in kind.columns.values() for w in c])))
    rows = draw(st.lists(st.lists(CELL, min_size=len(names), max_size=len(names)), max_size=3))
    lines = [";".join(names), *starmap(lambda *cells: ";".join(cells), rows)]
    return kind, "\n".join(lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_inspecting_a_table_never_fails(write, builtin, table):
    kind, text = table
    path = write(text.encode("utf-8", "replace"))
    seen = inspect_file(path, kind, data=builtin, options=ImportOptions(year=2031))
    assert seen.good >= 0
    assert isinstance(seen.cells, pd.DataFrame)
    assert all(isinstance(fault.row, int) for fault in seen.faults)
