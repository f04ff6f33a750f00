"""ROP-werking in a browser: map, tables and address say the same; keyboard, phone, languages."""

import re

from geodata.palette import WORKING_AREA
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    PHONE,
    colours,
    download,
    open_map,
    painted,
    paints,
    pick,
    pixels_of,
    query,
    sections,
    settled,
    sideways,
    until,
    wait_for_query,
)

LEGEND = """() => [...document.querySelectorAll(".nabij-legend tbody tr")].map((row) =>
  [row.cells[0].innerText.trim(), Number(row.cells[1].innerText.replace(/\\D/g, ""))])"""
STATES = """() => {
  const counts = {};
  for (const code of map.nabij.view.classes) counts[code] = (counts[code] || 0) + 1;
  return Object.fromEntries(Object.entries(counts).map(([c, n]) => [map.nabij.view.labels[c], n]));
}"""
WIDEST = """(wanted) => {
  const holds = (layer) => layer._containsPoint(map.latLngToLayerPoint(layer.getCenter()));
  const free = (layer) => {
    const at = map.latLngToContainerPoint(layer.getCenter());
    const box = document.getElementById("map_div").getBoundingClientRect();
    const top = document.elementFromPoint(box.x + at.x, box.y + at.y);
    return top && top.tagName === "CANVAS";
  };
  const layer = map.nabij.polygons.filter((l) => holds(l) && free(l)).at(-1);
  const at = map.latLngToContainerPoint(layer.getCenter());
  return { code: layer.feature.id, x: at.x, y: at.y };
}"""

_BOXES = """(all) => all.filter((n) => !n.classList.contains("nabij-waits")).map((node) => {
  const box = node.getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];
})"""


def table(page, name: str):
    """Return the table whose rows bear this caption."""
    return page.locator(".nabij-rows").filter(has=page.locator("caption", has_text=name))


def assert_same(page, frame) -> None:
    """Assert that legend, canvas and table say of every municipality what the map holds."""
    legend = dict(page.evaluate(LEGEND))
    assert {label: n for label, n in legend.items() if n} == frame.evaluate(STATES)
    counts = colours(frame)
    drawn = set(frame.evaluate("map.nabij.view.classes")) & set("1234")
    assert drawn
    for digit in drawn:
        assert pixels_of(counts, WORKING_AREA[int(digit) - 1], off=30) > 20
    rows = table(page, "Gemeenten op de kaart").locator("tbody tr")
    shown = rows.evaluate_all(
        "(rows) => rows.map((row) => [row.dataset.code, row.cells[row.cells.length - 1].innerText])"
    )
    short = {"Geen centrum": "1", "Onvolledige fiches": "2", "Nog plaats": "3", "Ingevuld": "4"}
    classes = frame.evaluate(
        """() => Object.fromEntries(map.nabij.polygons.map((layer, at) =>
          [layer.feature.id, map.nabij.view.classes[at]]))"""
    )
    assert len(shown) == min(100, len(classes))
    assert all(classes[code] == short.get(text, "u") for code, text in shown)


def assert_readable(frame) -> int:
    """Assert that no name lies more than a tenth under another; return how many there are.

    What has no room shows when its mark has the focus.
    """
    frame.wait_for_selector(".nabij-area:not(.nabij-waits)")
    boxes = frame.locator(".nabij-area").evaluate_all(_BOXES)
    for at, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[at + 1 :]:
            wide = min(right, other[2]) - max(left, other[0])
            high = min(bottom, other[3]) - max(top, other[1])
            shared = max(wide, 0) * max(high, 0)
            assert shared <= 0.1 * (right - left) * (bottom - top)
    marks = frame.locator(".nabij-support").locator("xpath=..")
    for at in range(7):
        marks.nth(at).focus()
        wanted = marks.nth(at).get_attribute("aria-label")
        assert frame.locator(".nabij-area", has_text=wanted).is_visible()
    return len(boxes)


