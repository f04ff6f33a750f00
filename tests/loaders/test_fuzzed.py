"""Damaged input of every reader: only our typed errors come out, 20,000 times in the campaign.

Each reader is given what it reads well, damaged: bytes lost, doubled or put elsewhere, cells and
values replaced by what troubles parsers; inside a zip or a workbook too.
"""

import hashlib
import io
import json
import warnings
import zipfile
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geodata.errors import NabijError
from loaders.builtin.snapshot import facts
from loaders.files.layer import read_features
from loaders.imports.centres import CENTRES
from loaders.imports.inspection import inspect_file
from loaders.imports.kinds import KINDS
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from loaders.imports.population import POPULATION
from loaders.imports.projections import PROJECTIONS
from loaders.imports.support_points import support_points_in
from loaders.settings import Settings
from loaders.sources import overpass, statbel_sectors
from loaders.sources.gebiedsniveaus import KEY_TABLE, read_levels
from loaders.sources.poi import read as read_poi
from loaders.sources.report import FetchReport, Outcome, SourceResult, last_report
from loaders.sources.sociale_kaart import reading_of
from loaders.sources.statbel_population import read_population
from loaders.store import snapshots
from loaders.store.manifest import MANIFEST
from tests.campaigns import TALLY
from tests.loaders.fake_sources import POI, Play, element, feature, offer, older_poi, zipped
from tests.loaders.mutations import damage, damaged, damaged_json, damaged_zip, replaced, wounds
from tests.store_helpers import publish_bare

pytestmark = pytest.mark.campaign

TABLES = [kind for kind in KINDS.values() if not kind.layer and kind is not POPULATION]
EXAMPLES = settings.default.max_examples // 2
"""In a run 5 for each reader, in the campaign 1,000; twice as many of the cheap ones."""


