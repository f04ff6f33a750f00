"""Gemeente in a real browser: choosing by keyboard, map and row; links; phone; languages; axe."""

import csv
import io
from itertools import pairwise

import pytest

from geodata.palette import Colour
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    colours,
    download,
    in_sight,
    last_mark,
    open_map,
    painted,
    paints,
    pick,
    pixels_of,
    settled,
    sideways,
    until,
    wait_for_query,
)

GENT = "44021"
HOLDS = """() => {
  const holds = (layer) => layer._containsPoint(map.latLngToLayerPoint(layer.getCenter()));
  const size = (layer) => layer.getBounds().getNorthWest()
    .distanceTo(layer.getBounds().getSouthEast());
  const layer = map.nabij.polygons.filter(holds).sort((a, b) => size(b) - size(a))[0];
  const { x, y } = map.latLngToContainerPoint(layer.getCenter());
  return { code: layer.feature.id, x, y };
}"""
ON_MAP = """() => Object.fromEntries(map.nabij.polygons.map((layer, at) =>
  [layer.feature.id, map.nabij.view.labels[map.nabij.view.classes[at]]]))"""
IN_TABLE = """() => Object.fromEntries([...document.querySelectorAll(".nabij-rows tbody tr")]
  .map((row) => [row.dataset.code, row.lastElementChild.textContent]))"""
IN_ROW = "document.activeElement?.closest('.nabij-rows tbody tr')?.dataset.code"


