"""One figure everywhere: Dekking, Gemeente, ROP-werking, the document and the files agree."""

from datetime import date

import numpy as np
import pytest

from geodata.enums import Level
from geodata.measures import GAP
from geodata.programme.rule import programme_totals
from geodata.reach.question import ReachQuestion
from geodata.regions import BRUSSELS_PROVINCE, municipality_key
from pages.gemeente import comparison
from pages.gemeente.data import municipality_view
from pages.report.inputs import Request, prepare
from pages.report.people_and_reach import in_short
from pages.rop import data as rop
from pages.rop.lists import town_frame
from pages.ui import programme_words
from pages.ui.controls import Question
from pages.ui.i18n import with_language
from pages.ui.municipal_data import programme_of
from pages.ui.numbers import people_span
from pages.wijken.downloads import every_column
from pages.wijken.view import answer

ENDS = ("alle centra", "enkel gekende plek")
TODAY = date(2026, 11, 30)
GROUP = "65plus"
PROVINCES = ("10000", "20001", "30000", "40000", "70000", BRUSSELS_PROVINCE)


@pytest.fixture(scope="module", autouse=True)
def in_dutch():
    with with_language("nl"):
        yield


def asked(snapshot, region):
    return answer(snapshot, Question(region, GAP, GROUP, ReachQuestion()))


def document(snapshot, region):
    """Return the people out of reach and the programme, as the document says them."""
    table, facts = in_short(prepare(snapshot, Request(region, TODAY))).blocks[-2:]
    row = next(row for row in table.rows if row[0] == "65 jaar en ouder")
    return row[2], facts.rows[-1][1]


def of_files(view):
    columns = every_column(view)
    return people_span(*(columns[f"65 jaar en ouder buiten bereik, {end}"].sum() for end in ENDS))


def of_rop(snapshot, level, area):
    view = rop.answer(snapshot, rop.WorkingAreaQuestion(level, area, GROUP, ReachQuestion(), TODAY))
    return view, view.figures


@pytest.fixture(scope="module")
def towns(snapshot):
    """Twenty municipalities of all sizes, two of Brussels among them."""
    people = snapshot.data.units.groupby("municipality")["people_all"].sum().sort_values()
    return [people.index[at] for at in np.linspace(0, len(people) - 1, 20).astype(int)]


def test_twenty_municipalities_have_one_figure_everywhere(snapshot, towns):
    view, _all = of_rop(snapshot, Level.PROVINCE, "")
    file = town_frame(view, "alle", full=True)
    for nis in towns:
        region = municipality_key(nis)
        dekking = asked(snapshot, region)
        shown = people_span(*dekking.total[["out_low", "out_high"]])
        gemeente = municipality_view(
            snapshot, nis, group=GROUP, reach=ReachQuestion(), unit="", year=None
        )
        assert people_span(*gemeente.wijken.total[["out_low", "out_high"]]) == shown
        assert comparison._row(gemeente, comparison._areas(gemeente)[0])[3] == shown
        out, programme = document(snapshot, region)
        assert out == shown == of_files(dekking)
        low, high = (file.loc[nis, f"Buiten bereik, {end}"] for end in ENDS)
        assert people_span(low, high) == shown
        assert file.loc[nis, "65-plussers"] == dekking.total["people"]
        if gemeente.province != BRUSSELS_PROVINCE:
            free = programme_words.free_text(gemeente.row)
            assert f"en {free} vrij" in programme
            assert file.loc[nis, "Vrije plaatsen, hoogstens"] == gemeente.row["free"]


def test_provinces_have_one_figure_everywhere(snapshot):
    for code in PROVINCES:
        region = f"province:{code}"
        dekking = asked(snapshot, region)
        shown = people_span(*dekking.total[["out_low", "out_high"]])
        _view, figures = of_rop(snapshot, Level.PROVINCE, code)
        assert people_span(figures["out_low"], figures["out_high"]) == shown
        out, programme = document(snapshot, region)
        assert out == shown == of_files(dekking)
        table = programme_of(snapshot)
        total = programme_totals(table[table["province"] == code]).iloc[0]
        free = programme_words.free_text(total)
        assert programme_words.free_text(figures) == free
        assert f"en {free} vrij" in programme


@pytest.mark.parametrize("zone", ["elz43", "elz1", "elz50"])
def test_a_zone_has_the_sum_of_its_municipalities_and_no_programme_of_its_own(snapshot, zone):
    region = f"elz:{zone}"
    dekking = asked(snapshot, region)
    shown = people_span(*dekking.total[["out_low", "out_high"]])
    out, programme = document(snapshot, region)
    assert out == shown == of_files(dekking)
    nis = str(dekking.units["municipality"].iloc[0])
    gemeente = municipality_view(
        snapshot, nis, group=GROUP, reach=ReachQuestion(), unit="", year=None
    )
    (area,) = (a for a in comparison._areas(gemeente) if a.region == region)
    row = comparison._row(gemeente, area)
    assert row[3] == shown
    free = row[-1]
    assert f"en {free} vrij" in programme or (free == "–" and programme.startswith("geen"))
