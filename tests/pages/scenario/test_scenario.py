"""Scenario without a browser: its figures are those of the kernel, whatever the address holds."""

import re
from datetime import date
from threading import Lock

import pytest

from geodata.measures import GAP
from geodata.reach.question import ReachQuestion
from geodata.regions import municipality_key
from geodata.scenario.changes import (
    AddedPoint,
    ChangedPoint,
    Scenario,
    Spot,
    basis_of,
    spot_at,
)
from geodata.scenario.codec import from_json, to_json, to_text
from loaders.export.document import Table
from pages.scenario import certainty, council, maps, search
from pages.scenario.jobs import Job
from pages.scenario.places import spot_of
from pages.scenario.search import Answer, Goal, Plan, SearchQuestion
from pages.scenario.view import basis_of as kernel_of
from pages.scenario.view import outcome_of, view_of
from pages.ui.controls import Question
from pages.ui.i18n import with_language
from pages.ui.numbers import people_span, share_span
from tests.pages.page_helpers import calm, to_map, words

LEUVEN = municipality_key("24062")


def control(test, kind, label):
    return next(one for one in test.get(kind) if one.label == label)


def link(test):
    """Return the scenario in the address of the page."""
    found = test.query_params["scenario"]
    return found if isinstance(found, str) else found[0]


def pressed(test, label):
    control(test, "button", label).click()
    return calm(test.run())


@pytest.fixture(scope="module")
def added(snapshot):
    """A centre in the middle of the first wijk of Leuven, and the text of the scenario."""
    units = snapshot.data.units
    unit = units[units["municipality"] == "24062"].iloc[0]
    spot = spot_at(unit["inner_x_m"], unit["inner_y_m"])
    scenario = Scenario((AddedPoint(spot),), basis=basis_of(snapshot.data.points))
    return unit, scenario


def test_a_link_shows_the_figures_of_the_kernel_and_editing_changes_the_link(
    open_page, snapshot, added
):
    unit, scenario = added
    test = open_page("scenario", gebied=LEUVEN, scenario=to_text(scenario))
    found = outcome_of(snapshot, ReachQuestion(), scenario)
    units = snapshot.data.units[snapshot.data.units["municipality"] == "24062"]
    low, high = found.totals(units, "65plus")[["gained_low", "gained_high"]].iloc[0]
    assert f"{people_span(low, high)} 65-plussers nieuw in bereik" in words(test)
    assert f"Nieuw centrum 1: {unit['name']}, Leuven" in words(test)
    assert "nabij-added" in to_map(test)

    # a second one, by a wijk that is chosen in a list
    other = units.iloc[5]
    control(test, "selectbox", "Wijk").select(other["code"])
    test = pressed(test, "Voeg hier een centrum toe")
    assert link(test).count(".m") == 2
    assert f"Nieuw centrum 2: {other['name']}, Leuven" in words(test)
    # the same again is refused, with a reason
    control(test, "selectbox", "Wijk").select(other["code"])
    test = pressed(test, "Voeg hier een centrum toe")
    assert link(test).count(".m") == 2
    assert "Op die plek komt er al een centrum bij" in words(test)

    test = pressed(test, "Maak ongedaan")
    assert link(test).count(".m") == 1
    test = pressed(test, "Begin opnieuw")
    assert "scenario" not in test.query_params
    assert "Er verandert nog niets" in words(test)


@pytest.mark.parametrize(
    "text", ["1.3fa9c2.m1-1.<script>", "9.x", "1" * 100_000, "1.3fa9c2.mzzzzz-zzzzz"]
)
def test_a_hostile_link_gives_a_sentence_and_a_clean_page(open_page, text):
    test = open_page("scenario", gebied=LEUVEN, scenario=text, ander=text)
    shown = " ".join(one.value for one in test.info)
    assert "niet herkend en is weggelaten: scenario, ander" in shown
    assert "Er verandert nog niets" in words(test)


def test_a_scenario_of_other_data_says_so_and_keeps_what_still_fits(open_page, added):
    _unit, scenario = added
    gone = Scenario(scenario.added, (ChangedPoint("no-such-point", closed=True),), "000000")
    test = open_page("scenario", gebied=LEUVEN, scenario=to_text(gone))
    assert "gemaakt met een andere lijst van centra" in words(test)
    assert "Wijzigingen van centra die er niet meer zijn, tellen niet mee." in words(test)
    assert "Nieuw centrum 1" in words(test)
    assert link(test) == to_text(gone)


