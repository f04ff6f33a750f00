"""How far the estimate of people is off: ``python -m benchmarks.estimates``.

People per wijk are not open data, but people per municipality are. The same estimate, one level
up: the people of a province divided over its municipalities by number of statistical sectors, next
to the published number of each. Writes ``benchmarks/estimates.md``.

Where streets of OpenStreetMap are at hand (``../shared/data/osm``: Brussels), it also tries what
else people could be divided by: length of residential street, and buildings.
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import shapely

from benchmarks.harness import machine, real_wijken, write_report
from benchmarks.network import EXTRACT, homes_of
from geodata.demand.apportionment import share_over_units
from geodata.estimates import rounded
from geodata.network.covered import residential_km, with_pieces
from geodata.network.model import WIJK
from geodata.snapshot.frames import empty_layer
from loaders.builtin.snapshot import facts, municipal_people
from loaders.network.build import build_network
from loaders.network.extract import read_extract

ABOUT = """# How far the estimate of people per wijk is off

Written by `python -m benchmarks.estimates` on {day}. The people of each province and of Brussels
(Statbel, 1 January 2020), divided over their municipalities by number of statistical sectors as
those of a municipality are over its wijken, next to what Statbel counted in each of the {n}
municipalities. Wijken of one municipality may be more or less alike than municipalities of one
province: this shows the order of magnitude, and why two digits are enough.

| group | median error | 90 % within | largest | people misplaced | median error by rounding |
|---|---|---|---|---|---|
"""

BETTER = """

## By streets or buildings instead: Brussels

The people of Brussels over its {n} municipalities, by four weights. Streets and buildings are
those of OpenStreetMap on 1 January 2013.

| group | divided by | median error | 90 % within | people misplaced |
|---|---|---|---|---|
"""

VERDICT = """

Length of residential street, alone or with sectors, is worse for all people, and at most a point
better for the eldest. Buildings are far worse: the map of 2013 has them in some municipalities and
hardly in others, and a building has one home or fifty. So people stay divided by number of sectors.
"""


def weights() -> pd.DataFrame:
    """Return what the people of Brussels could be divided by, per municipality (NIS)."""
    wijken = real_wijken().assign(people_all=None)
    network = build_network(read_extract(EXTRACT), wijken)
    network = with_pieces(network, wijken, empty_layer("sectors"))
    pieces = network.pieces[WIJK]
    tree = shapely.STRtree(wijken.geometry.to_numpy())
    _home, wijk = tree.query(shapely.points(homes_of(EXTRACT)), predicate="within")
    known = facts("wijken").set_index("wijk_code")
    homes = pd.Series(np.bincount(wijk, minlength=len(wijken)), wijken["code"])
    found = pd.DataFrame(
        {
            "sectors": known["sectors"].astype(float),
            "residential street": pd.Series(residential_km(network, pieces), pieces.codes),
            "buildings": homes,
        }
    )
    found = found.groupby(known["nis"]).sum()
    found = found[found.index.str.startswith("21")]
    even = found / found.sum()
    return found.assign(**{"sectors and street, half each": even.iloc[:, 0] + even.iloc[:, 1]})


def better() -> str:
    """Return the report on other weights."""
    by = weights()
    truth = municipal_people().set_index("nis").loc[by.index]
    lines = []
    for column, real in truth.items():
        for name, weight in by.items():
            guess = weight / weight.sum() * real.sum()
            error = (guess - real).abs() / real
            moved = (guess - real).abs().sum() / 2 / real.sum()
            figures = (error.median(), error.quantile(0.9), moved)
            cells = [str(column).removeprefix("people_"), str(name), *(f"{f:.0%}" for f in figures)]
            lines.append(f"| {' | '.join(cells)} |")
    return BETTER.format(n=len(by)) + "\n".join(lines) + VERDICT


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
    more = better() if EXTRACT.is_file() else ""
    report = [about + "\n".join(lines) + more, "", *machine("pandas"), ""]
    write_report("estimates", "\n".join(report))


if __name__ == "__main__":
    main()
