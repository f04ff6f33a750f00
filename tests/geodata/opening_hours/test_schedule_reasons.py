"""Values of opening_hours at a moment, each with what the OSM specification says about it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.opening_hours.schedule import (
    BRUSSELS,
    OpenState,
    is_readable,
    opening_state,
    week_spans,
)

WEEK = "Mo-Fr 09:00-17:00"
ASK = "ask"  # unknown, with words to show

MONDAY, SATURDAY, SUNDAY = "2026-11-30", "2026-12-05", "2026-12-06"
NATIONAL_DAY, BEFORE, AFTER = "2026-07-21", "2026-07-20", "2026-07-22"  # a Tuesday
EASTER, EASTER_MONDAY, WHIT_SUNDAY, WHIT_MONDAY = (
    *("2026-04-05", "2026-04-06"),
    *("2026-05-24", "2026-05-25"),
)
ALL_SAINTS = "2026-11-01"  # a Sunday


def answer(hours: str, moment: str) -> str:
    state = opening_state(hours, now=datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS))
    return ASK if state.state is OpenState.UNKNOWN and state.comment else state.state.value


@pytest.mark.parametrize(
    ("hours", "moment", "expected", "_reason"),
    [
        (WEEK, f"{MONDAY} 10:00", "open", "a rule without a modifier is open"),
        (WEEK, f"{MONDAY} 17:00", "closed", "the end of a span is outside it"),
        (f"{WEEK} open", f"{MONDAY} 10:00", "open", "the modifier open"),
        (f"{WEEK} off", f"{MONDAY} 10:00", "closed", "the modifier off"),
        (f"{WEEK} closed", f"{MONDAY} 10:00", "closed", "the modifier closed"),
        (f"{WEEK} unknown", f"{MONDAY} 10:00", "unknown", "the modifier unknown"),
        # words
        ('"op afspraak"', f"{MONDAY} 10:00", ASK, "a comment alone is unknown"),
        ('PH "enkel op afspraak"', f"{NATIONAL_DAY} 10:00", ASK, "a comment alone is unknown"),
        ('PH "enkel op afspraak"', f"{BEFORE} 10:00", "closed", "the rule is of holidays only"),
        ('PH "gesloten"', f"{NATIONAL_DAY} 10:00", ASK, "words are not read, also not closed"),
        ('Sa "op afspraak"', f"{SATURDAY} 10:00", ASK, "a comment alone is unknown"),
        (f'{WEEK} "bel aan"', f"{MONDAY} 10:00", ASK, "a comment without open is unknown"),
        (f'{WEEK} open "bel aan"', f"{MONDAY} 10:00", "open", "a comment after open"),
        (f'{WEEK}; Su off "rustdag"', f"{SUNDAY} 10:00", "closed", "a comment after off"),
        (f'{WEEK} || "op afspraak"', f"{MONDAY} 20:00", ASK, "the fallback rule"),
        (f'{WEEK} || "op afspraak"', f"{MONDAY} 10:00", "open", "no fallback inside the hours"),
        (f'{WEEK} || unknown "bel"', f"{SUNDAY} 10:00", ASK, "the fallback rule"),
        (f'{WEEK}; PH off || "op afspraak"', f"{MONDAY} 10:00", "open", "off and a fallback"),
        (f'{WEEK}; PH off || "op afspraak"', f"{NATIONAL_DAY} 10:00", ASK, "off and a fallback"),
        (f'{WEEK}; PH off; "niet in juli"', f"{MONDAY} 10:00", ASK, "the last rule is of all days"),
        (f'{WEEK}; PH off;"niet in juli"', f"{SUNDAY} 10:00", ASK, "the last rule is of all days"),
        (f'{WEEK}, Sa 10:00-12:00 "soms"', f"{SATURDAY} 11:00", ASK, "an additional rule"),
        (f'{WEEK}, Sa 10:00-12:00 "soms"', f"{MONDAY} 11:00", "open", "an additional rule"),
        # public holidays
        (f"{WEEK}; PH off", f"{NATIONAL_DAY} 10:00", "closed", "PH after the weekdays"),
        (WEEK, f"{NATIONAL_DAY} 10:00", "unknown", "silent on holidays: ours, never wrong"),
        (WEEK, f"{NATIONAL_DAY} 20:00", "closed", "silent, but closed on any day"),
        (f"PH off; {WEEK}", f"{NATIONAL_DAY} 10:00", "unknown", "the later rule replaces PH"),
        ("Mo,PH 10:00-12:00", f"{NATIONAL_DAY} 11:00", "open", "a list: Mondays and holidays"),
        ("Mo,PH 10:00-12:00", f"{MONDAY} 11:00", "open", "a list: Mondays and holidays"),
        ("PH,Mo 10:00-12:00", "2026-12-01 11:00", "closed", "a list: no other Tuesday"),
        ("PH Mo 10:00-12:00", f"{MONDAY} 11:00", "unknown", "with a space: only both"),
        (f"{WEEK}; PH Mo off", f"{MONDAY} 11:00", "unknown", "with a space: only both"),
        ("PH -1 day 10:00-12:00", f"{BEFORE} 11:00", "unknown", "the day before a holiday"),
        (f"{WEEK}; PH off", f"{EASTER_MONDAY} 10:00", "closed", "in the law"),
        (f"{WEEK}; PH off", f"{WHIT_MONDAY} 10:00", "closed", "in the law"),
        ("Su 10:00-12:00; PH off", f"{ALL_SAINTS} 11:00", "closed", "in the law, a Sunday"),
        ("Su 10:00-12:00; PH off", f"{EASTER} 11:00", "unknown", "not in the law"),
        ("Su 10:00-12:00; PH off", f"{WHIT_SUNDAY} 11:00", "unknown", "not in the law"),
        ("Su,PH 10:00-12:00", f"{EASTER} 11:00", "open", "a holiday or a Sunday: both open"),
        ("Su,PH 10:00-12:00", f"{WHIT_SUNDAY} 11:00", "open", "a holiday or a Sunday: both open"),
        ("Su 10:00-12:00", f"{EASTER} 11:00", "unknown", "silent on holidays"),
        ("Su 10:00-12:00", f"{WHIT_SUNDAY} 11:00", "unknown", "silent on holidays"),
        (f"{WEEK}; PH off", f"{WHIT_SUNDAY} 10:00", "closed", "no Sunday is in the hours"),
        ("24/7", f"{NATIONAL_DAY} 10:00", "open", "24/7 is every day"),
        ("24/7; PH off", f"{NATIONAL_DAY} 10:00", "closed", "PH replaces it"),
        # the nights around one
        ("Mo-Su 20:00-02:00; PH off", f"{BEFORE} 23:00", "open", "the evening before"),
        ("Mo-Su 20:00-02:00; PH off", f"{NATIONAL_DAY} 01:00", "closed", "PH replaces the night"),
        ("Mo-Su 20:00-02:00; PH off", f"{AFTER} 01:00", "unknown", "no evening before it"),
        ("Mo-Su 20:00-02:00", f"{NATIONAL_DAY} 01:00", "unknown", "silent on holidays"),
        ("Mo-Su 20:00-02:00", f"{AFTER} 01:00", "unknown", "the night of the holiday"),
        ("Mo-Su 20:00-02:00", f"{AFTER} 21:00", "open", "the next evening"),
        ("Fr 20:00-02:00", "2026-12-05 01:00", "open", "a span over midnight"),
        ("Fr 20:00-02:00; Dec 25 off", "2026-12-26 01:00", "unknown", "no evening before it"),
        ("Sa-Su 00:00-04:00; Dec 25 off", "2026-12-26 01:00", "open", "hours from midnight on"),
        # what is not known here
        (f"{WEEK}; SH off", f"{MONDAY} 10:00", "unknown", "no calendar of school holidays"),
        ("sunrise-sunset", "2026-06-21 20:30", "unknown", "no times of the sun"),
        ("Mo-Fr 09:00-sunset", f"{MONDAY} 18:00", "unknown", "no times of the sun"),
        ("Mo-Fr 14:00+", f"{MONDAY} 15:00", "unknown", "an open end"),
        # dates
        ("Mo-Fr 09:00-17:00; Jul-Aug off", f"{AFTER} 10:00", "closed", "months"),
        ("Mo-Fr 09:00-17:00; Dec 24-Jan 02 off", "2026-12-30 10:00", "closed", "over New Year"),
        ("Mo[1] 10:00-12:00", "2026-12-07 11:00", "open", "the first Monday of the month"),
        ("Mo[1] 10:00-12:00", "2026-12-14 11:00", "closed", "the first Monday of the month"),
        ("Mo[-1] 10:00-12:00", f"{MONDAY} 11:00", "open", "the last Monday of the month"),
        ("week 49 Mo 10:00-12:00", f"{MONDAY} 11:00", "open", "ISO weeks"),
        ("easter +1 day 10:00-12:00; PH off", f"{EASTER_MONDAY} 11:00", "closed", "PH is last"),
        (f"{WEEK}; 12:00-13:00 off", f"{MONDAY} 12:30", "closed", "off for a part of the day"),
        (f"{WEEK}; 12:00-13:00 off", f"{MONDAY} 10:00", "open", "off for a part of the day"),
        (f"{WEEK}; We 13:00-15:00", "2026-12-02 10:00", "closed", "a rule replaces a whole day"),
        (f"{WEEK}, We 18:00-20:00", "2026-12-02 10:00", "open", "a rule adds to a day"),
        (f"PH off; Dec 25 10:00-12:00; {WEEK}", f"{MONDAY} 10:00", "open", "no holiday"),
        ("PH off; Dec 25 10:00-12:00", "2026-12-25 11:00", "open", "a date after PH"),
    ],
)
def test_what_hours_mean_at_a_moment(hours, moment, expected, _reason):
    assert answer(hours, moment) == expected


@pytest.mark.parametrize("end", ['; PH off || "op afspraak"', '; PH off; "gesloten in juli"'])
def test_words_after_a_rule_are_valid(end):
    assert is_readable(f"Mo-Fr 09:00-12:00{end}")


RULES = st.sampled_from(
    [
        *(WEEK, "Mo-Su 20:00-02:00", "24/7", "Sa-Su", "Su,PH 10:00-12:00", "Mo,We 13:00-17:00"),
        *("PH off", "PH 10:00-11:00", 'PH "vraag"', '"op afspraak"', 'Tu open "bel aan"', "off"),
        *("Jul off", "12:00-13:00 off", 'Fr unknown "tot 12 u"', "easter off", "Sa 22:00-26:00"),
    ]
)
VALUES = st.tuples(
    st.lists(RULES, min_size=1, max_size=3).map("; ".join), st.sampled_from(["", ' || "bel"'])
).map("".join)
WEEKS = st.sampled_from(
    [date.fromisoformat(day) for day in (NATIONAL_DAY, EASTER, WHIT_SUNDAY, MONDAY, "2026-10-26")]
)


@given(VALUES, WEEKS, st.integers(0, 7 * 24 * 60 - 1))
def test_the_week_agrees_with_the_door_at_every_minute(hours, week_of, minute):
    monday = datetime.combine(week_of - timedelta(days=week_of.weekday()), datetime.min.time())
    moment = monday + timedelta(minutes=minute)
    days = [*week_spans(hours, week_of=week_of), *week_spans(hours, week_of=week_of - timedelta(7))]
    found = [span for day in days for span in day if span.start <= moment < span.end]
    state = opening_state(hours, now=moment.replace(tzinfo=BRUSSELS))
    assert [(s.state, s.comment, s.holiday) for s in found] == (
        [] if state.state is OpenState.CLOSED else [(state.state, state.comment, state.holiday)]
    )
