"""Dekking where statistical sectors are loaded: made-up ones, in the wijken of Brussels."""

from functools import partial

import pytest

from geodata.enums import OPEN_STATUSES
from geodata.measures import GAP
from geodata.reach.by_sector import through_sectors
from geodata.reach.coverage import prepare, select_points
from geodata.reach.people import people_in_reach, totals
from geodata.reach.question import ReachQuestion
from geodata.regions import region_codes
from pages.ui.controls import Question
from pages.ui.i18n import with_language
from pages.ui.numbers import people_span
from pages.wijken import sectors
from pages.wijken.view import answer
from tests.pages.page_helpers import html, words
from tests.sector_data import publish_with_sectors

pytestmark = pytest.mark.long

BRUSSELS = "province:4000"
HEADING = {
    "nl": "Wat de sectoren veranderen",
    "fr": "Ce que changent les secteurs",
    "en": "What the sectors change",
}


@pytest.fixture(scope="module")
def folder(builtin_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sectors")
    publish_with_sectors(builtin_folder, folder, "4000")
    return folder


@pytest.fixture(scope="module")
def made(folder):
    from loaders.store import snapshots

    return snapshots.load(folder)


@pytest.fixture
def run(open_page, folder):
    """Return a function that opens Dekking on Brussels with sectors."""
    return partial(open_page, "dekking", folder, gebied=BRUSSELS)


@pytest.fixture(scope="module")
def sums(made):
    """People of 65 and over of Brussels who are out of reach, by wijk and by sector."""
    data = made.data
    points = select_points(data.points, data.centres, statuses=OPEN_STATUSES, antennes=True)
    whole = prepare(data.units, points, data.whereabouts)
    codes = region_codes(data.units, data.division, BRUSSELS)
    found = {}
    for way, reached in (("wijk", whole), ("sector", through_sectors(whole, data, prepare))):
        reach = reached.coverage(threshold_m=1200.0)
        found[way] = totals(people_in_reach(reach, data.units, "65plus").loc[codes]).iloc[0]
    return found


def spoken(total) -> str:
    with with_language("en"):
        return people_span(total["out_low"], total["out_high"])


def test_the_page_follows_the_sectors_and_the_choice_gives_the_wijken_back(run, sums):
    assert spoken(sums["wijk"]) != spoken(sums["sector"])
    page = run(taal="en")
    assert page.selectbox(key="verdeeld").value == "sector"
    title = html(page).split("nabij-figures")[1]
    assert f"<b>{spoken(sums['sector'])}</b>" in title
    page = run(taal="en", verdeeld="wijk")
    title = html(page).split("nabij-figures")[1]
    assert f"<b>{spoken(sums['wijk'])}</b>" in title


@pytest.mark.parametrize("lang", HEADING)
def test_both_ways_and_their_difference_are_told_in_every_language(run, sums, lang):
    page = html(run(taal=lang))
    part = page.split(HEADING[lang])[1]
    figures = part.split("</ul>")[0]
    assert figures.count("<li>") == 3
    if lang == "en":
        assert f"<b>{spoken(sums['wijk'])}</b>" in figures
        assert f"<b>{spoken(sums['sector'])}</b>" in figures
    assert part.count("<th scope='row'>") >= 10
    without_a_place = {"nl": "1.234 mensen", "fr": "1 234 personnes", "en": "1,234 people"}
    assert without_a_place[lang] in words(part)


def test_the_part_stays_whichever_way_the_page_counts(run):
    by_sector, by_wijk = (
        html(run(taal="en", verdeeld=way)).split(HEADING["en"])[1].split("</table>")[0]
        for way in ("sector", "wijk")
    )
    assert by_sector == by_wijk


def test_the_card_says_what_the_sectors_change_in_a_wijk(run, made):
    brussels = made.data.units[made.data.units["province"] == "4000"]
    code = brussels.sort_values("people_all")["code"].iloc[-1]
    told = words(run(taal="en", wijk=code))
    assert "spread over 2 inhabited statistical sectors" in told
    assert "Spread evenly over the neighbourhood:" in told


def test_a_wijk_without_sectors_says_so_on_its_card(open_page, folder, made):
    code = made.data.units.loc[made.data.units["province"] != "4000", "code"].iloc[0]
    told = words(open_page("dekking", folder, taal="en", wijk=code))
    assert "not known for every sector of this neighbourhood" in told


@pytest.mark.parametrize("measure", ["gap", "share", "distance1", "count"])
def test_each_measure_says_what_it_means_by_sector(run, measure):
    assert "statistical sector" in words(run(taal="en", maat=measure)).split("Definition")[0]


def test_without_sectors_there_is_no_such_part_and_no_choice(open_page):
    page = open_page("dekking", taal="nl", gebied=BRUSSELS, verdeeld="wijk")
    assert HEADING["nl"] not in html(page)
    assert "statistische sector" not in words(page).lower()
    assert "verdeeld" not in [box.key for box in page.selectbox]


def test_other_pages_tell_the_same_people_as_dekking(open_page, folder, sums):
    told = words(open_page("gemeente", folder, taal="en", gemeente="4000"))
    assert spoken(sums["sector"]) in told


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("nl", "1.234 mensen zijn niet toewijsbaar aan een wijk"),
        ("fr", "1 234 personnes ne peuvent être attribuées à un quartier"),
        ("en", "1,234 people cannot be assigned to a neighbourhood"),
    ],
)
def test_over_and_gegevens_explain_the_sectors(open_page, folder, lang, said):
    over = html(open_page("over", folder, taal=lang))
    assert "÷" in over.split("id='sectoren'")[1].split("</section>")[0]
    assert said in words(open_page("gegevens", folder, taal=lang))


def test_the_file_has_every_wijk_and_its_differences_sum_to_the_total(made, sums):
    question = Question(
        region=BRUSSELS,
        measure=GAP,
        group="65plus",
        reach=ReachQuestion(1200.0),
    )
    with with_language("en"):
        shown = answer(made, question)
        table = sectors.compared(shown)
        file = sectors._all(shown, table)
    assert len(file) == len(shown.units)
    difference = sums["sector"]["out_low"] - sums["wijk"]["out_low"]
    assert file["Difference, all centres"].sum() == pytest.approx(difference, abs=0.05 * len(file))
    largest = file["Difference, all centres"].abs().max()
    assert largest == pytest.approx((table["sector_low"] - table["wijk_low"]).abs().max(), abs=0.05)
