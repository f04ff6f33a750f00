"""Then and now: a region at the previous data and at the current ones."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geodata.enums import PointKind
from geodata.measures import GAP
from geodata.reach.question import ReachQuestion
from geodata.snapshot.model import PEOPLE_PREFIX
from pages.ui.controls import Question
from pages.ui.i18n import with_language
from pages.ui.numbers import number, people_span
from pages.wijken import then_and_now
from pages.wijken.view import answer

GENT = Question("municipality:44021", GAP, "65plus", ReachQuestion())


@pytest.fixture(autouse=True)
def in_dutch():
    with with_language("nl"):
        yield


@pytest.fixture
def before(snapshot, monkeypatch):
    """The previous data: without half of the centres of Gent."""
    data = snapshot.data
    inside = data.points[data.points["municipality"] == "44021"]
    gone = inside.iloc[::2].index
    earlier = replace(
        snapshot,
        id="earlier",
        created=datetime(2025, 11, 3, tzinfo=UTC),
        data=replace(data, points=data.points.drop(gone)),
    )
    monkeypatch.setattr(then_and_now, "previous", lambda _current: earlier)
    return earlier


def test_a_region_is_compared_with_itself_at_the_previous_data(snapshot, before):
    view = answer(snapshot, GENT)
    finding, table, explained = then_and_now.blocks(view)
    out, share, centres, _antennes = table.rows
    assert table.columns[1] == "3 november 2025"
    assert out[2] == people_span(*view.total[["out_low", "out_high"]])
    assert out[1] == people_span(*answer(before, GENT).total[["out_low", "out_high"]])
    mains = [
        ((d.points["municipality"] == "44021") & (d.points["kind"] == PointKind.MAIN)).sum()
        for d in (before.data, snapshot.data)
    ]
    assert centres[1:] == tuple(map(number, mains))
    assert mains[0] < mains[1]
    assert f"{share[1]} op 3 november 2025" in finding.text
    assert "bevolkingscijfers" not in explained.text
    page = then_and_now.as_html(view)
    assert all(cell in page for row in table.rows for cell in row[1:])


def test_nothing_is_compared_without_earlier_data_that_can_answer(snapshot, before, monkeypatch):
    view = answer(snapshot, GENT)
    elsewhere = before.data.units[before.data.units["municipality"] != "44021"]
    other = replace(before, id="other", data=replace(before.data, units=elsewhere))
    for earlier in (None, other):
        monkeypatch.setattr(then_and_now, "previous", lambda _current, it=earlier: it)
        assert then_and_now.blocks(view) == ()
        assert then_and_now.as_html(view) == ""


def test_a_comparison_of_other_people_says_so(snapshot, before, monkeypatch):
    view = answer(snapshot, GENT)
    units = before.data.units.copy()
    units[[f"{PEOPLE_PREFIX}{group}" for group in before.data.groups]] *= 2
    other = replace(before, id="other", data=replace(before.data, units=units))
    monkeypatch.setattr(then_and_now, "previous", lambda _current: other)
    *_others, explained = then_and_now.blocks(view)
    assert "ook de bevolkingscijfers of de grenzen verschillen" in explained.text
