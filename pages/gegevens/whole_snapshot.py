"""The whole snapshot as one file for QGIS, and how it goes with the database that shares it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import SnapshotKind
from loaders.database import sync
from loaders.settings import get_settings
from pages.gegevens.parts import command, moment
from pages.ui import downloads, markup
from pages.ui.cache import by_snapshot
from pages.ui.errors import database_problem_text
from pages.ui.i18n import _, language

if TYPE_CHECKING:
    from loaders.database.sync import Outcome
    from loaders.store.snapshots import Snapshot


def show(snapshot: Snapshot) -> None:
    """Draw the button, and what there is to say of the database."""
    text = _(
        "Eén GeoPackage met alle lagen en tabellen, in Lambert 2008 (EPSG 3812). QGIS opent ze met "
        "de kleuren en klassen van Nabij. De bronnen, datums, licenties en naamsvermeldingen staan "
        "erin. Het maken duurt enkele seconden."
    )
    st.html(markup.heading(_("Alles in één bestand, voor QGIS"), level=3) + markup.paragraph(text))
    lang = language()
    downloads.buttons(
        {downloads.GEOPACKAGE: lambda: _file(snapshot, lang)},
        name=downloads.file_name("nabij", _("gegevens")),
        key="whole",
    )
    settings = get_settings()
    if settings.database_url.get_secret_value():
        outcome = sync.last(settings.data)
        if outcome:
            st.html(_database(outcome, snapshot))


def _file(snapshot: Snapshot, lang: str) -> bytes:
    if snapshot.kind is SnapshotKind.OWN:
        return _made(snapshot, lang)
    return _kept(snapshot, lang)


@by_snapshot(max_entries=3)
def _kept(snapshot: Snapshot, lang: str) -> bytes:
    return _made(snapshot, lang)


def _made(snapshot: Snapshot, lang: str) -> bytes:
    from loaders.export.geopackage import to_geopackage  # (slow to import)

    return to_geopackage(snapshot, language=lang)


def _database(outcome: Outcome, snapshot: Snapshot) -> str:
    """Return the result of the last attempt; the database's own message stays in the log."""
    when = moment(datetime.fromisoformat(outcome.at))
    head = markup.heading(_("De gedeelde databank"), level=3)
    if outcome.problem:
        why = database_problem_text(outcome.problem)
        stays = _("Nabij toont de laatste gegevens die hier staan. Laatste poging: {moment}.")
        return (
            head + markup.note(f"{why} {stays.format(moment=when)}") + command("database", "status")
        )
    if outcome.in_database == snapshot.id:
        text = _(
            "Deze gegevens staan ook in de gedeelde databank (PostGIS), waar QGIS en collega’s "
            "dezelfde tabellen vinden. Laatst vergeleken: {moment}."
        )
    else:
        text = _(
            "In de gedeelde databank (PostGIS) staan andere gegevens dan hier. Laatst vergeleken: "
            "{moment}."
        )
    return head + markup.paragraph(text.format(moment=when))
