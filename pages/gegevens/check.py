"""A look at a file of the visitor's own: what was understood of it, and what is wrong with it.

It stands in memory while the visitor looks, and on disk only while it is read, without its own
name; what is used in the session is kept by :mod:`pages.ui.session_data`.
"""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import streamlit as st

from geodata.errors import InputError
from loaders.files.layer import ENDINGS as LAYERS
from loaders.imports.inspection import COLUMNS, GEOJSON, Beside, FileKind, Look, Refusal, look
from pages.gegevens import columns, findings, templates, upload, use
from pages.gegevens.use import Handed
from pages.ui import markup, session_data
from pages.ui.file_words import kind_label, kind_text
from pages.ui.i18n import N_, _

if TYPE_CHECKING:
    import geopandas as gpd
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from loaders.store.snapshots import Snapshot

_CRS = {
    "": N_("Het bestand zegt het zelf"),
    "31370": N_("Lambert 72, in meter (31370)"),
    "3812": N_("Lambert 2008, in meter (3812)"),
    "4326": N_("Graden, WGS84 (4326)"),
}
_WITH_CRS = {FileKind.CENTRES, FileKind.SUPPORT_POINTS, FileKind.NEIGHBOURHOODS}
_LOOKS = "_bekeken"
"""Where the session holds what was last found: a large layer takes seconds to look at."""

_TODAY = "2026-01-31"
"""A day that stands in a command as an example of how it is written."""


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    st.html(
        markup.paragraph(
            _(
                "Kijk hier na of Nabij uw bestand begrijpt, en welke rijen nog niet kloppen. "
                "Daarna kunt u het gebruiken: alleen u ziet de cijfers ermee. Als u Nabij "
                "verlaat, is het bestand weg."
            )
        )
    )
    use.show_used()
    labels = {kind.value: kind_label(kind) for kind in FileKind}
    kind = FileKind(
        st.selectbox(
            _("Wat staat er in uw bestand?"),
            list(labels),
            format_func=labels.__getitem__,
            key="bestand",
            persist_state="session",
        )
        or FileKind.CENTRES
    )
    st.html(markup.paragraph(kind_text(kind)))
    templates.download(kind)
    upload.speak()
    uploaded = upload.ask(_("Uw bestand ({endings})").format(endings=_endings(kind)), key="upload")
    beside = _beside(kind)
    if uploaded is None:
        st.session_state.pop(_LOOKS, None)
        return
    name = findings.short(uploaded.name)
    title = _("Uw bestand: {name}").format(name=name)
    st.html(markup.heading(title, "nabij-long", level=3))
    points: Any = None
    if kind is FileKind.DIVISION and (second := beside.pop("points_file", None)) is not None:
        points = _points(second)
        if points is None:
            return
    if not upload.fits(uploaded):
        st.html(markup.note(upload.too_large(), role="alert"))
        return
    told = Beside(**beside, support_points=points)
    found = _looked_at(uploaded, kind, snapshot, told)
    key = session_data.digest(uploaded.getbuffer(), kind)[:12]
    if by_hand := columns.ask(found, kind, key=key):
        told = replace(told, columns=by_hand)
        found = _looked_at(uploaded, kind, snapshot, told)
    findings.show(found, kind=kind, name=name)
    handed = Handed(uploaded, kind, name, found, told)
    use.show(handed)
    use.how_to_import(handed, _command(kind, shlex.quote(uploaded.name), found, told))
    findings.show_details(found)


