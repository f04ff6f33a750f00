"""Figures that differ several times from what is loaded: asked about, with the likely cause."""

from dataclasses import replace

import pandas as pd
import pytest

from geodata.enums import FigureCause
from geodata.errors import UnconfirmedError
from loaders.imports.plausibility import unlikely_in_municipalities, unlikely_in_wijken
from loaders.imports.population import POPULATION
from tests.loaders.imports.import_helpers import imported

GROUPS = ["people_all", "people_65plus", "people_80plus"]


@pytest.fixture
def town(small):
    """Westdorp has 100,000 people, of whom 20,000 are 65 and 4,000 are 80; Oostdorp has 10,000."""
    units = small.units
    return replace(small, units=units.assign(**{g: units[g] * 1000 for g in GROUPS}))


@pytest.mark.parametrize(
    ("figures", "cause"),
    [
        ((0, 0, 0), FigureCause.ZERO),
        ((100, 20, 4), FigureCause.PERCENTAGES),
        ((105, 21, 4), FigureCause.THOUSANDS),
        ((1_050_000, 210_000, 40_000), FigureCause.TENFOLD),
        ((400_000, 80_000, 20_000), FigureCause.LARGER_AREA),
        ((45_000, 9_000, 2_000), FigureCause.HOUSEHOLDS),
        ((5_000, 900, 200), FigureCause.UNKNOWN),
    ],
)
def test_the_likely_cause_of_an_unlikely_total_is_named(figures, cause, town):
    people = pd.DataFrame([figures], ["11001"], GROUPS)
    (found,) = unlikely_in_municipalities(people, town)
    assert (found.place, found.given, found.loaded) == ("Westdorp", figures[0], 100_000)
    assert found.cause == cause


def test_people_of_the_province_under_the_name_of_its_city(town):
    people = pd.DataFrame([[12_000 + 100_000, 0, 0]], ["11002"], GROUPS)
    assert unlikely_in_municipalities(people, town)[0].cause == FigureCause.LARGER_AREA


def test_percentages_of_ages_next_to_a_total(town):
    found = unlikely_in_municipalities(pd.DataFrame([[101_000, 17, 5]], ["11001"], GROUPS), town)
    assert [(f.group, f.cause) for f in found] == [
        ("people_65plus", FigureCause.PERCENTAGES),
        ("people_80plus", FigureCause.PERCENTAGES),
    ]


@pytest.mark.parametrize("figures", [(120_000, 30_000, 9_000), (80_000, 14_000, 2_500)])
def test_growth_of_some_years_is_not_asked_about(figures, town):
    assert not unlikely_in_municipalities(pd.DataFrame([figures], ["11001"], GROUPS), town)


def test_estimated_wijken_are_compared_together(town):
    codes = ["11001W01", "11001W02"]
    moved = pd.DataFrame([[75_000, 15_000, 3_000], [25_000, 5_000, 1_000]], codes, GROUPS)
    assert not unlikely_in_wijken(moved, town)
    (found,) = unlikely_in_wijken(moved // 1000, town)
    assert (found.place, found.given) == ("Westdorp", 100)


def test_a_counted_wijk_is_compared_by_itself(town):
    counted = replace(town, units=town.units.assign(estimated=False))
    one = pd.DataFrame([[5_000, 1_000, 200]], ["11001W01"], GROUPS)
    assert [f.place for f in unlikely_in_wijken(one, counted)] == ["Westdorp"]
    both = pd.DataFrame(
        [[4_000, 900, 200], [92_000, 16_000, 3_000]], ["11001W01", "11001W02"], GROUPS
    )
    assert [f.place for f in unlikely_in_wijken(both, counted)] == ["Één (11001W01)"]
    assert not unlikely_in_wijken(both, town)


def test_an_unlikely_figure_stops_an_import_until_it_is_confirmed(town, tmp_path):
    path = tmp_path / "mensen.csv"
    path.write_text("gemeente;inwoners;65+;80+\nWestdorp;101;20;4\n", encoding="utf-8")
    with pytest.raises(UnconfirmedError, match=r"101, where 100,000 .* thousands"):
        imported(path, POPULATION, town)
    made = imported(path, POPULATION, town, confirmed=True)
    assert made.units.groupby("municipality")["people_all"].sum()["11001"] == 101
