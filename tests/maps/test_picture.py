from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

from geodata.crs import METRIC_CRS, WGS84
from geodata.errors import BadValueError, WrongCrsError
from geodata.palette import MORE_IS_BETTER, Colour
from maps.picture import WIDTH, Dot, dot_swatch, picture, swatch
from maps.place_names import Name

SVG = "{http://www.w3.org/2000/svg}"
X, Y = 600_000.0, 700_000.0


def squares(count=3):
    shapes = [box(X + 1000 * i, Y, X + 1000 * (i + 1), Y + 1000) for i in range(count)]
    return gpd.GeoSeries(shapes, crs=METRIC_CRS)


def drawn(*arguments, **options):
    return ET.fromstring(picture(*arguments, palette=MORE_IS_BETTER, **options))


def paths(tree):
    return tree.findall(f"{SVG}path")


def test_each_area_has_the_colour_of_its_class():
    found = paths(drawn(squares(), "135"))
    assert [p.get("fill") for p in found[:3]] == [MORE_IS_BETTER[i] for i in (0, 2, 4)]


def test_undecided_nobody_and_no_data_look_different():
    tree = drawn(squares(), "u0n")
    undecided, nobody, no_data = paths(tree)[:3]
    assert undecided.get("fill") == "url(#u)"
    assert tree.find(f"{SVG}defs/{SVG}pattern").get("id") == "u"
    assert nobody.get("fill") == Colour.NOBODY
    assert nobody.get("stroke-dasharray") is None
    assert (no_data.get("fill"), bool(no_data.get("stroke-dasharray"))) == (Colour.WHITE, True)


def test_north_is_up_and_metres_keep_their_proportion():
    west, east = (p.get("d") for p in paths(drawn(squares(2), "11"))[:2])
    corners = [tuple(map(float, c.split())) for c in west.strip("MZ").split("L")]
    xs, ys = zip(*corners, strict=True)
    assert max(xs) - min(xs) == pytest.approx(max(ys) - min(ys), abs=0.2)
    assert float(east[1:].split()[0]) > min(xs)
    top = drawn(gpd.GeoSeries([box(X, Y, X + 9, Y + 9)], crs=METRIC_CRS), "1", dots=[Dot(X, Y + 9)])
    assert float(top.findall(f"{SVG}circle")[0].get("cy")) < float(top.get("height")) / 2


def test_a_hole_stays_a_hole():
    ring = Polygon(
        [(X, Y), (X + 900, Y), (X + 900, Y + 900), (X, Y + 900)],
        [[(X + 300, Y + 300), (X + 600, Y + 300), (X + 600, Y + 600), (X + 300, Y + 600)]],
    )
    path = paths(drawn(gpd.GeoSeries([ring], crs=METRIC_CRS), "1"))[0]
    assert path.get("d").count("M") == 2
    assert path.get("fill-rule") == "evenodd"


def test_neighbours_keep_their_common_border_however_coarse():
    edge = [(X + 1000 + 3 * (i % 2), Y + i) for i in range(1001)]
    west = Polygon([(X, Y), *edge, (X, Y + 1000)])
    east = Polygon([(X + 2000, Y), (X + 2000, Y + 1000), *reversed(edge)])
    first, second = (
        {tuple(c.split()) for c in p.get("d").strip("MZ").split("L")}
        for p in paths(drawn(gpd.GeoSeries([west, east], crs=METRIC_CRS), "12"))[:2]
    )
    assert len(first) < 100
    assert len(first & second) >= len(first) - 2


@pytest.mark.parametrize(("high", "wide"), [(1000, 1000), (20_000, 500), (500, 20_000)])
def test_a_picture_of_any_shape_fits_a_page(high, wide):
    tree = drawn(gpd.GeoSeries([box(X, Y, X + wide, Y + high)], crs=METRIC_CRS), "1")
    assert float(tree.get("width")) == WIDTH
    assert 50 < float(tree.get("height")) <= 0.83 * WIDTH
    for text in paths(tree)[0].get("d").strip("MZ").split("L"):
        x, y = map(float, text.split())
        assert 0 <= x <= WIDTH
        assert 0 <= y <= float(tree.get("height"))


def test_labels_are_text_and_never_markup():
    tree = drawn(squares(), "123", labels=["<b>", "&", '"'])
    assert [t.text for t in tree.findall(f"{SVG}text")][:3] == ["<b>", "&", '"']


