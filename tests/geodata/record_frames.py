"""Records of centres, drawn by hand."""

import pandas as pd

from geodata.linkage.records import COLUMNS, check_records

LAT, LON = 51.0, 4.0
METRES_A_DEGREE = 111_250.0


def record(record_id: str, name: str, address: str = "", **others: object) -> dict[str, object]:
    """Return one record; an address is written as "Kerkstraat 12, 9000 Gent"."""
    street, _, town = address.rpartition(",")
    postcode, _, place = town.strip().partition(" ")
    row = {
        "record_id": record_id,
        "source": record_id.partition(":")[0],
        "name": name,
        "street": street,
        "postcode": postcode,
        "place": place,
        "municipality": place,
    }
    return row | others


def at(metres: float) -> dict[str, object]:
    """Return a position this many metres north of one fixed spot."""
    return {"lat": LAT + metres / METRES_A_DEGREE, "lon": LON, "precision": "address"}


def records(*rows: dict[str, object]) -> pd.DataFrame:
    """Return checked records."""
    return check_records(pd.DataFrame(rows).reindex(columns=list(COLUMNS)))
