"""What was found in a file: the columns, the rows that can be used, and all that is wrong."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from loaders.imports.inspection import COLUMNS, MOST_ROWS, FileKind, Refusal
from pages.gegevens.parts import today
from pages.ui import markup, tables
from pages.ui.downloads import CSV, buttons, of_table
from pages.ui.file_words import expected, field_label, kind_label
from pages.ui.i18n import _, day, ngettext, number

if TYPE_CHECKING:
    from loaders.imports.inspection import Look

_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~:$^=&]")
_FIRST_ROWS = 20
_MOST_NAMED = 20
_LONG = 80
"""Characters of a cell or header that are shown."""


def show(found: Look, *, kind: FileKind, name: str) -> None:
    """Draw what was found.

    Parameters
    ----------
    found
        In the file.
    kind
        What it is about.
    name
        Of the file, as it is shown.
    """
    if found.refused:
        text = _refusal(found, kind)
        st.html(markup.paragraph(text, "nabij-note", "nabij-long", role="alert"))
        if found.columns:
            st.html(_columns(found))
        return
    st.html(f"<p role='status'><b>{escape(' '.join(_summary(found)))}</b></p>")
    if found.faults:
        _faults(found, kind, name)
    if found.remarks:
        st.html(_remarks(found))


def show_details(found: Look) -> None:
    """Draw which columns were recognised, and the first rows as they were read."""
    if found.columns and not found.refused:
        st.html(_columns(found) + _rows(found))


def short(text: str) -> str:
    """Return a text of a file as it can be shown: on one line, and not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONG else f"{line[: _LONG - 1]}…"


def label(text: str) -> str:
    """Return a text of a file for a label of Streamlit, which would read it as Markdown."""
    return _MARKDOWN.sub(r"\\\g<0>", short(text))


def _refusal(found: Look, kind: FileKind) -> str:
    """Return why no row was looked at, and what to do."""
    if found.refused is Refusal.COLUMNS:
        return " ".join(_wrong_columns(found, kind))
    if found.refused is Refusal.TOO_MANY:
        return _("Dit bestand heeft meer dan {n} rijen. Kijk het na in kleinere delen.").format(
            n=number(MOST_ROWS)
        )
    return {
        Refusal.ENDING: _(
            "Dit soort bestand kan Nabij niet lezen. Bewaar de tabel als CSV of als XLSX (het "
            "gewone bestand van Excel); ondersteuningspunten mogen ook GeoJSON zijn."
        )
        if kind is not FileKind.NEIGHBOURHOODS
        else _(
            "Dit soort bestand kan Nabij niet lezen. Bewaar de kaartlaag als GeoPackage, GeoJSON, "
            "GeoParquet, FlatGeobuf, of als Shapefile in een zip."
        ),
        Refusal.UNREADABLE: _(
            "Dit bestand is leeg, beschadigd of geen kaartlaag. Bewaar één laag met vlakken als "
            "GeoPackage, GeoJSON, GeoParquet, FlatGeobuf, of als Shapefile in een zip: de "
            "bestanden .shp, .shx, .dbf en .prj samen."
        )
        if kind is FileKind.NEIGHBOURHOODS
        else _(
            "Dit bestand is leeg, beschadigd of geen tabel. Bewaar de tabel opnieuw als CSV "
            "(UTF-8) of XLSX, met de namen van de kolommen in de eerste rij en daaronder ten "
            "minste één rij."
        ),
        Refusal.PLACE: _(
            "De plekken in dit bestand liggen niet in België. Kies hierboven het stelsel waarin de "
            "coördinaten echt staan, of bewaar de kaartlaag opnieuw met haar stelsel."
        ),
        Refusal.EXAMPLES: _(
            "In dit bestand staan alleen voorbeelden. Vervang ze door uw eigen gegevens, en wis "
            "daar de kolom voorbeeld."
        ),
        Refusal.CRS: _(
            "Het bestand heeft een x en een y, maar zegt niet in welk stelsel. Kies het hierboven, "
            "of voeg een kolom crs toe met 31370 (Lambert 72) of 3812 (Lambert 2008)."
        )
        if kind is not FileKind.NEIGHBOURHOODS
        else _(
            "De kaartlaag zegt niet in welk stelsel haar coördinaten staan. Kies het hierboven, of "
            "bewaar de laag opnieuw met haar stelsel (bij een Shapefile: het bestand .prj)."
        ),
    }.get(
        found.refused or Refusal.VALUE,
        _(
            "Er staat geen enkele rij in die Nabij kan gebruiken: de gemeenten of het jaar passen "
            "niet. Kijk na of u het juiste bestand koos."
        ),
    )


