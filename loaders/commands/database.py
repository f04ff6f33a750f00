"""``python -m loaders database``: a snapshot to PostGIS, from PostGIS, and what is there."""

from __future__ import annotations

from typing import Annotated

import typer

from loaders.commands.console import OUT, describe, steps
from loaders.settings import get_settings
from loaders.store import snapshots
from loaders.store.manifest import current_id

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
    from loaders.database import sync

    settings = get_settings()
    name = snapshots.load(settings.data).id
    with steps() as progress:
        sync.publish(settings, name, replace=replace, progress=progress)
    OUT.print(f"{name} is in the database, in the schema nabij.", markup=False)


@app.command()
def read() -> None:
    """Make the snapshot of the database the current one here, if it is as it was published.

    If anything goes wrong, the current snapshot stays.
    """
    from loaders.database import sync

    with steps() as progress:
        info = sync.read(get_settings(), progress=progress)
    OUT.print(f"{info.id} of the database is the current snapshot here.", markup=False)
    describe(info)


@app.command()
def status() -> None:
    """Tell which snapshots the database holds, and which is current here."""
    from loaders.database import sync

    settings = get_settings()
    found = sync.status(settings)
    here = set(snapshots.snapshot_ids(settings.data))
    for schema, published in (("nabij", found.current), ("nabij_previous", found.previous)):
        if published:
            known = "kept here too" if published.id in here else "not kept here"
            OUT.print(f"{schema}: {published.id} ({known})", markup=False)
        else:
            OUT.print(f"{schema}: no snapshot", markup=False)
    for schema in found.old:
        OUT.print(f"{schema}: stays while others read it or have views on it", markup=False)
    OUT.print(f"current here: {current_id(settings.data) or 'none'}", markup=False)
