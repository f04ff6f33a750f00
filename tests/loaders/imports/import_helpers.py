"""Reading and importing files by the road of the product, with as few words as tests need."""

from loaders.imports.file_import import import_file
from loaders.imports.file_kind import ImportOptions, Source


def read_file(path, kind, data, **options):
    """Return the rows of a file; raise RowsError if anything is wrong with any."""
    asked = ImportOptions(**options)
    raw = kind.open(path, asked)
    reading = kind.read(raw, data, asked)
    return reading.require_all_good(where=raw.name).rows


def imported(path, kind, base, source="Mijn bestand", *, date="", licence="", **options):
    """Return the data of a snapshot with a file of which every row is good."""
    result = import_file(
        path,
        kind,
        base=base,
        source=Source(source, date, licence),
        options=ImportOptions(**options),
    )
    return result.data
