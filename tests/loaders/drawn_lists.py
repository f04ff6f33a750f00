"""Lists of made-up centres of any size, in real municipalities: no row is a centre that exists.

Names, streets and numbers are drawn; municipalities and the neighbourhood of a spot are real, so
that a list is spread as a real one: more rows in larger cities. Some rows are a second writing of
an earlier one: misspelled, moved, without an address, or an antenne of it.
"""

from __future__ import annotations

import csv
import io
import random
from typing import TYPE_CHECKING, Any

from loaders.builtin.snapshot import facts

if TYPE_CHECKING:
    from pathlib import Path

    Row = dict[str, Any]

HEADERS = (
    *("naam", "inrichtende macht", "soort", "hoofdvestiging", "straat", "nummer", "postcode"),
    *("plaats", "gemeente", "telefoon", "e-mail", "website", "openingsuren", "lat", "lon"),
)
METRES_A_DEGREE = 111_250.0
LARGE = {"Antwerpen": 60, "Gent": 30, "Brugge": 12, "Leuven": 10, "Mechelen": 9, "Aalst": 9}
"""How many times likelier a city is than another municipality."""

_FIRST = (
    *("Zonne", "Linde", "Berken", "Wilgen", "Molen", "Bron", "Heide", "Duin", "Beek", "Park"),
    *("Rozen", "Linden", "Vlinder", "Meren", "Kouter", "Leie", "Schelde", "Dijle", "Pluk", "Ster"),
    *(
        "Veld",
        "Haven",
        "Toren",
        "Klaver",
        "Korenbloem",
        "Zwaluw",
        "Merel",
        "Iris",
        "Eiken",
        "Vaart",
    ),
)
_LAST = (
    *("hof", "dael", "huis", "berg", "kring", "bloem", "zicht", "weide", "laar", "hoek", "poort"),
    *("rust", "tuin", "brug", "lust", "kamer", "plein", "wende", "burcht", "gaarde", "state"),
)
_STREETS = (
    *("Kerk", "Station", "Dorp", "Nieuw", "Molen", "School", "Kasteel", "Groen", "Veld", "Linden"),
    *("Klooster", "Hoog", "Beuken", "Eiken", "Water", "Berg", "Bos", "Markt", "Brug", "Kapel"),
    *("Sint-Jans", "Sint-Pieters", "Leopold", "Albert", "Gemeente", "Rozen", "Wilgen", "Haven"),
)
_STREET_ENDS = ("straat", "laan", "weg", "plein", "dreef", "steenweg")
_HOURS = ("Mo-Fr 09:00-17:00; PH off", "Mo-Th 08:30-12:00,13:00-16:30", '"op afspraak"', "")
_FORMS = ("LDC {}", "Lokaal dienstencentrum {}", "{}", "Dienstencentrum {} vzw", "LDC De {}")


def write_list(path: Path, count: int, *, seed: int) -> None:
    """Write a list of made-up centres as CSV, with the headers of Nabij's own template."""
    path.write_text(drawn_list(count, seed=seed), encoding="utf-8")


def drawn_list(count: int, *, seed: int) -> str:
    """Return a list of this many made-up centres as CSV."""
    rng = random.Random(seed)
    columns = ["name_nl", "lat", "lon"]
    table = facts("municipalities")[columns]
    towns = [dict(zip(columns, row, strict=True)) for row in table.itertuples(index=False)]
    weights = [LARGE.get(town["name_nl"], 1) for town in towns]
    rows: list[Row] = []
    used: set[tuple[str, str]] = set()
    while len(rows) < count:
        chance = rng.random()
        if rows and chance < 0.15:
            row = _otherwise(rng, rng.choice(rows))
        else:
            row = _centre(rng, rng.choices(towns, weights)[0])
        key = (row["naam"], row["gemeente"])
        if key in used:
            row["naam"] = f"{row['naam']} {len(rows)}"
        used.add((row["naam"], row["gemeente"]))
        rows.append(row)
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADERS, delimiter=";", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _centre(rng: random.Random, town: Row) -> Row:
    name = f"{rng.choice(_FIRST)}{rng.choice(_LAST)}"
    row = {
        "naam": rng.choice(_FORMS).format(name),
        "inrichtende macht": f"Verzonnen bestuur {town['name_nl']}",
        "gemeente": town["name_nl"],
        "openingsuren": rng.choice(_HOURS),
        **_address(rng),
    }
    if rng.random() < 0.5:
        row["telefoon"] = f"0{rng.randint(2, 9)} {rng.randint(200, 899)} {rng.randint(10, 99)} 00"
    if rng.random() < 0.3:
        row["e-mail"] = f"{name.casefold()}{rng.randint(1, 99999)}@voorbeeld.example"
    if rng.random() < 0.3:
        row["website"] = f"https://{name.casefold()}{rng.randint(1, 99999)}.example"
    if rng.random() < 0.6:
        row |= {
            axis: f"{float(town[axis]) + rng.uniform(-1200, 1200) / METRES_A_DEGREE:.6f}"
            for axis in ("lat", "lon")
        }
    return row


def _address(rng: random.Random) -> Row:
    street = f"{rng.choice(_STREETS)}{rng.choice(_STREET_ENDS)}"
    return {"straat": street, "nummer": str(rng.randint(1, 150))}


def _otherwise(rng: random.Random, row: Row) -> Row:
    """Return a centre as another hand writes it: the same, moved, or an antenne of it."""
    name = row["naam"].removeprefix("LDC ").removeprefix("Lokaal dienstencentrum ")
    chance = rng.random()
    if chance < 0.2:
        return row | {"naam": f"{name} antenne", **_address(rng), "lat": "", "lon": ""}
    at = rng.randrange(1, len(name))
    changed = row | {"naam": rng.choice(_FORMS).format(name[:at] + name[at + 1 :])}
    if chance < 0.4:
        return changed | _address(rng) | {"lat": "", "lon": ""}
    if chance < 0.6:
        return changed | {"straat": "", "nummer": "", "telefoon": ""}
    return changed | {"straat": row["straat"].replace("straat", "str.")}