def _wrong_columns(found: Look, kind: FileKind) -> list[str]:
    texts = []
    for names in found.lacking:
        known = [COLUMNS[kind][name][0] for name in names]
        texts.append(
            _("De kolom {column} ontbreekt.").format(column=known[0])
            if len(known) == 1
            else _("Een van deze kolommen is nodig: {columns}.").format(columns=", ".join(known))
        )
    twice = _("Er zijn meerdere kolommen voor {field}. Laat er één staan.")
    texts += [twice.format(field=field_label(name)) for name in found.twice]
    texts.append(_("Zet de namen van de kolommen in de eerste rij, zoals in het sjabloon."))
    if found.headers:
        texts.append(_("Of kies hierboven zelf wat elke kolom betekent."))
    return texts


def _summary(found: Look) -> list[str]:
    """Return in sentences how many rows can be used, and what happens to the others."""
    wrong = len({fault.row for fault in found.faults})
    texts = []
    if found.columns:
        told = _("Bruikbare rijen: {good} van {n}.")
        texts.append(told.format(good=number(found.good), n=number(len(found.cells))))
    if wrong:
        texts.append(
            ngettext("In {n} rij klopt iets niet.", "In {n} rijen klopt iets niet.", wrong).format(
                n=number(wrong)
            )
        )
    if found.examples:
        texts.append(
            ngettext(
                "{n} rij is een voorbeeld en telt niet mee.",
                "{n} rijen zijn een voorbeeld en tellen niet mee.",
                found.examples,
            ).format(n=number(found.examples))
        )
    if found.elsewhere:
        texts.append(
            ngettext(
                "{n} rij van Wallonië telt niet mee.",
                "{n} rijen van Wallonië tellen niet mee.",
                found.elsewhere,
            ).format(n=number(found.elsewhere))
        )
    return texts + _unassigned(found) + _covered(found)


def _covered(found: Look) -> list[str]:
    """Return which municipalities get other neighbourhoods, and where their people come from."""
    if not found.covered:
        return []
    told = ngettext(
        "De wijken van {n} gemeente worden vervangen: {names}.",
        "De wijken van {n} gemeenten worden vervangen: {names}.",
        len(found.covered),
    )
    more = "…" if len(found.covered) > _MOST_NAMED else ""
    names = ", ".join(found.covered[:_MOST_NAMED]) + more
    people = (
        _("De aantallen mensen komen uit dit bestand.")
        if found.counted
        else _(
            "Het bestand heeft geen aantallen mensen (alle inwoners, 65-plussers en "
            "80-plussers): Nabij verdeelt de mensen van de gemeente erover, naar oppervlakte. "
            "Dat is een schatting."
        )
    )
    return [told.format(n=number(len(found.covered)), names=names), people]


def _unassigned(found: Look) -> list[str]:
    left = found.unassigned
    if not left:
        return []
    told = ngettext(
        "{n} gemeente staat er niet in: {names}.",
        "{n} gemeenten staan er niet in: {names}.",
        len(left),
    )
    more = "…" if len(left) > _MOST_NAMED else ""
    names = ", ".join(left[:_MOST_NAMED]) + more
    return [told.format(n=number(len(left)), names=names)]


def _faults(found: Look, kind: FileKind, name: str) -> None:
    """Draw the table of all that is wrong, and its download."""
    frame = _faults_frame(found, kind)
    title = _("Wat nog niet klopt")
    st.html(markup.heading(title, level=3))
    tables.draw(
        frame.assign(**{str(name): frame[name].map(short) for name in list(frame)[:3]}),
        key="gegevens_fouten",
        caption=_("Wat nog niet klopt, rij per rij"),
        shown=_("{n} van {total} punten"),
        none=_("Geen punt met dit woord"),
    )
    about = [
        (_("Bestand"), name),
        (_("Soort"), kind_label(kind)),
        (_("Nagekeken op"), day(today())),
    ]
    makers = of_table(lambda: frame, lambda: about, sheet="")
    buttons({CSV: makers[CSV]}, name="nagekeken", key="downloads_nagekeken")


