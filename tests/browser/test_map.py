"""What the map paints, and when."""

import pytest

from geodata.measures import SHARE
from geodata.palette import Colour, ramp
from tests.browser.browser_helpers import (
    choose,
    choose_row,
    colours,
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


@pytest.mark.parametrize(
    ("snapshot", "region", "polygons"),
    [
        ("builtin", "all", 2767),
        pytest.param("official", "all", 2767, marks=pytest.mark.soak),
        pytest.param("official", "province:30000", None, marks=pytest.mark.soak),
        ("official", "province:4000", 204),
    ],
)
def test_every_neighbourhood_is_painted(request, open_page, snapshot, region, polygons) -> None:
    url = request.getfixturevalue(snapshot)
    page, asked = open_page(), []
    page.on("request", lambda request: asked.append(request.url))
    frame = open_map(page, f"{url}/dekking?gebied={region}&maat=share")  # without circles
    files = [url for url in asked if "/nabij/geo/" in url]
    assert len(files) == len(set(files)) == 2, "only what it shows"
    assert not page.locator(".nabij-fallback").is_visible()
    if polygons is None:
        polygons = frame.evaluate("map.nabij.view.classes.length")
        assert 100 < polygons < 2767
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


def test_a_changed_control_recolours_the_same_map(open_page, official) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking?gebied=province:10000")
    frame.evaluate("void (window.kept = [map, map.nabij.areas])")
    for label, option in (
        ("Voor wie?", "80 jaar en ouder"),
        ("Hoe ver is in bereik?", "400 m: korte wandeling (Vlaamse groenindicator)"),
        ("Wat toont de kaart?", "Aandeel mensen in bereik"),
    ):
        before = colours(frame)
        assert choose(page, label, option) == frame
        assert frame.evaluate("kept[0] === map && kept[1] === map.nabij.areas")
        assert colours(frame) != before
    # a share has the colours of what is better
    digit = max("12345", key=frame.evaluate("map.nabij.view.classes").count)
    assert pixels_of(colours(frame), ramp(SHARE)[int(digit) - 1], off=4) > 20


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


def test_another_region_fetches_its_own_polygons(open_page, official) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking?gebied=province:70000")
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


def test_what_is_pointed_at_is_named_and_what_is_chosen_outlined_and_explained(
    open_page, official
) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking?gebied=province:70000")
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


FITTED = """() => {
  const { bounds } = map.nabij.view;
  const width = map.getContainer().clientWidth;
  const fitted = map.getBoundsZoom(bounds, false, [12, 12]);
  return width > 300 && map.getSize().x === width
    && Math.abs(map.getZoom() - fitted) < 0.01 && map.getBounds().contains(bounds);
}"""


@pytest.mark.parametrize(
    "address",
    [
        "dekking?gebied=municipality:34022",
        *(pytest.param(one, marks=pytest.mark.soak) for one in ("gemeente", "rop")),
    ],
)
def test_a_map_fits_its_region_once_the_window_has_room_for_it(
    open_page, official, address
) -> None:
    page = open_page(viewport={"width": 600, "height": 900})
    frame = open_map(page, f"{official}/{address}")
    assert not page.locator(".st-key-map").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".st-key-map").wait_for(state="visible")
    until(frame, FITTED)
    # and so does the next region of the same tab, wherever the reader moved the first
    first = frame.evaluate("map.setZoom(7).nabij.view.bounds")
    frame = open_map(page, f"{official}/dekking?gebied=municipality:11002")
    assert frame.evaluate("map.nabij.view.bounds") != first
    until(frame, FITTED)


@pytest.mark.parametrize("answer", [pytest.param("abort", marks=pytest.mark.soak), "404", "half"])
def test_geometry_that_fails_is_said_on_the_map(open_page, builtin, answer) -> None:
    page = open_page(expect="Failed to load resource|ERR_FAILED")
    page.route(
        "**/nabij/geo/**",
        {
            "abort": lambda route: route.abort(),
            "404": lambda route: route.fulfill(status=404, body="Not found"),
            "half": lambda route: route.fulfill(status=200, body='{"features": ['),
        }[answer],
    )
    page.goto(f"{builtin}/dekking?gebied=province:70000")
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


def test_a_choice_made_while_the_map_still_loads_is_painted(open_page, builtin) -> None:
    page, waiting = open_page(), []
    page.route("**/nabij/assets/nabij-map.js", lambda route: waiting.append(route))  # noqa: PLW0108  (Playwright wants a function)
    page.goto(f"{builtin}/dekking?gebied=province:70000")
    settled(page)
    page.get_by_role("combobox", name="Voor wie?").click()
    page.get_by_role("option", name="80 jaar en ouder", exact=True).click()
    wait_for_query(page, groep="80plus")
    settled(page)
    for route in waiting:
        route.continue_()
    painted(page)
    until(  # asked of the page: its frame may still be replaced
        page,
        """() => document.querySelector(".st-key-map iframe")?.contentWindow
          ?.map?.nabij?.view?.value.includes("80-plussers")""",
    )


def test_without_leaflet_the_page_says_that_there_is_no_map(open_page, builtin) -> None:
    page = open_page(expect=".")
    page.route("**/nabij/leaflet/**", lambda route: route.abort())
    page.goto(f"{builtin}/dekking?gebied=province:4000")
    settled(page)
    sentence = page.locator(".nabij-fallback")
    assert sentence.inner_text().startswith("De kaart kan niet worden getekend.")
    until(
        page,
        # what is painted where the sentence stands; its animation is brought to its end
        """() => {
          const sentence = document.querySelector(".nabij-fallback");
          sentence.getAnimations().forEach((one) => one.finish());
          sentence.scrollIntoView({ block: "center" });
          const box = sentence.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return getComputedStyle(sentence).opacity === "1" && sentence.contains(top);
        }""",
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


def test_a_base_map_out_of_reach_is_said_and_the_map_paints_all_the_same(
    open_page, hostile
) -> None:
    page = open_page(expect="ERR_")
    frame = open_map(page, f"{hostile}/dekking?gebied=province:4000")
    assert last_mark(frame) == 204
    notice = frame.locator(".nabij-notice")
    notice.wait_for()
    assert notice.inner_text().startswith("De achtergrondkaart is niet bereikbaar")
    assert "© niemand" in frame.inner_text("body")
