"""Figures of people and neighbourhoods as administrations make them; all of it is made up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
from shapely.geometry import box, mapping

from geodata.crs import METRIC_CRS, WGS84
from tests.loaders.made_up.writing import MadeUp, halves, layers, text, workbook

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

PROJECTIONS = (
    MadeUp(
        "projections",
        "vooruitzichten.csv",
        text(
            "gemeente;jaar;bevolking\nGent;2031;270.000\nAntwerpen;2031;560.500\n"
            "Herstappe;2031;90\nNamur;2031;115.000\n"
        ),
        {("11002", 2031): 560500, ("44021", 2031): 270000, ("73028", 2031): 90},
    ),
    MadeUp(
        "projections",
        "Vooruitzichten per gemeente.xlsx",
        workbook(
            Tabel=[
                ["Bevolkingsvooruitzichten, voorbeeld"],
                ["NIS-code", "Naam gemeente", "2026", "2031"],
                [44021, "Gent", 266000, 270000],
                [11002, "Antwerpen", 545000, 560500],
            ],
            Bron=[["Verzonnen voor Nabij"]],
        ),
        {("11002", 2031): 560500, ("44021", 2031): 270000},
        ("1 of 2 sheets was read", "columns that were not used: 2026"),
        options=("--year", "2031"),
    ),
    MadeUp(
        "projections",
        "projections.csv",
        text(
            "Code INS;Nom de la commune;Année;Nombre d'habitants\n"
            "44021;Gand;2031;270 000\n11002;Anvers;2031;560 500\n",
            "cp1252",
        ),
        {("11002", 2031): 560500, ("44021", 2031): 270000},
    ),
    MadeUp(
        "projections",
        "export.csv",
        text(
            "nis,jaar,aantal\n44021.0,2031.0,270000.0\n11002.0,2031.0,5.605e+05\n"
            "46003.0,2031.0,49000.0\n46013.0,2031.0,17000.0\n11056.0,2031.0,20000.0\n"
        ),
        {("11002", 2031): 560500, ("44021", 2031): 270000, ("46030", 2031): 86000},
    ),
    MadeUp(
        "projections",
        "population projections.txt",
        text(
            "Municipality\tYear\tPopulation\nGhent\t2031\t270,000\nAntwerp\t2031\t560,500\n",
            "utf-16",
        ),
        {("11002", 2031): 560500, ("44021", 2031): 270000},
    ),
)


def _wijken(data: SnapshotData) -> bytes:
    """Return the people of the wijken of Rijkevorsel, by name; of the first they are estimates."""
    names = data.units.loc[data.units["municipality"] == "13037", "name"]
    lines = ["gemeente;wijknaam;totaal;65 jaar en ouder;80 jaar en ouder;schatting"]
    for at, name in enumerate(names):
        known = "nee" if at else "ja"
        lines.append(f"Rijkevorsel;{name};{3_000 + at};{500 + at};{100 + at};{known}")
    return "\n".join(lines).encode("utf-16")


POPULATION = (
    MadeUp(
        "population",
        "bevolking.csv",
        text(
            "Gemeente;Inwoners;65+;80+\nGent;265.000;45.000;14.500\n"
            "Antwerpen;545.000;92.000;29.500\n",
            "cp1252",
        ),
        {"11002": (545000, 92000, 29500, 67), "44021": (265000, 45000, 14500, 25)},
    ),
    MadeUp(
        "population",
        "Bevolking naar leeftijd.xlsx",
        workbook(
            Leeftijd=[
                ["Inwoners op 1 januari 2026 (voorbeeld)"],
                [
                    *("NIS", "Gemeente", "Totaal", "65-69 jaar", "70-74 jaar", "75-79 jaar"),
                    *("80-84 jaar", "85-89 jaar", "90 jaar en ouder"),
                ],
                [44021, "Gent", 265000, 12000, 10500, 8000, 6500, 5000, 3000],
                [11002, "Antwerpen", 545000, 25000, 21500, 16000, 13500, 10000, 6000],
            ],
            Metadata=[["Verzonnen voor Nabij"]],
        ),
        {"11002": (545000, 92000, 29500, 67), "44021": (265000, 45000, 14500, 25)},
    ),
    MadeUp(
        "population",
        "population.csv",
        text(
            "sep=;\nCode INS;Commune;Population;Remarque\n44021;Gand;265 000;\n"
            "62063;Liège;195 000;Wallonie\n",
            "cp1252",
        ),
        {"44021": (265000, 44403, 14625, 25)},
        ("columns that were not used: Remarque",),
    ),
    MadeUp("population", "wijken.csv", _wijken, {"13037": (12006, 2006, 406, 1)}),
    MadeUp(
        "population",
        "people.csv",
        text(
            "Municipality,Everyone,Aged 65 and over,Aged 80 and over\n"
            'Ghent,"265,000","45,000","14,500"\nBrussels,"196,000","21,000","6,500"\n'
        ),
        {"21004": (196000, 21000, 6500, 35), "44021": (265000, 45000, 14500, 25)},
    ),
)


def _rijkevorsel(data: SnapshotData, **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=halves(data, "13037"), crs=METRIC_CRS)


def _geojson(data: SnapshotData) -> bytes:
    """Return two polygons with their people as text with thousands, as a form gives them."""
    shapes = _rijkevorsel(data, naam=["West", "Oost"]).to_crs(WGS84)
    people = (("6.100", "1.100", "300"), ("6.050", "1.000", "250"))
    features = [
        {
            "type": "Feature",
            "properties": {
                "OBJECTID": at,
                "wijknr": f"RV{at}",
                "wijk": name,
                **dict(zip(("Inwoners", "65+", "80+"), figures, strict=True)),
            },
            "geometry": mapping(shape),
        }
        for at, (name, shape, figures) in enumerate(
            zip(shapes["naam"], shapes.geometry, people, strict=True), start=1
        )
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _shapefile(data: SnapshotData) -> bytes:
    frame = _rijkevorsel(
        data,
        WIJKNR=["RV1", "RV2"],
        WIJKNAAM=["’t Café", "Sint-Jozef – Œuvre"],
        INWONERS=[6100, 6050],
        **{"65PLUS": [1100, 1000], "80PLUS": [300, 250]},
    )
    return layers("wijken.zip", {"": frame.to_crs(31370)}, encoding="cp1252")


def _geopackage(data: SnapshotData) -> bytes:
    """Return a layer of neighbourhoods without people, next to one of points."""
    frame = _rijkevorsel(data, code=["RV1", "RV2"], naam=["West", "Oost"])
    spots = frame.assign(geometry=frame.representative_point())
    return layers("wijken.gpkg", {"labels": spots, "wijken": frame})


def _bands(data: SnapshotData) -> bytes:
    frame = _rijkevorsel(
        data,
        MDZONE=["RV1", "RV2"],
        NAMEDUT=["West", "Oost"],
        **{"0-64": [5000, 5050], "65-79": [800, 750], "80+": [300, 250]},
    )
    return layers("mdzone.parquet", {"": frame.to_crs(31370)})


def _totals(data: SnapshotData) -> bytes:
    """Return neighbourhoods with a total only, next to one in Namur."""
    frame = _rijkevorsel(data, code=["RV1", "RV2"], name=["West", "East"], population=[6100, 6050])
    namur = gpd.GeoDataFrame(
        {"code": ["NA1"], "name": ["Citadelle"], "population": [4000]},
        geometry=[box(4.85, 50.44, 4.87, 50.46)],
        crs=WGS84,
    )
    both = gpd.GeoDataFrame(
        {c: [*frame[c], *namur[c]] for c in ("code", "name", "population")},
        geometry=[*frame.to_crs(WGS84).geometry, *namur.geometry],
        crs=WGS84,
    )
    return layers("quartiers.fgb", {"": both})


NEIGHBOURHOODS = (
    MadeUp(
        "neighbourhoods",
        "wijken.geojson",
        _geojson,
        {"RV1": ("West", 6100, 1100, 300, False), "RV2": ("Oost", 6050, 1000, 250, False)},
    ),
    MadeUp(
        "neighbourhoods",
        "wijken.zip",
        _shapefile,
        {
            "RV1": ("’t Café", 6100, 1100, 300, False),
            "RV2": ("Sint-Jozef – Œuvre", 6050, 1000, 250, False),
        },
        options=(),
    ),
    MadeUp(
        "neighbourhoods",
        "wijken.gpkg",
        _geopackage,
        {"RV1": ("West", 3607, 626, 158, True), "RV2": ("Oost", 8571, 1489, 377, True)},
    ),
    MadeUp(
        "neighbourhoods",
        "mdzone.parquet",
        _bands,
        {"RV1": ("West", 6100, 1100, 300, False), "RV2": ("Oost", 6050, 1000, 250, False)},
    ),
    MadeUp(
        "neighbourhoods",
        "quartiers.fgb",
        _totals,
        {"RV1": ("West", 6100, 1059, 268, True), "RV2": ("East", 6050, 1051, 266, True)},
        ("Left out: 1 rows of Wallonia",),
    ),
)
