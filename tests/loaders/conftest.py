import pickle
import shutil
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geodata.crs import METRIC_CRS
from geodata.snapshot.frames import SUPPORT_TEXTS
from geodata.snapshot.model import Dataset, SnapshotData
from loaders.sources import gebiedsniveaus
from loaders.sources.gebiedsniveaus import Levels
from loaders.sources.official_import import recognise
from loaders.store import snapshots
from tests.loaders.fake_sources import playing
from tests.shared_folders import made_once
from tests.store_helpers import publish_bare, run

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session")
def official() -> Path:
    """The official files, as their publishers hand them out."""
    if not DATA.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    return DATA


@pytest.fixture(scope="session")
def official_levels(official, tmp_path_factory) -> Levels:
    """The official layers as they are read, which takes ten seconds: read once a run."""

    def make(folder: Path) -> None:
        read = gebiedsniveaus.read_levels(recognise([official / "gebiedsniveaus"]).levels)
        (folder / "levels.pickle").write_bytes(pickle.dumps(read))

    made = made_once(tmp_path_factory, "levels", make)
    return pickle.loads((made / "levels.pickle").read_bytes())


@pytest.fixture(scope="module")
def official_areas(official, official_levels):
    """The folder of the official layers; importing it takes what was read of it before."""
    folder = official / "gebiedsniveaus"
    files = recognise([folder]).levels
    read = gebiedsniveaus.read_levels
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            gebiedsniveaus,
            "read_levels",
            lambda asked: official_levels if asked == files else read(asked),
        )
        yield folder


@pytest.fixture(scope="session")
def small() -> SnapshotData:
    """Two municipalities of one square kilometre, each of two wijken, and one centre."""
    x, y = 600_000.0, 700_000.0
    squares = [box(x + 500 * i, y, x + 500 * (i + 1), y + 1000) for i in range(4)]
    units = gpd.GeoDataFrame(
        {
            "code": ["11001W01", "11001W02", "11002W01", "11002W02"],
            "name": ["Één", "Twee", "Drie", "Vier"],
            "municipality": ["11001", "11001", "11002", "11002"],
            "province": "10000",
            "elz": ["elz1", "elz1", None, None],
            "sectors": [1, 3, 2, 2],
            "inner_x_m": [x + 250 + 500 * i for i in range(4)],
            "inner_y_m": y + 500,
            "people_all": pd.array([25, 75, 10, None], dtype="Int64"),
            "people_65plus": pd.array([5, 15, 4, None], dtype="Int64"),
            "people_80plus": pd.array([1, 3, 2, None], dtype="Int64"),
            "estimated": True,
        },
        geometry=squares,
        crs=METRIC_CRS,
    )
    west, east = box(x, y, x + 1000, y + 1000), box(x + 1000, y, x + 2000, y + 1000)
    areas = gpd.GeoDataFrame(
        {
            "level": ["municipality", "municipality", "elz", "province"],
            "code": ["11001", "11002", "elz1", "10000"],
            "name": ["Westdorp", "Oostdorp", "Zone", "Provincie"],
            "name_fr": ["Village-Ouest", None, None, None],
            "province": ["10000", "10000", None, "10000"],
        },
        geometry=[west, east, west, box(x, y, x + 2000, y + 1000)],
        crs=METRIC_CRS,
    )
    centres = pd.DataFrame(
        {
            "id": ["c"],
            "name": ["De Kring"],
            "operator": [None],
            "status": ["recognised"],
            "evidence": [None],
            "source": ["drawn by hand"],
            "checked_on": [None],
            "remark": [None],
        }
    )
    points = gpd.GeoDataFrame(
        {
            "id": ["c-1"],
            "centre_id": ["c"],
            "kind": ["main"],
            "site_name": [None],
            "street": [None],
            "postcode": [None],
            "place": ["Westdorp"],
            "municipality": ["11001"],
            "phone": [None],
            "email": [None],
            "website": [None],
            "opening_hours": [None],
            "wheelchair": [None],
            "activities": [None],
            "precision": ["municipality"],
            "within_m": [float("nan")],
            "whereabouts": ["11001"],
        },
        geometry=[Point(x + 500, y + 500)],
        crs=METRIC_CRS,
    )
    return SnapshotData(
        units=units,
        areas=areas,
        centres=centres,
        points=points,
        whereabouts=gpd.GeoDataFrame({"key": ["11001"]}, geometry=[west], crs=METRIC_CRS),
        support_points=gpd.GeoDataFrame(
            {
                "id": ["rop1"],
                "name": ["Voorbeeld-ROP"],
                **{text: pd.Series([None], dtype="str") for text in SUPPORT_TEXTS},
                "example": [True],
            },
            geometry=[Point(x, y)],
            crs=METRIC_CRS,
        ),
        division=pd.DataFrame(
            {"municipality": ["11001", "11002"], "rop": ["rop1", "rop1"], "computed": [True, True]}
        ),
        datasets=(
            Dataset("units", 4, "drawn by hand", "2026", "CC0", "© nobody", ("approximate",)),
            Dataset("people", 110, "counted by hand", flags=("estimated",)),
            Dataset("areas", 4, "drawn by hand"),
            Dataset("centres", 1, "drawn by hand"),
            Dataset("division", 2, "drawn by hand", flags=("example",)),
        ),
    )