def outcome(campaign: str, read) -> None:
    """Read; anything but an answer or an error of ours fails the test."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL thinks of it
            found = read()
    except NabijError as error:
        str(error)
        TALLY(campaign, type(error).__name__)
    else:
        refused = getattr(found, "refused", None)  # inspecting a file never raises
        TALLY(campaign, f"refused: {refused}" if refused else "read")


def workbook(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_excel(out, index=False, engine="xlsxwriter")
    return out.getvalue()


def csv_as_workbook(content: bytes) -> bytes:
    return workbook(pd.read_csv(io.BytesIO(content), sep=None, engine="python", dtype=str))


PEOPLE = b"""CD_REFNIS|TX_DESCR_NL|CD_SEX|CD_AGE|MS_POPULATION|CD_YEAR
11001|Aartselaar|F|64|90|2024
11001|Aartselaar|M|80|6|2024
11002|Antwerpen|F|30|45|2024
52011|Charleroi|F|20|200|2024
"""
SECTOR_PEOPLE = b"""CD_REFNIS|CD_SECTOR|TOTAL|TX_DESCR_SECTOR_NL
11001|11001A00-|120|DORP
11001|11001A01-||VELD
11001|11001ZZZZ|3|NIET TE LOKALISEREN
"""
GEOJSON = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::31370"}},
    "features": [
        {
            "type": "Feature",
            "properties": {
                "cd_sector": f"11001A0{n}-",
                "cd_munty_refnis": "11001",
                "cd_rgn_refnis": "02000",
                "naam": f"ROP {n}",
            },
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for n, shape in enumerate(
            [box(150_000, 200_000, 151_000, 201_000), box(151_000, 200_000, 152_000, 201_000)]
        )
    ],
}
POINTS = {
    "type": "FeatureCollection",
    "features": [
        {**feature, "geometry": {"type": "Point", "coordinates": [3.7, 51.0]}}
        for feature in GEOJSON["features"]
    ],
}


def drawn(ending: str) -> bytes:
    """Return the example of neighbourhoods in another format; a Shapefile in a zip."""
    layer = gpd.read_file(io.BytesIO(NEIGHBOURHOODS.template()))
    with TemporaryDirectory() as folder:
        path = Path(folder, "layer.shp" if ending == ".zip" else f"layer{ending}")
        layer.to_parquet(path) if ending == ".parquet" else layer.to_file(path)
        if ending != ".zip":
            return path.read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
        return out.getvalue()


def inspected(kind):
    return lambda path, ground: inspect_file(path, kind, data=ground)


FILES = {
    **{
        f"{kind}, CSV": (f"x{kind}.csv", kind.template(), damaged, inspected(kind))
        for kind in TABLES
    },
    **{
        f"{kind}, XLSX": (
            *(f"{kind}.xlsx", csv_as_workbook(kind.template()), damaged_zip, inspected(kind)),
        )
        for kind in (CENTRES, PROJECTIONS)
    },
    "population, CSV": (
        *("population.csv", POPULATION.template(), damaged),
        inspected(POPULATION),
    ),
    "neighbourhoods, GeoJSON": (
        *("layer.geojson", NEIGHBOURHOODS.template(), damaged_json),
        inspected(NEIGHBOURHOODS),
    ),
    **{
        f"neighbourhoods, {ending}": (
            *(f"layer{ending}", drawn(ending), damaged_zip if ending == ".zip" else damaged),
            lambda path, _: read_features(path),
        )
        for ending in (".zip", ".gpkg", ".fgb", ".parquet")
    },
    "support points, GeoJSON": (
        *("points.geojson", json.dumps(POINTS).encode(), damaged_json),
        lambda path, _: support_points_in(path),
    ),
    "people by age (Statbel), text": (
        *("TF_SOC_POP_STRUCT_2024.txt", PEOPLE, damaged),
        lambda path, _: read_population(
            path, mergers=facts("municipal_mergers"), municipalities=pd.Series(["11001", "11002"])
        ),
    ),
    "people by age (Statbel), zip": (
        "TF_SOC_POP_STRUCT_2024.zip",
        zipped("TF_SOC_POP_STRUCT_2024.txt", PEOPLE),
        damaged_zip,
        lambda path, _: read_population(
            path, mergers=facts("municipal_mergers"), municipalities=pd.Series(["11001", "11002"])
        ),
    ),
    "people by sector (Statbel)": (
        *("OPENDATA_SECTOREN_2024.txt", SECTOR_PEOPLE, damaged),
        lambda path, _: statbel_sectors.read_sector_population(path),
    ),
    "sectors (Statbel), GeoJSON": (
        *("sh_statbel_statistical_sectors_31370_20240101.geojson", json.dumps(GEOJSON).encode()),
        damaged_json,
        lambda path, _: statbel_sectors.read_sectors(path),
    ),
    "sectors (Statbel), zip": (
        "sh_statbel_statistical_sectors_31370_20240101.geojson.zip",
        zipped("x/x.geojson", json.dumps(GEOJSON).encode()),
        damaged_zip,
        lambda path, _: statbel_sectors.read_sectors(path),
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzzed")


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused_with_an_error_of_ours(name, folder, builtin):
    file_name, content, hurt, read = FILES[name]
    path = folder / file_name
    path.write_bytes(content)
    read(path, builtin)  # whole, it is read

    @settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
    @given(damage, wounds)
    def attack(how, where):
        path.write_bytes(hurt(content, how, where))
        outcome(f"reading: {name}", lambda: read(path, builtin))

    attack()


@pytest.mark.parametrize("part", ["ggw7.shp", "ggw7.dbf", "ggw7.prj", "elz.shx", KEY_TABLE])
def test_damaged_official_areas_are_refused_with_an_error_of_ours(part, levels_folder):
    files = {p.name: p for p in levels_folder.iterdir() if p.suffix in {".shp", ".xlsx"}}
    hurt_file = levels_folder / part
    hurt = damaged_zip if part == KEY_TABLE else damaged
    content = hurt_file.read_bytes()
    read_levels(files)

    @settings(
        max_examples=EXAMPLES // 2,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(damage)
    def attack(how):
        hurt_file.write_bytes(hurt(content, how))
        outcome(f"reading: official areas, {part}", lambda: read_levels(files))

    attack()


ANSWERS = {
    "de Sociale Kaart": ([offer(1), offer(2)], reading_of),
    "OpenStreetMap": ([element(1), element(2, "way")], overpass.records_reading),
    "POI Vlaanderen": (
        [feature(1), feature(2)],
        lambda answered: read_poi(Play(features=answered).ask),
    ),
    "POI Vlaanderen, older": (
        [older_poi(1), older_poi(2)],
        lambda answered: read_poi(Play(pois=answered, faults={POI: "down"}).ask),
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_source_may_answer_anything(name):
    answer, read = ANSWERS[name]
    read(answer)

    @settings(max_examples=EXAMPLES * 2)
    @given(wounds)
    def attack(where):
        answered = answer
        for path, value in where:
            answered = replaced(answered, path, value)
        outcome(f"answer of {name}", lambda: read(answered))

    attack()


def test_a_damaged_store_raises_one_of_our_errors(small, tmp_path):
    info = publish_bare(small, tmp_path)
    whole = {path: path.read_bytes() for path in info.folder.rglob("*") if path.is_file()}
    paths = sorted(whole)

    @settings(
        max_examples=EXAMPLES * 2, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.sampled_from(paths), damage, st.booleans())
    def attack(path, how, trusted):
        content = damaged(whole[path], how)
        path.write_bytes(content)
        manifest = info.folder / MANIFEST
        if trusted and path != manifest:  # the checksum fits, the content is what it is
            changed = json.loads(whole[manifest])
            changed["files"][path.name] |= {
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            manifest.write_text(json.dumps(changed), encoding="utf-8")
        outcome("a snapshot of which a file is damaged", lambda: snapshots.load(tmp_path))
        path.write_bytes(whole[path])
        manifest.write_bytes(whole[manifest])

    attack()
    assert snapshots.load(tmp_path).id == info.id


def test_a_damaged_report_of_the_last_refresh_is_no_report(tmp_path):
    settled = Settings(data=tmp_path)
    report = tmp_path / "downloads" / "report.json"
    report.parent.mkdir()
    content = json.dumps(asdict(FetchReport((SourceResult("osm", Outcome.OK, "2026-03-01"),))))
    report.write_text(content, encoding="utf-8")
    assert len(last_report(settled).results) == 1

    @settings(max_examples=EXAMPLES)
    @given(damage)
    def attack(how):
        report.write_bytes(damaged(content.encode(), how))
        outcome("report of the last refresh", lambda: last_report(settled))

    attack()
