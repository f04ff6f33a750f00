from types import SimpleNamespace

import pandas as pd
import pytest

from geodata.errors import BadValueError, MissingColumnError, RowsError
from geodata.quality.findings import assignment_problems
from geodata.snapshot.schemas import check_snapshot
from loaders.files.user_tables import read_table
from loaders.imports.division import DIVISION
from loaders.imports.file_kind import ImportOptions
from loaders.imports.support_points import SUPPORT_POINTS
from loaders.sources.official_import import _divided, import_sources, recognise
from loaders.store import manifest, snapshots
from tests.loaders.imports.import_helpers import imported, read_file
from tests.store_helpers import run

HEADER = "naam;lat;lon"
POINTS = [HEADER, "ROP West;51.2093;3.2247", "ROP Oost;51.0536;3.7253"]
MADE = "Coördinator, indeling 2026"


MUNICIPALITIES = pd.DataFrame(
    {
        "code": ["11002", "31005", "71072", "23106", "21004"],
        "name": ["Antwerpen", "Brugge", "Hasselt", "Pajottegem", "Brussel"],
        "name_fr": ["Anvers", "Bruges", None, None, "Bruxelles"],
    }
)
ROPS = pd.DataFrame({"id": ["rop-west", "rop-oost"], "name": ["ROP West", "Oosten"]})
KNOWN = SimpleNamespace(areas=MUNICIPALITIES.assign(level="municipality"), support_points=ROPS)
"""The parts of a snapshot that reading a division needs."""


@pytest.fixture
def divide(write):
    """Return a function that reads a division from lines."""

    def divide(lines, **options):
        return read_file(write(lines, "division.csv"), DIVISION, KNOWN, **options)

    return divide


def divided(table, base, points, **options):
    """Return a snapshot with a division among support points."""
    return imported(
        table, DIVISION, base, MADE, date="2026-01-01", support_points=points, **options
    )


def told(error):
    """Return the row, column and action of each problem."""
    return [(problem.row, problem.column) for problem in error.value.rows]


def test_a_division_by_code_or_by_name_in_two_languages(divide):
    division = divide(
        [
            "gemeente;ROP",
            "71072;rop-oost",
            "Bruges;ROP West",
            "ANTWERPEN;oosten",
            "Brussel;Rop West",
        ]
    )
    assert division.to_numpy().tolist() == [
        ["11002", "rop-oost", False],
        ["21004", "rop-west", False],
        ["31005", "rop-west", False],
        ["71072", "rop-oost", False],
    ]


def test_a_code_and_a_name_side_by_side_must_be_one_municipality(divide):
    rows = ["niscode;gemeente;rop", "31005;Brugge;rop-west", "11002;;rop-west", ";Hasselt;rop-west"]
    assert divide(rows)["municipality"].tolist() == ["11002", "31005", "71072"]
    with pytest.raises(RowsError, match="31005, which is Brugge, not Hasselt"):
        divide(["niscode;gemeente;rop", "31005;Hasselt;rop-west"])


def test_all_problems_of_a_division_are_reported_at_once(divide):
    with pytest.raises(RowsError) as error:
        divide(
            [
                "gemeente;rop",
                "Brugge;rop-west",
                "Brugge;rop-west",
                "31005;rop-oost",
                "Atlantis;rop-west",
                "99999;rop-west",
                "Antwerpen;rop-zuid",
                "71022;rop-oost",
                "Gooik;rop-oost",
                ";rop-oost",
            ]
        )
    assert told(error) == [
        *((3, "gemeente"), (4, "gemeente")),
        *((5, "gemeente"), (6, "gemeente"), (7, "rop"), (8, "gemeente")),
        *((9, "gemeente"), (10, "gemeente")),
    ]
    said = {problem.row: f"{problem.got}. {problem.action}" for problem in error.value.rows}
    assert said[3] == "Brugge once more, as in row 2. Remove row 2 or 3."
    assert "there with rop-west, here with rop-oost" in said[4]
    assert "Hasselt (71072)" in said[8]
    assert "Pajottegem (23106)" in said[9]
    assert "rop-oost, rop-west" in error.value.rows[4].expected


def test_municipalities_that_are_missing_are_listed(divide, write):
    rows = ["gemeente;rop", "Brugge;rop-west", "Hasselt;"]
    assert divide(rows)["municipality"].tolist() == ["31005"]
    with pytest.raises(RowsError, match=r"row 3, rop: .*--leave-unassigned"):
        divide(rows, complete=True)
    reading = DIVISION.read(read_table(write(rows[:2], "division.csv")), KNOWN, ImportOptions())
    assert reading.unassigned == ("Antwerpen", "Brussel", "Hasselt", "Pajottegem")


def test_a_division_without_its_columns_is_an_error(divide):
    with pytest.raises(MissingColumnError, match="rop"):
        divide(["gemeente", "Brugge"])
    with pytest.raises(MissingColumnError, match="gemeente"):
        divide(["rop", "rop-west"])