def _beside(kind: FileKind) -> dict[str, Any]:
    """Ask what the file itself may not contain (:class:`loaders.imports.inspection.Beside`)."""
    told: dict[str, Any] = {}
    if kind in _WITH_CRS:
        labels = {code: _(label) for code, label in _CRS.items()}
        crs = st.selectbox(
            _("In welk stelsel staan x en y?"),
            list(labels),
            format_func=labels.__getitem__,
            key="bestand_crs",
        )
        told["crs"] = crs or ""
    if kind is FileKind.CENTRES:
        told["alone"] = st.checkbox(
            _("Deze lijst vervangt alle centra die Nabij kent"), key="bestand_alleen"
        )
    if kind is FileKind.PROJECTIONS:
        told["year"] = st.number_input(
            _("Welk jaar, als er geen kolom voor is?"),
            min_value=2000,
            max_value=2100,
            value=None,
            step=1,
            key="bestand_jaar",
        )
    if kind is FileKind.DIVISION:
        label = _("De ondersteuningspunten ({endings}), als ze nog niet geladen zijn")
        endings = _endings(FileKind.SUPPORT_POINTS)
        told["points_file"] = upload.ask(label.format(endings=endings), key="upload_punten")
    return told


def _looked_at(uploaded: UploadedFile, kind: FileKind, snapshot: Snapshot, told: Beside) -> Look:
    """Look at a file, once for each thing told; what of it is on disk is gone afterwards."""
    if upload.ending(uploaded) not in kind.endings:
        return Look(refused=Refusal.ENDING)
    content = uploaded.getbuffer()
    points = "" if told.support_points is None else told.support_points.to_json()
    beside = repr(replace(told, support_points=None))
    key = (session_data.digest(content, kind), snapshot.id, uploaded.name, beside, points)
    before: dict[tuple[str, ...], Look] = st.session_state.get(_LOOKS, {})
    if key not in before:
        with TemporaryDirectory(prefix="nabij-") as folder:
            path = Path(folder) / upload.stored_name(uploaded)
            path.write_bytes(content)
            found = look(path, kind, data=snapshot.data, beside=told)
        before = dict([*list(before.items())[-1:], (key, found)])
        st.session_state[_LOOKS] = before
    return before[key]


def _points(uploaded: UploadedFile) -> gpd.GeoDataFrame | None:
    """Return the support points of a second file; None, and a sentence, if it has none."""
    from loaders.imports.support_points import read_support_points  # noqa: PLC0415  (slow to import)

    ending = upload.ending(uploaded)
    if ending in FileKind.SUPPORT_POINTS.endings and upload.fits(uploaded):
        with TemporaryDirectory(prefix="nabij-") as folder:
            path = Path(folder) / f"upload{ending}"
            path.write_bytes(uploaded.getbuffer())
            try:
                return read_support_points(path)
            except InputError:
                pass
    text = _(
        "Het bestand met de ondersteuningspunten kan niet worden gebruikt. Kijk het eerst na: kies "
        "hierboven Regionale ondersteuningspunten (ROP)."
    )
    st.html(markup.note(text, role="alert"))
    return None


def _command(kind: FileKind, name: str, found: Look, told: Beside) -> list[str]:
    about = ["--source", '"{}"'.format(_("Uitgever, titel")), "--date", _TODAY]
    for header, field in told.columns.items():
        about += ["--column", shlex.quote(f"{header}={COLUMNS[kind][field][0]}")]
    about += ["--take-good"] * bool(found.faults)
    crs = ["--crs", told.crs] if told.crs else []
    if kind is FileKind.DIVISION:
        left = ["--leave-unassigned"] if found.unassigned else []
        points = _("ondersteuningspunten.csv")
        return ["import-division", "--points", points, "--table", name, *about, *left]
    if kind is FileKind.SUPPORT_POINTS:
        return ["import-division", "--points", name, *about, *crs]
    year = ["--year", str(told.year)] if told.year else []
    replaces = ["--replace"] if told.alone else []
    return [f"import-{kind}", name, *about, *crs, *year, *replaces]


def _endings(kind: FileKind) -> str:
    if kind.endings == LAYERS:
        return _("Shapefile in een zip, GeoPackage, GeoJSON, GeoParquet of FlatGeobuf")
    if ".zip" in kind.endings:
        return _("CSV of XLSX, of het zip-bestand van Statbel")
    return _("CSV, XLSX of GeoJSON") if set(GEOJSON) & set(kind.endings) else _("CSV of XLSX")
