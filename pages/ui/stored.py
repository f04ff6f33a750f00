"""The stored snapshots, to compare what was with what is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import SnapshotKind
from geodata.errors import NabijError
from loaders.settings import get_settings
from loaders.store import snapshots as store
from pages.ui.i18n import N_, _

if TYPE_CHECKING:
    from loaders.store.manifest import SnapshotInfo


_SNAPSHOT_KINDS = {
    SnapshotKind.BUILTIN: N_("ingebouwd"),
    SnapshotKind.IMPORTED: N_("ingevoerd"),
    SnapshotKind.OWN: N_("met uw eigen bestanden"),
}


def kind_of_snapshot(kind: SnapshotKind) -> str:
    """Return how a snapshot came about."""
    return _(_SNAPSHOT_KINDS[kind])


def stored_ids() -> list[str]:
    """Return the ids of the stored snapshots, newest first."""
    return store.snapshot_ids(get_settings().data)


def stored_snapshots() -> dict[str, SnapshotInfo]:
    """Return the manifest of every stored snapshot, by id, newest first."""
    return {info.id: info for info in store.list_snapshots(get_settings().data)}


def stored_snapshot(snapshot_id: str, current: store.Snapshot) -> store.Snapshot:
    """Return a stored snapshot.

    Raises
    ------
    SnapshotError
        If it cannot be read.
    """
    if snapshot_id == current.id:
        return current
    return _stored(str(get_settings().data), snapshot_id)


def previous(current: store.Snapshot) -> store.Snapshot | None:
    """Return the stored snapshot before this one; None without one that can be read.

    Data with a visitor's own files are not stored: they have none.
    """
    ids = stored_ids()
    if current.id not in ids or current.id == ids[-1]:
        return None
    try:
        return stored_snapshot(ids[ids.index(current.id) + 1], current)
    except NabijError:
        return None


@st.cache_resource(max_entries=2, show_spinner=False)
def _stored(folder: str, snapshot_id: str) -> store.Snapshot:
    return store.load_snapshot(Path(folder), snapshot_id)