def test_support_points_with_the_same_name_are_distinguished_by_id(write):
    rops = pd.DataFrame({"id": ["a", "b"], "name": ["ROP", "ROP"]})
    division = read_file(write(["gemeente;rop", "Brugge;b"]), DIVISION, KNOWN, support_points=rops)
    assert division["rop"].tolist() == ["b"]
    with pytest.raises(RowsError, match="one of a, b"):
        read_file(write(["gemeente;rop", "Brugge;ROP"]), DIVISION, KNOWN, support_points=rops)


def test_a_table_replaces_the_example_and_an_area_may_be_empty(small, read, write):
    table = write(["gemeente;rop", "Westdorp;ROP West", "Oostdorp;ROP West"], "division.csv")
    data = divided(table, small, read(POINTS), complete=True)
    check_snapshot(data)
    assert data.division["rop"].tolist() == ["rop-west", "rop-west"]
    assert not data.division["computed"].any()
    assert data.support_points["id"].tolist() == ["rop-west", "rop-oost"]
    dataset = data.dataset("division")
    assert (dataset.rows, dataset.source, dataset.reference_date, dataset.flags) == (
        *(2, "Coördinator, indeling 2026", "2026-01-01", ()),
    )
    assert [d.name for d in data.datasets].count("division") == 1
    assert data.units is small.units


def test_unassigned_municipalities_are_reported(small, read, write):
    table = write(["gemeente;rop", "Westdorp;ROP West"], "division.csv")
    with pytest.raises(BadValueError, match=r"1 in none: Oostdorp \(11002\)"):
        divided(table, small, read(POINTS), complete=True)
    data = divided(table, small, read(POINTS))
    check_snapshot(data)
    assert data.dataset("division").flags == ("incomplete",)
    assert "1 of 2 municipalities" in data.dataset("division").note
    assert assignment_problems(data)["name"].tolist() == ["Oostdorp"]


def test_without_a_table_each_municipality_goes_to_the_nearest(small, write):
    # Aartselaar (11001) and Antwerpen (11002) as the facts have them: east of Gent
    points = write([HEADER, "Brugge;51.2093;3.2247", "Antwerpen;51.25;4.4", "Boom;51.09;4.37"])
    data = imported(points, SUPPORT_POINTS, small)
    check_snapshot(data)
    assert data.division.to_numpy().tolist() == [
        ["11001", "boom", True],
        ["11002", "antwerpen", True],
    ]


def test_a_division_without_a_source_is_refused(small, write):
    with pytest.raises(BadValueError, match="source"):
        imported(write(POINTS), SUPPORT_POINTS, small, " ")


def test_new_areas_keep_a_division_that_is_no_example(small, read, write):
    table = write(["gemeente;rop", "Westdorp;ROP West"], "division.csv")
    data = divided(table, small, read(POINTS))
    new = data.areas[data.areas["level"] == "municipality"]
    kept, dataset = _divided(data, new)
    assert kept is data
    assert dataset == data.dataset("division")


def test_the_official_areas_keep_the_division_of_the_coordinator(
    builtin, official_areas, read, write
):
    table = write(["gemeente;rop", "Brugge;ROP West", "Gent;ROP Oost"], "division.csv")
    base = divided(table, builtin, read(POINTS))
    data = import_sources(recognise([official_areas]), base=base)
    check_snapshot(data)
    assert data.division["rop"].tolist() == ["rop-west", "rop-oost"]
    assert data.support_points["id"].tolist() == ["rop-west", "rop-oost"]
    assert data.dataset("division") == base.dataset("division")
    assert len(assignment_problems(data)) == 302


def test_the_command_publishes_points_and_table(folder, write, capsys):
    points, table = write(POINTS), write(["gemeente;rop", "Westdorp;ROP West"], "division.csv")
    arguments = ["import-division", "--points", points, "--table", table]
    assert run(*arguments, "--source", "Coördinator", "--date", "2026-01-01") == 2
    assert "Oostdorp (11002)" in capsys.readouterr().err
    made = [*arguments, "--source", "Coördinator", "--date", "2026-01-01", "--leave-unassigned"]
    assert run(*made) == 0
    assert "division: 1 [incomplete]\n  Coördinator\n  2026-01-01" in capsys.readouterr().out
    snapshot = snapshots.load(folder)
    assert snapshot.kind == "imported"
    assert snapshot.data.division["rop"].tolist() == ["rop-west"]
    assert snapshot.data.support_points["themes"].isna().all()


def test_bad_rows_leave_the_current_snapshot(folder, write, capsys):
    before = manifest.current_id(folder)
    bad = write([HEADER, "West;3.2;51.2", "Oost;x;y"])
    assert run("import-division", "--points", bad, "--source", "x", "--date", "2026-01-01") == 2
    error = capsys.readouterr().err
    assert "nabij: points.csv: expected rows that can all be used, got 2 that cannot" in error
    assert "row 2, lon and lat" in error
    assert manifest.current_id(folder) == before
    assert snapshots.snapshot_ids(folder) == [before]
