"""Charts: what is drawn is what was given, and texts are never markup."""

import re
import xml.etree.ElementTree as ET

import pytest

from maps.charts import Axis, Bar, Guide, Spot, bars, cumulative, dots, scatter, trend
from maps.circles import largest_radius, radius

PLAIN = Axis("x", lambda value: f"{value:g}")


def drawn(svg):
    return ET.fromstring(re.sub(' xmlns="[^"]+"', "", svg, count=1))


def test_bars_are_in_proportion_and_their_texts_no_markup():
    tree = drawn(bars([Bar("<b>", "100", 100, 100), Bar("&", "25 to 50", 25, 50)]))
    whole, half, light = (float(r.get("width")) for r in tree.findall("rect")[1:])
    assert half == pytest.approx(whole / 4, abs=0.1)
    assert light == pytest.approx(whole / 4, abs=0.1)
    assert [t.text for t in tree.findall("text")] == ["<b>", "100", "&", "25 to 50"]


def test_dots_show_both_ends_of_a_range_and_one_of_a_certain_value():
    tree = drawn(dots([Bar("a", "1", 1, 1, strong=True), Bar("b", "1 to 3", 1, 3)], PLAIN))
    assert len(tree.findall("circle")) == 3


def test_a_curve_is_a_band_between_its_ends_and_a_line_where_they_are_the_same():
    low, high = [(0, 0), (10, 0.5)], [(0, 0), (10, 1.0)]
    share = Axis("share", lambda value: f"{value:.0%}", 1.0)
    two = drawn(cumulative(low, high, across=PLAIN, up=share, guides=[Guide(5, "half")]))
    one = drawn(cumulative(low, low, across=PLAIN, up=share))
    assert [len(tree.findall("polyline")) for tree in (two, one)] == [2, 1]
    assert "half" in {text.text for text in two.findall("text")}
    ends = [line.get("points").split()[-1].split(",") for line in two.findall("polyline")]
    assert ends[0][0] == ends[1][0]
    assert float(ends[0][1]) < float(ends[1][1])  # the higher share is higher up


def test_only_dots_with_a_code_can_be_chosen_and_the_chosen_one_bears_its_name():
    spots = [Spot(1, 1, "#111111"), Spot(2, 5, "#222222", "w1", "De <Kade>", chosen=True)]
    tree = drawn(scatter(spots, across=PLAIN, up=PLAIN))
    plain, chosen = tree.findall("circle")
    assert plain.get("data-code") is None
    assert (chosen.get("data-code"), chosen.find("title").text) == ("w1", "De <Kade>")
    assert "De <Kade>" in {text.text for text in tree.findall("text")}


def test_a_trend_has_a_line_for_each_series_that_differs_without_colour():
    lines = [("65+", [(2025, 10), (2035, 20)]), ("80+", [(2025, 5), (2035, 9)])]
    tree = drawn(trend(lines, up=PLAIN))
    assert len({line.get("stroke-dasharray") for line in tree.findall("polyline")}) == 2
    assert {"2025", "2035", "65+", "80+"} <= {text.text for text in tree.findall("text")}


def test_the_area_of_a_circle_is_in_proportion_and_more_areas_have_smaller_ones():
    assert radius(400, 400, 20) ** 2 == pytest.approx(4 * radius(100, 400, 20) ** 2)
    assert largest_radius(25) > largest_radius(300) > largest_radius(2_767)
