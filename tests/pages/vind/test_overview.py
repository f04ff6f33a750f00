"""The start page before anything is searched: all centres, and those of a municipality."""

import re
from dataclasses import replace
from functools import partial

import pytest

from geodata.filters import open_points
from loaders.store import snapshots
from pages import gemeente, vind
from pages.ui.cache import map_files
from tests.pages.page_helpers import calm, html, to_map
from tests.pages.vind.vind_page import cards, look
from tests.store_helpers import NOW, publish_like

pytestmark = pytest.mark.long

ANTWERP, GHENT = "11002", "44021"
MOST_BYTES = 400
"""Of HTML, for each centre of the list: a card has over a thousand."""


@pytest.fixture
def run(open_page):
    """Return a function that opens Vind at an address."""
    return partial(open_page, "")


def listed(test) -> list[str]:
    """Return the ids of the centres in the list."""
    return re.findall(r"<li><a href='\?centrum=([^&']*)", html(test))


def towns(test) -> list[str]:
    return re.findall(r"<h4><a href='\?gemeente=(\d+)", html(test))


def on_map(test) -> int:
    return to_map(test).partition("pointsShown")[2].partition("pointsNamed")[0].count("1")


def test_all_centres_are_on_the_map_and_in_the_list_each_municipality_once(run, snapshot):
    test = run()
    points = open_points(snapshot.data.points, snapshot.data.centres)
    assert sorted(listed(test)) == sorted(points["centre_id"])
    assert sorted(towns(test)) == sorted(points["municipality"].unique())
    assert on_map(test) == len(points)
    assert dict(test.query_params) == {}
    body = next(part.proto.body for part in test.get("html") if "nabij-list" in part.proto.body)
    assert len(body) < MOST_BYTES * len(points)
    assert "Deze lijst is niet volledig" in html(test)
    assert re.search(r"nabij-paper'>Lijst van .* Bron: Pers en websites", html(test))


def test_a_municipality_has_its_own_page_with_its_centres_and_a_map_fitted_to_it(run, snapshot):
    test = run(gemeente=ANTWERP)
    points = snapshot.data.points
    assert "Alle centra in Antwerpen</h2>" in html(test)
    assert len(cards(test)) == (points["municipality"] == ANTWERP).sum()
    (south, west), (north, east) = map_files(snapshot).regions[f"municipality:{ANTWERP}"].bounds
    assert f"[[{south},{west}],[{north},{east}]]" in to_map(test)
    assert dict(test.query_params) == {"gemeente": ANTWERP}
    test.button(key=next(b.key for b in test.button if b.key.startswith("meer_over_"))).click()
    calm(test.run())
    assert "Klopt dit niet?" in html(test)
    test.button(key="terug").click()
    assert "Alle centra in Antwerpen</h2>" in html(calm(test.run()))
    test.button(key="alle_centra").click()
    assert len(towns(calm(test.run()))) > 1


def test_a_search_leaves_the_list_and_the_answer_leads_to_that_of_its_municipality(run):
    test = look(run(gemeente=ANTWERP), "Gent")
    assert dict(test.query_params) == {"plek": f"municipality:{GHENT}"}
    assert f"<a href='?gemeente={GHENT}' target='_self'>Alle centra in Gent</a>" in html(test)


def test_a_province_can_be_shown_alone(run, snapshot):
    test = run(provincie="70000")
    limburg = snapshot.data.areas.set_index("code")["province"]
    assert towns(test)
    assert {limburg[nis] for nis in towns(test)} == {"70000"}
    assert "<details open>" in html(test)


def test_wishes_hold_for_the_list_and_stay_in_its_links(run, builtin_folder, tmp_path):
    data = snapshots.load(builtin_folder).data
    points, centres = data.points.copy(), data.centres.copy()
    points["activities"] = "courses"
    at = points.index[points["municipality"] == ANTWERP][:2]
    points.loc[at, "activities"] = "meals"
    gone = points.loc[at[0], "centre_id"]
    centres.loc[centres["id"] == gone, "status"] = "closed"
    data = replace(data, points=points, centres=centres)
    publish_like(data, tmp_path, like=builtin_folder, now=NOW)
    assert gone not in listed(run(tmp_path))
    test = run(tmp_path, doen="meals", taal="fr")
    assert listed(test) == [points.loc[at[1], "centre_id"]]
    assert f"href='?gemeente={ANTWERP}&amp;doen=meals&amp;taal=fr'" in html(test)
    assert ">Anvers</a>" in html(test)
    assert on_map(test) == 1


def test_a_municipality_without_a_centre_says_so_and_leads_to_the_nearest(run, snapshot):
    data = snapshot.data
    without = min(set(data.units["municipality"]) - set(data.points["municipality"]))
    test = run(gemeente=without)
    assert "vinden we geen centrum" in html(test)
    test.button(key="dichtstbij").click()
    assert len(cards(calm(test.run()))) == 3


def test_a_municipality_that_is_not_known_is_said(run):
    (said,) = run(gemeente="99999").info
    assert "gemeente" in said.value


def test_the_municipality_of_the_list_is_not_that_of_the_page_gemeente(snapshot):
    ours, theirs = vind.params(snapshot), gemeente.params(snapshot)
    assert {p.key for p in ours}.isdisjoint(p.key for p in theirs)


def test_the_embedded_view_has_the_warning_and_a_link_to_the_whole_page_and_no_menu(run):
    test = run(gemeente=GHENT, taal="fr", embedded=True)
    assert "class='nabij-banner'" in html(test)
    assert f"<a href='?taal=fr&amp;gemeente={GHENT}'>" in html(test)
    assert not test.get("button_group")
    assert run(gemeente=GHENT).get("button_group")
    everything = html(run(embedded=True))
    assert re.search(r"<h4><a href='\?gemeente=\d+&amp;embed=true'", everything)


def test_a_page_that_is_not_for_other_websites_is_only_a_link_there(open_page):
    test = open_page("gegevens", embedded=True)
    assert "<h1" not in html(test)
    assert "nabij-whole-page" in html(test)
