"""A file fitted to its reader: columns named by hand, and rows that cannot be used left out."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.errors import BadValueError
from loaders.files.user_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

GEOJSON = (".geojson", ".json")


@dataclass(frozen=True)
class Fitted:
    """A file as its reader is given it; ``rows`` holds the numbers its rows had, if others."""

    path: Path
    rows: tuple[int, ...] = ()

    def row(self, number: int) -> int:
        """Return the number that a row has in the file as it came."""
        return self.rows[number - 1] if 0 < number <= len(self.rows) else number


def fitted(
    path: Path,
    folder: Path,
    *,
    columns: Mapping[str, str] | None = None,
    without: Collection[int] = (),
) -> Fitted:
    """Return a table or GeoJSON with other headers, and without some of its rows.

    Parameters
    ----------
    path
        CSV, XLSX or GeoJSON; it stays as it is.
    folder
        Where a copy may be written.
    columns
        Header in the file → header that its reader knows. Columns that are not among them are left
        out; None leaves all of them as they are.
    without
        Numbers of rows to leave out: as a spreadsheet shows them, in GeoJSON of the features. The
        other rows of a table keep theirs.

    Raises
    ------
    UnreadableFileError, RowsError
        If it cannot be read.
    """
    if columns is None and not without:
        return Fitted(path)
    left = frozenset(without)
    if path.suffix.lower() in GEOJSON:
        return _of_features(path, folder, columns, left)
    frame = read_table(path)
    headers = [str(header) for header in frame.columns]
    names = columns if columns is not None else {header: header for header in headers}
    kept = [at for at, header in enumerate(headers) if header in names]
    if columns is not None:  # of two columns with one header, the first is meant
        kept = [at for at in kept if headers.index(headers[at]) == at]
    cells = dict(zip(frame.index.tolist(), frame.iloc[:, kept].to_numpy().tolist(), strict=True))
    out = folder / f"{path.stem}.csv"
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow([names[headers[at]] for at in kept])
        for number in range(2, max(cells) + 1):  # an empty line keeps the numbers as they were
            row = [] if number in left else cells.get(number, [])
            if any(row):
                writer.writerow(row)
            else:
                stream.write("\n")
    return Fitted(out)


def named_by_hand(pairs: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return header → our name, as ``theirs=ours`` on the command line says.

    Parameters
    ----------
    pairs
        Each a header, ``=`` and our name of the column or a header that we know.
    known
        Our names → the headers that we know.

    Raises
    ------
    BadValueError
        If a pair is none, or names a column that we do not know.
    """
    found = {}
    for pair in pairs:
        theirs, _, ours = pair.rpartition("=")
        name = next((n for n, words in known.items() if ours.strip() in {n, *words}), "")
        if not theirs.strip() or not name:
            raise BadValueError(
                where="--column",
                expected=f"theirs=ours, with one of {', '.join(known)}",
                got=repr(pair),
                action="Give the header in the file, and what it holds.",
            )
        found[theirs.strip()] = name
    return found


def _of_features(
    path: Path, folder: Path, columns: Mapping[str, str] | None, left: Collection[int]
) -> Fitted:
    layer = json.loads(path.read_text(encoding="utf-8-sig"))
    kept = [n for n in range(1, len(layer["features"]) + 1) if n not in left]
    layer["features"] = [layer["features"][number - 1] for number in kept]
    if columns is not None:
        for feature in layer["features"]:
            told = feature["properties"] or {}
            feature["properties"] = {columns[k]: v for k, v in told.items() if k in columns}
    out = folder / f"{path.stem}.geojson"
    out.write_text(json.dumps(layer), encoding="utf-8")
    return Fitted(out, tuple(kept))
