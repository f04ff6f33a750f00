"""Typed errors: what is wrong, where, what was expected, what came, and what to do.

Every error carries a stable ``code`` and ``params``, from which ``pages`` makes a sentence in the
reader's language; the message itself is English, for logs and the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.enums import FigureCause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.enums import DatabaseProblem, ExtractProblem, SourceProblem


_MOST = 1_500
_MOST_OF_A_CELL = 200
"""Most characters of a cell that an error quotes."""


def one_line(text: str, *, most: int = _MOST) -> str:
    """Return text of a file as one line that a terminal only shows; cut off where it is long."""
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:most])
    return line if len(text) <= most else f"{line}…"


class NabijError(Exception):
    """Base of every error that Nabij raises on purpose."""

    code = "error"

    def __init__(self, message: str, **params: str) -> None:
        super().__init__(message)
        self.params = params


class InputError(NabijError, ValueError):
    """Data from outside does not hold what it must.

    Parameters
    ----------
    where
        File, and row, feature or column in it.
    expected, got
        What should have been there, and what was.
    action
        What the person who supplied it can do.
    """

    code = "input"

    def __init__(self, *, where: str, expected: str, got: str, action: str) -> None:
        where, expected, got = one_line(where), one_line(expected), one_line(got)
        super().__init__(
            f"{where}: expected {expected}, got {got}. {action}",
            where=where,
            expected=expected,
            got=got,
            action=action,
        )


class MissingCrsError(InputError):
    """A layer does not say in which coordinate reference system it is."""

    code = "missing_crs"


class WrongCrsError(InputError):
    """A layer is in another coordinate reference system than it must be."""

    code = "wrong_crs"


class GeometryError(InputError):
    """A geometry is missing, empty, invalid or of the wrong type."""

    code = "geometry"


class MissingColumnError(InputError):
    """A table lacks a column."""

    code = "missing_column"


class AgeBandsError(MissingColumnError):
    """Columns of ages do not make the groups that are needed exactly."""

    code = "age_bands"


class NotPeopleError(InputError):
    """Figures are of something else than people, such as households."""

    code = "not_people"


class UnknownCodeError(InputError):
    """A code does not occur in the list it refers to."""

    code = "unknown_code"


class DuplicateCodeError(InputError):
    """A code that must be unique occurs twice."""

    code = "duplicate_code"


class BadValueError(InputError):
    """A value is not of the type or in the range it must be."""

    code = "bad_value"


class UnreadableFileError(InputError):
    """A file is not of the format it should be, is damaged, or is empty."""

    code = "unreadable_file"


class LockedFileError(UnreadableFileError):
    """A file asks for a password."""

    code = "locked_file"


class OldWorkbookError(UnreadableFileError):
    """A workbook is of a format that is not read: XLS, XLSB, ODS."""

    code = "old_workbook"


class UncertainLettersError(UnreadableFileError):
    """Letters of a text were lost, or its bytes can be read as several."""

    code = "uncertain_letters"


class NoHeaderError(UnreadableFileError):
    """The first row of a table does not name its columns."""

    code = "no_header"


class LayerChoiceError(InputError):
    """A file has several layers, and it is not clear which one is meant.

    Parameters
    ----------
    where
        The file.
    layers
        Names of the layers to choose among.
    wanted
        A name that was given and that is not among them; empty if none was.
    """

    code = "layer_choice"

    def __init__(self, *, where: str, layers: Iterable[str], wanted: str = "") -> None:
        self.layers = tuple(layers)
        names = ", ".join(self.layers)
        super().__init__(
            where=where,
            expected="one layer" if not wanted else f"a layer of the file: {names}",
            got=wanted or f"{len(self.layers):,}: {names}",
            action="Name the one that you mean: --layer NAME.",
        )


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one row of a table.

    Attributes
    ----------
    row
        Its number as a spreadsheet shows it: the header is row 1.
    column
        Header of the column; empty where it is about the row as a whole.
    got, expected, action
        What is there, what should have been, and what to do.
    cell_only
        The row can be used without this cell.
    """

    row: int
    column: str
    got: str
    expected: str
    action: str
    cell_only: bool = False

    def __str__(self) -> str:
        place = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        got = one_line(self.got, most=_MOST_OF_A_CELL)
        return f"{one_line(place)}: expected {one_line(self.expected)}, got {got}. {self.action}"


