"""Where a service point lies, in words that never claim more than is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.choices import Level, Precision
from pages.labels import area_name
from pages.texts import _

if TYPE_CHECKING:
    import pandas as pd

    from geodata.model import SnapshotData


def position_text(point: pd.Series, data: SnapshotData) -> str:
    """Return where a service point lies, and how exactly that is known."""
    place = _text(point["place"])
    where = place or area_name(data, Level.MUNICIPALITY, point["municipality"])
    precision = Precision(point["precision"])
    if precision is Precision.ADDRESS:
        return ", ".join(part for part in (_text(point["street"]), where) if part)
    if precision is Precision.STREET:
        return _("{street}, {place}; huisnummer niet bekend").format(
            street=_text(point["street"]), place=where
        )
    if precision is Precision.MUNICIPALITY:
        where = area_name(data, Level.MUNICIPALITY, point["municipality"])
    return _("ligt in {place}, adres niet bekend").format(place=where)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
