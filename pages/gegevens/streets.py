"""The streets that distances on foot go over: what was read, what is covered, and how to load them.

An extract of OpenStreetMap is for everyone, so that only an administrator imports one.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.enums import Level, SnapshotKind
from geodata.errors import InputError, SnapshotError
from geodata.network.model import WIJK
from loaders.network.extract import ENDINGS
from loaders.settings import get_settings
from loaders.sources.official_files import EXTRACT_MB, STREETS
from pages.gegevens.parts import age, command, facts, short, today
from pages.gegevens.use import iso
from pages.ui import admin, markup, upload
from pages.ui.cache import published_snapshot
from pages.ui.datasets import dataset_date, dataset_source
from pages.ui.errors import draw_detail, error_text
from pages.ui.i18n import _, ngettext
from pages.ui.labels import area_names
from pages.ui.numbers import metres, number
from pages.ui.street_words import kind_label, skipped_text

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geodata.network.model import Network
    from geodata.snapshot.model import SnapshotData
    from loaders.store.snapshots import Snapshot

_DONE = "_straten_ingevoerd"
_SHORT_KM = 10
"""Shorter lengths have a decimal."""
_BOUNDARIES = (".poly", ".geojson", ".gpkg", ".zip")


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    data = snapshot.data
    text = _(
        "Over deze straten en paden rekent Nabij afstanden te voet. Ze komen van OpenStreetMap, de "
        "kaart van vrijwilligers."
    )
    st.html(markup.paragraph(text))
    if done := st.session_state.pop(_DONE, ""):
        st.html(markup.note(done, role="status"))
    if data.network:
        for html in _loaded(data, data.network):
            st.html(html)
    else:
        none = _(
            "Er zijn nog geen straten geladen. Afstanden zijn in vogelvlucht, al dan niet met een "
            "factor."
        )
        st.html(markup.note(none))
    if admin.unlocked():
        _ask()
    how = _(
        "Met een opdracht kan het ook: met een uittreksel dat u zelf hebt, of met dat van België "
        "bij Geofabrik (ongeveer {n} MB)."
    ).format(n=number(EXTRACT_MB))
    commands = command("import-network", "belgium-latest.osm.pbf", "--boundary", "belgium.poly")
    commands += command("fetch", "--only", STREETS)
    st.html(markup.folded(_("Straten laden met een opdracht"), markup.paragraph(how) + commands))


def _loaded(data: SnapshotData, network: Network) -> list[str]:
    """Return what was read and what is covered, as HTML, part by part."""
    dataset, report = data.dataset("network"), network.report
    pieces = network.pieces[WIJK]
    covered = _("{n} van {total} wijken").format(
        n=number(int(pieces.covered.sum())), total=number(len(pieces.codes))
    )
    pairs = [
        (_("Bron"), dataset_source(dataset)),
        (_("Toestand op"), dataset_date(dataset)),
        (_("Ouderdom"), age(dataset.reference_date, now=today())),
        (_("Licentie"), dataset.licence),
        (_("Naamsvermelding"), dataset.attribution),
        (_("Alle straten van"), covered),
    ]
    if report is None:
        return [_card(pairs)]
    missing = report.missing_nodes
    pairs += [
        (_("Samen"), metres(1000 * report.total_km)),
        (
            _("Eilanden, weggelaten"),
            _("{n}, samen {km} km: niets verbindt ze met de rest").format(
                n=number(report.islands), km=number(report.island_km, digits=1)
            ),
        ),
        (_("Punten waar niemand door kan"), number(report.barriers)),
        (_("Punten die het bestand niet heeft"), number(missing) if missing else ""),
        (_("Gelezen met"), report.software),
    ]
    return [_card(pairs), _kinds(network), _skipped(network), _covered(data, network)]


def _card(pairs: list[tuple[str, str]]) -> str:
    return f"<section class='nabij-card nabij-long'>{facts(pairs)}</section>"


def _kinds(network: Network) -> str:
    km = network.report.kilometres if network.report else {}
    rows = sorted(((km_of, kind) for kind, km_of in km.items() if km_of), reverse=True)
    frame = pd.DataFrame(
        {
            _("Soort"): [kind_label(kind) for _km, kind in rows],
            _("Kilometer"): [number(km_of, digits=int(km_of < _SHORT_KM)) for km_of, _kind in rows],
        }
    )
    return markup.of_frame(
        frame, caption=_("Wat te voet kan, per soort"), right=frozenset({_("Kilometer")})
    )


def _skipped(network: Network) -> str:
    skipped = network.report.skipped if network.report else {}
    if not skipped:
        return ""
    lines = [
        _("{label}: {text}").format(label=skipped_text(why), text=number(count))
        for why, count in sorted(skipped.items(), key=lambda item: -item[1])
    ]
    head = markup.heading(_("Wegen die niet meetellen"), level=3)
    return head + markup.listed(lines)


def _covered(data: SnapshotData, network: Network) -> str:
    """Return how many wijken of which municipality are covered, as HTML, folded away."""
    pieces = network.pieces[WIJK]
    of_unit = data.units.set_index("code")["municipality"].reindex(pieces.codes).to_numpy(str)
    codes, at = np.unique(of_unit, return_inverse=True)
    known, all_of = np.bincount(at, pieces.covered), np.bincount(at)
    every = area_names(data)
    names = {code: every[Level.MUNICIPALITY, code] for code in codes.tolist()}
    some = sorted((i for i in range(len(codes)) if known[i]), key=lambda i: names[codes[i]])
    lacking = int((known < all_of).sum())
    text = ngettext(
        "In {n} gemeente kent Nabij geen of niet alle straten. Daar is niet van iedereen geweten "
        "of een centrum te voet bereikbaar is: dat staat er dan zo bij.",
        "In {n} gemeenten kent Nabij geen of niet alle straten. Daar is niet van iedereen geweten "
        "of een centrum te voet bereikbaar is: dat staat er dan zo bij.",
        lacking,
    ).format(n=number(lacking))
    text = text if lacking else _("Nabij kent alle straten van alle gemeenten.")
    frame = pd.DataFrame(
        {
            _("Gemeente"): [names[codes[i]] for i in some],
            _("Wijken met alle straten"): [
                _("{n} van {total}").format(n=number(int(known[i])), total=number(int(all_of[i])))
                for i in some
            ],
        }
    )
    table = markup.of_frame(frame, caption=_("Gemeenten met straten"))
    head = markup.heading(_("Waar Nabij de straten kent"), level=3) + markup.paragraph(text)
    return head + markup.folded(_("Per gemeente"), table)


def _ask() -> None:
    """Draw what an administrator gives, and import it."""
    st.html(markup.heading(_("Laad straten voor iedereen"), level=3))
    upload.translate_boxes()
    label = _("Een uittreksel van OpenStreetMap ({endings})").format(endings=".osm.pbf, .osm")
    uploaded = upload.ask(label, key="upload_straten")
    label = _("De grens waarop het is geknipt, als u die hebt ({endings})")
    boundary = upload.ask(label.format(endings=", ".join(_BOUNDARIES)), key="upload_grens")
    text = st.text_input(
        _("Toestand op welke dag? Zoals 31/01/2026; leeg als het bestand het zegt."),
        max_chars=10,
        key="straten_dag",
    )
    accept = st.checkbox(
        _("Het bestand klopt, ook als er straten lijken te ontbreken"), key="straten_toch"
    )
    day = iso(text.strip())
    if day is None:
        st.html(markup.note(_("Schrijf de dag zoals 31/01/2026."), role="alert"))
    ready = uploaded is not None and day is not None
    pressed = st.button(
        _("Laad deze straten"), type="primary", key="straten_laad", disabled=not ready
    )
    if pressed and uploaded is not None and day is not None:
        _import(uploaded, boundary, day=day, accept=accept)


def _import(
    uploaded: UploadedFile, boundary: UploadedFile | None, *, day: str, accept: bool
) -> None:
    """Import an extract into the data that everyone sees; the copies on disk are removed."""
    from loaders.network.network_import import (
        SOURCE,
        NetworkFile,
        import_network,
    )
    from loaders.publication import publish_now

    files = [file for file in (uploaded, boundary) if file is not None]
    known = uploaded.name.lower().endswith(ENDINGS) and (
        boundary is None or upload.ending(boundary) in _BOUNDARIES
    )
    if not known or not all(map(upload.fits, files)):
        text = upload.too_large() if known else _("Dit soort bestand kan Nabij niet lezen.")
        st.html(markup.note(text, role="alert"))
        return
    base = published_snapshot()
    try:
        with (
            st.spinner(_("Nabij leest de straten… Dit kan enkele minuten duren.")),
            TemporaryDirectory(prefix="nabij-") as folder,
        ):
            paths = [Path(folder) / f"{at}{upload.ending(f)}" for at, f in enumerate(files)]
            for path, file in zip(paths, files, strict=True):
                path.write_bytes(file.getbuffer())
            extract = NetworkFile(
                paths[0],
                date=day,
                boundary=paths[1] if boundary else None,
                accept=accept,
                source=f"{SOURCE}, {short(uploaded.name).replace(';', ',')}",
            )
            data = import_network(extract, base.data)
            publish_now(data, folder=get_settings().data, kind=SnapshotKind.IMPORTED, base=base)
    except (InputError, SnapshotError) as error:
        st.html(markup.note(error_text(error), role="alert"))
        draw_detail(error)
        return
    text = _("{name} is geladen. Iedereen ziet nu afstanden te voet.")
    st.session_state[_DONE] = text.format(name=escape(short(uploaded.name)))
    st.rerun()
