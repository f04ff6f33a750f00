"""A look at a file of the visitor's own: what was understood of it, and what is wrong with it.

Nothing of it is kept: it stands in memory while the visitor looks, and on disk only while it is
read, without its own name.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import streamlit as st

from geodata.errors import InputError
from loaders.templates import GEOJSON, Beside, FileKind, Look, Refusal, look
from pages import gegevens_found, gegevens_templates, gegevens_upload, markup
from pages.gegevens_parts import command
from pages.gegevens_words import kind_label, kind_text
from pages.texts import N_, _

if TYPE_CHECKING:
    import geopandas as gpd
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from loaders.store import Snapshot

_CRS = {
    "": N_("Het bestand zegt het zelf"),
    "31370": N_("Lambert 72, in meter (31370)"),
    "3812": N_("Lambert 2008, in meter (3812)"),
    "4326": N_("Graden, WGS84 (4326)"),
}
_WITH_CRS = {FileKind.CENTRES, FileKind.SUPPORT_POINTS}
_TODAY = "2026-01-31"
"""A day that stands in a command as an example of how it is written."""


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    st.html(
        markup.paragraph(
            _(
                "Kijk hier na of Nabij uw bestand begrijpt, en welke rijen nog niet kloppen. Er "
                "wordt niets ingevoerd en niets bewaard: als u deze pagina verlaat, is het bestand "
                "weg."
            )
        )
    )
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
    gegevens_templates.download(kind)
    gegevens_upload.speak()
    uploaded = gegevens_upload.ask(
        _("Uw bestand ({endings})").format(endings=_endings(kind)), key="upload"
    )
    beside = _beside(kind)
    if uploaded is None:
        return
    name = gegevens_found.short(uploaded.name)
    title = _("Uw bestand: {name}").format(name=name)
    st.html(markup.heading(title, "nabij-long", level=3))
    points: Any = None
    if kind is FileKind.DIVISION and (second := beside.pop("points_file", None)) is not None:
        points = _points(second)
        if points is None:
            return
    if not gegevens_upload.fits(uploaded):
        st.html(markup.note(gegevens_upload.too_large(), role="alert"))
        return
    told = Beside(crs=beside.get("crs", ""), year=beside.get("year"), support_points=points)
    found = _looked_at(uploaded, kind, snapshot, told)
    gegevens_found.show(found, kind=kind, name=name)
    _how_to_import(kind, uploaded.name, found, told)


def _beside(kind: FileKind) -> dict[str, Any]:
    """Ask what the file may not tell itself."""
    if kind in _WITH_CRS:
        labels = {code: _(label) for code, label in _CRS.items()}
        crs = st.selectbox(
            _("In welk stelsel staan x en y?"),
            list(labels),
            format_func=labels.__getitem__,
            key="bestand_crs",
        )
        return {"crs": crs or ""}
    if kind is FileKind.PROJECTIONS:
        year = st.number_input(
            _("Welk jaar, als er geen kolom voor is?"),
            min_value=2000,
            max_value=2100,
            value=None,
            step=1,
            key="bestand_jaar",
        )
        return {"year": year}
    if kind is FileKind.DIVISION:
        label = _("De ondersteuningspunten ({endings}), als ze nog niet geladen zijn")
        endings = _endings(FileKind.SUPPORT_POINTS)
        return {
            "points_file": gegevens_upload.ask(label.format(endings=endings), key="upload_punten")
        }
    return {}


def _looked_at(uploaded: UploadedFile, kind: FileKind, snapshot: Snapshot, told: Beside) -> Look:
    """Look at a file; what of it is on disk is gone afterwards."""
    ending = gegevens_upload.ending(uploaded)
    if ending not in kind.endings:
        return Look(refused=Refusal.ENDING)
    with TemporaryDirectory(prefix="nabij-") as folder:
        path = Path(folder) / f"upload{ending}"
        path.write_bytes(uploaded.getbuffer())
        return look(path, kind, data=snapshot.data, beside=told)


def _points(uploaded: UploadedFile) -> gpd.GeoDataFrame | None:
    """Return the support points of a second file; None, and a sentence, if it has none."""
    from loaders.support_points import read_support_points  # noqa: PLC0415  (slow to import)

    ending = gegevens_upload.ending(uploaded)
    if ending in FileKind.SUPPORT_POINTS.endings and gegevens_upload.fits(uploaded):
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


def _how_to_import(kind: FileKind, name: str, found: Look, told: Beside) -> None:
    """Tell who can import the file, and how."""
    if found.refused or not found.good:
        return
    text = _(
        "Er is niets ingevoerd. Een beheerder voert dit bestand in met de opdracht hieronder, op "
        "de computer waarop Nabij draait. Vul de bron en de datum zelf in."
    )
    if found.faults:
        text = _(
            "Er is niets ingevoerd. Verbeter eerst de rijen die niet kloppen. Daarna voert een "
            "beheerder het bestand in met de opdracht hieronder, op de computer waarop Nabij "
            "draait. Vul de bron en de datum zelf in."
        )
    title = _("Zo wordt het ingevoerd")
    st.html(
        markup.heading(title, level=3)
        + markup.paragraph(text)
        + command(*_command(kind, shlex.quote(name), found, told))
    )


def _command(kind: FileKind, name: str, found: Look, told: Beside) -> list[str]:
    about = ["--source", '"{}"'.format(_("Uitgever, titel")), "--date", _TODAY]
    crs = ["--crs", told.crs] if told.crs else []
    if kind is FileKind.CENTRES:
        return ["import-centres", name, *about, *crs]
    if kind is FileKind.SERVICES:
        return ["import-services", name, *about]
    if kind is FileKind.PROJECTIONS:
        year = ["--year", str(told.year)] if told.year else []
        return ["import-projections", name, *about, *year]
    if kind is FileKind.SUPPORT_POINTS:
        return ["import-division", "--points", name, *about, *crs]
    left = ["--leave-unassigned"] if found.unassigned else []
    points = _("ondersteuningspunten.csv")
    return ["import-division", "--points", points, "--table", name, *about, *left]


def _endings(kind: FileKind) -> str:
    return _("CSV, XLSX of GeoJSON") if set(GEOJSON) & set(kind.endings) else _("CSV of XLSX")
