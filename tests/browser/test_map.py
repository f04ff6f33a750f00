"""What the map paints, and when."""

import csv
import io

import openpyxl
import pytest

from geodata.measures import SHARE
from geodata.palette import Colour, ramp
from tests.browser.browser_helpers import (
    choose,
    choose_row,
    colours,
    download,
    in_sight,
    last_mark,
    open_map,
    painted,
    paints,
    pixels_of,
    settled,
    until,
    wait_for_query,
)


def assert_painted(frame) -> None:
    """Assert that every polygon is drawn and each class of a share is on the canvas."""
    polygons = frame.evaluate("map.nabij.view.classes.length")
    assert last_mark(frame) == polygons
    assert frame.evaluate("map.nabij.polygons.length") == polygons
    classes = frame.evaluate("map.nabij.view.classes")
    # of all Flanders, few small wijken are some pixels: the parts below show them larger
    fewest = 300 if polygons > 1_000 else 1
    shown = {digit for digit in "12345" if classes.count(digit) >= fewest}
    counts = colours(frame)
    assert shown
    for digit in shown:
        colour = ramp(SHARE)[int(digit) - 1]
        assert pixels_of(counts, colour, off=4) > 20, f"class {digit} is not on the canvas"


def test_all_of_flanders_is_painted_and_the_chart_of_need_answers_on_the_map(
    open_page, builtin
) -> None:
    page, asked = open_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 1280, "height": 720})
    frame = open_map(page, f"{builtin}/dekking?grafiek=nood")
    files = [url for url in asked if "/nabij/geo/" in url]
    assert len(files) == len(set(files)) == 2, "only what it shows"
    assert not page.locator(".nabij-fallback").is_visible()
    assert frame.evaluate("map.nabij.insets.map((one) => one.areas.length > 20)") == [True] * 3
    assert frame.evaluate(
        "map.nabij.insets.every((one) => one.small.getBounds().contains(one.bounds))"
    )
    filled = frame.evaluate(
        """() => {
          const [a, b] = map.nabij.view.bounds.map((one) => map.latLngToContainerPoint(one));
          const { x, y } = map.getSize();
          return [Math.abs(b.x - a.x) / x, Math.abs(b.y - a.y) / y];
        }"""
    )
    assert min(filled) > 0.8
    assert frame.evaluate("map.nabij.circles.getLayers().length") > 20
    dot = page.locator(".nabij-chart [data-code]").first
    code = dot.get_attribute("data-code")
    dot.focus()
    dot.press("Enter")
    until(frame, f"map.nabij.view.selected === '{code}'")
    assert frame.locator(".nabij-answer").is_visible()
    assert len(frame.evaluate("map.nabij.view.answer")) == 3
    page.locator(f'.nabij-chart [data-code="{code}"][r="8"]').wait_for()
    settled(page)
    choose(page, "Wat toont de kaart?", "Aandeel mensen in bereik")  # without circles
    assert frame.evaluate("map.nabij.view.classes.length") == 2767
    assert_painted(frame)


@pytest.mark.soak
@pytest.mark.parametrize("region", ["all", "province:30000", "province:4000"])
def test_every_official_neighbourhood_is_painted(open_page, official, region) -> None:
    assert_painted(open_map(open_page(), f"{official}/dekking?gebied={region}&maat=share"))


def place_names(frame, zoom: float) -> list[str]:
    """Return the names on the map after zooming in; no two of them overlap, and none a mark."""
    return frame.evaluate(
        """(zoom) => {
          map.setZoom(map.getZoom() + zoom, { animate: false });
          const box = (node) => node.getBoundingClientRect();
          const names = [...document.querySelectorAll(".nabij-place:not(.nabij-waits)")];
          const marks = [...document.querySelectorAll(".nabij-marker > *, .leaflet-control")];
          names.forEach((name, at) => {
            const a = box(name);
            for (const other of [...names.slice(at + 1), ...marks]) {
              const b = box(other);
              const apart = a.right <= b.left || b.right <= a.left
                || a.bottom <= b.top || b.bottom <= a.top;
              if (!apart) throw new Error(`${name.textContent} covers ${other.textContent}`);
            }
          });
          return names.map((name) => name.textContent);
        }""",
        zoom,
    )


