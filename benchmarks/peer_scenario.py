"""Best sites with spopt and access with PySAL access, for :mod:`benchmarks.scenario`.

It runs in an environment of its own (``build/peers``, made by ``make benchmark``), for Nabij does
not need the packages. Reads one ``.npz`` file and prints as JSON what each gives and the seconds
that it took, without the time to import the packages.
"""

from __future__ import annotations

import json
import sys
import warnings
from time import perf_counter

import numpy as np
import pandas as pd
import pulp
from access import Access, weights
from spopt.locate import MCLP, PCenter, PMedian


def sites(covers: np.ndarray, people: np.ndarray, count: int) -> dict[str, float]:
    """Return objective and seconds of maximal covering, from a matrix of candidates and units."""
    start = perf_counter()
    model = MCLP.from_cost_matrix(
        np.where(covers, 0.0, 2.0).T, people, service_radius=1.0, p_facilities=count
    )
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    return {"seconds": perf_counter() - start, "people": float(pulp.value(model.problem.objective))}


def nearest(distance_m: np.ndarray, people: np.ndarray, count: int) -> dict[str, dict[str, float]]:
    """Return distance and seconds of the p-median and the p-centre, candidates in the rows."""
    solver = pulp.PULP_CBC_CMD(msg=False)
    start = perf_counter()
    median = PMedian.from_cost_matrix(distance_m.T, people, p_facilities=count)
    median.solve(solver)
    middle = perf_counter()
    centre = PCenter.from_cost_matrix(distance_m.T, p_facilities=count)
    centre.solve(solver)
    end = perf_counter()
    mean_m = float(pulp.value(median.problem.objective)) / float(people.sum())
    return {
        "p-median": {"seconds": middle - start, "distance_m": mean_m},
        "p-centre": {
            "seconds": end - middle,
            "distance_m": float(pulp.value(centre.problem.objective)),
        },
    }


def floating_catchments(table: dict[str, np.ndarray], threshold_m: float) -> dict[str, object]:
    """Return E2SFCA and its seconds."""
    points, units = table["distance_m"].shape
    start = perf_counter()
    point, unit = np.nonzero(table["distance_m"] <= threshold_m)
    cost = pd.DataFrame({"origin": unit, "dest": point, "cost": table["distance_m"][point, unit]})
    demand = pd.DataFrame({"unit": np.arange(units), "people": table["people"]})
    supply = pd.DataFrame({"point": np.arange(points), "supply": table["supply"]})
    model = Access(
        demand_df=demand,
        demand_index="unit",
        demand_value="people",
        supply_df=supply,
        supply_index="point",
        supply_value="supply",
        cost_df=cost,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    zones = weights.step_fn({threshold_m / 3: 1, threshold_m * 2 / 3: 0.68, threshold_m: 0.22})
    model.enhanced_two_stage_fca(name="e2sfca", max_cost=threshold_m, weight_fn=zones)
    found = model.access_df["e2sfca_supply"].reindex(np.arange(units)).to_numpy()
    seconds = perf_counter() - start
    return {"seconds": seconds, "access": [None if np.isnan(v) else float(v) for v in found]}


def main() -> None:
    warnings.simplefilter("ignore")
    table = dict(np.load(sys.argv[1]))
    found: dict[str, object] = {
        str(count): sites(table["covers"], table["weights"], int(count))
        for count in table["counts"]
    }
    found |= nearest(table["near_m"], table["near_people"], int(table["near_sites"]))
    found["e2sfca"] = floating_catchments(table, float(table["threshold_m"]))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