def _faults_frame(found: Look, kind: FileKind) -> pd.DataFrame:
    empty = _("(leeg)")
    columns = {
        _("Rij"): [str(fault.row) for fault in found.faults],
        _("Kolom"): [_column(fault.header, fault.field) for fault in found.faults],
        _("Er staat"): [fault.cell or (empty if fault.field else "") for fault in found.faults],
        _("Wat er hoort te staan"): [expected(kind, fault.field) for fault in found.faults],
    }
    return pd.DataFrame(columns, index=[str(at) for at in range(len(found.faults))])


def _column(header: str, field: str) -> str:
    if not field:
        return _("de hele rij")
    return header or field_label("position" if field in {"lat", "lon"} else field)


def _remarks(found: Look) -> str:
    """Return how the polygons of a layer lie: where they overlap, and what they leave open."""
    kinds = {
        "overlap": _("ligt voor een stuk op een andere wijk"),
        "gap": _("deel van de gemeente zonder wijk"),
        "outside": _("ligt voor een stuk buiten zijn gemeente"),
    }
    shown = found.remarks[:_MOST_NAMED]
    frame = pd.DataFrame(
        {
            _("Wat"): [kinds[remark.kind] for remark in shown],
            _("Wijk"): [
                short(
                    " + ".join(filter(None, (remark.code * (remark.kind != "gap"), remark.other)))
                )
                or "–"
                for remark in shown
            ],
            _("Gemeente"): [remark.place for remark in shown],
            _("Oppervlakte"): [_area(remark.area_m2) for remark in shown],
        }
    )
    text = _(
        "Dit mag, maar kijk na of het zo bedoeld is: mensen in een gat wonen voor Nabij in de "
        "wijken ernaast, en wat dubbel ligt, telt in beide wijken mee voor het bereik."
    )
    caption = ngettext(
        "{n} overlapping of gat, de grootste eerst",
        "{n} overlappingen en gaten, de grootste eerst",
        len(found.remarks),
    ).format(n=number(len(found.remarks)))
    html = markup.heading(_("Hoe de vlakken liggen"), level=3) + markup.paragraph(text)
    return html + markup.of_frame(frame, caption=caption, right={_("Oppervlakte")})


def _area(area_m2: float) -> str:
    if area_m2 < 10_000:  # noqa: PLR2004  (a hectare)
        return f"{number(area_m2)} m²"
    return f"{number(area_m2 / 10_000, digits=1)} ha"


def _columns(found: Look) -> str:
    """Return which columns were recognised, and which not."""
    frame = pd.DataFrame(
        {
            _("Kolom in uw bestand"): [short(header) for header in found.columns.values()],
            _("Nabij leest dit als"): [field_label(name) for name in found.columns],
        }
    )
    html = markup.heading(_("Herkende kolommen"), level=3)
    html += markup.of_frame(frame, caption=_("Elke kolom en wat Nabij ervan maakt"))
    if found.ignored:
        names = ", ".join(short(header) or "–" for header in found.ignored[:_MOST_NAMED])
        more = "…" if len(found.ignored) > _MOST_NAMED else ""
        text = _("Niet herkend, en dus niet gebruikt: {names}").format(names=names + more)
        html += markup.paragraph(text, "nabij-long")
    return html


def _rows(found: Look) -> str:
    """Return the first rows, under the names of our columns; those that are wrong are marked."""
    head = found.cells.head(_FIRST_ROWS)
    wrong = {fault.row for fault in found.faults}
    state = {True: _("klopt niet"), False: _("goed")}
    columns = {
        _("Rij"): [str(row) for row in head.index],
        _("Oordeel"): [state[row in wrong] for row in head.index],
    }
    columns |= {field_label(str(name)): [short(c) or "–" for c in head[name]] for name in head}
    shown = ngettext("De eerste rij", "De eerste {n} rijen", len(head)).format(n=number(len(head)))
    return markup.heading(_("Wat Nabij ziet"), level=3) + markup.of_frame(
        pd.DataFrame(columns), caption=shown
    )
