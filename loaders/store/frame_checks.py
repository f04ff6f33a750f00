"""Frames as a snapshot keeps them: checked, and with the one kind of text that survives Parquet."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd

from geodata.model import SnapshotData


def checked(data: SnapshotData) -> SnapshotData:
    """Return the frames as they are kept, if they hold together.

    Raises
    ------
    InputError
        If a frame does not fit its schema, or a code refers to nothing.
    """
    from geodata.schemas import check_snapshot

    names = (field.name for field in fields(SnapshotData) if field.name != "datasets")
    data = SnapshotData(**{n: _tidy(getattr(data, n)) for n in names}, datasets=data.datasets)
    check_snapshot(data)
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
