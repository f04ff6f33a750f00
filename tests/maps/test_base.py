"""The map must stay constant, carry little, and load nothing from elsewhere."""

import json
import re

import pytest
from streamlit_folium import _get_feature_group_string, _get_map_string

from geodata.languages import LANGUAGES
from maps.base import base_map, paint_layer
from maps.view import MapView

TEXTS = dict.fromkeys(("title", "zoomIn", "zoomOut", "home", "failed", "noTiles"), "tekst")


def view(**changes: object) -> MapView:
    fields = {
        "geometry": "s/wijken-1.json",
        "codes_hash": "abc",
        "bounds": ((50.0, 3.0), (51.0, 4.0)),
        "classes": "12u0n",
        "values": (5, None, 1240, 0, 36),
        "palette": ("#1", "#2", "#3", "#4", "#5"),
        "labels": {"1": "een"},
        "value_text": "{n} mensen",
        "points": "s/points-1.json",
        "points_hash": "def",
        "points_shown": "101",
    }
    return MapView(**{**fields, **changes})


def painted(shown: MapView) -> dict[str, object]:
    """Return the argument as the browser will read it from the script."""
    script = _get_feature_group_string(
        paint_layer(shown), base_map(language=LANGUAGES["nl"], texts=TEXTS)
    )
    found = re.search(r"nabij\.paint\(map_div, (.*)\);", script)
    assert found
    return json.loads(found[1])


def test_the_base_map_is_the_same_on_every_run() -> None:
    scripts = {
        re.sub(
            r"_[0-9a-f]{32}", "", _get_map_string(base_map(language=LANGUAGES["nl"], texts=TEXTS))
        )
        for _ in range(2)
    }
    assert len(scripts) == 1


def test_the_map_loads_only_files_of_our_own_host() -> None:
    base = base_map(language=LANGUAGES["nl"], texts=TEXTS)
    links = [url for _name, url in [*base.default_js, *base.default_css]]
    assert links
    assert all(url.startswith("../../nabij/") for url in links)
    assert not re.search(r"https?://", _get_map_string(base))


def test_values_reach_the_browser_as_short_whole_numbers() -> None:
    argument = painted(view())
    assert argument["values"] == "5,,yg,0,10"
    assert [int(v, 36) for v in ("5", "yg", "0", "10")] == [5, 1240, 0, 36]


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "a \"quote\" and 'another'",
        "👵🏽 emoji",
        "{{ 'x' }}",
        "a\\b\nc",
        "</script>",
    ],
)
def test_a_hostile_name_reaches_the_browser_as_the_same_text(name: str) -> None:
    shown = view(labels={"1": name})
    script = _get_feature_group_string(
        paint_layer(shown), base_map(language=LANGUAGES["nl"], texts=TEXTS)
    )
    assert "<script" not in script
    assert "</script" not in script
    assert painted(shown)["labels"] == {"1": name}
