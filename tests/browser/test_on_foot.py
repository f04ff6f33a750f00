"""On foot in a real browser: streets on the map, their table, and back to the straight line."""

from dataclasses import replace

import pytest

from geodata.network.refit import refit
from geodata.palette import Colour
from loaders.store import snapshots
from tests.browser.accessibility import faults
from tests.browser.app_server import serve
from tests.browser.browser_helpers import (
    choose,
    colours,
    open_map,
    pixels_of,
    query,
    sideways,
)
from tests.geodata.network.drawn_streets import lattice
from tests.shared_folders import made_once
from tests.store_helpers import NOW, publish_like

GENT = "municipality:44021"


@pytest.fixture(scope="module")
def on_streets(builtin_folder, tmp_path_factory):
    """The app on the built-in data, with streets in Gent alone."""

    def make(folder):
        data = snapshots.load(builtin_folder).data
        network = lattice(data.units[data.units["municipality"] == GENT[-5:]])
        network = replace(network, pieces={}, boundary=None)
        data = refit(replace(data, network=network), base=None)
        publish_like(data, folder, like=builtin_folder, now=NOW)

    folder = made_once(tmp_path_factory, "streets", make)
    with serve(folder) as server:
        yield server.url


def test_the_streets_in_reach_are_on_the_map_and_in_a_table(open_page, on_streets) -> None:
    page = open_page(viewport={"width": 1400, "height": 1000})
    frame = open_map(page, f"{on_streets}/dekking?gebied={GENT}&maat=share&taal=en")
    lines = frame.evaluate("map.nabij.over.getLatLngs().length")
    assert lines > 50
    assert pixels_of(colours(frame), Colour.PRIMARY_DARK, off=30) > 200
    assert (
        page.locator(".nabij-title")
        .inner_text()
        .endswith("1,200 m on foot of a local service centre?")
    )
    page.get_by_text("The lines on the map as a table").click()
    rows = page.locator("details", has_text="The lines on the map").locator("tbody tr").count()
    assert rows == frame.evaluate("map.nabij.view.classes.length")
    assert faults(page) == []
    page.get_by_text("More choices").click()
    frame = choose(page, "Kind of distance", "Straight line")
    assert query(page)["soort"] == "vogelvlucht"
    assert not frame.evaluate("map.nabij.over")
    assert page.get_by_text("on foot", exact=False).filter(visible=True).count() == 0
    page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(page) == 0
