from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import BadValueError
from geodata.opening_hours.schedule import (
    BRUSSELS,
    OpenState,
    is_readable,
    opening_state,
    tidied,
    week_spans,
    weekly_minutes,
)
from tests.geodata.opening_hours.week_tables import week_table

OPEN, CLOSED, UNKNOWN = OpenState.OPEN, OpenState.CLOSED, OpenState.UNKNOWN
WEEK = "Mo-Fr 09:00-17:00"
STATED = WEEK + "; PH off"


def at(text, *, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS, fold=fold)


def asked(hours, text, *, fold=0):
    found = opening_state(hours, now=at(text, fold=fold))
    change = found.next_change
    return found.state, change and change.isoformat()[:16], found.next_state


def test_open_until_the_evening():
    assert asked(WEEK, "2026-05-05 16:59") == (OPEN, "2026-05-05T17:00", CLOSED)


def test_closed_from_the_very_minute_until_the_morning():
    assert asked(WEEK, "2026-05-05 17:00") == (CLOSED, "2026-05-06T09:00", OPEN)


def test_closed_over_the_weekend():
    assert asked(WEEK, "2026-05-08 18:00") == (CLOSED, "2026-05-11T09:00", OPEN)


def test_a_lunch_break_is_a_change():
    hours = "Mo-Fr 09:00-12:00,13:00-17:00"
    assert asked(hours, "2026-05-05 11:00") == (OPEN, "2026-05-05T12:00", CLOSED)
    assert asked(hours, "2026-05-05 12:30") == (CLOSED, "2026-05-05T13:00", OPEN)


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        "2026-04-06",  # Easter Monday
        "2027-03-29",  # Easter Monday
        "2026-05-01",
        "2026-05-14",  # Ascension Day
        "2026-05-25",  # Whit Monday
        "2026-07-21",
        "2027-11-01",
        "2026-11-11",
        "2026-12-25",
    ],
)
def test_on_a_belgian_holiday_closed_where_the_hours_say_so_else_unknown(day):
    assert opening_state(STATED, now=at(f"{day} 10:00")).state is CLOSED
    silent = opening_state(WEEK, now=at(f"{day} 10:00"))
    assert (silent.state, silent.holiday) == (UNKNOWN, True)


@pytest.mark.parametrize("day", ["2026-07-14", "2026-07-22", "2026-04-07", "2026-05-04"])
def test_other_days_are_no_holiday(day):
    found = opening_state(WEEK, now=at(f"{day} 10:00"))
    assert (found.state, found.holiday) == (OPEN, False)


def test_on_the_eve_of_a_holiday_the_next_opening_is_after_it_or_unknown():
    assert asked(STATED, "2026-07-20 18:00") == (CLOSED, "2026-07-22T09:00", OPEN)
    assert asked(WEEK, "2026-07-20 18:00") == (CLOSED, "2026-07-21T09:00", UNKNOWN)


def test_out_of_hours_a_holiday_is_closed_like_any_day():
    assert asked(WEEK, "2026-07-21 20:00") == (CLOSED, "2026-07-22T09:00", OPEN)


def test_open_on_holidays_only_where_it_says_so():
    assert asked("PH 10:00-12:00", "2026-07-21 11:00") == (OPEN, "2026-07-21T12:00", CLOSED)
    assert asked("PH 10:00-12:00", "2026-07-20 11:00") == (CLOSED, "2026-07-21T10:00", OPEN)


def test_a_span_over_midnight_belongs_to_the_evening_before():
    assert asked("Fr 20:00-02:00", "2026-05-08 23:59") == (OPEN, "2026-05-09T02:00", CLOSED)
    assert asked("Fr 20:00-02:00", "2026-05-09 01:59") == (OPEN, "2026-05-09T02:00", CLOSED)
    assert asked("Fr 20:00-02:00", "2026-05-10 01:00")[0] is CLOSED


def test_the_morning_after_the_clock_changed_opens_at_the_same_hour():
    for eve, morning, offset in (
        ("2026-03-28", "2026-03-29", "+02:00"),
        ("2026-10-24", "2026-10-25", "+01:00"),
    ):
        found = opening_state("09:00-17:00", now=at(f"{eve} 18:00"))
        assert found.next_change is not None
        assert found.next_change.isoformat() == f"{morning}T09:00:00{offset}"


