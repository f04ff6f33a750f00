"""A scenario as text for an address, and as JSON for a file; both versioned and checked.

The text holds no words: positions on a grid of ten metres, and fingerprints of service points.
``1.3fa9c2.m1e23-1fxg.c8k2m0q1z`` is a scenario of version 1, made on a list of points with that
fingerprint, which adds a main site and closes a point.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from geodata.enums import PointKind
from geodata.errors import BadValueError
from geodata.scenario.changes import (
    GRID_M,
    AddedPoint,
    ChangedPoint,
    Scenario,
    Spot,
    checked,
    spot_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = "1"
MOST_CHARACTERS = 4_000
"""Longest text of a scenario: a hundred changes fit."""
MOST_BYTES = 100_000
"""Largest file of a scenario."""
MOST_OF_A_NAME = 80
"""Most characters of the name of a scenario."""

UNKNOWN = "?"
"""Begins the id of a point of which only the fingerprint is known."""

_KINDS = {PointKind.MAIN: "m", PointKind.ANTENNE: "a"}
_KIND_OF = {letter: kind for kind, letter in _KINDS.items()}
_MARK = r"[0-9a-z]{8}"
_AT = r"([0-9a-z]{1,5})-([0-9a-z]{1,5})"
_ENTRIES = {
    "added": re.compile(rf"([ma]){_AT}"),
    "closed": re.compile(rf"c({_MARK})"),
    "moved": re.compile(rf"v({_MARK})-{_AT}"),
    "kind": re.compile(rf"k({_MARK})-([ma])"),
}
_BASIS = re.compile(r"[0-9a-f]{6}|")
_EXTENT_M = 1_000_000
"""Belgium is within these coordinates of EPSG:3812, east and north."""

_FORMAT = "nabij-scenario"


@lru_cache(maxsize=10_000)  # an address is read in every run, against every point
def mark(point_id: str) -> str:
    """Return a short fingerprint of the id of a service point: eight characters.

    >>> len(mark("klein-heide-11002-main"))
    8
    """
    if point_id.startswith(UNKNOWN):
        return point_id[len(UNKNOWN) :]
    number = int.from_bytes(sha256(point_id.encode()).digest()[:5], "big")
    return _base36(number).rjust(8, "0")


def to_text(scenario: Scenario) -> str:
    """Return a scenario as text for an address; empty for one that changes nothing.

    Examples
    --------
    >>> to_text(Scenario((AddedPoint(Spot(651_730, 701_190)),), basis="3fa9c2"))
    '1.3fa9c2.m1ead-1i3r'
    """
    if not scenario:
        return ""
    entries = [f"{_KINDS[one.kind]}{_written(one.at)}" for one in scenario.added]
    for one in scenario.changed:
        at = mark(one.id)
        if one.closed:
            entries.append(f"c{at}")
        if one.at is not None:
            entries.append(f"v{at}-{_written(one.at)}")
        if one.kind is not None:
            entries.append(f"k{at}-{_KINDS[one.kind]}")
    return ".".join([VERSION, scenario.basis, *entries])


def from_text(text: str, point_ids: Iterable[str]) -> Scenario:
    """Return the scenario that a text of an address means.

    Parameters
    ----------
    text
        What :func:`to_text` returned, or what anyone made of it.
    point_ids
        Ids of the service points of the snapshot. A fingerprint of none of them is kept as an id
        that begins with ``UNKNOWN``: :func:`geodata.scenario.changes.difference` reports it.

    Raises
    ------
    BadValueError
        If the text is not one that :func:`to_text` can return.

    Examples
    --------
    >>> from_text("1.3fa9c2.m1ead-1i3r", []).added[0].at
    Spot(x_m=651730, y_m=701190)
    >>> from_text("2.3fa9c2.m1ead-1i3r", [])
    Traceback (most recent call last):
        ...
    geodata.errors.BadValueError: scenario: expected a text of version 1, got '2'. Open the page \