def headings(page) -> list[str]:
    """Return what heads anything; assert that headings are in order."""
    found = page.locator("h1, h2, h3, caption, th[scope=col]").evaluate_all(
        "(all) => all.filter((e) => e.checkVisibility()).map((e) => [e.tagName, e.innerText])"
    )
    levels = [int(tag[1]) for tag, _text in found if tag.startswith("H")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    return [text.strip(" ▲▼") for _tag, text in found]


def assert_accessible(page, frame) -> None:
    """Assert that axe finds nothing, and a desktop at 200 % does not scroll sideways."""
    assert faults(page) == []
    assert faults(frame) == []
    page.set_viewport_size({"width": 700, "height": 450})
    assert sideways(page) <= 0
    page.set_viewport_size({"width": 1400, "height": 900})


def assert_no_dutch(french: list[str], dutch: list[str]) -> None:
    assert (set(dutch) & set(french)) - {""} <= {"Province", "Gent", "Programme", "Binnenstad"}


def test_map_table_and_file_of_all_municipalities_are_the_same_and_lead_to_one(
    open_page, builtin
) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/gemeente")
    assert last_mark(frame) == 304
    dutch = headings(page)
    for _ in range(2):
        page.get_by_role("button", name="Toon er 100 meer").click()
    until(page, "document.querySelectorAll('.nabij-rows tbody tr').length === 286")
    table, drawn = page.evaluate(IN_TABLE), frame.evaluate(ON_MAP)
    assert len(table) == 286
    brussels = table.pop("4000")
    assert {nis: drawn[nis] for nis in table} == table
    assert {label for nis, label in drawn.items() if nis not in table} == {brussels}
    counts = colours(frame)
    shown = set(frame.evaluate("map.nabij.view.classes")) & set("1234")
    assert shown
    for digit in shown:
        colour = frame.evaluate("(d) => map.nabij.view.palette[d - 1]", int(digit))
        assert pixels_of(counts, colour, off=30) > 20, f"class {digit} is not on the canvas"
    _name, content = download(page, "CSV")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    notes = [line for line in lines if line[0].startswith("#")]
    head, *rows = lines[len(notes) :]
    assert len(rows) == 286
    assert head[:2] == ["NIS-code", "Gemeente"]
    notes_text = "\n".join(": ".join(note) for note in notes)
    for part in ("15.000", "Dit is een schatting", "Statbel", "antennes tellen niet"):
        assert part in notes_text
    # in the table and in the list, by keyboard
    page.get_by_role("searchbox", name="Zoek in de tabel").fill("oostende")
    page.get_by_role("button", name="Oostende", exact=True).focus()
    page.keyboard.press("Enter")
    wait_for_query(page, gemeente="35013")
    until(page, "document.querySelector('h1').textContent === 'Oostende'")
    settled(page)
    page.get_by_role("combobox", name="Gemeente").focus()
    page.keyboard.type("gent")
    page.get_by_role("option", name="Gent", exact=True).wait_for()
    page.keyboard.press("Enter")
    wait_for_query(page, gemeente=GENT)
    until(page, "document.querySelector('h1').textContent === 'Gent'")
    until(painted(page), "map.nabij.polygons.length > 10")
    # on the map, in French
    frame = open_map(page, f"{builtin}/gemeente?taal=fr")
    assert_no_dutch(headings(page), dutch)
    assert_accessible(page, frame)
    until(frame, "map.getBounds().contains(map.nabij.view.bounds)")
    spot, overview = frame.evaluate(HOLDS), page.inner_text("h1")
    frame.locator("#map_div").click(position={"x": spot["x"], "y": spot["y"]})
    wait_for_query(page, gemeente=spot["code"])
    until(page, "(before) => document.querySelector('h1').textContent !== before", arg=overview)


def test_a_wijk_chosen_by_keyboard_is_outlined_explained_and_in_the_link(
    open_page, builtin
) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/gemeente?gemeente={GENT}&groep=80plus")
    assert page.locator(".nabij-rows tbody tr").count() == last_mark(frame)
    # another distance recolours the same map
    frame.evaluate("void (window.kept = map.nabij.areas)")
    drawn = "[map.nabij.view.classes, map.nabij.view.values]"
    count, before = paints(frame), frame.evaluate(drawn)
    pick(page, "Hoe ver is in bereik?", "400 m: korte wandeling (Vlaamse groenindicator)")
    assert painted(page, after=count) == frame
    assert frame.evaluate("kept === map.nabij.areas")
    assert frame.evaluate(drawn) != before
    wait_for_query(page, gemeente=GENT, afstand="400")
    settled(page)
    before, count = colours(frame), paints(frame)
    page.get_by_role("searchbox", name="Zoek in de tabel").focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate(IN_ROW):
            break
    else:
        pytest.fail("10 times Tab do not reach the rows of the table")
    page.keyboard.press("End")
    code = page.evaluate(IN_ROW)
    page.keyboard.press("Enter")
    wait_for_query(page, gemeente=GENT, buurt=code)
    painted(page, after=count)
    page.get_by_role("heading", name="Dichtstbijzijnde dienstencentra").wait_for()
    assert page.evaluate(IN_ROW) == code, "the focus stays where the reader was"
    assert frame.evaluate("map.nabij.view.selected") == code
    assert pixels_of(colours(frame), Colour.INK, off=6) > pixels_of(before, Colour.INK, off=6)
    name = frame.evaluate("(code) => map.nabij.byCode.get(code).feature.properties.n", code)
    page.locator(".nabij-card h2", has_text=name).wait_for()
    settled(page)
    dutch = headings(page)
    # the link, in French
    frame = open_map(page, f"{page.url}&taal=fr")
    assert page.inner_text("h1") == "Gand"
    assert frame.evaluate("map.nabij.view.selected") == code
    assert page.locator(f"tr[data-code='{code}'] [aria-pressed=true]").count() == 1
    assert in_sight(page, code), "the last row of the list: it scrolls to the choice of a link"
    assert_no_dutch([one for one in headings(page) if one != name], dutch)
    assert_accessible(page, frame)
    # the ways out
    page.get_by_role("radio", name="Nederlands").click()
    page.get_by_role("link", name="Gent op de pagina Dekking, met meer keuzes").click()
    page.wait_for_url("**/dekking?*")
    settled(page)
    wait_for_query(page, gebied=f"municipality:{GENT}", groep="80plus")
    page.go_back()
    settled(page)
    page.get_by_role("link", name="De Horizon").click()
    page.locator("h2.nabij-name", has_text="De Horizon").wait_for()


@pytest.mark.parametrize(
    "query", [pytest.param("", marks=pytest.mark.soak), "?gemeente=4000&taal=fr"]
)
def test_a_phone_shows_the_map_when_asked_and_never_scrolls_sideways(phone, builtin, query):
    phone.goto(f"{builtin}/gemeente{query}")
    settled(phone)
    phone.locator(".nabij-rows tbody tr").first.wait_for()
    assert not phone.locator(".st-key-map").is_visible()
    assert sideways(phone) <= 0
    phone.locator(".st-key-map_open label").click()
    phone.locator(".st-key-map").wait_for(state="visible")
    painted(phone)
    assert sideways(phone) <= 0


@pytest.mark.soak
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("query", ["?", f"?gemeente={GENT}&buurt=44021W01&"])
def test_other_languages_have_no_fault_either(open_page, builtin, query, lang) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/gemeente{query}taal={lang}")
    headings(page)
    assert_accessible(page, frame)
