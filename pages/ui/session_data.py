"""Files of a visitor's own, used in their session alone: what they are, and the data they make.

They are in a private folder until no page of the visitor has been open for some minutes: a
connection may drop for a moment, as on a phone, and a link to another page begins a new session. A
cookie, there only while own files are used, says whose they are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from secrets import token_hex
from threading import Lock, Timer
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import streamlit as st

from geodata.enums import DatasetFlag, ImportStep, SnapshotKind
from geodata.errors import InputError
from geodata.network.refit import refit
from geodata.snapshot.model import SCHEMA_VERSION
from loaders.session_files import MOST_OF_LARGEST, PRIVATE_FOLDERS
from loaders.settings import get_settings
from loaders.store import snapshots
from loaders.store.frame_checks import checked
from loaders.store.manifest import STATIC
from pages.ui.cache import published_snapshot
from pages.ui.file_words import kind_label
from pages.ui.i18n import _, ngettext, semicolons
from pages.ui.visitor import browser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geodata.snapshot.model import SnapshotData
    from loaders.files.user_tables import RawTable
    from loaders.imports.file_import import ImportResult
    from loaders.imports.file_kind import FileKind, ImportOptions, Source
    from loaders.session_files import VisitorFolder

MOST_FILES = 8
GRACE_S = 300.0
"""Seconds that files stay after the last page of their visitor was left."""

COOKIE = "nabij_eigen"
_TOKEN = re.compile(r"[0-9a-f]{32}")
SESSION_KEY = "_eigen"
"""Where the session has the :class:`VisitorFiles`."""
_FILES_GONE = "_eigen_weg"
"""Where the session has that files were used which are gone."""

_COOKIE_SCRIPT = """<span hidden>%s</span><script>
((token) => {
  document.cookie = "nabij_eigen=" + token + "; path=/; SameSite=Strict" +
    (token ? "" : "; Max-Age=0") + (location.protocol === "https:" ? "; Secure" : "");
})(%s);
</script>"""


@dataclass(frozen=True)
class SessionFile:
    """A file that is used: what it is, how it was imported, and how many rows were left out."""

    kind: FileKind
    name: str
    path: Path
    digest: str
    source: Source
    options: ImportOptions
    left_out: int = 0


@dataclass(frozen=True)
class SessionData:
    """What a visitor uses: files in the order they were added, and the data with them."""

    files: tuple[SessionFile, ...]
    snapshot: snapshots.Snapshot
    base: snapshots.Snapshot
    folder: VisitorFolder


class VisitorFiles:
    """What one visitor uses, shared by the sessions of their browser and gone with the last."""

    def __init__(self) -> None:
        self.token = token_hex(16)
        self.data: SessionData | None = None
        self._pages = 0
        self._counting = Lock()

    def enter(self) -> None:
        """Count a page that is open."""
        with self._counting:
            self._pages += 1

    def leave(self) -> None:
        """Count a page that was left; after the last one all is removed, unless one is opened."""
        with self._counting:
            self._pages -= 1
        timer = Timer(GRACE_S, self._remove_if_gone)
        timer.daemon = True
        timer.start()

    def _remove_if_gone(self) -> None:
        with self._counting:
            if self.data and not self._pages:
                self.data.folder.clear()
                self.data = None


@st.cache_resource(show_spinner=False)
def _visitors() -> WeakValueDictionary[str, VisitorFiles]:
    """Return the visitors that use files of their own, by the token in their cookie."""
    return WeakValueDictionary()


class FullError(Exception):
    """As many visitors, or as many files, as there may be."""


def current() -> SessionData | None:
    """Return what this visitor uses; None if it is the data of Nabij."""
    visitor: VisitorFiles | None = st.session_state.get(SESSION_KEY)
    return visitor.data if visitor else None


def current_snapshot() -> snapshots.Snapshot:
    """Return what this visitor sees: the data with their own files, or those that are published."""
    found = current()
    return found.snapshot if found else published_snapshot()


def resume() -> None:
    """Continue with what the same browser used in an earlier session."""
    token = str(st.context.cookies.get(COOKIE, ""))
    known = _visitors().get(token)
    visitor = st.session_state.get(SESSION_KEY) or known
    if not visitor and _TOKEN.fullmatch(token):
        st.session_state[_FILES_GONE] = True
    if visitor:
        st.session_state[SESSION_KEY] = visitor
        _present(visitor.token, visitor)


@st.cache_resource(scope="session", on_release=VisitorFiles.leave, show_spinner=False)
def _present(token: str, _visitor: VisitorFiles) -> VisitorFiles:
    """Count this session as there until its connection is gone, when Streamlit releases it."""
    del token
    _visitor.enter()
    return _visitor


def digest(content: bytes | memoryview, kind: FileKind) -> str:
    """Return what identifies the content of a file of a kind."""
    return sha256(kind.code.encode() + content).hexdigest()


def add(
    raw: RawTable,
    content: bytes | memoryview,
    *,
    kind: FileKind,
    name: str,
    stored_name: str,
    source: Source,
    options: ImportOptions,
    progress: Callable[[ImportStep], None] = lambda _: None,
) -> None:
    """Use a file in this session, with those that are used; rows that are wrong are left out.

    Parameters
    ----------
    raw
        The file as it was read when it was inspected: it is not read again.
    content
        Of the file, kept to make the data again when another file is removed.
    kind, name, stored_name
        What it is about, its name as it is shown, and the one that it is kept under.
    source, options
        Where it comes from, and what the visitor gave besides it.
    progress
        Called as each step begins; what it raises leaves what was used before.

    Raises
    ------
    InputError
        If it cannot be used; what was used before stays.
    FullError
        If there is no room.
    """
    from loaders.imports.file_import import import_table

    before = current()
    files = before.files if before else ()
    size = sum(file.path.stat().st_size for file in files) + len(content)
    if len(files) >= MOST_FILES or size > MOST_OF_LARGEST * get_settings().upload_mb * 1024 * 1024:
        raise FullError
    folder = before.folder if before else _new_folder()
    path: Path | None = None
    try:
        path = folder.write(content, stored_name)
        base = before.base if before else published_snapshot()
        start = before.snapshot if before else base
        result = import_table(
            *(raw, kind),
            base=start.data,
            source=source,
            options=replace(options, progress=progress),
            take_good=True,
        )
        progress(ImportStep.CHECKING)
        file = SessionFile(kind, name, path, digest(content, kind), source, options)
        data = _marked(start.data, result.data)
        _use(
            (*files, _with_count(file, result)), data, base=base, folder=folder, known=[base, start]
        )
    except BaseException:
        if path:
            path.unlink(missing_ok=True)
        if before is None:
            folder.clear()
        raise


def _new_folder() -> VisitorFolder:
    most, owner = get_settings().own_visitors, browser().address
    folder = PRIVATE_FOLDERS.new(most=most, owner=owner)
    if folder is None:
        raise FullError
    return folder


def remove(file: SessionFile) -> bool:
    """No longer use a file; return whether the others can be used without it."""
    from loaders.imports.file_import import import_file

    before = current()
    if before is None:
        return True
    left = [one for one in before.files if one is not file]
    if not left:
        drop()
        return True
    data, files = before.base.data, []
    try:
        for one in left:
            result = import_file(
                *(one.path, one.kind),
                base=data,
                source=one.source,
                options=replace(one.options, confirmed=True),  # it was used already
                take_good=True,
            )
            data = _marked(data, result.data)
            files.append(_with_count(one, result))
        _use(tuple(files), data, base=before.base, folder=before.folder, known=[before.base])
    except InputError:
        return False
    file.path.unlink(missing_ok=True)
    return True


def drop() -> None:
    """Go back to the data of Nabij; all files of the visitor are removed."""
    before = current()
    if before:
        st.session_state[SESSION_KEY].data = None
        before.folder.clear()


def _with_count(file: SessionFile, result: ImportResult) -> SessionFile:
    """Return a file with the number of its rows that were left out."""
    return replace(file, left_out=len({problem.row for problem in result.left_out}))


def _marked(before: SnapshotData, after: SnapshotData) -> SnapshotData:
    """Return data in which each dataset that changed has the flag ``own``."""
    known = set(before.datasets)
    return replace(
        after,
        datasets=tuple(
            d
            if d in known or DatasetFlag.OWN in d.flags
            else replace(d, flags=(*d.flags, DatasetFlag.OWN))
            for d in after.datasets
        ),
    )


def _use(
    files: tuple[SessionFile, ...],
    data: SnapshotData,
    *,
    base: snapshots.Snapshot,
    folder: VisitorFolder,
    known: Sequence[snapshots.Snapshot],
) -> None:
    """Make data the snapshot of this session; ``known`` may share their geometry with it.

    The data were made from the last of those.
    """
    data = refit(checked(data, base=base.checked_data), base=known[-1].data)
    before = current()
    name, path = folder.new_snapshot(replaces=before.snapshot.folder if before else None)
    _write(data, path / STATIC, known)
    snapshot = snapshots.Snapshot(
        data, name, SnapshotKind.OWN, datetime.now(UTC), path, SCHEMA_VERSION
    )
    visitor = st.session_state.setdefault(SESSION_KEY, VisitorFiles())
    st.session_state.pop(_FILES_GONE, None)
    _visitors()[visitor.token] = visitor
    visitor.data = SessionData(files, snapshot, base, folder)


def _write(data: SnapshotData, folder: Path, known: Sequence[snapshots.Snapshot]) -> None:
    """Write what maps need; the polygons only if none of the known snapshots has the same."""
    from loaders.store.map_files import (
        same_regions,
        write_geometry,
        write_points_and_places,
    )

    like = next((one for one in known if same_regions(one.data, data)), None)
    if like is None:
        write_geometry(data, folder)
    else:
        write_points_and_places(data, folder, like=like.static, link=True)


def show_banner() -> None:
    """Draw that the visitor uses files of their own, and the way back; set or clear the cookie."""
    found = current()
    if found is None:
        gone = st.session_state.get(_FILES_GONE, False)
        if gone:
            text = _(
                "Uw eigen bestanden zijn er niet meer: Nabij is opnieuw gestart, of u was lang "
                "weg. U ziet de gegevens van Nabij. Voeg uw bestanden opnieuw toe op Gegevens."
            )
            st.warning(text)
        if gone or SESSION_KEY in st.session_state:
            st.html(_cookie(""), unsafe_allow_javascript=True)
        return
    token = st.session_state[SESSION_KEY].token
    with st.container(key="eigen", horizontal=True, vertical_alignment="center"):
        st.html(
            f"<div class='nabij-own' role='status'>{_banner_text(found)}</div>{_cookie(token)}",
            unsafe_allow_javascript=True,
        )
        st.button(
            _("Terug naar de gegevens van Nabij"),
            key="eigen_weg",
            on_click=drop,
        )


def _cookie(token: str) -> str:
    return _COOKIE_SCRIPT % (bool(token), json.dumps(token))


def _banner_text(found: SessionData) -> str:
    title = ngettext(
        "U gebruikt een eigen bestand.", "U gebruikt eigen bestanden.", len(found.files)
    )
    named = _("{kind}: {name}")
    files = [named.format(kind=kind_label(file.kind), name=file.name) for file in found.files]
    only = _(
        "Alleen u ziet deze cijfers. Uw bestanden verdwijnen als u deze website verlaat; een link "
        "naar deze pagina toont de gegevens van Nabij."
    )
    return f"<b>{escape(title)}</b> {escape(semicolons(files))}. {escape(only)}"
