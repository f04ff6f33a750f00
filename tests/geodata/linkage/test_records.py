import numpy as np
import pandas as pd
import pytest

from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    MissingColumnError,
    UnknownCodeError,
)
from geodata.linkage.records import COLUMNS, check_records, empty_records
from geodata.snapshot.frames import empty_table
from tests.geodata.record_frames import at, record, records


def raw(**others):
    return pd.DataFrame([record("osm:1", "De Kring") | others]).reindex(columns=list(COLUMNS))


def test_empty_records_are_records():
    checked = check_records(empty_records())
    pd.testing.assert_frame_equal(checked, empty_records())
    assert list(checked) == list(COLUMNS)


def test_records_are_trimmed_and_blank_is_missing():
    one = check_records(raw(name="  De Kring ", phone=" ")).iloc[0]
    assert one["name"] == "De Kring"
    assert pd.isna(one["phone"])


def test_a_record_is_its_own_main_address_unless_it_says_otherwise():
    found = records(
        record("osm:1", "De Kring"), record("osm:1#2", "Antenne", group="osm:1", kind="antenne")
    )
    assert found["group"].tolist() == ["osm:1", "osm:1"]
    assert found["kind"].tolist() == ["main", "antenne"]


def test_other_columns_and_the_index_are_left_out():
    found = check_records(raw().assign(colour="red").set_axis([7]))
    assert list(found) == list(COLUMNS)
    assert found.index.tolist() == [0]


def test_numbers_may_come_as_text():
    found = check_records(raw(lat="51.05", lon="3.72", precision="street"))
    assert found["lat"][0] == 51.05


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("record_id", None),
        ("record_id", "poi:1"),
        ("record_id", "osm-1"),
        ("source", ""),
        ("name", " "),
        ("status", "closing"),
        ("kind", "branch"),
        ("wheelchair", "yes"),
        ("precision", "exact"),
        ("precision", "address"),
        ("activities", "meals,dancing"),
        ("activities", "meals, courses"),
        ("lat", 51.0),
        ("lat", "north"),
        ("checked_on", "2026-02-30"),
        ("checked_on", "31/01/2026"),
        ("checked_on", "2026-1-1"),
    ],
)
def test_a_wrong_value_is_refused(column, value):
    with pytest.raises(BadValueError, match="records"):
        check_records(raw(**{column: value}))


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 4.0), (51.0, 181.0), (np.inf, 4.0)])
def test_a_position_off_the_globe_is_refused(lat, lon):
    with pytest.raises(BadValueError, match="osm:1"):
        check_records(raw(lat=lat, lon=lon, precision="address"))


def test_a_position_needs_its_precision():
    with pytest.raises(BadValueError, match="precision"):
        check_records(raw(lat=51.0, lon=4.0))


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnError, match="checked_on"):
        check_records(raw().drop(columns="checked_on"))


def test_an_id_occurs_once():
    with pytest.raises(DuplicateCodeError, match="osm:1"):
        check_records(pd.concat([raw(), raw()]))


@pytest.mark.parametrize("group", ["osm:9", "poi:1", "osm:3"])
def test_a_group_is_a_main_record_of_the_same_source(group):
    rows = [
        record("osm:1", "De Kring"),
        record("osm:2", "Antenne", group=group),
        record("osm:3", "Antenne", group="osm:1"),
        record("poi:1", "De Kring"),
    ]
    with pytest.raises(UnknownCodeError, match="osm:2"):
        records(*rows)


def test_good_values_pass():
    row = record("osm:1", "De Kring", "Kerkstraat 12, 9000 Gent", **at(0))
    row |= {"status": "recognised", "activities": "meals,courses", "checked_on": "2026-01-31"}
    assert records(row)["activities"][0] == "meals,courses"


@pytest.mark.parametrize("name", ["records", "provenance", "doubts"])
def test_the_frames_of_a_snapshot_begin_empty(name):
    frame = empty_table(name)
    assert frame.empty
    assert "record_id" in frame or "record_a" in frame
