"""A measure and a kind of distance are each one row and its words: made-up ones reach the page."""

from dataclasses import dataclass
from functools import partial

import pytest

from geodata.measures import MEASURES, Measure
from geodata.reach.coverage import prepare
from geodata.reach.question import DISTANCE_KINDS, DistanceKind, ReachQuestion
from pages.ui import distance_kinds, measures
from pages.ui.controls import Question
from pages.ui.i18n import with_language
from pages.wijken import downloads
from pages.wijken.view import answer
from tests.pages.page_helpers import html, to_map, words

REGION = "municipality:44021"


@pytest.fixture
def run(open_page):
    """Return a function that opens Dekking on one municipality."""
    return partial(open_page, "dekking", gebied=REGION)


@pytest.fixture
def served(monkeypatch):
    """Return a made-up measure: the people in reach."""
    measure = Measure(
        "served",
        "in_low",
        "in_high",
        bounds=(11.0, 222.0, 3_333.0, 44_444.0),
        more_is_better=True,
        needs_people=True,
    )
    row = measures.MeasureWords(
        label="Bereikte mensen",
        title="Hoeveel mensen bereikt {region} binnen {far}?",
        caption="Tabel van bereikte {noun}",
        value="bereikte {noun}: {n}",
        definition="Zo tellen we bereikte mensen.",
        definition_by_sector="Zo tellen we bereikte mensen per sector.",
        explanation=("Bereikte mensen", "Bereikt is wie dichtbij woont."),
        head="Bereikt",
        ends=("Van", "Tot"),
        highest="Boven {low}",
    )
    monkeypatch.setitem(MEASURES, measure.code, measure)
    monkeypatch.setitem(measures.WORDS, measure.code, row)
    return measure


def test_a_new_measure_is_a_row_and_its_words(run, served):
    test = run(maat=served.code)
    assert test.selectbox(key="maat").value == served.code
    assert "Bereikte mensen" in test.selectbox(key="maat").options
    text = words(test)
    assert "Hoeveel mensen bereikt Gent binnen" in text
    assert "Tabel van bereikte 65-plussers" in text
    assert "Zo tellen we bereikte mensen." in text
    legend = words(html(test).split("nabij-legend")[1])
    assert "Bereikte mensen" in legend
    assert "11 tot 222" in legend
    assert "Boven 44.444" in legend
    assert "bereikte 65-plussers: {n}" in to_map(test)


@pytest.mark.usefixtures("served")
def test_a_new_measure_is_explained(open_page):
    assert "Bereikt is wie dichtbij woont." in words(open_page("over"))


def test_a_new_measure_is_in_the_downloads(snapshot, served):
    with with_language("nl"):
        view = answer(snapshot, Question(REGION, served, "65plus", ReachQuestion()))
        table = downloads.every_column(view)
    assert table["Klasse op de kaart"].tolist() == [view.labels[c] for c in view.classes]
    head = "65 jaar en ouder in bereik, enkel gekende plek"
    assert table[head].max() == view.group["in_low"].round(1).max()


@dataclass(frozen=True, eq=False)
class TwiceAsFar:
    """An engine of its own: every way is twice the straight line."""

    straight: object

    @property
    def points(self):
        return self.straight.points

    @property
    def sectors(self):
        return self.straight.sectors

    def coverage(self, *, threshold_m, detour_factor=1.0):
        return self.straight.coverage(threshold_m=threshold_m, detour_factor=2 * detour_factor)

    def nearest(self, *, x_m, y_m, detour_factor=1.0):
        return self.straight.nearest(x_m=x_m, y_m=y_m, detour_factor=2 * detour_factor)


def prepare_twice_as_far(units, points, whereabouts):
    return TwiceAsFar(prepare(units, points, whereabouts))


def test_a_new_kind_of_distance_is_a_row_and_its_words(run, monkeypatch):
    kind = DistanceKind("dubbel", prepare_twice_as_far)
    row = distance_kinds.DistanceWords("Twee keer zo ver", "Tot {far}, heen en terug gerekend.")
    monkeypatch.setitem(DISTANCE_KINDS, kind.code, kind)
    monkeypatch.setitem(distance_kinds.WORDS, kind.code, row)
    doubled, near, far = (
        run(soort="dubbel", afstand="800"),
        run(afstand="400"),
        run(afstand="800"),
    )
    assert "Twee keer zo ver" in doubled.selectbox(key="soort").options
    assert "Tot 800 m, heen en terug gerekend." in words(doubled)
    assert not [box for box in doubled.number_input if box.key == "factor"]
    assert figures(doubled) == figures(near) != figures(far)


def figures(test):
    """Return the numbers of the headline."""
    parts = html(test).split("nabij-figures")[1].split("<b>")[1:4]
    return [part.split("</b>")[0] for part in parts]