def test_one_map_follows_every_choice_of_control_table_and_map(open_page, builtin) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/dekking?gebied=province:70000")
    frame.evaluate("void (window.kept = [map, map.nabij.areas])")
    spot = frame.evaluate(
        """() => {
          const at = [...map.nabij.view.classes].findIndex((c) => "12345".includes(c));
          const layer = map.nabij.polygons[at];
          const { x, y } = map.latLngToContainerPoint(layer.getCenter());
          const label = map.nabij.view.labels[map.nabij.view.classes[at]];
          return { x, y, name: layer.feature.properties.n, label };
        }"""
    )
    frame.locator("#map_div").hover(position={"x": spot["x"], "y": spot["y"]})
    tip = frame.locator(".leaflet-tooltip").first
    tip.wait_for()
    lines = tip.inner_text().splitlines()
    assert lines[:2] == [spot["name"], spot["label"]]
    assert "65-plussers buiten bereik" in lines[2]
    # a row of the table
    before, count = colours(frame), paints(frame)
    code = choose_row(page, 1)
    wait_for_query(page, wijk=code)
    painted(page, after=count)
    assert frame.evaluate("map.nabij.view.selected") == code
    name = frame.evaluate("(code) => map.nabij.byCode.get(code).feature.properties.n", code)
    assert page.inner_text(".nabij-card h2") == name
    assert page.locator(f"tr[data-code='{code}'] [aria-pressed=true]").count() == 1
    line = frame.evaluate(
        "(({ weight, color }) => [weight, color])(map.nabij.outline.getLayers()[0].options)"
    )
    assert line == [3, Colour.INK]
    assert pixels_of(colours(frame), Colour.INK, off=6) > pixels_of(before, Colour.INK, off=6)
    # a neighbourhood of the map
    settled(page)
    spot = frame.evaluate(
        """(chosen) => {
          const size = (layer) => {
            const bounds = layer.getBounds();
            return bounds.getNorthWest().distanceTo(bounds.getSouthEast());
          };
          const holds = (layer) =>
            layer._containsPoint(map.latLngToLayerPoint(layer.getCenter()));
          const layer = map.nabij.polygons
            .filter((one) => holds(one) && one.feature.id !== chosen)
            .sort((a, b) => size(b) - size(a))[0];
          const at = map.latLngToContainerPoint(layer.getCenter());
          return { code: layer.feature.id, name: layer.feature.properties.n, x: at.x, y: at.y };
        }""",
        code,
    )
    count = paints(frame)
    frame.locator("#map_div").click(position={"x": spot["x"], "y": spot["y"]})
    wait_for_query(page, wijk=spot["code"])
    painted(page, after=count)
    settled(page)
    assert frame.evaluate("map.nabij.view.selected") == spot["code"]
    assert page.inner_text(".nabij-card h2") == spot["name"]
    chosen = page.locator(f"tr[data-code='{spot['code']}'] [aria-pressed=true]")
    chosen.wait_for()
    assert in_sight(page, spot["code"]), "the table follows, however far down the row is"
    # a changed control recolours the same map
    settled(page)
    for label, option in (
        ("Voor wie?", "80 jaar en ouder"),
        ("Hoe ver is in bereik?", "400 m: korte wandeling (Vlaamse groenindicator)"),
        ("Wat toont de kaart?", "Aandeel mensen in bereik"),
    ):
        before = colours(frame)
        assert choose(page, label, option) == frame
        assert frame.evaluate("kept[0] === map && kept[1] === map.nabij.areas")
        assert colours(frame) != before
    assert_painted(frame)  # in the colours of what is better
    assert_downloads(page, frame)
    assert_another_region(page, frame)


def assert_another_region(page, frame) -> None:
    """Assert that another region fetches its own polygons, and names no place over another."""
    first = last_mark(frame)
    assert choose(page, "Gebied", "West-Vlaanderen") == frame
    assert last_mark(frame) != first
    wait_for_query(page, gebied="province:30000")
    names = [place_names(frame, zoom) for zoom in (0, 0.5, 1.5)]
    assert "Brugge" in names[0]
    assert len(names[0]) > 20
    assert "Sint-Andries" not in names[0] + names[1]  # a deelgemeente, until one looks closely
    assert len(set(names[2]) - set(names[0])) > 5
    pane = frame.locator(".leaflet-names-pane")
    assert pane.get_attribute("aria-hidden") == "true"
    assert pane.evaluate("(node) => getComputedStyle(node.lastChild).pointerEvents") == "none"


