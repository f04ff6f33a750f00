"""A file of the visitor's own: what Nabij understands of it, and what is wrong with it.

It is in memory while the visitor looks, and on disk only while it is read, without its own name;
what is used in the session is kept by :mod:`pages.ui.session_data`.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import streamlit as st

from geodata.errors import InputError
from loaders.files.layer import ENDINGS
from loaders.imports.file_kind import ImportOptions, Option
from loaders.imports.inspection import FileReport, Refusal, inspect_file, inspect_table
from loaders.imports.kinds import KINDS
from loaders.imports.support_points import SUPPORT_POINTS, support_points_in
from pages.gegevens import columns, findings, templates, use
from pages.gegevens.parts import short
from pages.gegevens.use import InspectedFile
from pages.ui import markup, session_data, upload
from pages.ui.file_words import kind_label, kind_text
from pages.ui.i18n import N_, _
from pages.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from loaders.files.user_tables import RawTable
    from loaders.imports.file_kind import FileKind
    from loaders.store.snapshots import Snapshot

_CRS = {
    "": N_("Het bestand zegt het zelf"),
    "31370": N_("Lambert 72, in meter (31370)"),
    "3812": N_("Lambert 2008, in meter (3812)"),
    "4326": N_("Graden, WGS84 (4326)"),
    "3857": N_("Web Mercator, in meter (3857)"),
}
_REPORTS = "_bekeken"
"""Where the session has the last file and its reports: a large layer takes seconds to read."""

_SHEETS = "_bladen"
"""Where the session has the names of the sheets of the workbooks that were inspected."""

_EXAMPLE_DAY = "2026-01-31"
"""How a day is written, in the command."""


@dataclass
class _Inspected:
    """A file in the session: what was read of it, and its last reports by what they depend on."""

    key: tuple[str, ...]
    raw: RawTable | None
    reports: dict[tuple[str, ...], FileReport]


class _UnusableError(Exception):
    """A second file cannot be used; the page says so."""


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
    kind = _ask_kind()
    st.html(markup.paragraph(kind_text(kind)))
    templates.download(kind)
    upload.translate_boxes()
    uploaded = upload.ask(_("Uw bestand ({endings})").format(endings=_endings(kind)), key="upload")
    asked = {option: ask() for option, ask in _ASK.items() if option in kind.options}
    if uploaded is None:
        st.session_state.pop(_REPORTS, None)
        return
    name = short(uploaded.name)
    title = _("Uw bestand: {name}").format(name=name)
    st.html(markup.heading(title, "nabij-long", level=3))
    try:
        points = asked.pop(Option.SUPPORT_POINTS, None)
        options = ImportOptions(**asked, support_points=_points(points) if points else None)
    except _UnusableError:
        return
    if not upload.fits(uploaded):
        st.html(markup.note(upload.too_large(), role="alert"))
        return
    key = session_data.digest(uploaded.getbuffer(), kind)[:12]
    options = replace(options, sheet=st.session_state.get(f"blad_{key}") or "")
    report = _report(uploaded, kind, snapshot, options)
    _ask_sheet(report, key)
    if report.layers:
        options = replace(options, layer=_ask_layer(report.layers, key=key))
        report = _report(uploaded, kind, snapshot, options)
    if by_hand := columns.ask(report, kind, key=key):
        options = replace(options, columns=by_hand)
        report = _report(uploaded, kind, snapshot, options)
    findings.show(report, kind=kind, name=name)
    file = InspectedFile(uploaded, kind, name, report, options)
    use.show(file)
    use.how_to_import(file, _command(kind, shlex.quote(uploaded.name), report, options))
    findings.show_details(report)


def _ask_kind() -> FileKind:
    labels = {code: kind_label(kind) for code, kind in KINDS.items()}
    chosen = st.selectbox(
        _("Wat staat er in uw bestand?"),
        list(labels),
        format_func=labels.__getitem__,
        key="bestand",
        persist_state="session",
    )
    return KINDS[chosen or next(iter(KINDS))]


def _ask_crs() -> str:
    labels = {code: _(label) for code, label in _CRS.items()}
    crs = st.selectbox(
        _("In welk stelsel staan x en y?"),
        list(labels),
        format_func=labels.__getitem__,
        key="bestand_crs",
    )
    return crs or ""


def _ask_sheet(report: FileReport, key: str) -> None:
    """Ask which sheet of a workbook is meant, also if the one that was chosen cannot be read."""
    known: dict[str, tuple[str, ...]] = st.session_state.setdefault(_SHEETS, {})
    if report.raw is not None:
        known[key] = report.raw.sheets
    sheets = known.get(key, ())
    read = report.raw.sheet if report.raw else st.session_state.get(f"blad_{key}")
    if len(sheets) > 1:
        st.selectbox(
            _("Welk blad van het rekenblad?"),
            sheets,
            index=sheets.index(read) if read in sheets else 0,
            key=f"blad_{key}",
        )


def _ask_layer(layers: tuple[str, ...], *, key: str) -> str:
    chosen = st.selectbox(
        _("Dit bestand heeft {n} lagen. Welke bedoelt u?").format(n=number(len(layers))),
        layers,
        index=None,
        placeholder=_("Kies een laag"),
        format_func=short,
        key=f"bestand_laag_{key}",
    )
    return chosen or ""


def _ask_alone() -> bool:
    return st.checkbox(_("Deze lijst vervangt alle centra die Nabij kent"), key="bestand_alleen")


def _ask_year() -> int | None:
    return st.number_input(
        _("Welk jaar, als er geen kolom voor is?"),
        min_value=2000,
        max_value=2100,
        value=None,
        step=1,
        key="bestand_jaar",
    )


def _ask_points() -> UploadedFile | None:
    label = _("De ondersteuningspunten ({endings}), als ze nog niet geladen zijn")
    return upload.ask(label.format(endings=_endings(SUPPORT_POINTS)), key="upload_punten")


_ASK: dict[Option, Callable[[], Any]] = {
    Option.CRS: _ask_crs,
    Option.ALONE: _ask_alone,
    Option.YEAR: _ask_year,
    Option.SUPPORT_POINTS: _ask_points,
}


def _report(
    uploaded: UploadedFile, kind: FileKind, snapshot: Snapshot, options: ImportOptions
) -> FileReport:
    """Inspect a file: read once, reported once for each set of options."""
    if upload.ending(uploaded) not in kind.endings:
        return FileReport(refused=Refusal.ENDING)
    content = uploaded.getbuffer()
    key = (session_data.digest(content, kind), uploaded.name, options.sheet, options.layer)
    last: _Inspected | None = st.session_state.get(_REPORTS)
    if last is None or last.key != key:
        last = _Inspected(key, None, {})
        st.session_state[_REPORTS] = last
    points = "" if options.support_points is None else options.support_points.to_json()
    asked = (snapshot.id, repr(replace(options, support_points=None)), points)
    if asked not in last.reports:
        report = (
            _first_report(uploaded, kind, snapshot, options)
            if last.raw is None
            else inspect_table(last.raw, kind, data=snapshot.data, options=options)
        )
        last.raw = report.raw
        last.reports = dict([*list(last.reports.items())[-1:], (asked, report)])
    return last.reports[asked]


def _first_report(
    uploaded: UploadedFile, kind: FileKind, snapshot: Snapshot, options: ImportOptions
) -> FileReport:
    """Read and inspect a file; the temporary copy is deleted."""
    with TemporaryDirectory(prefix="nabij-") as folder:
        path = Path(folder) / upload.stored_name(uploaded)
        path.write_bytes(uploaded.getbuffer())
        return inspect_file(path, kind, data=snapshot.data, options=options)


def _points(uploaded: UploadedFile) -> gpd.GeoDataFrame:
    """Return the support points of a second file; raise, after a sentence, if it has none."""
    ending = upload.ending(uploaded)
    if ending in SUPPORT_POINTS.endings and upload.fits(uploaded):
        with TemporaryDirectory(prefix="nabij-") as folder:
            path = Path(folder) / f"upload{ending}"
            path.write_bytes(uploaded.getbuffer())
            try:
                return support_points_in(path)
            except InputError:
                pass
    text = _(
        "Het bestand met de ondersteuningspunten kan niet worden gebruikt. Kijk het eerst na: kies "
        "hierboven Regionale ondersteuningspunten (ROP)."
    )
    st.html(markup.note(text, role="alert"))
    raise _UnusableError


def _command(kind: FileKind, name: str, report: FileReport, options: ImportOptions) -> list[str]:
    """Return the arguments of ``python -m loaders`` that import a file as it is used here."""
    points = _("ondersteuningspunten.csv")
    arguments = [*(part.format(points=points) for part in kind.command), name]
    arguments += ["--source", '"{}"'.format(_("Uitgever, titel")), "--date", _EXAMPLE_DAY]
    for header, field in options.columns.items():
        ours = kind.columns[field][0] if field else ""
        arguments += ["--column", shlex.quote(f"{header}={ours}")]
    arguments += ["--take-good"] * bool(report.faults)
    arguments += ["--layer", shlex.quote(options.layer)] if options.layer else []
    arguments += ["--confirm"] * bool(report.reading.unlikely)
    arguments += ["--crs", options.crs] if options.crs else []
    arguments += ["--year", str(options.year)] if options.year else []
    arguments += ["--sheet", shlex.quote(options.sheet)] if options.sheet else []
    arguments += ["--replace"] * options.alone
    arguments += ["--leave-unassigned"] * bool(report.reading.unassigned)
    return arguments


def _endings(kind: FileKind) -> str:
    if kind.layer:
        return _("Shapefile in een zip, GeoPackage, GeoJSON, GeoParquet of FlatGeobuf")
    if set(ENDINGS) <= set(kind.endings):
        return _(
            "CSV, XLSX, of een kaartlaag met punten: GeoJSON, GeoPackage, Shapefile in een zip"
        )
    if ".zip" in kind.endings:
        return _("CSV of XLSX, of het zip-bestand van Statbel")
    return _("CSV of XLSX")