def test_the_overview_is_the_same_on_map_table_and_paper_and_an_area_is_chosen_by_keyboard(
    open_page, builtin
) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/rop?groep=80plus")
    assert_same(page, frame)
    names = frame.locator(".nabij-area").all_inner_texts()
    listed = table(page, "Kies een gebied").locator("tbody th").all_inner_texts()
    assert len(names) == 7
    assert sorted(names) == sorted(listed)
    assert faults(page) == []
    assert faults(frame) == []
    assert_on_paper(page, frame)
    # other colours repaint the same map
    frame.evaluate("void (window.kept = [map, map.nabij.areas])")
    before = paints(frame)
    pick(page, "Wat toont de kaart?", "Aandeel mensen in bereik")
    assert painted(page, after=before) == frame
    settled(page)
    assert frame.evaluate("kept[0] === map && kept[1] === map.nabij.areas")
    assert query(page)["kleur"] == "bereik"
    assert assert_readable(frame) == 7
    before = paints(frame)
    page.get_by_role("combobox", name="Wat toont de kaart?").click()
    page.get_by_role("option").first.click()
    painted(page, after=before)
    settled(page)
    # an area in the list
    before = paints(frame)
    rows = table(page, "Kies een gebied")
    rows.locator("tbody button[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_query(page, werkgebied="rop:voorbeeld-2")
    painted(page, after=before)
    settled(page)
    assert_same(page, painted(page))
    before = paints(painted(page))
    row = table(page, "Gemeenten op de kaart").locator("tbody tr").nth(2)
    code = row.get_attribute("data-code")
    row.click()
    wait_for_query(page, belicht=code)
    assert painted(page, after=before).evaluate("map.nabij.view.selected") == code
    settled(page)
    title = page.inner_text(".nabij-title")
    figures = page.locator(".nabij-figures b").all_inner_texts()
    # its link, and its way out
    open_map(page, page.url)
    assert page.inner_text(".nabij-title") == title
    assert page.locator(".nabij-figures b").all_inner_texts() == figures
    page.get_by_role("link", name="Dit gebied op Dekking, per wijk").click()
    page.wait_for_url("**/dekking?**")
    settled(page)
    assert query(page)["gebied"] == "rop:voorbeeld-2"
    assert query(page)["groep"] == "80plus"


def assert_on_paper(page, frame) -> None:
    """Assert that on paper nothing covers anything else, wherever the reader moved the map."""
    assert frame.evaluate("map.nabij.insets.map((one) => one.areas.length > 5)") == [True] * 3
    page.set_viewport_size({"width": 718, "height": 1000})
    frame.evaluate("void map.panBy([300, 200], { animate: false })")
    page.emulate_media(media="print")
    until(frame, "map.getBounds().contains(map.nabij.view.bounds)")
    until(
        page,
        """() => {
          const parts = ".nabij-legend, .st-key-map, .nabij-compare, .nabij-rows";
          const rows = [...document.querySelectorAll(parts)]
            .map((part) => part.getBoundingClientRect()).sort((a, b) => a.top - b.top);
          return rows.length === 5
            && rows.slice(1).every((row, at) => rows[at].bottom <= row.top);
        }""",
    )
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1400, "height": 900})
    until(frame, "!map.getBounds().contains(map.nabij.view.bounds)")  # as the reader left it
    frame.locator(".nabij-home").click()
    until(frame, "map.getBounds().contains(map.nabij.view.bounds)")


def test_a_phone_shows_the_map_when_asked_and_its_names_apart(phone, builtin) -> None:
    phone.goto(f"{builtin}/rop?taal=fr")
    settled(phone)
    assert sideways(phone) <= 0
    assert not phone.locator(".st-key-map").is_visible()
    phone.locator(".st-key-map_open label").first.click()
    phone.wait_for_selector(".st-key-map iframe", state="visible")
    frame = painted(phone)
    assert assert_readable(frame)
    assert sideways(phone) <= 0
    assert faults(phone) == []
    assert faults(frame) == []


def test_every_part_is_without_faults_fits_a_phone_and_its_file_speaks_french(
    open_page, builtin
) -> None:
    page = open_page()
    page.goto(f"{builtin}/rop?deel=centra&werkgebied=rop:voorbeeld-3&taal=fr")
    settled(page)
    text = download(page, "CSV")[1].decode("utf-8-sig")
    assert "# Territoire:" in text
    assert "Exemple" in text
    assert not re.search(r"\bGebied\b|Voorbeeld:", text)
    for _ in sections(page, "deel"):
        assert faults(page) == []
        page.set_viewport_size(PHONE["viewport"])
        assert sideways(page) <= 0
        page.set_viewport_size({"width": 1400, "height": 900})
    # a click on the map of the provinces opens the area there
    frame = open_map(page, f"{builtin}/rop?indeling=province")
    assert_same(page, frame)
    spot = frame.evaluate(WIDEST)
    before = paints(frame)
    frame.locator("#map_div").click(position={"x": spot["x"], "y": spot["y"]})
    until(page, "location.search.includes('werkgebied=province')")
    painted(page, after=before)
    settled(page)
    codes = frame.evaluate("map.nabij.polygons.map((layer) => layer.feature.id)")
    assert spot["code"] in codes
    assert len(codes) < 304
