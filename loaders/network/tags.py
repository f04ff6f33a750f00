"""Which ways of OpenStreetMap can be walked, and which nodes block them.

One-way streets, conditional tags, surface, slope and waiting at crossings are ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from geodata.network.model import StreetKind
from geodata.network.report import Skipped

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tags(Protocol):
    """The tags of an object of OpenStreetMap, such as a dictionary."""

    def get(self, key: str, default: str, /) -> str:
        """Return the value of a key, or the default."""


_KINDS: Mapping[str, StreetKind] = {kind.name.lower(): kind for kind in StreetKind} | {
    f"{kind.name.lower()}_link": kind
    for kind in (StreetKind.TRUNK, StreetKind.PRIMARY, StreetKind.SECONDARY, StreetKind.TERTIARY)
}
_WELCOME = frozenset({"yes", "designated", "permissive", "destination", "customers", "official"})
_CLOSED = frozenset({"no", "private"})
_NOT_ON_FOOT = _CLOSED | {"use_sidepath"}
_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
_HAS_SIDEWALK = frozenset({"yes", "both", "left", "right"})
_WALLS = frozenset({"wall", "fence", "city_wall", "retaining_wall"})


def street_kind(tags: Tags) -> StreetKind | Skipped:
    """Return what kind of street a way with ``highway`` is, or why nobody walks there.

    Examples
    --------
    >>> street_kind({"highway": "primary_link"})
    <StreetKind.PRIMARY: 10>
    >>> street_kind({"highway": "path", "access": "private", "foot": "yes"})
    <StreetKind.PATH: 2>
    >>> street_kind({"highway": "trunk"})
    <Skipped.FAST_ROAD: 'fast_road'>
    """
    kind = _KINDS.get(tags.get("highway", ""))
    if kind is None:
        return Skipped.NO_STREET
    foot = tags.get("foot", "")
    if foot in _WELCOME:
        return kind
    if foot in _NOT_ON_FOOT:
        return Skipped.NO_WALKING
    if tags.get("access", "") in _CLOSED:
        return Skipped.NO_ACCESS
    fast = tags.get("motorroad", "") == "yes" or (
        kind is StreetKind.TRUNK
        and not any(tags.get(key, "") in _HAS_SIDEWALK for key in _SIDEWALKS)
    )
    return Skipped.FAST_ROAD if fast else kind


def blocks(tags: Tags) -> bool:
    """Return whether nobody can pass a node with ``barrier`` on foot.

    Examples
    --------
    >>> blocks({"barrier": "gate", "access": "private"})
    True
    >>> blocks({"barrier": "gate", "access": "private", "foot": "yes"}), blocks({"barrier": "gate"})
    (False, False)
    """
    foot = tags.get("foot", "")
    if foot in _WELCOME:
        return False
    return (
        foot in _CLOSED
        or tags.get("access", "") in _CLOSED
        or tags.get("locked", "") == "yes"
        or tags.get("barrier", "") in _WALLS
    )
