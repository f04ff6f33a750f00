"""Gemeente in a real browser: choosing by keyboard, map and row; links; phone; languages; axe."""

import csv
import io
from itertools import pairwise

import pytest

from geodata.palette import Colour
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    colours,
    in_sight,
    last_mark,
    open_map,
    painted,
    paints,
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
  return { code: layer.feature.id, name: layer.feature.properties.n, x, y };
}"""
ON_MAP = """() => Object.fromEntries(map.nabij.polygons.map((layer, at) =>
  [layer.feature.id, map.nabij.view.labels[map.nabij.view.classes[at]]]))"""
IN_TABLE = """() => Object.fromEntries([...document.querySelectorAll(".nabij-rows tbody tr")]
  .map((row) => [row.dataset.code, row.lastElementChild.textContent]))"""
IN_ROW = "document.activeElement?.closest('.nabij-rows tbody tr')?.dataset.code"


def heading(page) -> str:
    return page.inner_text("h1")


def test_map_table_and_file_of_all_municipalities_are_the_same(open_page, builtin) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/gemeente")
    assert last_mark(frame) == 304
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
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    content = waiting.value.path().read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content), delimiter=";"))
    notes = [line for line in lines if line[0].startswith("#")]
    head, *rows = lines[len(notes) :]
    assert len(rows) == 286
    assert head[:2] == ["NIS-code", "Gemeente"]
    notes_text = "\n".join(": ".join(note) for note in notes)
    for part in ("15.000", "Dit is een schatting", "Statbel", "antennes tellen niet"):
        assert part in notes_text


def test_the_keyboard_chooses_a_municipality_by_typing_and_in_the_table(open_page, builtin) -> None:
    page = open_page()
    open_map(page, f"{builtin}/gemeente")
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


def test_a_click_on_the_map_opens_the_municipality_there(open_page, builtin) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/gemeente")
    spot = frame.evaluate(HOLDS)
    frame.locator("#map_div").click(position={"x": spot["x"], "y": spot["y"]})
    wait_for_query(page, gemeente=spot["code"])
    until(page, "(n) => document.querySelector('h1').textContent === n", arg=spot["name"])


def test_a_wijk_chosen_by_keyboard_is_outlined_explained_and_in_the_link(
    open_page, official
) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/gemeente?gemeente={GENT}")
    assert page.locator(".nabij-rows tbody tr").count() == last_mark(frame)
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
    again = open_page()
    other = open_map(again, page.url)
    assert heading(again) == "Gent"
    assert other.evaluate("map.nabij.view.selected") == code
    assert again.locator(f"tr[data-code='{code}'] [aria-pressed=true]").count() == 1
    assert in_sight(again, code), "the last row of the list: it scrolls to the choice of a link"


def test_another_distance_recolours_the_same_map(open_page, official) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/gemeente?gemeente={GENT}")
    frame.evaluate("void (window.kept = map.nabij.areas)")
    drawn = "[map.nabij.view.classes, map.nabij.view.values]"
    count, before = paints(frame), frame.evaluate(drawn)
    page.get_by_role("combobox", name="Hoe ver is in bereik?").click()
    page.get_by_role("option", name="400 m: korte wandeling (Vlaamse groenindicator)").click()
    assert painted(page, after=count) == frame
    assert frame.evaluate("kept === map.nabij.areas")
    assert frame.evaluate(drawn) != before
    wait_for_query(page, gemeente=GENT, afstand="400")


def test_the_links_lead_to_dekking_and_to_a_centre(open_page, builtin) -> None:
    page = open_page()
    open_map(page, f"{builtin}/gemeente?gemeente={GENT}&groep=80plus")
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
def test_a_phone_shows_the_map_when_asked_and_never_scrolls_sideways(phone, official, query):
    phone.goto(f"{official}/gemeente{query}")
    settled(phone)
    phone.locator(".nabij-rows tbody tr").first.wait_for()
    assert not phone.locator(".st-key-map").is_visible()
    assert sideways(phone) <= 0
    phone.locator(".st-key-map_open label").click()
    phone.locator(".st-key-map").wait_for(state="visible")
    painted(phone)
    assert sideways(phone) <= 0


@pytest.mark.parametrize("query", ["?", f"?gemeente={GENT}&buurt=44021W01&"])
def test_axe_finds_no_fault_headings_are_in_order_and_french_is_french(
    open_page, builtin, query
) -> None:
    headings = {}
    for lang in ("nl", "fr"):
        page = open_page()
        frame = open_map(page, f"{builtin}/gemeente{query}taal={lang}")
        assert faults(page) == []
        assert faults(frame) == []
        found = page.locator("h1, h2, h3, caption, th[scope=col]").evaluate_all(
            "(all) => all.filter((e) => e.checkVisibility()).map((e) => [e.tagName, e.innerText])"
        )
        levels = [int(tag[1]) for tag, _text in found if tag.startswith("H")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        headings[lang] = [text.strip(" ▲▼") for _tag, text in found]
        page.set_viewport_size({"width": 700, "height": 450})  # a desktop at 200 %
        assert sideways(page) <= 0
    same = set(headings["nl"]) & set(headings["fr"]) - {""}
    assert same <= {"Province", "Gent", "Programme", "Binnenstad"}


def test_hostile_names_stay_text(open_page, hostile) -> None:
    page = open_page(expect="127.0.0.1:9|ERR_")
    page.goto(f"{hostile}/gemeente?gemeente=11002")
    settled(page)
    page.locator(".nabij-rows tbody tr").first.wait_for()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".nabij-plain img").count() == 0