class RowsError(InputError):
    """Rows of a table cannot be used: all of them at once, the first twenty in the message.

    Parameters
    ----------
    where
        Name of the file.
    rows
        What is wrong with which row; at least one.
    some_good
        Whether other rows may be good; without them there is nothing to import at all.
    """

    code = "rows"
    most_listed = 20

    def __init__(self, *, where: str, rows: Iterable[RowProblem], some_good: bool = True) -> None:
        self.rows = tuple(sorted(rows, key=lambda problem: problem.row))
        listed = [f"\n  {problem}" for problem in self.rows[: self.most_listed]]
        if more := len(self.rows) - len(listed):
            listed.append(f"\n  and {more:,} more.")
        super().__init__(
            where=where,
            expected="rows that can all be used" if some_good else "a row that can be used",
            got=f"{len({problem.row for problem in self.rows}):,} that cannot",
            action="Nothing was replaced. Correct these and try again:" + "".join(listed),
        )


CAUSES = {
    FigureCause.ZERO: "formulas that were never computed, or figures that are not known",
    FigureCause.PERCENTAGES: "percentages",
    FigureCause.THOUSANDS: "figures in thousands",
    FigureCause.TENFOLD: "a decimal that was lost: ten or a hundred times as many",
    FigureCause.LARGER_AREA: "a province, arrondissement or region of the same name",
    FigureCause.HOUSEHOLDS: "households instead of people",
    FigureCause.UNKNOWN: "",
}
"""The causes in words, for messages."""


@dataclass(frozen=True)
class UnlikelyFigure:
    """A figure that differs several times from what is loaded.

    Attributes
    ----------
    place
        Name of the municipality or wijk.
    group
        ``people_all``, ``people_65plus`` or ``people_80plus``.
    given, loaded
        People in the file, and in the snapshot.
    cause
        The likely one.
    """

    place: str
    group: str
    given: int
    loaded: int
    cause: FigureCause = FigureCause.UNKNOWN

    def __str__(self) -> str:
        cause = f" Probably {CAUSES[self.cause]}." if CAUSES[self.cause] else ""
        figures = f"{self.given:,}, where {self.loaded:,} are loaded"
        return f"{one_line(self.place)}, {self.group}: {figures}.{cause}"


class UnconfirmedError(InputError):
    """Figures differ several times from what is loaded, and nobody confirmed them.

    Parameters
    ----------
    where
        Name of the file.
    figures
        At least one.
    """

    code = "unconfirmed"
    most_listed = 20

    def __init__(self, *, where: str, figures: Iterable[UnlikelyFigure]) -> None:
        self.figures = tuple(figures)
        listed = [f"\n  {figure}" for figure in self.figures[: self.most_listed]]
        if more := len(self.figures) - len(listed):
            listed.append(f"\n  and {more:,} more.")
        super().__init__(
            where=where,
            expected="figures like those that are loaded",
            got=f"{len(self.figures):,} that differ several times",
            action="Nothing was replaced. Correct these, or confirm with --confirm that they "
            "are right:" + "".join(listed),
        )


class ExtractError(InputError):
    """An extract of OpenStreetMap cannot be imported; ``problem`` is what is wrong with it."""

    code = "extract"

    def __init__(self, problem: ExtractProblem, **texts: str) -> None:
        super().__init__(**texts)
        self.params["problem"] = problem


class SnapshotError(NabijError):
    """A snapshot cannot be read or published."""

    code = "snapshot"


class NoSnapshotError(SnapshotError):
    """There is no snapshot, or none that can be read."""

    code = "no_snapshot"


class PublishBusyError(SnapshotError):
    """Another process is publishing a snapshot."""

    code = "publish_busy"


class StoppedError(NabijError):
    """An administrator stopped a refresh; what was there before stays."""

    code = "stopped"


class GeocoderError(NabijError):
    """The address service gave no usable answer; the message never holds what was asked."""

    code = "geocoder"


class SourceError(NabijError):
    """An official source gave no usable answer; what was there before stays.

    Parameters
    ----------
    source
        Code of the source, such as ``sociale_kaart``.
    problem
        Which kind of problem.
    what
        What happened.
    status
        The status of the answer, if there was one.
    action
        What the administrator of this installation can do.
    """

    code = "source"

    def __init__(
        self, *, source: str, problem: SourceProblem, what: str, action: str, status: str = ""
    ) -> None:
        super().__init__(
            f"{source}: {what}. {action}",
            source=source,
            problem=problem,
            what=what,
            action=action,
            status=status,
        )


class DatabaseError(NabijError):
    """The database that snapshots are shared through did not do what was asked; nothing was lost.

    Parameters
    ----------
    problem
        Which kind of problem.
    what
        What happened, without any password.
    action
        What the administrator of this installation can do.
    """

    code = "database"

    def __init__(self, *, problem: DatabaseProblem, what: str, action: str) -> None:
        super().__init__(
            f"The database: {what}. {action}", problem=problem, what=what, action=action
        )
