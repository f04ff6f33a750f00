"""What a frame of a snapshot is declared with: its meaning, and its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["str", "int64", "Int64", "float64", "bool", "polygon", "point"]
"""Dtype of a column, or of which shapes its geometries are; ``Int64`` holds missing numbers too."""

GEOMETRY = "geometry"


@dataclass(frozen=True)
class Column:
    """A column of a frame.

    Attributes
    ----------
    kind
        Dtype, or kind of geometry.
    description
        What it holds, in English, where its name does not say it.
    optional
        A value may be missing: it is not known, or does not apply.
    unique
        No value occurs twice.
    one_of
        The values that it may have; empty: any.
    pattern
        Regular expression that a text matches; empty: any.
    least, most
        Range of a number.
    """

    kind: Kind = "str"
    description: str = ""
    optional: bool = False
    unique: bool = False
    one_of: tuple[str, ...] = ()
    pattern: str = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Frame:
    """A frame of a snapshot.

    Attributes
    ----------
    meaning
        What a row is, in English.
    columns
        Name → column, in their order; a frame may have further columns.
    key
        The columns that together name a row; empty where there are none.
    """

    meaning: str
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the names of the columns of text."""
        return tuple(name for name, column in self.columns.items() if column.kind == "str")

    @property
    def is_spatial(self) -> bool:
        """Return whether rows have a geometry, in EPSG:3812."""
        return GEOMETRY in self.columns
