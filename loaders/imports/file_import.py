"""The one road by which a user's file of any kind gets into the data of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geodata.enums import ImportStep
from geodata.errors import BadValueError, RowsError, UnconfirmedError
from geodata.places.text_folding import fold
from loaders.imports.file_kind import ImportOptions, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geodata.errors import RowProblem
    from geodata.snapshot.model import SnapshotData
    from loaders.files.user_tables import RawTable
    from loaders.imports.file_kind import FileKind, Source


@dataclass(frozen=True)
class ImportResult:
    """What came of a file.

    Attributes
    ----------
    data
        The base snapshot with what the file holds.
    left_out
        What is wrong with the rows that are not in it.
    count
        Rows that are.
    reading
        All that was read, with what a person should know about it.
    unused
        Headers of columns that were not recognised.
    """

    data: SnapshotData
    left_out: tuple[RowProblem, ...] = ()
    count: int = 0
    reading: Reading = field(default_factory=Reading)
    unused: tuple[str, ...] = ()

    @property
    def examples(self) -> int:
        """Return how many rows are marked as examples, and left out."""
        return self.reading.examples


def import_file(
    path: Path,
    kind: FileKind,
    *,
    base: SnapshotData,
    source: Source,
    options: ImportOptions | None = None,
    take_good: bool = False,
) -> ImportResult:
    """Return the base snapshot with what a file holds, as :func:`import_table`.

    Parameters
    ----------
    path
        The ending of its name tells its format.
    kind, base, source, options, take_good
        As for :func:`import_table`.

    Raises
    ------
    InputError
        Also if the file cannot be read.
    """
    raw = kind.open(path, options or ImportOptions())
    return import_table(raw, kind, base=base, source=source, options=options, take_good=take_good)


def import_table(
    raw: RawTable,
    kind: FileKind,
    *,
    base: SnapshotData,
    source: Source,
    options: ImportOptions | None = None,
    take_good: bool = False,
) -> ImportResult:
    """Return the base snapshot with what a file holds that was opened before.

    Parameters
    ----------
    raw
        The file.
    kind
        What it is about.
    base
        The snapshot to start from.
    source
        Where the file comes from; its title is needed.
    options
        What a person gives besides it.
    take_good
        Import the rows that can be used, though others cannot.

    Raises
    ------
    InputError
        If it cannot be used; a ``RowsError`` has every row and what is wrong with it, an
        ``UnconfirmedError`` every figure that the options do not confirm.
    """
    source = replace(source, title=source.title.strip())
    if not source.title:
        raise BadValueError(
            where="source",
            expected="publisher and title of the file",
            got="nothing",
            action="Name them: they are shown with every figure.",
        )
    options = options or ImportOptions()
    options.progress(ImportStep.READING)
    reading = kind.read(raw, base, options)
    if reading.problems and not (take_good and reading.count):
        raise RowsError(where=raw.name, rows=reading.problems, some_good=not take_good)
    if not reading.count:
        raise BadValueError(
            where=raw.name,
            expected="rows that can be used",
            got="none",
            action="Check that it is the right file.",
        )
    if reading.unlikely and not options.confirmed:
        raise UnconfirmedError(where=raw.name, figures=reading.unlikely)
    options.progress(ImportStep.PLACING)
    return ImportResult(
        kind.importer(reading, base, source, options),
        reading.problems,
        reading.count,
        reading,
        kind.match(raw, options).ignored,
    )


def named_by_hand(pairs: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return header → our name, as ``theirs=ours`` on the command line gives it.

    Parameters
    ----------
    pairs
        Each a header, ``=`` and our name of the column or a header that we know, or nothing for a
        column that is not to be used.
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
        folded = fold(ours)
        names = [n for n, words in known.items() if folded in {fold(w) for w in (n, *words)}]
        exact = [n for n in names if ours.strip() in {n, *known[n]}]
        name = next(iter([*exact, *names]), "")
        if not theirs.strip() or (ours.strip() and not name):
            raise BadValueError(
                where="--column",
                expected=f"theirs=ours, with one of {', '.join(known)}",
                got=repr(pair),
                action="Give the header in the file, and what it holds.",
            )
        found[theirs.strip()] = name
    return found
