"""The snapshots that are kept: what they are, how to compare them, and how to go back to one."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geodata.errors import BadValueError, SnapshotError
from loaders.settings import get_settings
from loaders.store import retention, snapshots
from loaders.store.manifest import current_id
from pages.gegevens.parts import command, facts, moment
from pages.ui import admin, markup
from pages.ui.datasets import dataset_label
from pages.ui.errors import error_text
from pages.ui.i18n import _, language, ngettext
from pages.ui.numbers import number
from pages.ui.stored import kind_of_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.store.manifest import SnapshotInfo
    from loaders.store.snapshots import Snapshot

_COUNTED = ("units", "people", "centres", "services")
_ASKED, _ANSWER = "_versie_vraag", "_versie_antwoord"
_BACK, _GONE = "terug", "weg"


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    folder = get_settings().data
    ids = snapshots.snapshot_ids(folder)
    text = ngettext(
        "Nabij bewaart {n} versie van de gegevens.",
        "Nabij bewaart {n} versies van de gegevens.",
        len(ids),
    ).format(n=number(len(ids)))
    lead = _(
        "Een nieuwe versie ontstaat bij elke invoer of verversing; de oude blijven staan, zodat u "
        "altijd terug kunt. De oudste worden op den duur opgeruimd, de huidige nooit."
    )
    st.html(markup.paragraph(f"{text} {lead}"))
    # a visitor with data of their own sees none of these
    current = snapshot.id if snapshot.id in ids else current_id(folder)
    if admin.unlocked():
        _for_administrator(folder, ids, current)
        return
    cards = "".join(_card(folder, name, current) for name in ids)
    st.html(f"<div class='nabij-two'>{cards}</div>")


def _for_administrator(folder: Path, ids: list[str], current: str) -> None:
    """Draw each version with the buttons of what can be done with it."""
    answer, role = st.session_state.pop(_ANSWER, ("", ""))
    if answer:
        st.html(markup.note(answer, role=role))
    needed = retention.needed(folder, thorough=False)
    for name in ids:
        st.html(_card(folder, name, current))
        if name != current:
            _buttons(name, can_go=name not in needed, whole=_info(folder, name) is not None)


def _buttons(name: str, *, can_go: bool, whole: bool) -> None:
    """Draw what can be done with a version, or the question whether that is meant."""
    if st.session_state.get(_ASKED, ("", ""))[1] == name:
        _question(name, st.session_state[_ASKED][0])
        return
    with st.container(horizontal=True):
        if whole:
            label = _("Maak dit de huidige versie")
            st.button(label, key=f"terug_{name}", on_click=_ask, args=(_BACK, name))
        if can_go:
            label = _("Verwijder deze versie")
            st.button(label, key=f"weg_{name}", on_click=_ask, args=(_GONE, name))
    if not can_go:
        text = _("Deze versie blijft: het is de laatste goede, voor als de huidige stuk gaat.")
        st.html(markup.muted(text))


def _question(name: str, what: str) -> None:
    if what == _BACK:
        text = _("Iedereen ziet dan deze versie. De huidige blijft bewaard. Bent u zeker?")
        yes = _("Ja, maak dit de huidige versie")
    else:
        text = _("Deze versie is dan weg, en kan niet terugkomen. Bent u zeker?")
        yes = _("Ja, verwijder deze versie")
    st.html(markup.note(text, role="alert"))
    with st.container(horizontal=True):
        st.button(yes, key=f"ja_{name}", type="primary", on_click=_do, args=(what, name))
        st.button(_("Nee, laat alles zoals het is"), key=f"nee_{name}", on_click=_ask)


def _ask(what: str = "", name: str = "") -> None:
    st.session_state[_ASKED] = (what, name)


def _do(what: str, name: str) -> None:
    _ask()
    if admin.unlocked():
        st.session_state[_ANSWER] = _done(what, name)


def _done(what: str, name: str) -> tuple[str, str]:
    """Do what was asked; return the message, and its role for screen readers."""
    folder = get_settings().data
    try:
        if what == _BACK:
            snapshots.make_current(folder, name)
            return _("Dit is gebeurd: iedereen ziet nu de versie die u koos."), "status"
        retention.remove(folder, name)
    except BadValueError:
        return _("Die versie kan niet weg: ze is nodig. Er is niets veranderd."), "alert"
    except SnapshotError as error:
        return error_text(error), "alert"
    return _("Dit is gebeurd: de versie is verwijderd."), "status"


def _info(folder: Path, name: str) -> SnapshotInfo | None:
    """Return the manifest of a version; None if the version is damaged."""
    try:
        return snapshots.sized(folder, name)
    except SnapshotError:
        return None


def _card(folder: Path, name: str, current: str) -> str:
    info = _info(folder, name)
    text = _whole(info, current) if info else _damaged(name)
    return f"<section class='nabij-card nabij-long'>{text}</section>"


def _whole(info: SnapshotInfo, current: str) -> str:
    mark = f"<p><b>{escape(_('Dit is de huidige versie.'))}</b></p>"
    if info.id != current:
        mark = _doors(info, current)
    text = [d for d in info.datasets if d.name in _COUNTED]
    counts = " · ".join(f"{dataset_label(d)}: {number(d.rows)}" for d in text)
    pairs = [
        (_("Soort"), kind_of_snapshot(info.kind)),
        (_("Grootte"), f"{number(info.bytes / 1e6, digits=1)} MB"),
        (_("Aantallen"), counts),
        (_("Naam"), info.id),
    ]
    return f"<h3>{escape(moment(info.created))}</h3>{facts(pairs)}{mark}"


def _doors(info: SnapshotInfo, current: str) -> str:
    """Return the way to the comparison with the current snapshot, and the way back."""
    older, newer = sorted([info.id, current])  # an id begins with its moment
    asked = {"deel": "veranderd", "van": older, "naar": newer, "taal": language()}
    link = markup.link(f"rop?{urlencode(asked)}", _("Vergelijk met de huidige versie"))
    door = f"<p class='nabij-doors'>{link}</p>"
    if admin.unlocked():
        return door
    return door + markup.paragraph(_("Terug naar deze versie:")) + command("rollback", info.id)


def _damaged(name: str) -> str:
    text = _(
        "Deze versie is beschadigd, of gemaakt met een nieuwere Nabij. Ze wordt niet gebruikt en u "
        "kunt er niet naar terug."
    )
    head = f"<h3>{escape(_('Beschadigde versie'))}</h3>"
    return head + markup.paragraph(text) + facts([(_("Naam"), name)])