def test_an_end_within_the_hour_that_is_skipped_is_when_it_is_skipped():
    found = opening_state("Sa 20:00-02:30", now=at("2026-03-29 01:15"))
    assert found.state is OPEN
    assert found.next_change is not None
    assert found.next_change.astimezone(UTC).isoformat() == "2026-03-29T01:00:00+00:00"


def test_an_end_within_the_hour_that_comes_twice_is_the_next_that_the_clock_shows():
    first = opening_state("Sa 20:00-02:30", now=at("2026-10-25 02:15", fold=0)).next_change
    second = opening_state("Sa 20:00-02:30", now=at("2026-10-25 02:15", fold=1)).next_change
    assert first is not None
    assert second is not None
    assert first.astimezone(UTC).isoformat() == "2026-10-25T00:30:00+00:00"
    assert second.astimezone(UTC).isoformat() == "2026-10-25T01:30:00+00:00"


def test_a_moment_within_the_hour_that_is_skipped_is_an_hour_later():
    found = opening_state("Su 03:15-04:00", now=at("2026-03-29 02:30"))
    assert found.state is OPEN


def test_looking_a_year_ahead_may_end_in_the_hour_that_is_skipped():
    assert asked("24/7", "2025-03-24 02:30") == (OPEN, None, None)


def test_the_moment_may_be_given_in_any_time_zone():
    now = datetime(2026, 7, 22, 7, 30, tzinfo=UTC)  # half past nine in Brussels
    found = opening_state(WEEK, now=now)
    assert found == opening_state(WEEK, now=now.astimezone(ZoneInfo("Asia/Tokyo")))
    assert found.state is OPEN
    assert found.next_change == at("2026-07-22 17:00")


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(BadValueError, match="time zone"):
        opening_state(WEEK, now=datetime(2026, 5, 5, 10))  # noqa: DTZ001  (what is tested)


def test_always_open_and_never_open_do_not_change():
    assert asked("24/7", "2026-07-21 03:00") == (OPEN, None, None)
    assert asked("off", "2026-05-05 10:00") == (CLOSED, None, None)
    assert asked("2020 Mo-Fr 09:00-17:00", "2026-05-05 10:00") == (CLOSED, None, None)


@pytest.mark.parametrize(
    "hours",
    [
        None,
        "",
        "   ",
        "elke werkdag",
        "ma-vr 09:00-17:00",
        "Mo-Fr 25:00-26:00",
        "09:00-17:00 " * 100,
        "Mo-Fr 09:00-17:00; SH off",  # there is no calendar of school holidays
        "Mo-Fr 09:00+",
        '"op afspraak"',
        "unknown",
        '"',
        "\x00",
    ],
)
def test_hours_that_are_not_known_are_unknown_everywhere(hours):
    found = opening_state(hours, now=at("2026-05-05 10:00"))
    assert (found.state, found.next_change, found.holiday) == (UNKNOWN, None, False)
    assert weekly_minutes(hours) is None
    assert not any(week_table(hours, week_of=date(2026, 5, 5)))


def test_comments_in_words_are_kept():
    now = at("2026-05-05 10:00")
    assert opening_state('"op afspraak"', now=now).comment == "op afspraak"
    assert opening_state(f'{WEEK} "bel aan"', now=now).comment == "bel aan"
    assert opening_state(f'{WEEK}; SH off "vakantie"', now=now).comment == "vakantie"
    assert opening_state(WEEK, now=now).comment == ""


def test_by_appointment_outside_the_hours_is_unknown_there():
    hours = f'{WEEK} || "op afspraak"'
    assert asked(hours, "2026-05-05 10:00") == (OPEN, "2026-05-05T17:00", UNKNOWN)
    evening = opening_state(hours, now=at("2026-05-05 18:00"))
    assert (evening.state, evening.comment) == (UNKNOWN, "op afspraak")
    assert weekly_minutes(hours) == 5 * 8 * 60


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        (WEEK, 2400),
        (STATED, 2400),
        ("Mo-Fr 09:00-12:00,13:00-17:00", 2100),
        ("Mo-Th 08:30-16:30", 1920),
        ("24/7", 7 * 24 * 60),
        ("off", 0),
        ("Su 22:00-02:00", 240),
        ("Mo-Fr 09:00-17:00; Jul-Aug Mo-Fr 09:00-12:00", 2400),
    ],
)
def test_the_usual_week_leaves_holidays_and_seasons_out(hours, minutes):
    assert weekly_minutes(hours) == minutes


