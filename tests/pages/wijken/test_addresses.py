"""Dekking where addresses are loaded: made-up ones, in the wijken of Brussels."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import geopandas as gpd
import pytest

from geodata.crs import METRIC_CRS
from geodata.snapshot.model import Dataset
from loaders.store import snapshots
from tests.pages.page_helpers import html, words

BRUSSELS = "province:4000"


@pytest.fixture
def folder(builtin_folder, tmp_path):
    """Data with one address in each wijk of Brussels but one."""
    base = snapshots.load(builtin_folder)
    units = base.data.units
    some = units[units["province"] == "4000"].iloc[1:]
    addresses = gpd.GeoDataFrame(
        {"unit": some["code"].to_numpy(), "weight": 2.0},
        geometry=gpd.points_from_xy(some["inner_x_m"], some["inner_y_m"]),
        crs=METRIC_CRS,
    )
    made = Dataset("addresses", len(addresses), "Made up", "2026-01-01")
    snapshots.publish(
        replace(base.data, addresses=addresses, datasets=base.data.datasets_with(made)),
        folder=tmp_path,
        kind="imported",
        now=datetime.now(UTC),
        write_geometry=lambda _, to: shutil.copytree(base.static, to, dirs_exist_ok=True) and None,
    )
    return tmp_path


def test_dekking_counts_by_address_and_says_so(open_page, folder):
    page = open_page("dekking", folder, gebied=BRUSSELS, taal="en")
    shown = words(html(page))
    assert "people of the neighbourhood × the part of its addresses" in shown
    assert "In 1 neighbourhood there are no addresses: there, the area counts." in shown
    assert "How many people aged 65+ live at an address is not known" in shown
    assert "Made up" in shown
    page = open_page("dekking", folder, gebied=BRUSSELS, taal="en", verdeeld="wijk")
    assert "the part of its addresses" not in words(html(page))
