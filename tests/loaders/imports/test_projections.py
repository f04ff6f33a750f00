from dataclasses import replace

import pandas as pd
import pytest

from geodata.errors import (
    BadValueError,
    MissingColumnError,
    RowsError,
    UnreadableFileError,
)
from geodata.programme.rule import basis, programme, years
from geodata.snapshot.model import Dataset
from geodata.snapshot.schemas import check_snapshot
from loaders.builtin.snapshot import facts
from loaders.files.user_tables import read_table
from loaders.imports.file_kind import ImportOptions
from loaders.imports.projections import PROJECTIONS, read_projections
from loaders.sources.official_import import import_sources, recognise
from loaders.store import manifest, snapshots
from tests.loaders.imports.import_helpers import imported
from tests.store_helpers import run

SOURCE = Dataset("projections", 0, "Statistiek, vooruitzichten 2026", "2026-02-01", "CC0")
MERGERS = pd.DataFrame(
    {
        "old_nis": ["11002", "11007", "37012", "37018"],
        "old_name": ["Antwerpen", "Borsbeek", "Ruiselede", "Wingene"],
        "new_nis": ["11002", "11002", "37021", "37021"],
        "year": "2025",
    }
)
TODAY = pd.DataFrame(
    {
        "code": ["11001", "11002", "37021", "21004"],
        "name": ["Aartselaar", "Antwerpen", "Wingene", "Brussel"],
        "name_fr": [None, "Anvers", None, "Bruxelles"],
    }
)


@pytest.fixture
def table(tmp_path):
    """Return a function that writes lines to a CSV."""

    def write(*lines: str, encoding: str = "utf-8"):
        path = tmp_path / "vooruitzichten.csv"
        path.write_text("\n".join([*lines, ""]), encoding=encoding)
        return path

    return write


def read_with(path, *, year, **known):
    """Return the projections of a table of which every row is good."""
    table = PROJECTIONS.table(read_table(path), ImportOptions(year=year))
    return read_projections(table, year=year, **known).require_all_good(where=path.name).rows


def read(path, year=2031):
    return read_with(path, municipalities=TODAY, mergers=MERGERS, year=year)


def projected(path, base, *, year):
    """Return a snapshot with the projections of a table."""
    about = {"date": SOURCE.reference_date, "licence": SOURCE.licence}
    return imported(path, PROJECTIONS, base, SOURCE.source, **about, year=year, confirmed=True)


def people(path, year=2031) -> dict[tuple[str, int], int]:
    found = read(path, year).people
    keys = zip(found["municipality"], found["year"], strict=True)
    return dict(zip(keys, found["people"], strict=True))


def problems(path, year=2031) -> list[tuple[int, str, str]]:
    with pytest.raises(RowsError) as caught:
        read(path, year)
    return [(row.row, row.column, row.got) for row in caught.value.rows]


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["NIS;Inwoners", "11001;14500"], 2031),
        (["Gemeente\tBevolking", "Aartselaar\t14500"], 2031),
        (["naam,aantal,jaar", "AARTSELAAR,14500,2031"], None),
        (["code INS;nombre d'habitants;année", "11001;14500;2031"], None),
        (["municipality,people,year", "11001,14500,2031"], 2031),
        (["nis;naam;2031", "11001;Iets anders;14500"], 2031),
        (["nis;gemeente;aantal", ";Aartselaar;14500"], 2031),
    ],
)
def test_a_table_of_any_usual_form_is_read(table, lines, year):
    assert people(table(*lines), year) == {("11001", 2031): 14_500}


@pytest.mark.parametrize(
    "cell", ["12345", "12.345", "12 345", "12\u00a0345", "12\u202f345", "12'345"]
)
def test_thousands_may_have_a_separator(table, cell):
    assert people(table("nis;aantal", f"11001;{cell}")) == {("11001", 2031): 12_345}


def test_thousands_separated_by_a_comma(table):
    assert people(table("nis,aantal", '11001,"1,012,345"')) == {("11001", 2031): 1_012_345}


@pytest.mark.parametrize("cell", ["", "-5", "0", "12,5", "12.34", "12.3456", "1.234,567", "n.b."])
def test_an_invalid_number_of_people_is_never_guessed(table, cell):
    got = "an empty cell" if cell in {"", "n.b."} else repr(cell)
    assert problems(table("nis;aantal", f"11001;{cell}")) == [(2, "aantal", got)]


