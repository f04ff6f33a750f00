"""What a kind of file is: one row of the registry, and what its reader is given and returns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geodata.errors import RowsError, one_line
from geodata.places.text_folding import fold
from loaders.files.header_row import KnownHeaders
from loaders.files.table import MatchedColumns, Table, match_columns
from loaders.files.user_tables import RawTable, read_table
from loaders.imports.people_columns import OLDER, band_columns, has_total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from geodata.enums import ImportStep
    from geodata.errors import RowProblem, UnlikelyFigure
    from geodata.snapshot.model import SnapshotData
    from loaders.files.notes import FileNote, ReadAs

TABLE_ENDINGS = (".csv", ".txt", ".xlsx", ".xlsm")
_EXAMPLES = Path(__file__).parents[1] / "builtin" / "examples"


class Option(StrEnum):
    """What the importer of a kind may ask besides the file; a field of :class:`ImportOptions`."""

    CRS = "crs"
    LAYER = "layer"
    YEAR = "year"
    SUPPORT_POINTS = "support_points"
    ALONE = "alone"


@dataclass(frozen=True)
class ImportOptions:
    """What a person gives besides a file.

    Attributes
    ----------
    crs
        EPSG code of ``x`` and ``y``, or of a layer; empty where the file has it.
    layer
        Which layer of the file is meant; empty where it has one.
    year
        The year of projections without a column for it.
    support_points
        What a division divides among; those of the snapshot if None.
    columns
        Header in the file → our name of the column, where a person chose, or ``""`` for none; the
        others are recognised.
    alone
        A list of centres is the whole list: those of other sources go.
    complete
        The file is complete: a list has all centres, a division every municipality.
    sheet
        The sheet of a workbook that is read; empty for the first that has the columns.
    geocode
        Finds positions for centres without one (:func:`loaders.centres.geocoding.geocode`); None
        to look for places by name only.
    progress
        Called as each step begins; what it raises ends the import, of which nothing stays.
    confirmed
        A person confirmed that figures are right which differ several times from what is loaded.
    """

    crs: str = ""
    layer: str = ""
    year: int | None = None
    support_points: gpd.GeoDataFrame | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    complete: bool = False
    sheet: str = ""
    geocode: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    progress: Callable[[ImportStep], None] = lambda _: None
    confirmed: bool = False


@dataclass(frozen=True)
class Source:
    """Where a file comes from.

    Attributes
    ----------
    title
        Publisher and title.
    date
        The day that it describes, ISO 8601; empty if unknown.
    licence, attribution
        Name of the licence, and the line that it asks to show; empty if unknown.
    """

    title: str
    date: str = ""
    licence: str = ""
    attribution: str = ""


class Remark(NamedTuple):
    """Something measured in a layer that is allowed, but worth a look.

    ``kind`` is ``overlap``, ``gap``, ``crossing`` (a piece in another municipality became a
    neighbourhood of its own), ``kept`` (a piece on wijken that stay was dropped) or ``outside`` (a
    sliver over the border was dropped, or what is in no municipality); ``code`` is the
    neighbourhood (of a gap, the NIS code), ``other`` the neighbourhood that it overlaps, ``place``
    the name of the municipality.
    """

    kind: str
    code: str
    other: str
    place: str
    area_m2: float

    def __str__(self) -> str:
        words = {
            "overlap": "{code} and {other} overlap in {place}",
            "gap": "{place} has no neighbourhood in a part",
            "crossing": "{code} crosses the border of {place}: that part is one of its own",
            "kept": "{code} is partly in {place}, which keeps its wijken: that part was left out",
            "outside": "{code} is partly outside {place}: that part was left out",
        }
        text = words[self.kind].format(code=self.code, other=self.other, place=self.place)
        return one_line(f"{text} ({self.area_m2:,.0f} m²)")


@dataclass(frozen=True)
class Reading:
    """What the rows of a file hold.

    Attributes
    ----------
    rows
        The good rows, in the form that the importer of the kind takes.
    problems
        What is wrong with the other rows.
    count
        How many good rows there are.
    examples
        Rows that are marked as examples, and left out.
    elsewhere
        Rows of Wallonia, left out.
    outside
        Rows outside every wijk, left out.
    unassigned
        Names of municipalities that a division does not name.
    covered
        Names of the municipalities whose wijken a layer replaces.
    counted
        A layer has people of its own.
    estimated_ages
        The file has people, but not all of their ages: these are estimated.
    remarks
        Overlaps, gaps and what is outside its municipality, the largest first.
    notes, read_as
        What a person should know about how the cells were read, and what cells in words were
        understood as.
    incomplete
        What lacks in an answer of a server that was saved; empty if nothing does.
    unlikely
        Figures that differ several times from what is loaded: a person must confirm them.
    """

    rows: Any = None
    problems: tuple[RowProblem, ...] = ()
    count: int = 0
    examples: int = 0
    elsewhere: int = 0
    outside: int = 0
    unassigned: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    counted: bool = False
    estimated_ages: bool = False
    remarks: tuple[Remark, ...] = ()
    notes: tuple[FileNote, ...] = ()
    read_as: tuple[ReadAs, ...] = ()
    incomplete: str = ""
    unlikely: tuple[UnlikelyFigure, ...] = ()

    def require_all_good(self, *, where: str) -> Reading:
        """Return this reading; raise RowsError if anything is wrong with any row."""
        if self.problems:
            raise RowsError(where=where, rows=self.problems)
        return self


def example_file(name: str) -> Callable[[], bytes]:
    """Return a function that reads an example that ships with Nabij."""
    return partial(Path.read_bytes, _EXAMPLES / name)


@dataclass(frozen=True, eq=False)
class FileKind:
    """A kind of file: all that inspection, import, command line and page know of it.

    Attributes
    ----------
    code
        Its name in addresses, commands and names of files.
    columns
        Our name of each column → the headers it may have (:func:`loaders.files.headers.columns`).
    required
        Columns that must be there; one of each tuple is enough.
    reader
        Reads the rows of a file; raises an InputError where no row can be used at all.
    importer
        Returns the data of a snapshot with what was read in them.
    template
        Returns an example to fill in: the columns, and rows marked as examples.
    template_ending
        How the name of the template ends.
    opener
        Reads the file, once; with a layer where :attr:`Option.LAYER` is among its options. That of
        tables takes the headers and the sheet, as :func:`loaders.files.user_tables.read_table`.
    endings
        How the name of a file may end.
    layer
        Its rows are the polygons of a layer.
    options
        What is asked besides the file.
    year_header
        Our name of the column that may be headed by the year that is given; empty if none.
    command
        Arguments of ``python -m loaders`` that import it, followed by the path; ``{points}`` is
        the path of the support points. Empty if there is no such command.
    """

    code: str
    columns: Mapping[str, Sequence[str]]
    required: tuple[tuple[str, ...], ...]
    reader: Callable[[Table, SnapshotData, ImportOptions], Reading]
    importer: Callable[[Reading, SnapshotData, Source, ImportOptions], SnapshotData]
    template: Callable[[], bytes]
    template_ending: str = ".csv"
    opener: Callable[..., RawTable] = read_table
    endings: tuple[str, ...] = TABLE_ENDINGS
    layer: bool = False
    options: frozenset[Option] = frozenset()
    year_header: str = ""
    command: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.code

    def columns_with(
        self, raw: RawTable | None, options: ImportOptions
    ) -> Mapping[str, Sequence[str]]:
        """Return the columns, and the headers that they may have with these options.

        Where ages are columns, so is each band of ages that the file has.
        """
        found = dict(self.columns)
        if self.year_header and options.year is not None:
            found[self.year_header] = (*found[self.year_header], str(options.year))
        if raw is not None and found.keys() >= OLDER:
            known = [header for headers in found.values() for header in headers]
            found |= band_columns(raw.headers, known)
        return found

    def open(self, path: Path, options: ImportOptions) -> RawTable:
        """Read the file, once.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        chosen = [options.layer] * (Option.LAYER in self.options)
        if self.layer:
            return self.opener(path, *chosen)
        columns = self.columns_with(None, options)
        known = {name: frozenset(map(fold, headers)) for name, headers in columns.items()}
        for header, name in options.columns.items():
            if name:
                known[name] |= {fold(header)}
        needed = self._needed(columns, options)
        return self.opener(path, *chosen, known=KnownHeaders(known, needed), sheet=options.sheet)

    def match(self, raw: RawTable, options: ImportOptions) -> MatchedColumns:
        """Return which column of a file is which."""
        columns = self.columns_with(raw, options)
        return match_columns(
            raw,
            columns,
            required=self._needed(columns, options),
            by_hand=options.columns,
        )

    def _needed(
        self, columns: Mapping[str, Sequence[str]], options: ImportOptions
    ) -> tuple[tuple[str, ...], ...]:
        given = {"year"} if options.year is not None else set()
        given |= {"people_all"} if has_total(columns) else set()
        return tuple(names for names in self.required if given.isdisjoint(names))

    def table(self, raw: RawTable, options: ImportOptions) -> Table:
        """Return a file under our names of its columns.

        Raises
        ------
        MissingColumnError
            If a column that is needed is not there, or one is there twice.
        """
        columns, matched = self.columns_with(raw, options), self.match(raw, options)
        matched.require(raw, columns)
        return Table(raw, columns, matched=matched)

    def read(self, raw: RawTable, data: SnapshotData, options: ImportOptions) -> Reading:
        """Read the rows of a file.

        Raises
        ------
        InputError
            If no row can be used at all, as without a column that is needed. What is wrong with
            single rows is in the result.
        """
        table = self.table(raw, options)
        if table.cells.empty:  # all of its rows have a cell that is far too long
            return Reading(problems=tuple(table.problems), notes=tuple(table.notes))
        reading = self.reader(table, data, options)
        return replace(
            reading,
            notes=(*table.notes, *reading.notes),
            read_as=tuple(table.read_as),
            incomplete=raw.incomplete,
        )
