"""Users' lists of centres: columns in any order, in Dutch, French or English."""

from pathlib import Path

import geopandas as gpd
import pytest

from geodata.crs import METRIC_CRS, WGS84
from geodata.errors import BadValueError, MissingColumnError, RowsError, UnreadableFileError
from geodata.snapshot.schemas import check_snapshot
from loaders.files.user_tables import read_table
from loaders.imports.centres import CENTRES, COLUMNS, list_code
from loaders.imports.file_import import import_file
from loaders.imports.file_kind import ImportOptions, Source
from tests.loaders.drawn_layers import X, Y, only
from tests.loaders.imports.import_helpers import read_file

pytestmark = pytest.mark.long

EXAMPLE = Path(__file__).resolve().parents[3] / "loaders" / "builtin" / "examples" / "centres.csv"


@pytest.fixture
def write(tmp_path):
    def write_list(*rows, header="naam;gemeente", name="centra.csv"):
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return path

    return write_list


def imported(path, base, title="Stad, lijst", date="", *, take_good=False, **options):
    found = import_file(
        path,
        CENTRES,
        base=base,
        source=Source(title, date),
        options=ImportOptions(**options),
        take_good=take_good,
    )
    check_snapshot(found.data)
    return found


def refused(path, base):
    with pytest.raises(RowsError) as error:
        imported(path, base)
    return [str(problem) for problem in error.value.rows]


@pytest.mark.parametrize(
    ("town", "header", "row"),
    [
        (
            "Westdorp",
            "gemeente;naam;organisatie;statuut;straat;nr;tel;rolstoel;aanbod;nagekeken op",
            "Westdorp;De Wijzer;Stad;Erkend;Dorp;1;03 1;met hulp;repas, vorming;31/01/2026",
        ),
        (
            "Village-Ouest",
            "Nom,Commune,Organisation,Statut,Rue,Téléphone,Accessible,Activités,Vérifié le",
            'De Wijzer,Village-Ouest,Stad,agréé,Dorp 1,03 1,avec aide,"repas;cours",2026-01-31',
        ),
        (
            "11001",
            "name\tnis\toperator\tstatus\taddress\tphone\twheelchair\tactivities\tchecked on",
            "De Wijzer\t11001\tStad\trecognised\tDorp 1\t03 1\thelp\tmeals|cours\t2026-01-31",
        ),
    ],
    ids=["nl", "fr", "en"],
)
def test_headers_and_words_of_three_languages(small, write, town, header, row):
    read = only(read_file(write(row, header=header), CENTRES, small))
    assert read[["name", "operator", "status", "checked_on"]].tolist() == [
        "De Wijzer",
        "Stad",
        "recognised",
        "2026-01-31",
    ]
    assert read[["street", "phone", "wheelchair", "activities", "municipality"]].tolist() == [
        "Dorp 1",
        "03 1",
        "help",
        "meals,courses",
        town,
    ]


def test_a_list_is_linked_with_what_is_there(small, write):
    data = imported(write("LDC De Kring;Westdorp", "Het Anker;Oostdorp"), small).data
    assert len(data.centres) == 2
    assert "c" in set(data.centres["id"])
    assert data.centres.set_index("id")["name"]["c"] == "LDC De Kring"


def test_a_list_replaces_the_one_of_the_same_title_only(small, write):
    data = imported(write("Aa;Westdorp"), small, title="Een", alone=True).data
    data = imported(write("Bb;Westdorp"), data, title="Twee").data
    data = imported(write("Cc;Westdorp"), data, title="Een").data
    assert sorted(data.centres["name"]) == ["Bb", "Cc"]


def test_ids_do_not_hang_on_the_order_of_the_rows(small, write):
    rows = ["De Wijzer;Westdorp", "Het Anker;Oostdorp"]
    one, other = (
        set(read_file(write(*order), CENTRES, small)["record_id"]) for order in (rows, rows[::-1])
    )
    assert one == other
    data = imported(write(*rows), small, alone=True).data
    assert f"{list_code('Stad, lijst')}-het-anker-oostdorp" in set(data.centres["id"])


def test_antennes_name_their_main_site(small, write):
    path = write(
        "De Wijzer;Westdorp;hoofdvestiging;",
        "Noord;Oostdorp;antenne;de wijzer",
        header="naam;gemeente;soort;hoofdvestiging",
    )
    data = imported(path, small, alone=True).data
    assert only(data.centres)["name"] == "De Wijzer"
    assert sorted(data.points["kind"]) == ["antenne", "main"]


