import geopandas as gpd
import pandas as pd
import pytest

from geodata.enums import Level
from geodata.errors import UnknownCodeError
from geodata.regions import Region, codes_hash, parse_region, region_codes, region_keys
from geodata.snapshot.model import SnapshotData

UNITS = pd.DataFrame(
    {
        "code": ["b2", "a1", "b1", "c1"],
        "municipality": ["11002", "11001", "11002", "21004"],
        "province": ["10000", "10000", "10000", "4000"],
        "elz": ["elz2", "elz1", None, "elz9"],
    }
)
DIVISION = pd.DataFrame(
    {"municipality": ["11001", "11002", "21004", "99999"], "rop": ["r1", "r2", "r2", "r3"]}
)


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("all", ["a1", "b1", "b2", "c1"]),
        ("flanders", ["a1", "b1", "b2"]),
        ("province:10000", ["a1", "b1", "b2"]),
        ("province:4000", ["c1"]),
        ("municipality:11002", ["b1", "b2"]),
        ("elz:elz2", ["b2"]),
        ("rop:r2", ["b1", "b2", "c1"]),
    ],
)
def test_a_region_holds_its_units_in_ascending_order(key, codes):
    assert region_codes(UNITS, DIVISION, key) == codes


@pytest.mark.parametrize(
    "key",
    ["", "ALL", "wijk:a1", "municipality:", "municipality", "region:all", "elz:elz7", "rop:r3",
     "municipality:11001:x", "all:", "../all"],
)  # fmt: skip
def test_an_unknown_region_is_a_typed_error_that_names_it(key):
    with pytest.raises(UnknownCodeError) as caught:
        region_codes(UNITS, DIVISION, key)
    assert caught.value.params["got"] == repr(key)


def test_a_key_is_read_into_level_and_code():
    assert parse_region("flanders") == Region("flanders", Level.REGION, "flanders")
    assert parse_region("elz:a:b") == Region("elz:a:b", Level.ELZ, "a:b")


def test_every_listed_region_has_units_and_none_is_listed_twice():
    points = gpd.GeoDataFrame({"id": ["r1", "r2", "r3"]})
    snapshot = SnapshotData(UNITS, UNITS, UNITS, points, points, points, DIVISION)
    keys = [region.key for region in region_keys(snapshot)]
    assert keys == [
        "all", "flanders", "province:10000", "province:4000", "rop:r1", "rop:r2",
        "elz:elz1", "elz:elz2", "elz:elz9",
        "municipality:11001", "municipality:11002", "municipality:21004",
    ]  # fmt: skip
    assert all(region_codes(UNITS, DIVISION, key) for key in keys)


def test_brussels_alone_has_no_flanders():
    brussels = UNITS[UNITS["province"] == "4000"]
    snapshot = SnapshotData(brussels, UNITS, UNITS, UNITS, UNITS, UNITS, DIVISION)
    assert "flanders" not in [region.key for region in region_keys(snapshot)]


def test_the_fingerprint_depends_on_codes_and_order():
    assert codes_hash(["a", "b"]) == codes_hash(iter(["a", "b"]))
    assert len({codes_hash(["a", "b"]), codes_hash(["b", "a"]), codes_hash(["ab"])}) == 3