def test_closing_moving_and_changing_a_centre(open_page, snapshot):
    points = snapshot.data.points
    point = points[points["municipality"] == "24062"].iloc[0]["id"]
    test = open_page("scenario", gebied=LEUVEN)
    control(test, "button_group", "Wat wilt u doen?").select("sluiten")
    test = calm(test.run())
    control(test, "selectbox", "Welk centrum?").select(point)
    test = pressed(calm(test.run()), "Sluit dit centrum")
    assert ".c" in link(test)
    assert "nabij-closed" in to_map(test)

    control(test, "button_group", "Wat wilt u doen?").select("verplaatsen")
    test = calm(test.run())
    control(test, "selectbox", "Welk centrum?").select(point)
    unit = snapshot.data.units[snapshot.data.units["municipality"] == "24062"].iloc[0]
    control(test, "selectbox", "Wijk").select(unit["code"])
    test = pressed(test, "Verplaats hierheen")
    assert ".v" in link(test)
    assert ".c" not in link(test)
    assert "verhuist naar" in words(test)

    control(test, "button_group", "Wat wilt u doen?").select("soort")
    test = calm(test.run())
    control(test, "button_group", "Hoofdvestiging of antenne?").select("antenne")
    control(test, "selectbox", "Welk centrum?").select(point)
    test = pressed(calm(test.run()), "Maak er dit van")
    assert link(test).endswith("-a")
    assert "wordt: antenne" in words(test)


def test_a_link_with_a_spot_at_sea_says_that_it_is_in_no_wijk(open_page):
    sea = Scenario((AddedPoint(Spot(500_000, 720_000)),))
    test = open_page("scenario", gebied=LEUVEN, scenario=to_text(sea))
    assert "Nieuw centrum 1: buiten elke wijk van Vlaanderen en Brussel" in words(test)
    assert "0 65-plussers nieuw in bereik" in words(test)


@pytest.mark.parametrize("part", ["beste", "sluiten", "verdeling", "vergelijken", "bewaren"])
def test_every_part_shows_in_every_language(open_page, added, part):
    _unit, scenario = added
    lang = {"beste": "fr", "sluiten": "en"}.get(part, "nl")
    text = to_text(scenario)
    test = open_page(
        "scenario", gebied=LEUVEN, scenario=text, ander=text, deel=part, taal=lang, toont="met"
    )
    assert len(words(test)) > 500


def test_a_typed_place_becomes_a_spot_on_the_grid_and_nothing_else(snapshot, open_page):
    test = open_page("scenario", gebied=LEUVEN)
    control(test, "button_group", "Waar?").select("tekst")
    test = calm(test.run())
    control(test, "text_input", "Plaats, adres of coördinaten").input("50.8798, 4.7005")
    test = pressed(test, "Voeg hier een centrum toe")
    assert re.fullmatch(r"1\.[0-9a-f]{6}\.m\w{4}-\w{4}", link(test))
    assert "50.8798" not in str(dict(test.query_params))
    with with_language("nl"):
        assert spot_of(snapshot, "48.85, 2.35").spot is None  # Paris
        assert spot_of(snapshot, "nergensheim 5").spot is None
        assert spot_of(snapshot, "").spot is None
        assert spot_of(snapshot, "Leuven").spot is not None


@pytest.fixture(scope="module")
def view(snapshot, added):
    question = Question(region=LEUVEN, measure=GAP, group="65plus", reach=ReachQuestion())
    with with_language("nl"):
        return view_of(snapshot, question, added[1])


def test_the_table_equals_the_map_whatever_both_show(view):
    with with_language("nl"):
        for shown in maps.CHOICES:
            drawn = maps.map_view(view, shown)
            table = maps.rows(view, shown)
            texts = [drawn.labels[one] for one in drawn.classes]
            if shown != maps.DIFFERENCE:  # the class of the colour follows from the share
                people = maps.shown_view(view, shown).group[["out_low", "out_high", "people"]]
                texts = [share_span(*row) for row in people.itertuples(index=False)]
            expected = dict(zip(view.units.index, texts, strict=True))
            assert {code: expected[code] for code in table.index} == dict(table.iloc[:, -1])


