"""The list of centres that an administration makes: its columns, and what may stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.crs import WGS84
from geodata.enums import Activity, PointKind, Precision, Status, Wheelchair
from geodata.errors import RowProblem, RowsError, UnreadableFileError
from geodata.linkage.records import check_records, empty_records
from geodata.opening_hours import is_readable
from geodata.places.text_folding import fold
from loaders.centres.geocoding import STRAY_M, municipalities_of, strays
from loaders.files.coordinates import declared_crs
from loaders.files.table import Table, dates_of, points_of

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.centres.geocoding import Gazetteer

COLUMNS = {
    "id": ("id", "erkenningsnummer", "dossiernummer", "numéro d'agrément", "recognition number"),
    "name": ("naam", "naam centrum", "nom", "name", "dienstencentrum", "centre"),
    "operator": (
        *("inrichtende macht", "organisatie", "initiatiefnemer", "beheerder", "operator"),
        *("pouvoir organisateur", "organisation", "gestionnaire"),
    ),
    "status": ("statuut", "status", "erkenning", "statut", "agrément"),
    "kind": ("soort", "type", "soort vestiging", "kind", "genre"),
    "parent": (
        *("hoofdvestiging", "antenne van", "hoort bij", "siège principal", "antenne de"),
        *("main site", "outpost of", "antenna of", "parent"),
    ),
    "street": ("straat", "straat en nummer", "adres", "rue", "adresse", "street", "address"),
    "number": ("nummer", "huisnummer", "nr", "numéro", "number", "house number"),
    "postcode": ("postcode", "code postal", "postal code"),
    "place": ("plaats", "deelgemeente", "localité", "lieu", "place", "town"),
    "municipality": ("gemeente", "commune", "municipality"),
    "nis": ("nis", "niscode", "nis-code", "code nis", "nis code", "code ins"),
    "phone": ("telefoon", "tel", "téléphone", "phone", "telephone"),
    "email": ("e-mail", "email", "mail", "courriel"),
    "website": ("website", "site", "site web", "url"),
    "opening_hours": ("openingsuren", "heures d'ouverture", "horaire", "opening hours"),
    "wheelchair": ("rolstoel", "toegankelijk", "fauteuil roulant", "accessible", "wheelchair"),
    "activities": ("activiteiten", "aanbod", "activités", "offre", "activities"),
    "lat": ("lat", "latitude", "breedtegraad"),
    "lon": ("lon", "long", "lng", "longitude", "lengtegraad"),
    "x": ("x", "x-coördinaat"),
    "y": ("y", "y-coördinaat"),
    "crs": ("crs", "epsg", "coördinatenstelsel", "coordinate system", "système de coordonnées"),
    "checked_on": ("gecontroleerd op", "nagekeken op", "vérifié le", "checked on"),
    "example": ("voorbeeld", "exemple", "example"),
}
"""Our name of each column → the headers it may have: Dutch, French or English."""

_STATUS = {
    Status.RECOGNISED: ("erkend", "agréé", "reconnu", "recognised", "recognized"),
    Status.AUTHORISED: ("vergund", "voorafgaande vergunning", "autorisé", "authorised"),
    Status.PENDING: ("aangevraagd", "in aanvraag", "demandé", "en attente", "applied"),
    Status.NOT_RECOGNISED: ("niet erkend", "non agréé", "non reconnu", "not recognised"),
    Status.CLOSED: ("gesloten", "stopgezet", "fermé", "closed"),
    Status.UNKNOWN: ("onbekend", "inconnu", "unknown"),
}
_KINDS = {
    PointKind.MAIN: ("hoofdvestiging", "hoofdzetel", "siège principal", "main site", "main"),
    PointKind.ANTENNE: ("antenne", "antennepunt", "nevenvestiging", "outpost", "antenna"),
}
_ACCESS = {
    Wheelchair.INDEPENDENT: ("zonder hulp", "zelfstandig", "sans aide", "independent"),
    Wheelchair.HELP: ("met hulp", "avec aide", "with help", "help"),
}
_ACTIVITIES = {
    Activity.MEALS: ("warme maaltijden", "maaltijden", "repas", "warm meals", "meals"),
    Activity.SHOPPING: ("boodschappenhulp", "boodschappen", "courses ménagères", "shopping"),
    Activity.HYGIENE: ("hygiënische zorg", "hygiëne", "soins d'hygiène", "hygiene"),
    Activity.LEISURE: ("ontspanning", "recreatie", "loisirs", "détente", "leisure"),
    Activity.COURSES: ("vorming", "cursussen", "formation", "cours", "courses"),
    Activity.INFORMATION: ("informatie", "information"),
    Activity.NEIGHBOURHOOD_HELP: ("buurthulp", "aide de voisinage", "neighbourhood help"),
    Activity.MOBILITY: ("mobiliteit", "vervoer", "mobilité", "transport", "mobility"),
    Activity.REFERRAL: ("doorverwijzing", "doorverwijzen", "orientation", "referral"),
}
_YES = {True: ("ja", "oui", "yes", "true", "1", "x"), False: ("nee", "non", "no", "false", "0")}
_EMAIL = r"[\w.+-]+@[\w-]+(\.[\w-]+)+"
_BETWEEN = re.compile(r"\s*[;,|/]\s*")
_SLUG = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class CentreTable:
    """What a list holds.

    Attributes
    ----------
    records
        The good rows, as :func:`geodata.linkage.records.check_records` returns them.
    problems
        What is wrong with the others, which are left out.
    examples
        Rows that are marked as examples, and left out.
    """

    records: pd.DataFrame
    problems: tuple[RowProblem, ...]
    examples: int


def list_code(source: str) -> str:
    """Return the code of a source that is a list: ``list-`` and its name.

    >>> list_code("Zorgbedrijf Antwerpen, 2026")
    'list-zorgbedrijf-antwerpen-2026'
    """
    return f"list-{_slug(source)}"


def read_centre_table(
    path: Path, *, source: str, gazetteer: Gazetteer, crs: str = "", take_good: bool = False
) -> CentreTable:
    """Read a list of centres.

    Parameters
    ----------
    path
        CSV or XLSX. ``naam`` is needed, and ``gemeente``, ``nis``, ``postcode``, ``plaats`` or
        coordinates; see :data:`COLUMNS`.
    source
        Publisher and title.
    gazetteer
        What municipalities are found in.
    crs
        The coordinate system of ``x`` and ``y`` where the list has no column for it.
    take_good
        Leave out the rows that cannot be used.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        If it is no such table, or holds nothing but examples.
    BadValueError
        If the coordinate system is none that is known.
    RowsError
        With every row that cannot be used, unless the good ones are to be taken; then only if
        there are none.
    """
    declared = declared_crs(crs)
    table = Table(path, COLUMNS, required=("name",))
    examples = _without_examples(table, path)
    if declared:
        bare = (table.cells["crs"] == "") & (table.cells["x"] != "")
        table.cells["crs"] = table.cells["crs"].mask(bare, declared)
    records = _records(table, source=source)
    _check_places(table, records, gazetteer)
    wrong = {problem.row for problem in table.problems}
    good = records[~records.index.isin(wrong)]
    alone = ~good["group"].isin(good["record_id"])
    table.refuse(
        pd.Series(table.cells.index.isin(good.index[alone]), table.cells.index),
        "parent",
        "a main site that can be used itself",
        "Correct the row of the main site.",
    )
    good = good[~alone]
    if wrong and (not take_good or good.empty):
        raise RowsError(where=path.name, rows=table.problems)
    problems = tuple(sorted(table.problems, key=lambda problem: problem.row))
    return CentreTable(check_records(good), problems, examples)


def _without_examples(table: Table, path: Path) -> int:
    """Leave out the rows that are marked as examples; return how many there are."""
    example = table.coded("example", _YES).isin([True])
    table.cells = table.cells[~example]
    table.problems = [p for p in table.problems if p.row in table.cells.index]
    if table.cells.empty:
        raise UnreadableFileError(
            where=path.name,
            expected="centres",
            got="examples only",
            action="Replace the rows of the template by your own.",
        )
    return int(example.sum())


def _records(table: Table, *, source: str) -> pd.DataFrame:
    """Return the rows as records, by number of row; notes what is wrong with them."""
    cells, code = table.cells, list_code(source)
    table.refuse(cells["name"] == "", "name", "a name", "Fill it in, or leave the row out.")
    coded = {
        "status": table.coded("status", _STATUS),
        "wheelchair": table.coded("wheelchair", _ACCESS),
        "kind": table.coded("kind", _KINDS),
    }
    _check_texts(table)
    points = points_of(table).to_crs(WGS84)
    dates, activities = dates_of(table), _activities(table)
    ids = _ids(cells, code)
    group = _groups(table, ids, coded["kind"])
    columns = ("name", "operator", "postcode", "place", "phone", "email", "website")
    frame = cells[[*columns, "opening_hours"]].assign(
        record_id=ids,
        source=code,
        group=group,
        street=(cells["street"] + " " + cells["number"]).str.strip(),
        municipality=cells["nis"].where(cells["nis"] != "", cells["municipality"]),
        **{name: values.astype("str") for name, values in coded.items()},
        activities=activities,
        lat=points.y,
        lon=points.x,
        precision=np.where(points.notna(), str(Precision.ADDRESS), ""),
        checked_on=dates,
        url="",
    )
    antenne = group != ids
    frame["kind"] = np.where(antenne, str(PointKind.ANTENNE), str(PointKind.MAIN))
    texts = [c for c in empty_records().columns if c not in {"lat", "lon"}]
    frame[texts] = frame[texts].where(frame[texts] != "")
    return frame


def _check_texts(table: Table) -> None:
    cells = table.cells
    hours, email = cells["opening_hours"], cells["email"]
    table.refuse(
        ~hours.map(is_readable) & (hours != ""),
        "opening_hours",
        "hours in OSM syntax",
        'Write them like: Mo-Fr 09:00-12:00,13:30-16:30; PH off. Words go between quotes: "…".',
    )
    table.refuse(
        ~email.str.fullmatch(_EMAIL) & (email != ""),
        "email",
        "one e-mail address",
        "Give a function mailbox, or leave the cell empty.",
    )
    same = ["name", "street", "number", "postcode", "place", "municipality", "nis", "lat", "x"]
    twice = cells[same].map(str.casefold).duplicated() & (cells["name"] != "")
    table.refuse(twice, "name", "each centre once", "Leave one of the two rows out.")


def _activities(table: Table) -> pd.Series:
    """Return the codes of the activities of each row, comma-separated."""
    words = {fold(w): code for code, known in _ACTIVITIES.items() for w in (*known, str(code))}
    parts = [[p for p in _BETWEEN.split(cell) if p] for cell in table.cells["activities"]]
    unknown = [any(fold(part) not in words for part in row) for row in parts]
    table.refuse(
        pd.Series(unknown, table.cells.index, dtype=bool),
        "activities",
        ", ".join(known[0] for known in _ACTIVITIES.values()),
        "Write these, with a comma between them.",
    )
    codes = [{words[fold(part)] for part in row if fold(part) in words} for row in parts]
    listed = [",".join(str(a) for a in Activity if a in found) for found in codes]
    return pd.Series(listed, table.cells.index, dtype="str")


def _ids(cells: pd.DataFrame, code: str) -> pd.Series:
    """Return record ids: of the id in the list, else of name and town, so that they stay."""
    town = cells["nis"].where(cells["nis"] != "", cells["municipality"])
    town = town.where(town != "", cells["place"]).where(lambda t: t != "", cells["postcode"])
    own = cells["id"].where(cells["id"] != "", cells["name"] + " " + town)
    slugs = own.map(_slug)
    nth = slugs.groupby(slugs).cumcount()
    return code + ":" + slugs.where(nth == 0, slugs + "-" + (nth + 1).astype("str"))


def _groups(table: Table, ids: pd.Series, kind: pd.Series) -> pd.Series:
    """Return the record id of the main site of each row."""
    cells = table.cells
    antenne = (kind == PointKind.ANTENNE) | (cells["parent"] != "")
    mains: dict[str, str] = {}
    for column in ("name", "id"):
        keys = cells.loc[~antenne & (cells[column] != ""), column].map(fold)
        single = keys[~keys.duplicated(keep=False)]
        mains |= dict(zip(single, ids[single.index], strict=True))
    found = cells["parent"].map(fold).map(mains)
    table.refuse(
        antenne & found.isna(),
        "parent",
        "the name (or id) of one main site in this list",
        "Name the centre that the antenne belongs to, as its own row does.",
    )
    table.refuse(
        (kind == PointKind.MAIN) & (cells["parent"] != ""),
        "parent",
        "nothing beside a main site",
        "Empty the cell, or call the row an antenne.",
    )
    return found.where(antenne & found.notna(), ids).astype("str")


def _check_places(table: Table, records: pd.DataFrame, gazetteer: Gazetteer) -> None:
    nis = municipalities_of(records, gazetteer=gazetteer)
    stated = "nis" if "nis" in table.headers else "municipality"
    table.refuse(
        nis.isna(),
        stated,
        "a municipality of Flanders or Brussels, by its name, NIS code, postcode or a position",
        "Fill in or correct the municipality.",
    )
    away = strays(records.assign(municipality=nis), gazetteer=gazetteer)
    table.refuse(
        away,
        "lat" if "lat" in table.headers else "x",
        f"a spot within {STRAY_M:,.0f} m of the municipality of the row",
        "Correct the coordinates or the municipality.",
    )


def _slug(text: str) -> str:
    return _SLUG.sub("-", fold(text)).strip("-")