def test_all_problems_are_reported_at_once_with_their_row(table):
    path = table(
        "nis;aantal;jaar",
        "11001;10;2031",
        "99999;10;2031",
        "Vlaams Gewest;10;2031",
        "11002;x;31",
        "11001;11;2031",
    )
    assert problems(path, None) == [
        (3, "nis", "'99999'"),
        (4, "nis", "'Vlaams Gewest'"),
        (5, "aantal", "'x'"),
        (5, "jaar", "'31'"),
        (6, "nis", "11001 once more, as in row 2"),
    ]


def test_a_municipality_may_have_several_years_and_the_french_name(table):
    path = table("commune;population;année", "Anvers;10;2031", "Bruxelles;7;2031", "Anvers;20;2032")
    assert people(path, None) == {("11002", 2031): 10, ("11002", 2032): 20, ("21004", 2031): 7}
    assert people(path, 2032) == {("11002", 2032): 20}


def test_a_year_that_the_table_does_not_have_is_an_error(table):
    with pytest.raises(BadValueError, match="rows of 2040"):
        read(table("nis;aantal;jaar", "11001;10;2031"), 2040)


@pytest.mark.parametrize("year", [31, 1999, 2101])
def test_a_year_without_a_projection_is_reported(table, year):
    with pytest.raises(BadValueError, match="2000 to 2100"):
        read(table("nis;aantal", "11001;10"), year)


def test_parts_of_a_merged_municipality_are_summed_if_complete(table):
    found = read(table("nis;aantal", "11002;500", "11007;20", "Ruiselede;5", "Wingene;14"))
    assert found.people["municipality"].tolist() == ["11002", "37021"]
    assert found.people["people"].tolist() == [520, 19]
    assert found.merged == ("Antwerpen", "Wingene")


def test_a_merged_municipality_under_its_kept_name_or_code_is_itself(table):
    found = read(table("nis;aantal", "11002;500", "Wingene;14"))
    assert found.people["people"].tolist() == [500, 14]
    assert found.merged == ()


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (["11007;20"], [(2, "nis", "11007 without Antwerpen (11002)")]),
        (["37012;5", "37021;19"], [(2, "nis", "37012 as well as 37021, of which it is part")]),
        (["11007;1", "Borsbeek;1", "11002;9"], [(3, "nis", "Borsbeek once more, as in row 2")]),
        (["37021;1", "Wingene;1"], [(3, "nis", "Wingene once more, as in row 2")]),
    ],
)
def test_parts_that_do_not_make_a_whole_are_never_summed(table, rows, wrong):
    assert problems(table("nis;aantal", *rows)) == wrong


def test_the_municipality_that_a_part_belongs_to_now_is_named(table):
    with pytest.raises(RowsError, match=r"Antwerpen \(11002\), of which it is part now"):
        read(table("nis;aantal", "11007;20"))


def test_wallonia_is_left_out_and_counted(table):
    found = read(table("nis;aantal", "11001;10", "62063;190000", "25005;1"))
    assert found.people["municipality"].tolist() == ["11001"]
    assert found.outside == 2
    with pytest.raises(BadValueError, match="Wallonia only"):
        read(table("nis;aantal", "62063;190000"))


@pytest.mark.parametrize(
    ("lines", "year", "expected"),
    [
        (["nis;iets", "11001;1"], 2031, "inwoners"),
        (["wat;aantal", "11001;1"], 2031, "nis or gemeente"),
        (["nis;aantal", "11001;1"], None, "jaar"),
    ],
)
def test_a_missing_column_is_reported(table, lines, year, expected):
    with pytest.raises(MissingColumnError, match=expected):
        read(table(*lines), year)


@pytest.mark.parametrize("lines", [[], ["nis;aantal"]])
def test_a_table_without_rows_is_an_error(table, lines):
    with pytest.raises(UnreadableFileError):
        read(table(*lines))


def test_a_workbook_is_read(tmp_path):
    path = tmp_path / "t.xlsx"
    frame = pd.DataFrame({"NIS": [11001, 11002], "2031": [14_500, 560_000]})
    frame.to_excel(path, index=False, engine="xlsxwriter")
    assert people(path) == {("11001", 2031): 14_500, ("11002", 2031): 560_000}