@pytest.fixture(scope="session")
def small_store(small, tmp_path_factory) -> Path:
    """A store whose current snapshot is the small one, to copy."""
    folder = tmp_path_factory.mktemp("small")
    publish_bare(small, folder, kind="builtin")
    return folder


@pytest.fixture
def folder(small_store, tmp_path, monkeypatch) -> Path:
    """A store whose current snapshot is the small one, and where no geometry is written."""
    folder = shutil.copytree(small_store, tmp_path / "store")
    monkeypatch.setenv("NABIJ_DATA", str(folder))
    monkeypatch.setattr("loaders.store.map_files.write_geometry", lambda *_: None)
    return folder


@pytest.fixture(scope="session")
def builtin(builtin_folder) -> SnapshotData:
    """The built-in data, built once for all processes of the run."""
    return snapshots.load(builtin_folder).data


@pytest.fixture
def imported_by_command(builtin, tmp_path, monkeypatch):
    """Return a function that imports a file into the built-in data by the command.

    All is as in ``python -m loaders import-…``, but nothing is published. It returns the data, or
    None where the command refused the file; what it printed is in ``capsys``.
    """
    done = []
    base = SimpleNamespace(data=builtin)
    monkeypatch.setattr("loaders.publication.ensure_snapshot", lambda *_, **__: base)
    monkeypatch.setattr("loaders.publication.publish_now", lambda data, **_: done.append(data))
    for name in ("describe", "require_mirrored"):
        monkeypatch.setattr(f"loaders.commands.console.{name}", lambda _: None)
    points = tmp_path / "rop.csv"
    points.write_text(
        "naam;lat;lon\nROP Eén (voorbeeld);51,0543;3,7174\nROP Twee (voorbeeld);51,2194;4,4025\n",
        encoding="utf-8",
    )
    division = ("import-division", "--date", "2026-01-01", "--points")
    commands = {
        "centres": ("import-centres", "--no-geocoding", "--replace"),
        "support_points": division,
        "division": (*division, points, "--leave-unassigned", "--table"),
    }

    def import_by_command(kind, path, *options):
        done.clear()
        command = commands.get(kind, (f"import-{kind}",))
        code = run(*command, path, "--source", "Gemeente Voorbeeld, lijst", *options)
        assert code == (0 if done else 2)
        return next(iter(done), None)

    return import_by_command


