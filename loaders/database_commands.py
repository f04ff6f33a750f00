"""``python -m loaders database``: a snapshot to PostGIS, from PostGIS, and what is there."""

from __future__ import annotations

from typing import Annotated

import typer

from loaders import store
from loaders.console import OUT, describe, steps
from loaders.manifest import current_id
from loaders.settings import get_settings

app = typer.Typer(
    help="The database of NABIJ_DATABASE_URL: publish to it, read from it, look at it.",
    no_args_is_help=True,
)


@app.command()
def publish(
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also if it holds a snapshot of elsewhere.")
    ] = False,
) -> None:
    """Publish the current snapshot to the database; what it held is kept as nabij_previous.

    If anything goes wrong, the database stays as it was.
    """
    from loaders import mirroring

    settings = get_settings()
    name = store.load(settings.data).id
    with steps() as progress:
        mirroring.publish(settings, name, replace=replace, progress=progress)
    OUT.print(f"{name} is in the database, in the schema nabij.", markup=False)


@app.command()
def read() -> None:
    """Make the snapshot of the database the current one here, if it is as it was published.

    If anything goes wrong, the current snapshot stays.
    """
    from loaders import mirroring

    with steps() as progress:
        info = mirroring.read(get_settings(), progress=progress)
    OUT.print(f"{info.id} of the database is the current snapshot here.", markup=False)
    describe(info)


@app.command()
def status() -> None:
    """Tell which snapshots the database holds, and which is current here."""
    from loaders import mirroring

    settings = get_settings()
    found = mirroring.status(settings)
    here = set(store.snapshot_ids(settings.data))
    for schema, published in (("nabij", found.current), ("nabij_previous", found.previous)):
        if published:
            known = "kept here too" if published.id in here else "not kept here"
            OUT.print(f"{schema}: {published.id} ({known})", markup=False)
        else:
            OUT.print(f"{schema}: no snapshot", markup=False)
    for schema in found.old:
        OUT.print(f"{schema}: stays while others read it or have views on it", markup=False)
    OUT.print(f"current here: {current_id(settings.data) or 'none'}", markup=False)
