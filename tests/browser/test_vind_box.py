"""The search box of Vind in a browser: suggestions while typing, which nobody else hears of."""

import csv
from pathlib import Path

from geodata.places.place import by_key
from geodata.places.search import search as answers
from loaders.store import snapshots
from loaders.store.search_places import ranking_rules, search_index, suggestions
from pages.ui.scripts import asset
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import settled, until, wait_for_query
from tests.browser.vind_page import CARD, focused, search, suggest

QUERIES = Path(__file__).parents[1] / "geodata" / "places" / "search_queries.csv"
FALLBACK_SHOWN = """() => {
  const sentence = document.querySelector(".nabij-fallback");
  sentence.getAnimations().forEach((one) => one.finish());
  sentence.scrollIntoView({ block: "center" });
  const box = sentence.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return getComputedStyle(sentence).opacity === "1" && sentence.contains(top);
}"""
"""Whether the sentence is what is painted in its place; its animation is brought to its end."""


def test_suggestions_come_while_typing_are_chosen_with_the_arrows_and_are_all_that_is_sent(
    open_page, builtin
) -> None:
    page = open_page()
    sent, asked = [], []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framesent", lambda load: sent.append(load if isinstance(load, bytes) else b"")
        ),
    )
    page.goto(f"{builtin}/")
    settled(page)
    page.on("request", lambda request: asked.append(request.url))
    before = len(sent)
    assert suggest(page, "hobokke")[0] == "Hoboken, deelgemeente van Antwerpen"
    box = page.get_by_role("combobox", name="Uw adres, postcode")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert active.get_attribute("role") == "option"
    until(
        page, "document.querySelector('.nabij-search [role=status]').innerText.includes('voorstel')"
    )
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert not page.locator(".nabij-search ul").is_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_query(page, plek="deelgemeente:11002V")
    settled(page)
    assert focused(page)
    assert box.input_value() == "Hoboken"
    assert page.locator(CARD).count() == 3
    assert b"deelgemeente:11002V" in b"".join(sent[before:])
    assert b"hobok" not in b"".join(sent[before:])
    assert not [url for url in asked if "hobok" in url.lower()]
    # by a click too
    suggest(page, "gent")
    page.locator(".nabij-search li").first.click()
    wait_for_query(page, plek="municipality:44021")


def test_without_the_files_of_places_and_maps_the_box_still_searches_and_the_page_says_so(
    open_page, builtin
) -> None:
    page = open_page(expect=".")
    page.route("**/places-*.json", lambda route: route.abort())
    page.route("**/nabij/leaflet/**", lambda route: route.abort())
    page.goto(f"{builtin}/")
    settled(page)
    search(page, "hobokke")
    assert page.locator(".nabij-search li").count() == 0
    wait_for_query(page, plek="deelgemeente:11002V")
    sentence = page.locator(".nabij-fallback")
    assert sentence.inner_text().startswith("De kaart kan niet worden getekend.")
    until(page, FALLBACK_SHOWN)


def test_typing_errors_are_counted_to_the_beginning_of_a_name(open_page) -> None:
    cases = {
        ("gent", "gentbrugge", 1): 0,
        ("gnet", "gentbrugge", 1): 1,
        ("hobokken", "hoboken", 2): 1,
        ("leuvn", "leuven", 1): 1,
        ("antwrpn", "antwerpen", 2): 2,
        ("antwrpn", "antwerpen", 1): 2,  # above the limit: any larger number
        ("hasselt", "gent", 2): 3,
        ("kortrijk", "kort", 2): 3,
    }
    counted = open_page().evaluate(
        """async ([script, cases]) => {
          const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
          const { editsToBeginning } = await import(url);
          return cases.map((one) => editsToBeginning(...one));
        }""",
        [asset("nabij-gazetteer.js"), [list(case) for case in cases]],
    )
    assert counted == list(cases.values())


def test_suggestions_are_the_answers_of_the_search(open_page, builtin_folder) -> None:
    data = snapshots.load(builtin_folder).data
    index = search_index(data)
    keys = {place: key for key, place in by_key(index.places).items()}
    with QUERIES.open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    queries += [query[:5] for query in queries[::3]]  # while typing
    wanted = {q: [keys[hit.place] for hit in answers(index, q, limit=6)] for q in queries}
    content = suggestions(data, list(index.places))
    suggested = open_page().evaluate(
        """async ([script, content, rules, queries]) => {
          const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
          const { Gazetteer } = await import(url);
          const gazetteer = new Gazetteer(JSON.parse(content), rules);
          const keys = (query) => gazetteer.find(query).map((at) => gazetteer.places[at][0]);
          return Object.fromEntries(queries.map((query) => [query, keys(query)]));
        }""",
        [asset("nabij-gazetteer.js"), content, ranking_rules(), queries],
    )
    assert suggested == wanted
