"""The pages without a browser: they run, say the engine's numbers, and send the map little."""

import json
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from geodata.enums import OPEN_STATUSES
from geodata.languages import LANGUAGES
from geodata.measures import MEASURES
from geodata.reach.coverage import prepare, select_points
from geodata.reach.people import people_in_reach, totals
from geodata.regions import region_codes, region_keys
from pages.ui.i18n import with_language
from pages.ui.numbers import people_span
from tests.pages.page_helpers import html, to_map, words


@pytest.fixture(scope="module")
def regions(snapshot):
    """One region of every level, and all of Flanders and Brussels."""
    by_level = {}
    for region in region_keys(snapshot.data):
        by_level.setdefault(region.level, region.key)
    return ["all", *by_level.values()]


@pytest.fixture
def run(open_page):
    """Return a function that opens Dekking at an address and has run it."""
    return partial(open_page, "dekking")


def sent(test: AppTest) -> dict[str, object]:
    """Return what the page hands to the frame of the map."""
    return json.loads(to_map(test))


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_measure_runs_in_every_language(run, lang):
    pages = {html(run(taal=lang, gebied="province:4000", maat=code)) for code in MEASURES}
    assert len(pages) == len(MEASURES)


def test_every_kind_of_region_runs(run, regions):
    assert len(regions) >= 6
    test = run()
    for region in regions:
        test.session_state["gebied"] = region
        test.run()
        assert not test.exception
        assert "nabij-title" in html(test)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_regions_bear_the_same_name(run, lang):
    """Streamlit identifies a choice by its label: of two equal labels it picks the wrong one."""
    options = run(taal=lang).selectbox(key="gebied").options
    twice = {name for name in options if options.count(name) > 1}
    assert not twice


@pytest.mark.parametrize("measure", MEASURES)
def test_the_map_of_all_flanders_gets_at_most_20_kb(run, measure):
    test = run(maat=measure)
    assert len(json.dumps(sent(test)).encode()) <= 20_000


def test_the_base_of_the_map_stays_the_same_whatever_is_asked(run):
    test = run()

    def base() -> dict[str, object]:
        return {k: v for k, v in sent(test).items() if k != "feature_group"}

    first, painted = base(), [sent(test)["feature_group"]]
    for name, value in {"gebied": "province:70000", "maat": "share", "afstand": 400}.items():
        test.session_state[name] = value
        test.run()
        assert base() == first
        painted.append(sent(test)["feature_group"])
    assert len(set(map(str, painted))) == 4


@pytest.mark.parametrize(
    ("region", "group", "threshold_m"),
    [("all", "65plus", 1200), ("province:4000", "80plus", 400), ("municipality:11002", "all", 800)],
)
def test_the_headline_says_the_numbers_of_the_engine(run, snapshot, region, group, threshold_m):
    data = snapshot.data
    points = select_points(data.points, data.centres, statuses=OPEN_STATUSES, antennes=True)
    reach = prepare(data.units, points, data.whereabouts).coverage(threshold_m=float(threshold_m))
    codes = region_codes(data.units, data.division, region)
    units = data.units.set_index("code", drop=False)
    total = totals(people_in_reach(reach, units, group).loc[codes]).iloc[0]
    page = html(run(gebied=region, groep=group, afstand=str(threshold_m), taal="en"))
    with with_language("en"):
        out = people_span(total["out_low"], total["out_high"])
    assert f"<b>{round(total['people']):,}</b>" in page
    assert f"<b>{out}</b>" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nonsense_in_the_address_is_named_and_left_out(run, lang):
    test = run(taal=lang, gebied="province:0", afstand="ver", groep="80plus")
    (said,) = test.info
    assert "gebied" in said.value
    assert "afstand" in said.value
    assert "groep" not in said.value
    assert test.session_state["gebied"] == "all"
    assert dict(test.query_params).keys() == ({"groep"} if lang == "nl" else {"groep", "taal"})


def test_a_threshold_of_ones_own(run):
    test = run(afstand="0", vrij="650", gebied="province:4000")
    assert test.number_input(key="vrij").value == 650
    assert "650" in html(test)


def test_no_centre_that_counts_is_said_and_is_no_fault(run):
    shown = words(run(gebied="province:4000", status="not_recognised"))
    assert "Met deze keuzes telt geen enkel centrum mee" in shown
    assert "100 % van de 65-plussers is buiten bereik" in shown


def test_without_data_the_page_says_so(open_page, tmp_path):
    assert open_page("", tmp_path).error


def test_a_page_shows_no_text_but_what_it_was_told_to(run):
    """Streamlit shows any bare string of a script, unless it is told not to."""
    said = {m.value for m in run(gebied="province:4000").markdown}
    assert {text[:11] for text in said} == {"Eén documen"}
