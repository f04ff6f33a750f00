"""Names for wijken that have only a code."""

import pandas as pd

from geodata.places.made_names import MARK, with_made_names

COLUMNS = ["code", "name", "municipality", "inner_x_m", "inner_y_m"]
PLACES = pd.DataFrame(
    [("46025A", "Temse", "46025", 0, 0), ("46025B", "Tielrode", "46025", 5000, 0)], columns=COLUMNS
)


def named(*rows):
    units = pd.DataFrame(
        [(f"{name}W", name, "46025", x, y) for name, x, y in rows], columns=COLUMNS
    )
    return with_made_names(units, PLACES).tolist()


def test_sides_are_seen_from_the_middle_and_numbered_where_several_share_one():
    assert named(
        ("46025A0", 10, 0), ("46025A1", 900, 50), ("46025A2", 0, -900), ("46025A3", 100, -700)
    ) == [f"Temse {side}{MARK}" for side in ("centrum", "oost", "zuid 1", "zuid 2")]


def test_the_only_one_of_a_deelgemeente_has_its_name():
    assert named(("46025A0", 10, 0), ("46025A1", 0, 900), ("46025B0", 4000, 0)) == [
        f"Temse centrum{MARK}",
        f"Temse noord{MARK}",
        f"Tielrode{MARK}",
    ]


def test_a_code_of_an_unknown_deelgemeente_takes_the_nearest():
    assert named(("46025Z0", 4900, 0)) == [f"Tielrode{MARK}"]


def test_a_name_that_is_loaded_stays():
    assert named(("De Kade", 0, 0), ("1 meilaan", 0, 0)) == ["De Kade", "1 meilaan"]
