"""Neighbourhoods that cross municipal borders keep their people: wijken, dissolved, come back."""

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from loaders.imports.border_cuts import is_sliver
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from loaders.imports.population import GROUPS
from tests.loaders.imports.import_helpers import imported

PEOPLE = list(GROUPS)
BRUSSELS = "4000"


def pairs_over_borders(wijken):
    """Return a number for each wijk: two neighbours in different municipalities have the same."""
    shapes, towns = wijken.geometry.to_numpy(), wijken["municipality"].to_numpy()
    number, paired = np.arange(len(wijken)), set()
    for a, b in zip(*shapely.STRtree(shapes).query(shapes, predicate="touches"), strict=True):
        long = shapely.intersection(shapes[a], shapes[b]).length > 100
        if a < b and towns[a] != towns[b] and long and not paired & {a, b}:
            number[b] = a
            paired |= {a, b}
    assert len(paired) > 100
    return number


@pytest.mark.long
@pytest.mark.parametrize("counted", [True, False])
def test_wijken_dissolved_over_borders_get_their_people_back_exactly(counted, builtin, tmp_path):
    wijken = builtin.units[builtin.units["province"] == BRUSSELS].reset_index(drop=True)
    wijken["code"] = [f"Q{n}" for n in pairs_over_borders(wijken)]
    sums = dict.fromkeys(PEOPLE, "sum")
    quarters = wijken.dissolve("code", aggfunc=sums).reset_index().assign(naam="Wijk")
    columns = ["code", "naam", "geometry", *(PEOPLE if counted else [])]
    path = tmp_path / "wijken.gpkg"
    quarters[columns].to_crs(31370).to_file(path)

    units = imported(path, NEIGHBOURHOODS, builtin, "Dissolved").units
    pieces = units[units["province"] == BRUSSELS]
    whole = pieces.assign(code=pieces["code"].str.split("-").str[0])
    for column, before in (("code", quarters), ("municipality", wijken)):
        of_new = whole.groupby(column)[PEOPLE].sum()
        assert of_new.equals(before.groupby(column)[PEOPLE].sum())
    assert units[PEOPLE].sum().equals(builtin.units[PEOPLE].sum())
    assert len(pieces) == len(wijken)


def test_a_part_that_is_nowhere_wide_is_a_sliver():
    shapes = np.array([box(0, 0, 40, 5_000), box(0, 0, 60, 60)])
    assert is_sliver(shapes).tolist() == [True, False]
