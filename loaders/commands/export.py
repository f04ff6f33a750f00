"""``python -m loaders export``: the whole snapshot as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geodata.errors import BadValueError
from geodata.languages import LANGUAGES
from loaders.commands.console import OUT, steps
from loaders.settings import get_settings
from loaders.store import snapshots


def export_snapshot(
    path: Annotated[Path, typer.Argument(help="The GeoPackage to write, NAME.gpkg.")],
    language: Annotated[
        str, typer.Option(help=f"Of styles, aliases and explanation: {', '.join(LANGUAGES)}.")
    ] = "",
) -> None:
    """Write the current snapshot to a GeoPackage that QGIS opens in our styles.

    It holds the sources, dates, licences and the lines that name the makers. The file gets its
    name when it is complete.
    """
    from loaders.export.geopackage import to_geopackage

    settings = get_settings()
    chosen = language or settings.language
    for asked, good, expected in (
        (path.name, path.suffix.lower() == ".gpkg", "the name of a file that ends in .gpkg"),
        (language, chosen in LANGUAGES, " or ".join(LANGUAGES)),
    ):
        if not good:
            raise BadValueError(
                where="the command", expected=expected, got=asked, action="Correct the command."
            )
    with steps() as progress:
        progress("Writing the GeoPackage")
        made = to_geopackage(snapshots.load(settings.data), language=chosen)
    temporary = path.with_name(f"{path.name}.new")
    try:
        temporary.write_bytes(made)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BadValueError(
            where=str(path),
            expected="a file that can be written",
            got=error.strerror or str(error),
            action="Make room, check the permissions or name another folder.",
        ) from error
    OUT.print(f"Written to {path} ({len(made) / 1e6:.1f} MB).", markup=False)
