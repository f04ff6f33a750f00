"""Where a service point lies, in words that never claim more than is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import Precision
from pages.ui.i18n import N_, _

if TYPE_CHECKING:
    import pandas as pd

    from pages.ui.cache import Names


POSITIONS = {
    Precision.ADDRESS: N_("{street}, {place}"),
    Precision.STREET: N_("{street}, {place}; huisnummer niet bekend"),
    Precision.PLACE: N_("ligt in {place}, adres niet bekend"),
    Precision.MUNICIPALITY: N_("ligt in {place}, adres niet bekend"),
}
"""What to say of a position, by how exactly it is known."""


def position_text(point: pd.Series, names: Names) -> str:
    """Return where a service point lies, and how exactly that is known."""
    precision = Precision(point["precision"])
    municipality = names.municipality(point["municipality"])
    place = _text(point["place"]) or municipality
    if precision is Precision.MUNICIPALITY:
        place = municipality
    return _(POSITIONS[precision]).format(street=_text(point["street"]), place=place)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
