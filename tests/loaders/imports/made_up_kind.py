"""A kind of file that Nabij does not have: what it takes to add one."""

from dataclasses import replace

from loaders.files import headers
from loaders.imports.file_kind import FileKind, Reading


def read_trees(table, data, options):
    del data, options
    table.refuse(~table.cells["trees"].str.isdecimal(), "trees", "a number", "Count them.")
    good = table.cells[~table.cells.index.isin(table.wrong_rows)]
    return Reading(good, tuple(table.problems), count=len(good))


def import_trees(reading, base, source, options):
    del options
    count = int(reading.rows["trees"].astype(int).sum())
    people = replace(base.dataset("people"), note=f"{count} trees: {source.title}")
    others = (people if d.name == "people" else d for d in base.datasets)
    return replace(base, datasets=tuple(others))


TREES = FileKind(
    code="trees",
    columns=headers.columns("municipality", "nis", trees=("bomen", "arbres", "trees")),
    required=(("trees",), ("nis", "municipality")),
    reader=read_trees,
    importer=import_trees,
    template=lambda: b"gemeente;bomen\nVoorbeeld: Westdorp;12\n",
)
