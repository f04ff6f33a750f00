"""What a person has to look at in the list of centres: sources that disagree, doubtful matches."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from geodata.enums import DoubtKind, Status
from pages.gegevens.parts import command
from pages.ui import markup, tables
from pages.ui.downloads import CSV, buttons
from pages.ui.file_words import field_label, source_words
from pages.ui.i18n import N_, _, language, ngettext
from pages.ui.labels import status_label
from pages.ui.numbers import metres

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot

_KINDS = {
    DoubtKind.PAIR: N_("Misschien hetzelfde centrum"),
    DoubtKind.CONFLICT: N_("Bronnen spreken elkaar tegen"),
    DoubtKind.STRAY: N_("Ligging buiten de gemeente, niet gebruikt"),
    DoubtKind.VAGUE: N_("Het adres is niet precies bekend"),
    DoubtKind.UNPLACED: N_("Plaats niet gevonden, niet op de kaart"),
    DoubtKind.DECIDED: N_("Al beslist"),
}


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    doubts = snapshot.data.doubts
    if doubts.empty:
        text = _(
            "Er zijn geen twijfels: de lijst van dienstencentra komt uit één bron, of alle bronnen "
            "zeggen hetzelfde."
        )
        st.html(markup.paragraph(text) + _work_list())
        return
    text = _(
        "Meerdere bronnen vertellen over dezelfde centra. Waar ze elkaar tegenspreken, of waar "
        "Nabij niet zeker is dat twee fiches over hetzelfde centrum gaan, beslist een mens. Nabij "
        "voegt niets samen wat twijfelachtig is."
    )
    st.html(markup.paragraph(text))
    frame = _in_words(snapshot)
    tables.draw(
        frame,
        key="gegevens_twijfels",
        caption=_("Twijfels over de lijst van dienstencentra"),
        shown=ngettext("{n} van {total} twijfel", "{n} van {total} twijfels", len(frame)),
        none=_("Geen twijfel met dit woord"),
    )
    _work_file(snapshot)
    st.html(_work_list())


def _in_words(snapshot: Snapshot) -> pd.DataFrame:
    """Return the doubts as a person reads them, those to decide first."""
    data = snapshot.data
    order = {str(kind): at for at, kind in enumerate(_KINDS)}
    doubts = data.doubts.sort_values("kind", key=lambda kinds: kinds.map(order), kind="stable")
    records = data.records
    titles = dict(zip(records["record_id"], records["source_title"], strict=True))
    far = [metres(m) if pd.notna(m) else "" for m in doubts["distance_m"]]
    columns = {
        _("Wat"): [_(_KINDS[DoubtKind(kind)]) for kind in doubts["kind"]],
        _("Gegeven"): [field_label(f) if isinstance(f, str) else "" for f in doubts["field"]],
        _("Het ene"): _shown_values(doubts["value_a"], doubts["field"]),
        _("Bron van het ene"): [source_words(titles.get(r, "")) for r in doubts["record_a"]],
        _("Het andere"): _shown_values(doubts["value_b"], doubts["field"]),
        _("Bron van het andere"): [source_words(titles.get(r, "")) for r in doubts["record_b"]],
        _("Afstand in vogelvlucht"): far,
    }
    return pd.DataFrame(columns, index=doubts.index.astype(str))


def _shown_values(values: pd.Series[str], fields: pd.Series[str]) -> list[str]:
    """Return values as a person reads them, codes in words."""
    return [
        _value(str(value), field) if isinstance(value, str) else ""
        for value, field in zip(values, fields, strict=True)
    ]


def _value(value: str, field: object) -> str:
    if field == "status" and value in set(Status):
        return status_label(value)
    if field == "position":
        if value in {"place", "municipality"}:
            return _("enkel de plaats") if value == "place" else _("enkel de gemeente")
        return value.partition(" (")[0]
    return value


def _work_file(snapshot: Snapshot) -> None:
    """Draw the button for the file in which a person decides."""
    from loaders.centres.doubts import doubts_csv

    text = _(
        "Beslis zelf: open dit bestand, vul bij een paar in de kolom verdict in of het om "
        "hetzelfde centrum gaat (zelfde) of niet (verschillend), en geef het aan een beheerder. "
        "Die voert het in met de opdracht hieronder."
    )
    title = _("Werkbestand om te beslissen")
    st.html(markup.heading(title, level=3) + markup.paragraph(text))
    doubts = snapshot.data.doubts
    buttons({CSV: lambda: doubts_csv(doubts)}, name="nabij-twijfels", key="downloads_twijfels")
    st.html(command("doubts", "--decided", "nabij-twijfels.csv"))


def _work_list() -> str:
    asked = urlencode({"deel": "verbeteren", "taal": language()})
    text = _("Wat er aan de fiches van de centra te verbeteren is, staat op ROP-werking")
    return f"<p class='nabij-doors'>{markup.link(f'rop?{asked}', text)}</p>"