@pytest.fixture
def levels_folder(tmp_path) -> Path:
    """Two municipalities of two wijken each, as the layers and key table of gebiedsniveaus.

    Wijk 1 of Antwerpen carries the code of Borsbeek (11007), which merged into it.
    """
    folder = tmp_path / "gebiedsniveaus"
    folder.mkdir()
    x, y = 150_000, 200_000  # Lambert 72, near Antwerpen
    wijken = [box(x + 1000 * i, y, x + 1000 * (i + 1), y + 1000) for i in range(4)]
    pairs = [wijken[0].union(wijken[1]), wijken[2].union(wijken[3])]
    codes = ["11001W01", "11001W02", "11007W01", "11002W02"]
    names = ["Dorp (kern) (Aartselaar)", "Veld (Aartselaar)", "Één (Antwerpen)", "Twee (Antwerpen)"]
    gemeenten = ["11001", "11002"]
    deel = {"geoitem": ["11001A", "11002P"], "naam": ["Aartselaar (Dg.)", "Ekeren (Antwerpen)"]}
    layers = {
        "ggw7": ({"geoitem": codes, "naam": names}, wijken),
        "deelgemeente": (deel, pairs),
        "gemeente": ({"geoitem": gemeenten, "naam": ["Aartselaar", "Antwerpen"]}, pairs),
        "elz": ({"elz": ["elz43", "elz2"]}, pairs),
        "provincie": (
            {"provincie": ["10000"], "name": ["Antwerpen (Prov.)"]},
            [box(x, y, x + 4000, y + 1000)],
        ),
    }
    for name, (columns, shapes) in layers.items():
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:31370")
        frame.to_file(folder / f"{name}.shp")
    keys = pd.DataFrame(
        {
            "statsec": [
                "11001A00-",
                "11001A01-",
                "11001A02-",
                "11002P00-",
                "11002P01-",
                "11002ZZZZ",
            ],
            "ggw7": ["11001W01", "11001W01", "11001W02", "11007W01", "11002W02", "11002WONB"],
            "deelgemeente": ["11001A"] * 3 + ["11002P"] * 2 + ["11002ONB"],
            "gemeente": ["11001"] * 3 + ["11002"] * 3,
            "provincie": "10000",
            "elz": ["elz43"] * 3 + ["elz2"] * 3,
            "elz_naam": ["RupeLaar"] * 3 + ["Antwerpen en rand"] * 3,
        }
    )
    keys.to_excel(folder / "verwerkt_alle_gebiedsniveaus.xlsx", index=False, engine="xlsxwriter")
    return folder


@pytest.fixture
def statbel_lines() -> list[str]:
    """A table in the format of Statbel: a header, and people of 11001, 11002 and Wallonia."""
    return [
        "CD_REFNIS|TX_DESCR_NL|CD_SEX|CD_AGE|MS_POPULATION|CD_YEAR",
        "11001|Aartselaar|F|64|90|2024",
        "11001|Aartselaar|M|65|6|2024",
        "11001|Aartselaar|F|80|4|2024",
        "11002|Antwerpen|F|30|45|2024",
        "11007|Borsbeek|M|101|5|2024",
        "52011|Charleroi|F|20|200|2024",
    ]


@pytest.fixture
def write_statbel(tmp_path):
    """Return a function that writes such lines under the name Statbel gives them."""

    def write(lines: list[str]) -> Path:
        path = tmp_path / "TF_SOC_POP_STRUCT_2024.txt"
        path.write_text("\n".join([*lines, ""]), encoding="utf-8-sig")
        return path

    return write


@pytest.fixture
def play(monkeypatch):
    """All official sources, played on this machine."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with playing() as play:
        yield play


@pytest.fixture(scope="session")
def postgis():
    """A private PostgreSQL with PostGIS; see :class:`tests.loaders.postgis.Server`."""
    from tests.loaders.postgis import running
    from tests.system import postgres

    if postgres() is None:
        pytest.skip("no PostgreSQL with PostGIS here; `python -m tests.system` can install one")
    with running() as server:
        yield server


@pytest.fixture
def database(postgis) -> str:
    """The address of an empty database with PostGIS."""
    return postgis.new_database()
