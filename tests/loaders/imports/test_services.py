"""Sociale Huizen and self-help initiatives: the table, what it replaces, and positions."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Level
from geodata.errors import MissingColumnError, RowsError, UnreadableFileError
from geodata.places.text_folding import fold
from geodata.snapshot.schemas import check_snapshot
from loaders.builtin.snapshot import facts, known_deelgemeenten, with_inner_points
from loaders.centres.geocoding import Gazetteer
from loaders.centres.service_places import relocate_services
from loaders.imports.services import COLUMNS, SERVICES
from loaders.sources.official_import import import_sources, recognise
from loaders.store import manifest, snapshots
from tests.loaders.imports.import_helpers import imported
from tests.store_helpers import run

pytestmark = pytest.mark.long

EXAMPLE = Path(__file__).resolve().parents[3] / "loaders" / "builtin" / "examples" / "services.csv"
X, Y = 600_000.0, 700_000.0


@pytest.fixture
def write(tmp_path):
    def made(*rows: str, header: str = "soort;naam;gemeente", name: str = "diensten.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return path

    return made


def refused(path, base) -> list[str]:
    with pytest.raises(RowsError) as error:
        imported(path, SERVICES, base, source="Test")
    return [str(problem) for problem in error.value.rows]


def test_a_service_without_an_address_is_placed_in_its_municipality(small, write):
    data = imported(
        write("Sociaal Huis;Huis West;Village-Ouest"), SERVICES, small, source="Provincie, lijst"
    )
    check_snapshot(data)
    (row,) = data.services.to_dict("records")
    assert (row["id"], row["municipality"]) == ("social-house-huis-west-11001", "11001")
    assert (row["precision"], row["whereabouts"]) == ("municipality", "municipality:11001")
    assert row["source"] == "Provincie, lijst"
    where = data.whereabouts.set_index("key").geometry
    assert where["municipality:11001"].covers(row["geometry"])
    assert "11001" in where.index  # of the centre, as it was
    assert not row["example"]


def test_coordinates_make_an_address_in_every_system(small, write):
    spot = gpd.GeoSeries.from_xy([X + 1200], [Y + 400], crs=METRIC_CRS)
    degrees, lambert = spot.to_crs(WGS84)[0], spot.to_crs("EPSG:31370")[0]
    path = write(
        f"zelfhulp;Graden;{str(degrees.y).replace('.', ',')};{degrees.x};;;",
        f"zelfhulp;Lambert 72;;;{lambert.x};{lambert.y};Lambert 72",
        f"zelfhulp;Lambert 2008;;;{X + 1200};{Y + 400};3812",
        header="soort;naam;lat;lon;x;y;crs",
    )
    services = imported(path, SERVICES, small, source="Test").services
    assert services["municipality"].tolist() == ["11002"] * 3
    assert set(services["precision"]) == {"address"}
    assert services["whereabouts"].isna().all()
    assert services.geometry.distance(spot[0]).max() < 0.5


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("soort;naam;gemeente", "kapper;Huis;Westdorp", "row 2, soort: expected sociaal huis or"),
        ("soort;naam;gemeente", ";Huis;Westdorp", "row 2, soort"),
        ("soort;naam;gemeente", "zelfhulp;;Westdorp", "row 2, naam: expected a name, got nothing"),
        ("soort;naam;gemeente", "zelfhulp;Groep;Nergens", "row 2, gemeente"),
        ("soort;naam;gemeente", "zelfhulp;Groep;", "Fill in the municipality"),
        ("soort;naam;gemeente;website", "zelfhulp;G;Westdorp;a b", "address of a website"),
        ("soort;naam;gemeente;e-mail", "zelfhulp;G;Westdorp;niemand", "one e-mail address"),
        ("soort;naam;gemeente;rolstoel", "zelfhulp;G;Westdorp;trap", "zonder hulp or met hulp"),
        ("soort;naam;gemeente;voorbeeld", "zelfhulp;G;Westdorp;misschien", "ja or nee"),
        ("soort;naam;gemeente;gecontroleerd op", "zelfhulp;G;Westdorp;gisteren", "a date"),
        ("soort;naam;gemeente;lat;lon", "zelfhulp;G;Westdorp;51,0;", "a number next to lat"),
        ("soort;naam;gemeente;lat;lon", "zelfhulp;G;Westdorp;veel;4", "row 2, lat: expected a n"),
        ("soort;naam;gemeente;lat;lon", "zelfhulp;G;Westdorp;4.35;51.0", "a spot in Belgium"),
        ("soort;naam;gemeente;lat;lon", "zelfhulp;G;Westdorp;49.7;5.3", "a spot in the munic"),
        ("soort;naam;gemeente;x;y", "zelfhulp;G;Westdorp;600100;700100", "never guessed"),
        ("soort;naam;gemeente;x;y;crs", "zelfhulp;G;Westdorp;1;2;9999", "EPSG:4326 or|4326 or"),
        ("soort;naam;gemeente", "zelfhulp;G;Westdorp\nzelfhulp;g;Westdorp", "row 3, naam: exp"),
    ],
)
def test_problems_are_reported_by_row_and_column(small, write, header, row, said):
    told = refused(write(row, header=header), small)
    assert any(part in text for text in told for part in said.split("|")), told
    assert len(told) == 1


def test_all_wrong_rows_are_reported_at_once(small, write):
    path = write("kapper;Eén;Westdorp", "zelfhulp;Goed;Oostdorp", "zelfhulp;Twee;Nergens")
    assert [text.split(",")[0] for text in refused(path, small)] == ["row 2", "row 4"]


def test_a_table_without_its_columns_or_rows_is_an_error(small, write):
    with pytest.raises(MissingColumnError, match="naam"):
        imported(write("zelfhulp", header="soort"), SERVICES, small, source="Test")
    with pytest.raises(UnreadableFileError):
        imported(write(), SERVICES, small, source="Test")


@pytest.mark.parametrize(
    "header",
    ["Soort;NAAM;Gemeente", "genre;nom;commune", "kind;name;municipality"],
)
def test_three_languages_of_headers(small, write, header):
    data = imported(write("zelfhulp;Groep;Oostdorp", header=header), SERVICES, small, source="T")
    assert len(data.services) == 1


def test_no_column_holds_the_name_of_a_person():
    headers = {fold(name) for names in COLUMNS.values() for name in names}
    assert not headers & {"contactpersoon", "verantwoordelijke", "contact person", "responsable"}


def test_a_workbook_is_read_like_a_csv(small, tmp_path):
    path = tmp_path / "diensten.xlsx"
    pd.DataFrame(
        {
            "Soort": ["Sociaal Huis"],
            "Naam": ["Huis Oost"],
            "Gemeente": ["Oostdorp"],
            "Gecontroleerd op": [pd.Timestamp("2026-01-05")],
        }
    ).to_excel(path, index=False, engine="xlsxwriter")
    services = imported(path, SERVICES, small, source="Test").services
    assert services["checked_on"].tolist() == ["2026-01-05"]


def test_a_table_replaces_the_kinds_that_occur_in_it(small, write):
    first = imported(
        write("sociaal huis;Oud;Westdorp", "zelfhulp;Blijft;Oostdorp"),
        SERVICES,
        small,
        source="Gids; deel 1",
        date="2025-01-01",
    )
    then = imported(
        write("sociaal huis;Nieuw;Oostdorp"),
        SERVICES,
        first,
        source="Lijst",
        date="2026-01-01",
    )
    check_snapshot(then)
    assert set(then.services["name"]) == {"Nieuw", "Blijft"}
    assert "municipality:11001" not in set(then.whereabouts["key"])
    told = then.dataset("services")
    assert told.source == "Sociaal Huis: Lijst; Zelfhulp: Gids, deel 1"
    assert told.reference_date == "2026-01-01 (Sociaal Huis), 2025-01-01 (Zelfhulp)"
    assert (told.rows, told.flags) == (2, ())


def test_two_of_one_name_have_each_their_own_id(small, write):
    path = write(
        "zelfhulp;Groep;Westdorp;Rouw", "zelfhulp;Groep;Westdorp;Slaap",
        header="soort;naam;gemeente;thema",
    )  # fmt: skip
    ids = imported(path, SERVICES, small, source="Test").services["id"]
    assert ids.tolist() == ["self-help-groep-11001", "self-help-groep-11001-2"]


def test_new_areas_bring_the_services_along(small, write):
    data = imported(write("zelfhulp;Groep;Westdorp"), SERVICES, small, source="Test")
    municipalities = data.areas[data.areas["level"] == Level.MUNICIPALITY].reset_index(drop=True)
    moved = municipalities.set_geometry(municipalities.translate(xoff=5_000))
    units = data.units.set_geometry(data.units.translate(xoff=5_000))
    gazetteer = Gazetteer(
        with_inner_points(moved, facts("municipalities")), known_deelgemeenten(units), units
    )
    services, whereabouts = relocate_services(data.services, small.whereabouts, gazetteer=gazetteer)
    assert services["id"].tolist() == data.services["id"].tolist()
    assert services.geometry[0].x > X + 5_000
    assert set(services["whereabouts"]) <= set(whereabouts["key"])
    assert set(small.whereabouts["key"]) <= set(whereabouts["key"])


def test_the_example_is_marked_as_one_in_every_row(builtin):
    data = imported(EXAMPLE, SERVICES, builtin, source="Voorbeeld, gemaakt voor Nabij")
    check_snapshot(data)
    assert data.services["example"].all()
    assert data.services["name"].str.startswith("Voorbeeld: ").all()
    assert data.dataset("services").flags == ("example",)
    assert set(data.services["precision"]) == {"address", "place", "municipality"}
    hoboken = data.services[data.services["place"] == "Hoboken"]
    assert hoboken["whereabouts"].str.startswith("deelgemeente:").all()


def test_official_areas_keep_services_and_their_dataset(builtin, official_areas):
    data = imported(EXAMPLE, SERVICES, builtin, source="Test")
    then = import_sources(recognise([official_areas]), base=data)
    check_snapshot(then)
    assert then.services["id"].tolist() == data.services["id"].tolist()
    assert then.dataset("services") == data.dataset("services")
    precise = data.services["precision"] == "address"
    assert then.services.geometry[precise].geom_equals(data.services.geometry[precise]).all()


def test_the_command_publishes_or_leaves_all_as_it_was(folder, write, capsys):
    before = manifest.current_id(folder)
    assert run("import-services", write("kapper;A;Westdorp"), "--source", "Test") == 2
    assert manifest.current_id(folder) == before
    assert "row 2, soort" in capsys.readouterr().err
    path = write("zelfhulp;A;Westdorp")
    assert run("import-services", path, "--source", "Gids", "--date", "2026-01-05") == 0
    assert "services: 1" in capsys.readouterr().out
    assert snapshots.load(folder).data.services["name"].tolist() == ["A"]


def test_a_former_municipality_is_the_one_that_it_merged_into(small, write):
    path = write("zelfhulp;Groep;11007", header="soort;naam;NIS-code")
    assert imported(path, SERVICES, small).services["municipality"].tolist() == ["11002"]
