"""Cases that Nabij collected, each with its right answer; see ``cases/README.md``."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import MissingCrsError, RowsError, UnconfirmedError, WrongCrsError
from loaders.imports.file_import import import_file
from loaders.imports.file_kind import ImportOptions, Source
from loaders.imports.kinds import KINDS
from loaders.imports.people_columns import people_of

pytestmark = pytest.mark.long

CASES = Path(__file__).parent / "cases"


def written(name: str, folder: Path) -> Path:
    """Write a case under its own name; return its path."""
    own = name.split("-", 1)[1]
    content = (CASES / name).read_bytes()
    if name.endswith(".b64"):
        own = ".".join(own.removesuffix(".b64").rsplit("-", 1))
        content = base64.decodebytes(content)
    path = folder / own
    path.write_bytes(content)
    return path


def values(kind: str, rows) -> dict[str, tuple[object, ...]]:
    """Return what the good rows of a file hold, by name or code."""
    if kind == "centres":
        columns = ["street", "postcode", "municipality", "phone", "website", "opening_hours"]
        frame = rows.set_index("name")[columns]
    elif kind == "neighbourhoods":
        columns = ["name", "people_all", "people_65plus", "people_80plus"]
        frame = rows.rows.set_index("code")[columns]
    elif kind == "projections":
        frame = rows.people.set_index("municipality")[["year", "people"]]
    else:
        frame = rows.people
    plain = frame.astype(object).where(frame.notna(), None)
    return {key: tuple(row) for key, row in zip(frame.index, plain.to_numpy(), strict=True)}


@pytest.fixture
def read(builtin):
    """Return a function that reads a case as an import does, up to its use."""

    def read_case(kind, path, *, take_good=False, **options):
        unused = replace(KINDS[kind], importer=lambda _reading, base, _source, _options: base)
        return import_file(
            path,
            unused,
            base=builtin,
            source=Source("Gemeente Voorbeeld"),
            options=ImportOptions(**options),
            take_good=take_good,
        )

    return read_case


LINDE = ("Straat 1", "9000", "Gent", None, None, None)
OPEN = ("Straat 1", "9000", "Gent", "09 234 56 78", "www.x.be", "Mo-Fr 09:00-12:00")
AGES = {"p65plus": "people_65plus", "p80plus": "people_80plus"}
KIEL, NOEL = "’t Kiel – œuvre", "Café Noël"
NO_ADDRESS = (None, "9000", "Gent", None, None, None)

ACCEPTED = {
    "08-a2.csv": ("centres", {"Café Zoé": "Groenstraat 5", "Crèche Noël": "Rue 1"}),
    "08-a3.csv": ("centres", {"Café Zoé": "Groenstraat 5"}),
    "08-a3b.csv": ("centres", {"Café Zoé": "Groenstraat 5"}),
    "09-c2b.csv": ("centres", {"De Linde": NO_ADDRESS, "De Es": NO_ADDRESS}),
    "10-a10.csv": ("centres", {"De Linde": LINDE}),
    "10-a9.csv": ("centres", {"De Linde": LINDE}),
    "10-p5.csv": ("population", {"44021": (265_000, 45_000, 14_000)}),
    "10-q2.csv": ("projections", {"44021": (2031, 270_000)}),
    "11-b1b-xlsx.b64": ("centres", {"De Linde": LINDE}),
    "11-b2b-xlsx.b64": ("centres", {"De Linde": NO_ADDRESS}),
    "12-b16-xlsx.b64": ("centres", {"De Linde": OPEN, "Gesloten centrum": "Straat 9"}),
    "12-b3-xlsx.b64": ("centres", {"De Linde": OPEN}),
    "12-b4-xlsx.b64": ("centres", {"De Linde": OPEN, "Oud centrum (filter weg)": "Straat 9"}),
    "13-a1.csv": ("centres", {"De Linde": LINDE}),
    "13-a1b.csv": ("centres", {"De Linde": LINDE}),
    "13-a14.csv": ("centres", {"De Linde": ("Straat 1", None, *LINDE[2:])}),
    "13-a15.csv": ("centres", {"De Linde": ("Straat 1", None, *LINDE[2:])}),
    "13-b9-xlsx.b64": ("centres", {"De Linde": OPEN}),
    "13-b9b-xlsx.b64": ("centres", {"De Linde": OPEN}),
    "26-two-number-columns.csv": ("centres", {"De Linde": "Kerkstraat 1"}),
}
"""Cases that come in as they are: kind, and name or code → values, or the street alone."""


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_case_is_read_with_its_right_values(name, read, tmp_path):
    kind, expected = ACCEPTED[name]
    found = values(kind, read(kind, written(name, tmp_path)).reading.rows)
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert value in (found[key], found[key][0])


WITH_GOOD_ROWS = {
    "09-c1.csv": ({"De Linde": NO_ADDRESS}, [(3, "naam")]),
    "09-c20.csv": (
        {
            "Placeholder": NO_ADDRESS,
            "Regel\neen": (
                *("Straat 1\nbus 2", "9000", "Gent", None, "www.x.be", "Mo-Fr sunrise-sunset"),
            ),
            "<b>Vet</b> &amp Co": (
                *("Straat 3<br/>bus 2", "9000", "Gent", "09 234 56 78", None, None),
            ),
        },
        [(3, "telefoon"), (4, "website"), (5, "naam")],
    ),
    "10-a8.csv": ({"De Linde": (*LINDE[:2], "44021", None, None, None)}, [(2, "telefoon")]),
    "10-a8b.csv": ({"De Linde": LINDE}, [(2, "telefoon")]),
}
"""Lists of centres of which a row or cell is asked about: what comes in, and what is left out."""


@pytest.mark.parametrize("name", WITH_GOOD_ROWS)
def test_a_case_with_a_bad_row_is_asked_about_and_its_good_rows_are_right(name, read, tmp_path):
    path = written(name, tmp_path)
    with pytest.raises(RowsError) as caught:
        read("centres", path)
    expected, left_out = WITH_GOOD_ROWS[name]
    assert [(problem.row, problem.column) for problem in caught.value.rows] == left_out
    assert values("centres", read("centres", path, take_good=True).reading.rows) == expected


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("06-f10-zip.b64", KIEL),
        ("06-f11-zip.b64", KIEL),
        ("06-f11b-zip.b64", KIEL),
        ("06-f9-zip.b64", NOEL),
        ("07-f3-zip.b64", NOEL),
        ("07-f3b-zip.b64", NOEL),
        ("07-f7-zip.b64", NOEL),
    ],
)
def test_the_letters_of_a_shapefile_are_right_whatever_it_declares(name, first, read, tmp_path):
    path = written(name, tmp_path)
    found = read("neighbourhoods", path, columns=AGES, confirmed=True).reading.rows.rows
    assert found["name"].tolist() == [first, "Noord"]


REFUSED = {
    "01-d1.json": ("neighbourhoods", UnconfirmedError, "people_all: 6,966, where 12,178"),
    "03-p10.csv": ("population", UnconfirmedError, "65plus: 17, .* Probably percentages"),
    "03-p2.csv": ("population", UnconfirmedError, "Gent, people_all: 0, where 263,927"),
    "03-p3.csv": ("population", UnconfirmedError, "Probably a decimal that was lost"),
    "03-p3b.csv": ("population", UnconfirmedError, "Probably figures in thousands"),
    "03-p7b.csv": ("population", UnconfirmedError, "Probably a province"),
    "05-e3-zip.b64": ("neighbourhoods", MissingCrsError, "without a known datum.*--crs 31370"),
    "05-e3b-zip.b64": ("neighbourhoods", MissingCrsError, "without a known datum.*--crs 31370"),
    "11-b17-xlsx.b64": ("centres", RowsError, "row 2, naam: expected a name, got nothing"),
    "15-d3.json": ("neighbourhoods", WrongCrsError, "not degrees: declare --crs 31370"),
    "15-d3g.json": ("neighbourhoods", WrongCrsError, "not degrees: declare --crs 3857"),
    "15-d4.json": ("neighbourhoods", WrongCrsError, "They seem swapped"),
}
"""Cases that are asked about: kind, error, and what it says."""


@pytest.mark.parametrize("name", REFUSED)
def test_a_case_that_cannot_be_right_is_asked_about(name, read, tmp_path):
    kind, error, text = REFUSED[name]
    columns = AGES if name.startswith("05") else {}
    with pytest.raises(error, match=text):
        read(kind, written(name, tmp_path), columns=columns)


def test_thousands_of_a_layer_are_those_of_a_table(tmp_path):
    raw = KINDS["neighbourhoods"].open(written("01-d1.json", tmp_path), ImportOptions())
    table = KINDS["neighbourhoods"].table(raw, ImportOptions())
    people = people_of(table).to_numpy(dtype=int).tolist()
    assert people == [[6000, 1000, 1000], [5000, 2000, 1000]]


@pytest.mark.parametrize("name", ["15-d3.json", "05-e3-zip.b64"])
def test_a_declared_system_puts_a_layer_where_it_is(name, read, builtin, tmp_path):
    columns = AGES if name.startswith("05") else {}
    path = written(name, tmp_path)
    found = read("neighbourhoods", path, crs="31370", columns=columns, confirmed=True).reading
    towns = builtin.areas[builtin.areas["level"] == "municipality"].set_index("code")
    assert found.covered == ("Rijkevorsel",)
    drawn = found.rows.rows.geometry.union_all().intersection(towns.geometry["13037"])
    assert drawn.area > 0.99 * towns.geometry["13037"].area


@pytest.mark.parametrize("name", ["14-rop-centra.csv", "14-rop-centra-xlsx.b64"])
def test_the_contact_list_of_nabij_comes_back_without_its_support_points(name, read, tmp_path):
    found = read("centres", written(name, tmp_path))
    assert found.left_out == ()
    assert len(found.reading.rows["group"].unique()) == 102
    assert [note.count for note in found.reading.notes] == [7]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "04-c30.csv",
            (
                "21004 21004 21015 21005 21009 21001 21012 21016 21014 21015 11002 11002 11002 "
                "44021 31005 41002 21015 73111 73110 46030 38002 46030 44087"
            ),
        ),
        ("04-c31.csv", "21014 21015 21016 21001"),
    ],
)
def test_brussels_is_the_commune_of_the_postcode(name, expected, imported_by_command, tmp_path):
    data = imported_by_command("centres", written(name, tmp_path))
    points = data.points.merge(data.centres, left_on="centre_id", right_on="id")
    order = sorted(points.index, key=lambda row: (len(points["name"][row]), points["name"][row]))
    assert points["municipality"][order].tolist() == expected.split()
