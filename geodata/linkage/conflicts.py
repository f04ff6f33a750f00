"""What trusted sources say of a centre that is not what was taken: for a person to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.linkage.name_similarity import name_likeness, other_address, plain_names, plain_phone
from geodata.linkage.place_evidence import spots_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

ADDRESS_M = 100.0
"""Two positions of one address that differ by more than a building and its plot are reported."""

NAME_LIKE = 85.0
"""Names below this similarity are reported as a conflict."""

POSITION = "position"
"""The field of the provenance that stands for ``lat``, ``lon`` and ``precision``."""

CONFLICT_COLUMNS = (
    *("point_id", "field", "record_a", "value_a", "record_b", "value_b", "distance_m"),
)


def conflicts_of(
    rows: pd.DataFrame, chosen: Mapping[str, pd.DataFrame], *, trusted: pd.Series
) -> pd.DataFrame:
    """Return what trusted sources say of a point that differs materially from what was taken.

    Parameters
    ----------
    rows
        Records with their ``cluster`` and ``point_id``, index 0, 1, 2, ….
    chosen
        Field → the number of the row (``row``) that was taken for each cluster, which is the index.
    trusted
        Which rows count.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`CONFLICT_COLUMNS`, all text but for ``distance_m``.
    """
    spots = spots_of(rows)
    found = []
    for field in ("name", "status", "phone", "street", POSITION):
        column = "precision" if field == POSITION else field
        pairs = pd.DataFrame({"b": rows.index[rows[column].notna() & trusted]})
        pairs["a"] = rows.loc[pairs["b"], "cluster"].map(chosen[field]["row"]).to_numpy()
        pairs = pairs[pairs["a"].notna()].astype("int64")
        apart = rows["source"].to_numpy()[pairs["a"]] != rows["source"].to_numpy()[pairs["b"]]
        pairs = pairs[apart & trusted.to_numpy()[pairs["a"]]]
        apart_m = np.hypot(*(spots[pairs["a"]] - spots[pairs["b"]]).T)
        differs = _differs(field, rows.iloc[pairs["a"]], rows.iloc[pairs["b"]], apart_m)
        for (b, a), metres in zip(pairs[differs].to_numpy(), apart_m[differs], strict=True):
            found.append((field, int(a), int(b), float(metres)))
    conflicts = [
        (
            *(rows["point_id"][a], field),
            *(rows["record_id"][a], _value(rows, field, a)),
            *(rows["record_id"][b], _value(rows, field, b)),
            round(metres, 1),
        )
        for field, a, b, metres in found
    ]
    frame = pd.DataFrame(conflicts, columns=list(CONFLICT_COLUMNS))
    frame = frame.astype(dict.fromkeys(CONFLICT_COLUMNS[:-1], "str") | {"distance_m": "float64"})
    return frame.sort_values(["point_id", "field", "record_b"], ignore_index=True)


def _differs(
    field: str, left: pd.DataFrame, right: pd.DataFrame, apart_m: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which values of a field differ in more than the way they are written."""
    if field == POSITION:
        return np.asarray(apart_m > ADDRESS_M, bool)
    if field == "street":
        return other_address(left["street"], right["street"])
    if field == "name":
        plain = [plain_names(side["name"], side["place"]) for side in (left, right)]
        return name_likeness(*plain) < NAME_LIKE
    texts = [side[field] for side in (left, right)]
    if field == "phone":
        texts = [text.map(plain_phone) for text in texts]
    return np.asarray(texts[0].to_numpy() != texts[1].to_numpy(), bool)


def _value(rows: pd.DataFrame, field: str, row: int) -> str:
    if field == POSITION:
        return f"{rows['lat'][row]:.5f}, {rows['lon'][row]:.5f} ({rows['precision'][row]})"
    if field != "street":
        return str(rows[field][row])
    return ", ".join(_address_parts(rows, row))


def _address_parts(rows: pd.DataFrame, row: int) -> Iterator[str]:
    for parts in (["street"], ["postcode", "place"]):
        words = [str(rows[c][row]) for c in parts if pd.notna(rows[c][row])]
        if words:
            yield " ".join(words)