def test_an_import_replaces_the_projections_and_names_its_source(small, table):
    first = projected(table("nis;aantal", "11001;15001", "11002;9"), small, year=2030)
    data = projected(table("nis;2031", "11001;15001"), first, year=2031)
    check_snapshot(data)
    assert years(data) == (2031,)
    dataset = data.dataset("projections")
    assert dataset == replace(
        SOURCE,
        rows=1,
        flags=("incomplete",),
        note="Projected people on 1 January 2031 of 1 of 2 municipalities.",
    )
    assert [d.name for d in data.datasets].count("projections") == 1
    assert basis(data).dataset == dataset
    table_of = programme(data)
    assert table_of["places"].tolist() == [2, pd.NA]


def test_a_projection_without_a_source_is_refused(small, table):
    with pytest.raises(BadValueError, match="source"):
        imported(table("nis;aantal", "11001;1"), PROJECTIONS, small, " ", year=2031)


def test_the_real_mergers_are_summed_when_a_table_has_the_municipalities_of_2018(table):
    mergers = facts("municipal_mergers")
    rows = [f"{nis};1000" for nis in mergers["old_nis"]]
    areas = facts("municipalities").rename(columns={"nis": "code", "name_nl": "name"})
    path = table("nis;aantal", *rows)
    found = read_with(path, municipalities=areas, mergers=mergers, year=2031)
    parts = mergers.groupby("new_nis").size()
    assert found.people.set_index("municipality")["people"].to_dict() == (parts * 1000).to_dict()
    assert len(found.merged) == len(parts)


def test_projections_survive_an_import_of_areas_and_people(
    builtin, official, official_areas, table
):
    data = projected(table("nis;aantal", "44021;280000"), builtin, year=2031)
    after = import_sources(recognise([official_areas, official / "statbel"]), base=data)
    pd.testing.assert_frame_equal(after.projections, data.projections)
    assert after.dataset("projections") == data.dataset("projections")


class TestCommand:
    @staticmethod
    def run(path, *options) -> int:
        return run("import-projections", path, "--source", "Statistiek", *options)

    def test_a_new_snapshot_has_the_projections(self, folder, table, capsys):
        path = table("gemeente;aantal", "Westdorp;16.000")
        options = ("--year", "2031", "--date", "2026-02-01", "--licence", "CC0")
        assert self.run(path, *options) == 2
        assert "people_all: 16,000, where 100 are loaded" in capsys.readouterr().err
        assert self.run(path, *options, "--confirm") == 0
        data = snapshots.load(folder).data
        plain = data.projections[["municipality", "year", "people"]]
        assert plain.to_numpy().tolist() == [["11001", 2031, 16_000]]
        assert data.projections[["people_65plus", "people_80plus"]].isna().all(axis=None)
        assert data.dataset("projections").reference_date == "2026-02-01"
        assert "projections: 1 [incomplete]" in capsys.readouterr().out

    def test_wrong_rows_are_reported_and_nothing_is_replaced(self, folder, table, capsys):
        before = manifest.current_id(folder)
        assert self.run(table("gemeente;aantal", "Nergens;1", "Westdorp;-1"), "--year", "2031") == 2
        told = capsys.readouterr().err
        assert "row 2, gemeente: expected a municipality" in told
        assert "row 3, aantal: expected whole people" in told
        assert manifest.current_id(folder) == before


def test_ages_are_read_summed_over_a_merger_and_missing_where_a_part_lacks_them(table):
    found = read(
        table(
            "nis;jaar;bevolking;65+;80+",
            "11001;2031;14.000;3.000;900",
            "11002;2031;540000;90000;",
            "37012;2031;5000;1000;300",
            "37018;2031;14000;3000;800",
        ),
        year=None,
    ).people.set_index("municipality")
    assert found.loc["11001", ["people_65plus", "people_80plus"]].tolist() == [3_000, 900]
    assert found.loc["37021", ["people_65plus", "people_80plus"]].tolist() == [4_000, 1_100]
    assert found.loc["11002", "people_65plus"] == 90_000
    assert pd.isna(found.loc["11002", "people_80plus"])


def test_more_older_people_than_people_are_refused(table):
    with pytest.raises(RowsError, match="80\\+ ≤ 65\\+ ≤ all"):
        read(table("nis;jaar;bevolking;65+", "11001;2031;14000;15000"), year=None)