def test_dots_differ_by_kind_and_those_outside_the_picture_are_left_out():
    kinds = ["full", "ring", "half", "vague"]
    dots = [Dot(X + 500, Y + 500, kind) for kind in kinds]
    without = picture(squares(), "123", palette=MORE_IS_BETTER)
    one_each = {picture(squares(), "123", palette=MORE_IS_BETTER, dots=[d]) for d in dots}
    assert len(one_each | {without}) == 5
    far = picture(squares(), "123", palette=MORE_IS_BETTER, dots=[Dot(X + 90_000, Y)])
    assert far == without


def test_the_ground_is_cut_to_the_picture():
    around = gpd.GeoSeries([box(X - 9e4, Y - 9e4, X + 9e4, Y + 9e4)], crs=METRIC_CRS)
    tree = drawn(squares(), "123", ground=around)
    assert len(paths(tree)) == len(paths(drawn(squares(), "123"))) + 1
    xs = [float(c.split()[0]) for c in paths(tree)[0].get("d").strip("MZ").split("L")]
    assert (min(xs), max(xs)) == (0, WIDTH)


def test_the_scale_bar_is_as_long_as_it_says():
    tree = drawn(squares(10), "1" * 10)
    bar, label = paths(tree)[-1].get("d"), tree.findall(f"{SVG}text")[-1].text
    assert label == "2 km"
    a, b = paths(tree)[0].get("d").strip("MZ").split("L")[:2]
    side = max(abs(float(a.split()[i]) - float(b.split()[i])) for i in (0, 1))
    assert float(bar.split("h")[1].split("v")[0]) == pytest.approx(2 * side, rel=0.01)


def test_swatches_are_the_signs_of_the_map():
    assert MORE_IS_BETTER[1] in swatch("2", MORE_IS_BETTER)
    assert "url(#u)" in swatch("u", MORE_IS_BETTER)
    assert len({dot_swatch(kind) for kind in ("full", "ring", "half", "vague")}) == 4


@pytest.mark.parametrize("classes", ["12", "1234"])
def test_one_class_an_area(classes):
    with pytest.raises(BadValueError, match="one class an area"):
        picture(squares(), classes, palette=MORE_IS_BETTER)


def test_nothing_to_draw_is_an_error():
    with pytest.raises(BadValueError, match="0 areas"):
        picture(squares(0), "", palette=MORE_IS_BETTER)


def test_degrees_are_refused():
    with pytest.raises(WrongCrsError):
        picture(squares().to_crs(WGS84), "123", palette=MORE_IS_BETTER)


def test_names_of_places_avoid_dots_and_small_places_are_for_close_pictures():
    names = [Name(X + 500, Y + 500, "Gent"), Name(X + 2500, Y + 500, "Drongen", small=True)]
    words = [t.text for t in drawn(squares(), "123", names=names).findall(f"{SVG}text")]
    assert words == ["Gent", "Drongen", "500 m"]
    words = [t.text for t in drawn(squares(60), "1" * 60, names=names).findall(f"{SVG}text")]
    assert words == ["Gent", "10 km"]
    with_dot = drawn(squares(), "123", names=names, dots=[Dot(X + 500, Y + 500)])
    dot, text = with_dot.find(f"{SVG}circle"), with_dot.find(f"{SVG}text")
    assert float(text.get("y")) < float(dot.get("cy")) - 9


def test_circles_have_the_area_of_their_number_and_are_open_where_it_is_only_possible():
    tree = drawn(squares(), "123", circles=[(400, 400), (100, 100), (0, 400)])
    largest, possible, small = tree.findall(f"{SVG}circle")
    sizes = [float(one.get("r")) for one in (largest, small)]
    assert sizes[0] == pytest.approx(2 * sizes[1], rel=0.01)
    assert possible.get("r") == largest.get("r")
    assert {largest.get("fill"), small.get("fill")} == {Colour.INK.value}
    assert possible.get("fill") == Colour.WHITE.value


def test_a_part_is_drawn_larger_with_its_own_scale():
    part = ("Kern", (X, Y, X + 1_000, Y + 1_000))
    tree = drawn(squares(10), "1" * 10, insets=[part])
    [window] = tree.findall(f"{SVG}svg")
    assert [text.text for text in window.findall(f"{SVG}text")] == ["500 m", "Kern"]
    assert tree.findall(f"{SVG}text")[-1].text == "2 km"
    assert float(tree.get("height")) > float(drawn(squares(10), "1" * 10).get("height"))


def test_a_mark_never_covers_most_of_what_it_marks_nor_a_number():
    dots = [Dot(X + 500 + 1_000 * at, Y + 500) for at in range(60)]
    tree = drawn(squares(60), "1" * 60, dots=dots, labels=[str(at) for at in range(60)])
    side = WIDTH / 66
    marks = tree.findall(f"{SVG}circle")[1::2]
    assert all(2 * float(mark.get("r")) < 0.55 * side for mark in marks)