def test_the_document_for_the_council_has_the_figures_maps_method_and_sources(view):
    with with_language("nl"):
        built = council.build(view, date(2026, 11, 30))
    titles = [section.title for section in built.sections]
    assert titles == [
        *("Wat verandert er?", "Wie wordt bereikt?", "Kaarten", "Per wijk", "Methode en bronnen")
    ]
    table = next(b for b in built.sections[1].blocks if isinstance(b, Table))
    row = view.total("65plus")
    with with_language("nl"):
        assert table.rows[1][2] == people_span(row["gained_low"], row["gained_high"])
    assert len(built.sections[2].blocks) == 3
    assert all("<svg" in figure.svg for figure in built.sections[2].blocks)


def test_the_file_of_a_scenario_gives_it_back(added):
    _unit, scenario = added
    assert from_json(to_json(scenario, name="Leuven", about={})) == (scenario, "Leuven")


def plan(name, high, low):
    return Plan((name,), (Spot(0, 0),), {"high": high, "low": low}, 0.0, 0.0)


def test_what_is_best_at_either_end_is_ranked_by_the_people_exactly_reached():
    high, low, other, quick = (
        plan("a", 90, 40),
        plan("b", 60, 50),
        plan("c", 95, 55),
        plan("d", 9, 1),
    )
    answer = Answer(Goal.PEOPLE, {"high": high, "low": low}, dict.fromkeys(("high", "low")))
    search.rank(answer, [other], quick)
    assert answer.plans == {"high": other}  # the best at both ends
    assert answer.others == [high, low]

    answer = Answer(Goal.PEOPLE, {"high": high, "low": low}, dict.fromkeys(("high", "low")))
    search.rank(answer, [plan("e", 80, 52)], quick)
    assert answer.plans["high"] == high
    assert answer.plans["low"].sites == ("e",)
    assert answer.others == [low]


@pytest.mark.parametrize(
    ("goal", "best_so_far", "bound", "text"),
    [
        (Goal.PEOPLE, 90.0, 100.0, "ca. 90 65-plussers; meer dan ca. 100 kan niet (verschil 10 %)"),
        (Goal.FEWEST, 5.0, 3.2, "5 plekken; minstens 4 zijn er nodig (verschil 20 %)"),
        (Goal.DISTANCE, 800.0, 600.0, "gemiddeld 800 m; minder dan 600 m kan niet (verschil 25 %)"),
        (Goal.LARGEST, 800.0, 600.0, "hoogstens 800 m; minder dan 600 m kan niet (verschil 25 %)"),
        (Goal.PEOPLE, 90.0, float("inf"), ""),
        (Goal.LARGEST, float("inf"), 600.0, ""),
    ],
)
def test_a_search_states_its_best_and_its_bound_in_the_unit_of_its_goal(
    view, goal, best_so_far, bound, text
):
    question = SearchQuestion(ReachQuestion(), Scenario(), LEUVEN, "65plus", goal=goal)
    job = Job(question, lambda _job: None)
    job.watch(best_so_far, bound)
    with with_language("nl"):
        found = " ".join("".join(certainty.so_far(view, job)).split())
    assert found.removeprefix("tot nu toe ") == text


@pytest.mark.parametrize("goal", Goal)
def test_every_goal_finds_sites_with_exact_figures(snapshot, goal):
    question = SearchQuestion(
        ReachQuestion(), Scenario(), LEUVEN, "65plus", goal=goal, count=2, share=0.3
    )
    problem = search.problem_of(snapshot, question)

    job = Job(question, lambda job: search.find(problem, job))
    job.start(Lock())
    assert job.wait(120)
    answer = job.result
    assert answer
    found_plan = answer.plans["high"]
    assert found_plan.sites
    added = tuple(AddedPoint(spot) for spot in found_plan.spots)
    kernel = kernel_of(snapshot, ReachQuestion())
    found = outcome_of(snapshot, ReachQuestion(), Scenario(added))
    units = snapshot.data.units[snapshot.data.units["municipality"] == "24062"]
    total = found.totals(units, "65plus").iloc[0]
    assert sorted(found_plan.gained.values()) == pytest.approx(
        [total["gained_low"], total["gained_high"]]
    )
    assert kernel.question == ReachQuestion()
    if goal is Goal.PEOPLE:
        assert len(answer.others) >= 3
        assert found_plan.gained["high"] <= answer.choices["high"].bound + 1e-6
        assert all(o.gained["high"] <= found_plan.gained["high"] + 1e-9 for o in answer.others)