def assert_downloads(page, frame) -> None:
    """Assert that CSV and Excel have the rows of the map, in the order of the table, and notes."""
    name, content = download(page, "CSV")
    assert name.endswith(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    notes = [line for line in lines if line[0].startswith("#")]
    head, *rows = lines[len(notes) :]
    codes = frame.evaluate("map.nabij.polygons.map((layer) => layer.feature.id)")
    assert sorted(row[0] for row in rows) == sorted(codes)
    assert all(len(row) == len(head) for row in rows)
    notes_text = "\n".join(": ".join(note) for note in notes)
    for part in ("80 jaar en ouder", "400 m", "Statbel", "2025"):
        assert part in notes_text
    shown = page.locator(".nabij-rows tbody tr").evaluate_all("all => all.map(r => r.dataset.code)")
    assert [row[0] for row in rows][: len(shown)] == shown
    name, content = download(page, "Excel")
    assert name.endswith(".xlsx")
    table, notes = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert table.max_row == 1 + len(rows)
    assert any("Statbel" in str(row[1]) for row in notes.iter_rows(values_only=True))


FITTED = """() => {
  const { bounds } = map.nabij.view;
  const width = map.getContainer().clientWidth;
  const fitted = map.getBoundsZoom(bounds, false, [12, 12]);
  return width > 300 && map.getSize().x === width
    && Math.abs(map.getZoom() - fitted) < 0.01 && map.getBounds().contains(bounds);
}"""


def test_a_map_fits_its_region_once_the_window_has_room_for_it(open_page, builtin) -> None:
    page = open_page()
    page.set_viewport_size({"width": 600, "height": 900})
    frame = open_map(page, f"{builtin}/dekking?gebied=municipality:34022")
    assert not page.locator(".st-key-map").is_visible()
    page.set_viewport_size({"width": 820, "height": 1_180})
    page.locator(".st-key-map").wait_for(state="visible")
    until(frame, FITTED)
    # a tablet: map and table are readable
    assert frame.evaluate("map.getSize().x") > 450
    assert page.locator(".nabij-table").bounding_box()["width"] > 450
    heads = page.locator(".nabij-table thead button")
    assert all(
        box["x"] + box["width"] <= 820 for box in (one.bounding_box() for one in heads.all())
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    until(frame, FITTED)
    # and so does the next region of the same tab, wherever the reader moved the first
    first = frame.evaluate("map.setZoom(7).nabij.view.bounds")
    frame = open_map(page, f"{builtin}/dekking?gebied=municipality:11002")
    assert frame.evaluate("map.nabij.view.bounds") != first
    until(frame, FITTED)


@pytest.mark.soak
@pytest.mark.parametrize("address", ["gemeente", "rop"])
def test_the_map_of_another_page_fits_its_region_too(open_page, builtin, address) -> None:
    page = open_page(viewport={"width": 600, "height": 900})
    frame = open_map(page, f"{builtin}/{address}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".st-key-map").wait_for(state="visible")
    until(frame, FITTED)


FAILS = {
    "abort": lambda route: route.abort(),
    "404": lambda route: route.fulfill(status=404, body="Not found"),
    "half": lambda route: route.fulfill(status=200, body='{"features": ['),
}


@pytest.mark.parametrize(
    "answer", ["half", *(pytest.param(one, marks=pytest.mark.soak) for one in ("abort", "404"))]
)
def test_what_does_not_come_or_comes_late_is_stated_and_painted_once_it_is_there(
    open_page, builtin, answer
) -> None:
    page, waiting = open_page(expect="Failed to load resource|ERR_FAILED"), []
    page.route("**/nabij/geo/**", FAILS[answer])
    page.goto(f"{builtin}/dekking?gebied=province:4000")
    settled(page)
    frame = page.wait_for_selector(".st-key-map iframe").content_frame()
    notice = frame.locator(".nabij-notice.nabij-alarm")
    notice.wait_for()
    assert notice.inner_text().startswith("De kaart kan niet worden getekend.")
    assert notice.get_attribute("role") == "status"
    # and once it comes, the map paints and the sentence goes
    page.unroute("**/nabij/geo/**")
    page.get_by_role("combobox", name="Voor wie?").click()
    page.get_by_role("option", name="80 jaar en ouder", exact=True).click()
    painted(page)
    assert last_mark(frame) > 100
    assert notice.count() == 0

    # a choice made while the map still loads is painted
    late = ["script"]
    page.route(
        "**/nabij/assets/nabij-map.js",
        lambda route: waiting.append(route) if late else route.continue_(),
    )
    page.goto(f"{builtin}/dekking?gebied=province:4000")
    settled(page)
    page.get_by_role("combobox", name="Voor wie?").click()
    page.get_by_role("option", name="80 jaar en ouder", exact=True).click()
    wait_for_query(page, groep="80plus")
    settled(page)
    late.clear()  # a frame that is replaced asks again
    for route in waiting:
        route.continue_()
    painted(page)
    until(  # asked of the page: its frame may still be replaced
        page,
        """() => document.querySelector(".st-key-map iframe")?.contentWindow
          ?.map?.nabij?.view?.value.includes("80-plussers")""",
    )


def _heap(cdp) -> float:
    for _ in range(3):
        cdp.send("HeapProfiler.collectGarbage")
    metrics = {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6


_RESTYLES = """async (times) => {
  const { nabij } = map;
  for (let turn = 0; turn < times; turn += 1) {
    const before = nabij.painted;
    const first = nabij.view.classes;
    const classes = first.slice(1) + first[0];
    window.nabij.paint(map, { ...nabij.view, classes });
    while (nabij.painted === before) await new Promise((done) => setTimeout(done));
  }
}"""


@pytest.mark.soak
@pytest.mark.parametrize("times", [200])
def test_the_heap_stays_flat_over_restyles_and_changed_controls(open_page, official, times) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking?gebied=province:70000")
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    frame.evaluate(_RESTYLES, 20)
    before_mb = _heap(cdp)
    frame.evaluate(_RESTYLES, 200)
    assert _heap(cdp) - before_mb < 1.0
    groups = ["80 jaar en ouder", "65 jaar en ouder"]
    for turn in range(4):
        choose(page, "Voor wie?", groups[turn % 2])
    before_mb, layers = _heap(cdp), frame.evaluate("Object.keys(map._layers).length")
    for turn in range(times // 10):
        choose(page, "Voor wie?", groups[turn % 2])
    assert frame.evaluate("Object.keys(map._layers).length") == layers
    assert frame.evaluate("(window.feature_group || []).length") <= 1
    assert _heap(cdp) - before_mb < 3.0
