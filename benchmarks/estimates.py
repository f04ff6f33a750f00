"""How far the estimate of people is off: ``python -m benchmarks.estimates``.

People per wijk are not open data, but people per municipality are. The same estimate, one level
up: the people of a province divided over its municipalities by number of statistical sectors, next
to the published number of each. Writes ``benchmarks/estimates.md``.
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd

from benchmarks.harness import machine, write_report
from geodata.demand.apportionment import share_over_units
from geodata.estimates import rounded
from loaders.builtin.snapshot import facts, municipal_people

ABOUT = """# How far the estimate of people per wijk is off

Written by `python -m benchmarks.estimates` on {day}. The people of each province and of Brussels
(Statbel, 1 January 2020), divided over their municipalities by number of statistical sectors as
those of a municipality are over its wijken, next to what Statbel counted in each of the {n}
municipalities. Wijken of one municipality may be more or less alike than municipalities of one
province: this shows the order of magnitude, and why two digits are enough.

| group | median error | 90 % within | largest | people misplaced | median error by rounding |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Measure, and write the report."""
    wijken = facts("wijken")
    sectors = wijken["sectors"].astype(int).groupby(wijken["nis"]).sum()
    truth = municipal_people().set_index("nis")
    province = facts("municipalities").set_index("nis")["province_code"]
    units = pd.DataFrame(
        {"code": truth.index, "municipality": province[truth.index].to_numpy()}
    ).assign(sectors=sectors.reindex(truth.index).to_numpy())
    totals = truth.groupby(province).sum().rename_axis("nis").reset_index()
    estimate = share_over_units(units, totals)
    lines = []
    for column in truth:
        real, guess = truth[column].to_numpy(float), estimate[column].to_numpy(float)
        error = np.abs(guess - real) / real
        moved = np.abs(guess - real).sum() / 2 / real.sum()
        rounding = np.abs(rounded(real) - real) / real
        figures = [np.median(error), np.quantile(error, 0.9), error.max(), moved]
        cells = [str(column).removeprefix("people_"), *(f"{f:.0%}" for f in figures)]
        lines.append(f"| {' | '.join(cells)} | {np.median(rounding):.1%} |")
    about = ABOUT.format(day=f"{datetime.now(UTC):%Y-%m-%d}", n=len(truth))
    write_report("estimates", "\n".join([about + "\n".join(lines), "", *machine("pandas"), ""]))


if __name__ == "__main__":
    main()