def test_a_week_is_shown_from_monday_with_the_holidays_that_are_stated():
    nine_to_five = [(time(9), time(17))]
    usual = [nine_to_five] * 5 + [[], []]
    assert week_table(WEEK, week_of=date(2026, 7, 27)) == usual
    holiday = week_spans(WEEK, week_of=date(2026, 7, 26))[1]
    assert [(s.start.time(), s.state, s.holiday) for s in holiday] == [(time(9), UNKNOWN, True)]
    assert week_table(STATED, week_of=date(2026, 7, 20)) == [
        nine_to_five,
        [],
        *[nine_to_five] * 3,
        [],
        [],
    ]


@pytest.mark.parametrize("week_of", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 5, 5)])
def test_a_span_over_midnight_is_on_its_first_day_even_when_the_clock_changes(week_of):
    assert week_table("Mo-Su 22:00-02:30", week_of=week_of) == [[(time(22), time(2, 30))]] * 7


def test_a_whole_day_ends_at_midnight():
    whole = [(time(0), time(0))]
    assert week_table("24/7", week_of=date(2026, 5, 5)) == [whole] * 7
    assert week_table("Sa-Su", week_of=date(2026, 5, 5)) == [[]] * 5 + [whole] * 2


def test_a_week_of_closed_days_is_not_a_week_unknown():
    assert week_table("off", week_of=date(2026, 5, 5)) == [[]] * 7
    assert week_table(None, week_of=date(2026, 5, 5)) == []


PIECES = st.sampled_from(
    [
        *("Mo", "Tu-Fr", "Mo[-1]", "PH", "SH", "week 1-53/2", "Jan-Feb", "easter"),
        *("09:00-12:00", "22:00-02:00", "00:30-03:30", "sunset", "24/7", "+", "/", "é"),
        *("open", "off", "unknown", " ", ";", ",", '"x"', '"'),
    ]
)


@given(
    st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=40),
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(BRUSSELS)),  # noqa: DTZ001  (the strategy adds the zone)
)
def test_no_hours_are_too_strange(hours, now):
    found = opening_state(hours, now=now)
    assert found.next_change is None or found.next_change.astimezone(UTC) > now.astimezone(UTC)
    assert (found.next_change is None) == (found.next_state is None)
    assert found.next_state != found.state
    assert len(week_table(hours, week_of=now.date())) in {0, 7}
    assert 0 <= (weekly_minutes(hours) or 0) <= 7 * 24 * 60


@pytest.mark.parametrize(
    "hours",
    [
        'Mo-Fr 09:00-12:00; PH off || "op afspraak"',
        "Mo-Fr 09:00-12:00;",
        "Mo-Fr  09:00-12:00",
        "Mo-Fr\u00a009:00-12:00",
        "Mo-Fr 09:00-12:00;\nPH off",
        "Mo-Fr 09:00-12:00\r\nPH off",
        "Mo\u2013Fr 09:00 \u2013 12:00 ; PH off ;",
        "Mo-Th 09:00-12:00 , Fr 09:00-12:00",
        "Mo , Tu, We-Fr 09:00-11:00, 11:00-12:00",
    ],
)
def test_hours_that_the_specification_tolerates_are_read(hours):
    week = week_table(hours, week_of=date(2026, 11, 23))
    assert is_readable(hours)
    assert week == [[(time(9), time(12))]] * 5 + [[], []]


def test_spaces_and_dashes_between_quotes_stay_words():
    assert tidied('Mo 09:00-12:00  "a; – b";') == 'Mo 09:00-12:00 "a; – b"'


@pytest.mark.parametrize("end", ['; "gesloten in juli"', ';"gesloten in juli";'])
def test_words_that_may_change_every_day_leave_it_unknown(end):
    hours = f"Mo-Fr 09:00-12:00; PH off{end}"
    assert is_readable(hours)
    state = opening_state(hours, now=at("2026-11-24T10:00"))
    assert (state.state, state.comment) == (UNKNOWN, "gesloten in juli")
