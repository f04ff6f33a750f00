"""How many people stay undecided by default: ``python -m benchmarks.undecided [EARLIER.csv]``.

The built-in data, people of 65 and over, 1,200 m in a straight line, every centre that is not
closed: with the centres of the facts as they are, with each at its place or municipality instead,
and with an earlier list of centres where one is given. Writes ``benchmarks/undecided.md``.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarks.harness import machine, median_ms, write_report
from geodata.defaults import DEFAULT_THRESHOLD_M
from geodata.enums import OPEN_STATUSES, Level
from geodata.places.gazetteer import NEAR_COLUMNS, locate_centres
from geodata.reach.coverage import PreparedUnits, prepare, select_points
from geodata.reach.people import people_in_reach, totals
from loaders.builtin.snapshot import build_builtin, facts, known_centres
from loaders.centres.geocoding import gazetteer_of

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

GROUP = "65plus"
RUNS = 15
_SHOWN = {"in_low": "sure", "people_undecided": "undecided"}


ABOUT = """# People who stay undecided by default

Written by `python -m benchmarks.undecided` on {day}. People of 65 and over (the
built-in estimates), 1,200 m in a straight line, every centre that is not closed.

**Sure**: within 1,200 m of an address, or of all of the smallest circle around what a centre is
somewhere in. **Undecided**: not sure, and within 1,200 m of some of a disc that a centre is in, or
in a wijk of which some is within 1,200 m of a place or municipality that a centre is in. Who is
neither is surely out of reach.
"""


def main() -> None:
    """Measure, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("earlier", nargs="?", type=Path, help="an earlier centres.csv")
    earlier = parser.parse_args().earlier
    data = build_builtin()
    shipped = known_centres()
    lists = {"by place": shipped.drop(columns=[*NEAR_COLUMNS]), "with positions": shipped}
    if earlier:
        lists = {"earlier": pd.read_csv(earlier, dtype="str"), **lists}
    prepared = {name: _prepared(table, data) for name, table in lists.items()}
    sums = {name: _sums(one, data) for name, one in prepared.items()}
    names = data.areas[data.areas["level"] == Level.PROVINCE].set_index("code")["name"]
    head = ["province", "65+", *(f"{name}: {what}" for name in sums for what in _SHOWN.values())]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for code, everyone in sums["with positions"]["people"].items():
        figures = [one.loc[str(code), column] for one in sums.values() for column in _SHOWN]
        numbers = [f"{figure:,.0f}" for figure in (everyone, *figures)]
        rows.append([str(names.get(str(code), "all")), *numbers])
    times = [
        f"- {name}: {len(one.points)} centres; another threshold takes "
        f"{median_ms(partial(one.coverage, threshold_m=DEFAULT_THRESHOLD_M), RUNS):.1f} ms (median)"
        for name, one in prepared.items()
    ]
    table = [f"| {' | '.join(row)} |" for row in rows]
    about = ABOUT.format(day=datetime.now(UTC).date())
    write_report("undecided", "\n".join([about, *table, "", *times, *machine("shapely"), ""]))


def _prepared(table: pd.DataFrame, data: SnapshotData) -> PreparedUnits:
    gazetteer = gazetteer_of(data)
    centres, points, whereabouts = locate_centres(
        table,
        municipalities=gazetteer.municipalities,
        deelgemeenten=gazetteer.deelgemeenten,
        aliases=facts("place_aliases"),
        wijken=data.units,
    )
    counting = select_points(points, centres, statuses=OPEN_STATUSES, antennes=True)
    return prepare(data.units, counting, whereabouts)


def _sums(prepared: PreparedUnits, data: SnapshotData) -> pd.DataFrame:
    """Return the people of each province, and of ``all``."""
    found = prepared.coverage(threshold_m=DEFAULT_THRESHOLD_M)
    people = people_in_reach(found, data.units, GROUP)
    province = data.units.set_index("code")["province"]
    return pd.concat([totals(people, province), totals(people)])


if __name__ == "__main__":
    main()
