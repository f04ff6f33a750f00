"""Columns named by hand: for each column of a file, what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from loaders.imports.inspection import Refusal
from pages.gegevens import findings
from pages.ui import markup
from pages.ui.file_words import field_label
from pages.ui.i18n import _
from pages.ui.numbers import number

if TYPE_CHECKING:
    from loaders.imports.file_kind import FileKind
    from loaders.imports.inspection import FileReport

_MOST = 40
"""Columns to choose for; files that people make have fewer."""


def ask(report: FileReport, kind: FileKind, *, key: str) -> dict[str, str]:
    """Ask what each column holds if the visitor wants; return what differs from the report.

    Header → our name, ``""`` for a column that is not to be used.

    Parameters
    ----------
    report
        Of the file, with its columns recognised by their headers.
    kind
        What it is about.
    key
        Of this file in the session.
    """
    if not report.headers:
        return {}
    wanted = st.toggle(
        _("Ik kies zelf wat elke kolom betekent"),
        value=report.refused is Refusal.COLUMNS,
        key=f"kolommen_{key}",
    )
    if not wanted:
        return {}
    if len(report.headers) > _MOST:
        text = _("Alleen de eerste {n} kolommen staan hier.").format(n=number(_MOST))
        st.html(markup.muted(text))
    recognised = {header: name for name, header in report.columns.items()}
    names = ["", *kind.columns]
    labels = {name: field_label(name) for name in names} | {"": _("niet gebruiken")}
    chosen = {}
    for row in range(0, min(len(report.headers), _MOST), 3):
        places = st.columns(3)
        shown = report.headers[row : min(row + 3, _MOST)]
        for at, (place, header) in enumerate(zip(places, shown, strict=False), start=row):
            chosen[header] = place.selectbox(
                _("Kolom {name}").format(name=findings.label(header) or "–"),
                names,
                index=names.index(recognised.get(header, "")),
                format_func=labels.__getitem__,
                key=f"kolom_{key}_{at}",
            )
    names_chosen = [name for name in chosen.values() if name]
    if len(set(names_chosen)) < len(names_chosen):  # two for one field: what is shown cannot hold
        return {header: name for header, name in chosen.items() if name}
    return {h: name for h, name in chosen.items() if name != recognised.get(h, "")}