without it and make the scenario again.
    """
    if not text:
        return Scenario()
    if len(text) > MOST_CHARACTERS:
        _refuse(f"at most {MOST_CHARACTERS} characters", str(len(text)))
    version, *rest = text.split(".")
    if version != VERSION:
        _refuse(f"a text of version {VERSION}", repr(version))
    basis, *entries = rest or [""]
    if not _BASIS.fullmatch(basis) or not entries:
        _refuse("a fingerprint and changes", repr(text[:60]))
    id_of = {mark(point_id): point_id for point_id in point_ids}
    added: list[AddedPoint] = []
    changed: dict[str, dict[str, Any]] = {}
    for entry in entries:
        match = _matched(entry)
        if match is None:
            _refuse("a change", repr(entry[:60]))
        what, parts = match
        if what == "added":
            added.append(AddedPoint(_read_spot(*parts[1:]), _KIND_OF[parts[0]]))
            continue
        point_id = id_of.get(parts[0], UNKNOWN + parts[0])
        fields = changed.setdefault(point_id, {})
        field, value = _field(what, parts[1:])
        if field in fields:
            _refuse("each change once", repr(entry))
        fields[field] = value
    return checked(
        Scenario(
            tuple(added),
            tuple(ChangedPoint(point_id, **fields) for point_id, fields in changed.items()),
            basis,
        )
    )


def to_json(scenario: Scenario, *, name: str, about: dict[str, str]) -> bytes:
    """Return a scenario as the file that :func:`from_json` reads.

    Parameters
    ----------
    scenario
        The changes.
    name
        What its maker calls it.
    about
        What else a reader of the file wants to know, such as its source; not read again.
    """
    document = {
        "format": _FORMAT,
        "version": int(VERSION),
        "name": name,
        "crs": "EPSG:3812",
        "basis": scenario.basis,
        "added": [{"x_m": a.at.x_m, "y_m": a.at.y_m, "kind": a.kind} for a in scenario.added],
        "changed": [_as_dict(one) for one in scenario.changed],
        "about": about,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def from_json(content: bytes) -> tuple[Scenario, str]:
    """Return the scenario in a file, and its name.

    Raises
    ------
    BadValueError
        If the file is too large, or not one that :func:`to_json` can write.
    """
    if len(content) > MOST_BYTES:
        _refuse(f"a file of at most {MOST_BYTES} bytes", str(len(content)))
    try:
        document = json.loads(content)
        if document["format"] != _FORMAT or document["version"] != int(VERSION):
            _refuse(f"a scenario of version {VERSION}", repr(document["version"])[:60])
        basis, name = document["basis"], document["name"]
        if not isinstance(name, str) or not _BASIS.fullmatch(basis):
            _refuse("a name and a fingerprint", repr((name, basis))[:60])
        added = tuple(AddedPoint(_spot_of(a), PointKind(a["kind"])) for a in document["added"])
        changed = tuple(map(_from_dict, document["changed"]))
    except BadValueError:
        raise
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        _refuse("a file that Nabij wrote", type(error).__name__)
    return checked(Scenario(added, changed, basis)), name[:MOST_OF_A_NAME]


def _as_dict(one: ChangedPoint) -> dict[str, object]:
    at = {} if one.at is None else {"x_m": one.at.x_m, "y_m": one.at.y_m}
    kind = {} if one.kind is None else {"kind": one.kind}
    return {"id": one.id, "closed": one.closed, **at, **kind}


def _from_dict(fields: dict[str, Any]) -> ChangedPoint:
    if not isinstance(fields["id"], str) or not isinstance(fields["closed"], bool):
        _refuse("an id and whether it is closed", repr(fields)[:60])
    at = _spot_of(fields) if "x_m" in fields else None
    kind = PointKind(fields["kind"]) if "kind" in fields else None
    return ChangedPoint(fields["id"], fields["closed"], at, kind)


def _spot_of(fields: dict[str, Any]) -> Spot:
    return _checked_spot(spot_at(float(fields["x_m"]), float(fields["y_m"])))


def _checked_spot(spot: Spot) -> Spot:
    if not all(0 <= value <= _EXTENT_M for value in spot):
        _refuse("a spot in Belgium", f"{spot.x_m}, {spot.y_m}")
    return spot


def _matched(entry: str) -> tuple[str, tuple[str, ...]] | None:
    for what, pattern in _ENTRIES.items():
        if found := pattern.fullmatch(entry):
            return what, found.groups()
    return None


def _field(what: str, parts: tuple[str, ...]) -> tuple[str, object]:
    if what == "moved":
        return "at", _read_spot(*parts)
    return ("closed", True) if what == "closed" else ("kind", _KIND_OF[parts[0]])


def _read_spot(east: str, north: str) -> Spot:
    return _checked_spot(Spot(GRID_M * int(east, 36), GRID_M * int(north, 36)))


def _written(spot: Spot) -> str:
    return f"{_base36(spot.x_m // GRID_M)}-{_base36(spot.y_m // GRID_M)}"


def _base36(number: int) -> str:
    return str(np.base_repr(number, 36)).lower()


def _refuse(expected: str, got: str) -> NoReturn:
    action = "Open the page without it and make the scenario again."
    raise BadValueError(where="scenario", expected=expected, got=got, action=action)
