"""Made-up statistical sectors and their people, as Statbel publishes them."""

import geopandas as gpd
from shapely import wkt
from shapely.geometry import box

from tests.loaders import drawn_layers

X, Y = 150_000, 200_000  # Lambert 72, near Antwerpen
FULL_HEADER = (
    "CD_REFNIS|CD_SECTOR|TOTAL|DT_STRT_SECTOR|DT_STOP_SECTOR|OPPERVLAKKTE IN HM²"
    "|TX_DESCR_SECTOR_NL|TX_DESCR_SECTOR_FR|TX_DESCR_NL|TX_DESCR_FR"
)
HEADER = "CD_REFNIS|CD_SECTOR|TOTAL"
OUTSIDE = "11002C00-"


def sector_squares(
    codes=("11001A00-", "11001A01-", "21001B00-"), *, spelling="file", crs="EPSG:31370"
):
    """Return adjacent squares of one kilometre; the first has a height."""
    boxes = [box(X + 1000 * i, Y, X + 1000 * (i + 1), Y + 1000) for i in range(len(codes))]
    high = wkt.loads(boxes[0].wkt.replace(",", " 12,").replace("))", " 12))"))
    attributes = {
        "code": list(codes),
        "name": [f"SECTOR {code}" for code in codes],
        "name_fr": [f"SECTEUR {code}" for code in codes],
        "deelgemeente": [code[:6] for code in codes],
        "municipality": [code[:5] for code in codes],
        "municipality_name": ["Ergens"] * len(codes),
        "region": ["04000" if code[:2] == "21" else "02000" for code in codes],
    }
    frame = gpd.GeoDataFrame(attributes, geometry=[high, *boxes[1:]], crs="EPSG:31370")
    return frame.rename(columns=SPELLINGS[spelling]).to_crs(crs)


SPELLINGS = {
    "file": {
        "code": "cd_sector",
        "name": "tx_sector_descr_nl",
        "name_fr": "tx_sector_descr_fr",
        "deelgemeente": "cd_sub_munty",
        "municipality": "cd_munty_refnis",
        "municipality_name": "tx_munty_descr_nl",
        "region": "cd_rgn_refnis",
    },
    "readme": {
        "code": "CS01012025",
        "name": "T_SEC_NL",
        "name_fr": "T_SEC_FR",
        "deelgemeente": "C_NIS6",
        "municipality": "CNIS5_2025",
        "municipality_name": "T_MUN_NL",
        "region": "CNIS_REGIO_2025",
    },
}
SPELLINGS["upper"] = {ours: theirs.upper() for ours, theirs in SPELLINGS["file"].items()}


def people_table(*rows, header=FULL_HEADER):
    """Return the people of sectors as text; a row is a code and a total."""
    lines = [f"{code[:5]}|{code}|{total}|2011-01-01||12,5|A|B|C|D" for code, total in rows]
    return "\n".join([header, *lines, ""])


def sector_strips():
    """Five sectors in each of the wijken of ``small``, and one outside them: code → shape."""
    x, y = drawn_layers.X, drawn_layers.Y
    found = {}
    for i in range(4):
        for j in range(5):
            code = f"{'11001' if i < 2 else '11002'}{'AB'[i % 2]}0{j}-"
            west, south = x + 500 * i, y + 200 * j
            found[code] = box(west, south, west + 500, south + 200)
    return {**found, OUTSIDE: box(x + 3000, y, x + 3500, y + 500)}


def people_of_strips():
    """10, 20, 30, 40 and 50 people in the first wijk; two, three, four times that in the others."""
    return {
        code: 10 * (n % 5 + 1) * (n // 5 + 1) if code != OUTSIDE else 7
        for n, code in enumerate(sector_strips())
    }
