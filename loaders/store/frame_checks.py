"""Frames as a snapshot keeps them: checked, and with the one kind of text that survives Parquet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.snapshot.model import FRAMES

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData


def checked(data: SnapshotData, *, base: SnapshotData | None = None) -> SnapshotData:
    """Return the frames as they are kept, if they hold together.

    Parameters
    ----------
    data
        The frames.
    base
        Frames that were checked before: those of the data that are the very same are kept as
        they are, and only what refers from one to another is checked again.

    Raises
    ------
    InputError
        If a frame does not fit its schema, or a code refers to nothing.
    """
    from geodata.snapshot.schemas import check_snapshot

    unchanged = {name for name in FRAMES if base and getattr(data, name) is getattr(base, name)}
    kept: dict[str, Any] = {
        name: getattr(data, name) if name in unchanged else _tidy(getattr(data, name))
        for name in FRAMES
    }
    data = replace(data, **kept)
    check_snapshot(data, unchanged=unchanged)
    return data


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every text column the one dtype that survives Parquet, and a plain index."""
    text = [
        column
        for column in frame.columns
        if pd.api.types.is_object_dtype(frame[column])
        or pd.api.types.is_string_dtype(frame[column])
    ]
    return frame.reset_index(drop=True).astype(dict.fromkeys(text, "str"))
