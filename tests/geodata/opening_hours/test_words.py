"""Hours in words, as OSM opening hours."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.opening_hours.schedule import is_readable
from geodata.opening_hours.words import hours_from_words
from tests.geodata.opening_hours.week_tables import week_table

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("ma-vr 9u-12u en 13u-17u", "Mo-Fr 09:00-12:00,13:00-17:00"),
        ("lundi-vendredi 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Mon-Fri 9am-5pm", "Mo-Fr 09:00-17:00"),
        ("Mon - Fri: 9:00 - 17:00, Sat 10-1pm", "Mo-Fr 09:00-17:00; Sa 10:00-13:00"),
        ("weekdays 9am to 12 noon", "Mo-Fr 09:00-12:00"),
        ("Ma. – Vr. 09.00u – 17.00u", "Mo-Fr 09:00-17:00"),
        ("ma, di en do van 9.00 tot 12.00 uur", "Mo-Tu,Th 09:00-12:00"),
        ("Maandag 9u-12u 13u-17u\nDinsdag gesloten", "Mo 09:00-12:00,13:00-17:00; Tu off"),
        ("9u-12u van maandag tot en met vrijdag", "Mo-Fr 09:00-12:00"),
        (
            "du lundi au jeudi de 9h à 12h et de 13h à 16h30, vendredi de 9h à 12h",
            "Mo-Th 09:00-12:00,13:00-16:30; Fr 09:00-12:00",
        ),
        ("tous les jours de 9h à 17h sauf le dimanche", "Mo-Sa 09:00-17:00; Su off"),
        ("ma-vr 9u-17u; wo 9u-12u", "Mo-Tu,Th-Fr 09:00-17:00; We 09:00-12:00"),
        ("wo 9u-12u; wo 13u-17u", "We 09:00-12:00,13:00-17:00"),
        ("ma-vr 9u-17u, feestdagen gesloten", "Mo-Fr 09:00-17:00; PH off"),
        ("ma-vr 9u-12u, juli en augustus gesloten", "Mo-Fr 09:00-12:00; Jul off; Aug off"),
        ("ma-vr 9u-12u, op afspraak", 'Mo-Fr 09:00-12:00 || "op afspraak"'),
    ],
)
def test_usual_ways_to_write_hours_are_understood(text, hours):
    assert hours_from_words(text) == hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("ma t/m do: 8.30 - 16.30 uur; vr tot 12 u", 'Mo-Th 08:30-16:30; Fr unknown "vr tot 12 u"'),
        (
            "gesloten op woensdag",
            'Mo-Tu,Th-Su unknown "gesloten op woensdag"; We off',
        ),
        ("ma-vr 9u-12u en 1u-4u", 'Mo-Fr unknown "ma-vr 9u-12u en 1u-4u"'),
        (
            "ma-vr 9u-12u; wo 13u-17u",
            'Mo-Tu,Th-Fr 09:00-12:00; We unknown "wo 13u-17u"',
        ),
        ("eerste dinsdag 9u-12u", 'Tu unknown "eerste dinsdag 9u-12u"'),
        ("woensdag namiddag gesloten", 'We unknown "woensdag namiddag gesloten"'),
        ("ma-vr 9u-12u op afspraak", 'Mo-Fr unknown "ma-vr 9u-12u op afspraak"'),
        ("Monday to Friday 9 to 5", 'Mo-Fr unknown "Monday to Friday 9 to 5"'),
    ],
)
def test_a_day_that_is_not_sure_is_unknown_with_its_words(text, hours):
    assert hours_from_words(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        *("9u-12u", "gesloten", "wisselende uren", "op afspraak", "zie website", ""),
        *("ma-di 9-12", "ma 09:00-12:00", "ma vr 9u-12u"),  # Dutch or French; list or range
        "ma-vr 9u-12u, niet in de week van 3 mei",
        "ma-vr 9u-12u, woensdagnamiddag gesloten",
        "25u-26u op maandag; ma 9u75",
    ],
)
def test_what_may_mean_several_things_is_not_read(text):
    found = hours_from_words(text)
    assert found is None or not any(week_table(found, week_of=MONDAY))


def test_di_is_a_tuesday_in_dutch_and_a_sunday_in_french():
    assert hours_from_words("di en do 9u-12u") == "Tu,Th 09:00-12:00"
    assert hours_from_words("sa et di 9h-12h") == "Sa-Su 09:00-12:00"


_DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHAPES = {
    "nl": ("{}u{:02}", " tot ", " en "),
    "fr": ("{}h{:02}", " à ", " et "),
    "en": ("{}:{:02}", " - ", " and "),
}


@given(
    st.sampled_from(list(_DAYS)),
    st.dictionaries(
        st.integers(0, 6),
        st.lists(st.integers(12, 47), min_size=2, max_size=4, unique=True)
        .filter(lambda times: len(times) % 2 == 0)
        .map(sorted),
        min_size=1,
    ),
    st.sampled_from(["; ", ", ", "\n"]),
)
def test_what_is_shown_back_is_what_opens(language, week, between):
    clock, to, and_ = _SHAPES[language]
    lines, expected = [], [[] for _ in range(7)]
    for day, halves in week.items():
        times = [(half // 2, half % 2 * 30) for half in halves]
        pairs = list(zip(times[::2], times[1::2], strict=True))
        spans = [to.join((clock.format(*a), clock.format(*b))) for a, b in pairs]
        lines.append(f"{_DAYS[language][day]}: {and_.join(spans)}")
        expected[day] = [(time(*a), time(*b)) for a, b in pairs]
    hours = hours_from_words(between.join(lines))
    assert hours is not None
    assert week_table(hours, week_of=MONDAY) == expected


@given(st.text(alphabet="mavrdiwo 0129u-,;.:&\n", max_size=60))
def test_whatever_is_read_is_valid_and_quotes_what_is_unsure(text):
    found = hours_from_words(text)
    if found is not None:
        assert is_readable(found)
        bare = re.sub('"[^"]*"', "", found)
        assert "unknown" in bare or any(week_table(found, week_of=MONDAY)) or "off" in bare