@pytest.mark.parametrize(
    ("header", "row", "options"),
    [
        ("naam;lat;lon", "{lat};{lon}", {}),
        ("naam;x;y", "{x};{y}", {"crs": "31370"}),
        ("naam;x;y;crs", "{x};{y};31370", {}),
    ],
)
def test_coordinates_in_every_system(small, write, header, row, options):
    point = gpd.GeoSeries.from_xy([X + 1200], [Y + 400], crs=METRIC_CRS)
    degrees, lambert = point.to_crs(WGS84)[0], point.to_crs("EPSG:31370")[0]
    cells = row.format(lat=degrees.y, lon=degrees.x, x=lambert.x, y=lambert.y)
    path = write(f"De Wijzer;{cells}", header=header)
    read = only(read_file(path, CENTRES, small, **options))
    assert (read["lat"], read["lon"]) == pytest.approx((degrees.y, degrees.x), abs=1e-6)
    assert read["municipality"] == "11002"


def test_all_problems_are_reported_at_once(small, write):
    header = "naam;gemeente;statuut;openingsuren;mail;aanbod;lat;lon;nagekeken op;antenne van"
    told = refused(
        write(
            ";Westdorp;;;;;;;;",
            "Aa;Parijs;;;;;;;;",
            "Bb;Westdorp;misschien;altijd;jan;dansen;51;;gisteren;Zz",
            "Cc;Westdorp;;;;;50.0;4.0;;",
            "Dd;Westdorp;;;;;;;;",
            "dd;Westdorp;;;;;;;;",
            header=header,
        ),
        small,
    )
    columns = [line.partition(":")[0] for line in told]
    assert columns == [
        "row 2, naam",
        "row 3, gemeente",
        *(f"row 4, {c}" for c in ("lon", "statuut", "mail")),
        *(f"row 4, {c}" for c in ("nagekeken op", "aanbod", "antenne van")),
        "row 5, lat",
        "row 7, naam",
    ]


def test_coordinates_without_their_system_are_refused(small, write):
    told = refused(write("Aa;150000;200000", header="naam;x;y"), small)
    assert any("crs" in line for line in told)


def test_good_rows_are_imported_and_others_listed_on_request(small, write):
    path = write("De Wijzer;Westdorp", "Aa;Parijs", "Bb;Oostdorp")
    found = imported(path, small, alone=True, take_good=True)
    assert sorted(found.data.centres["name"]) == ["Bb", "De Wijzer"]
    assert found.count == 2
    assert [problem.row for problem in found.left_out] == [3]


def test_an_antenne_of_a_bad_row_is_bad_too(small, write):
    path = write(
        "De Wijzer;Parijs;",
        "Noord;Oostdorp;De Wijzer",
        "Bb;Oostdorp;",
        header="naam;gemeente;hoofdvestiging",
    )
    found = imported(path, small, alone=True, take_good=True)
    assert found.data.centres["name"].tolist() == ["Bb"]
    assert [problem.row for problem in found.left_out] == [2, 3]


def test_no_good_row_is_no_list(small, write):
    with pytest.raises(RowsError):
        imported(write("Aa;Parijs"), small, take_good=True)


def test_a_list_needs_names_a_title_and_a_known_system(small, write):
    with pytest.raises(MissingColumnError, match="naam"):
        imported(write("Westdorp", header="gemeente"), small)
    with pytest.raises(BadValueError, match="source"):
        imported(write("Aa;Westdorp"), small, title=" ")
    with pytest.raises(BadValueError, match="crs"):
        imported(write("Aa;Westdorp"), small, crs="4258")


def test_the_template_has_every_column_and_is_never_imported_as_centres(builtin):
    header = [name.casefold() for name in read_table(EXAMPLE).headers]
    known = {header for names in COLUMNS.values() for header in names}
    assert set(header) <= known
    with pytest.raises(UnreadableFileError, match="examples only"):
        imported(EXAMPLE, builtin)


def test_the_template_is_right_once_it_is_no_example(builtin, tmp_path):
    path = tmp_path / "centra.csv"
    text = EXAMPLE.read_text(encoding="utf-8").replace(";ja\n", ";nee\n")
    path.write_text(text, encoding="utf-8")
    data = imported(path, builtin, alone=True).data
    assert sorted(data.points["kind"]) == ["antenne", "main", "main"]
    assert sorted(data.points["precision"]) == ["address", "nearby", "place"]


def test_example_rows_are_left_out_and_counted(small, write):
    path = write("Aa;Westdorp;ja", "Bb;Westdorp;", header="naam;gemeente;voorbeeld")
    found = imported(path, small, alone=True)
    assert (found.count, found.examples) == (1, 1)


def test_a_centre_without_a_day_of_its_own_is_as_of_the_day_of_its_list(write, small):
    header = "naam;gemeente;nagekeken op"
    path = write("De Wijzer;Westdorp;", "De Linde;Oostdorp;2025-11-30", header=header)
    for date, days in (("2026-01-31", {"2025-11-30", "2026-01-31"}), ("", {"2025-11-30"})):
        centres = imported(path, small, date=date).data.centres
        assert set(centres["checked_on"].dropna()) == days
