"""The open hours of a week as pairs of times, for tests."""

from datetime import date, time

from geodata.opening_hours.schedule import OpenState, week_spans


def week_table(hours: str | None, *, week_of: date) -> list[list[tuple[time, time]]]:
    return [
        [(s.start.time(), s.end.time()) for s in day if s.state is OpenState.OPEN]
        for day in week_spans(hours, week_of=week_of)
    ]
