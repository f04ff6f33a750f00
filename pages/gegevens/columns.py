"""Columns named by hand: for each column of a file, what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from loaders.imports.inspection import COLUMNS, Refusal
from pages.gegevens import findings
from pages.ui import markup
from pages.ui.file_words import field_label
from pages.ui.i18n import _, number

if TYPE_CHECKING:
    from loaders.imports.inspection import FileKind, Look

_MOST = 40
"""Columns to choose for; a file that people make has fewer."""


def ask(found: Look, kind: FileKind, *, key: str) -> dict[str, str]:
    """Ask what the columns hold if the visitor wants to; return header → our name, or nothing.

    Parameters
    ----------
    found
        In the file, when its columns are recognised by their headers.
    kind
        What it is about.
    key
        Of this file in the session.
    """
    if not found.headers:
        return {}
    wanted = st.toggle(
        _("Ik kies zelf wat elke kolom betekent"),
        value=found.refused is Refusal.COLUMNS,
        key=f"kolommen_{key}",
    )
    if not wanted:
        return {}
    if len(found.headers) > _MOST:
        text = _("Alleen de eerste {n} kolommen staan hier.").format(n=number(_MOST))
        st.html(markup.muted(text))
    recognised = {header: name for name, header in found.columns.items()}
    names = ["", *COLUMNS[kind]]
    labels = {name: field_label(name) for name in names} | {"": _("niet gebruiken")}
    chosen = {}
    for row in range(0, min(len(found.headers), _MOST), 3):
        places = st.columns(3)
        shown = found.headers[row : min(row + 3, _MOST)]
        for at, (place, header) in enumerate(zip(places, shown, strict=False), start=row):
            chosen[header] = place.selectbox(
                _("Kolom {name}").format(name=findings.label(header) or "–"),
                names,
                index=names.index(recognised.get(header, "")),
                format_func=labels.__getitem__,
                key=f"kolom_{key}_{at}",
            )
    by_hand = {header: name for header, name in chosen.items() if name}
    return {} if by_hand == recognised else by_hand
