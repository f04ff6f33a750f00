"""What was found in a file: the columns, the rows that can be used, and all that is wrong."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from loaders.imports.inspection import MOST_ROWS, Refusal
from pages.gegevens import hours_read, layer_remarks
from pages.gegevens.parts import short, today
from pages.ui import markup, tables
from pages.ui.downloads import CSV, buttons, file_name, of_table
from pages.ui.errors import draw_detail
from pages.ui.file_words import cause_text, expected, field_label, kind_label, note_text
from pages.ui.i18n import _, day, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    from loaders.imports.file_kind import FileKind
    from loaders.imports.inspection import FileReport

_FIRST_ROWS = 20
_MOST_NAMED = 20

_LONG_NOTE = 600


def show(report: FileReport, *, kind: FileKind, name: str) -> None:
    """Draw what was found.

    Parameters
    ----------
    report
        Of the file.
    kind
        What it is about.
    name
        Of the file, as it is shown.
    """
    if report.refused:
        text = _refusal(report, kind)
        refusal = markup.paragraph(text, "nabij-note", "nabij-long", role="alert")
        st.html(refusal + _notes(report))
        if report.error and report.refused in {Refusal.PLACE, Refusal.CRS}:
            draw_detail(report.error)
        if report.columns:
            st.html(_columns(report))
        return
    st.html(f"<p role='status'><b>{escape(' '.join(_summary(report)))}</b></p>" + _notes(report))
    if report.faults:
        _faults(report, kind, name)
    if report.reading.unlikely:
        st.html(_unlikely(report))
    layer_remarks.show(report.reading)


def show_details(report: FileReport) -> None:
    """Draw which columns were recognised, and the first rows as they were read."""
    if report.columns and not report.refused:
        st.html(_columns(report) + hours_read.as_html(report) + _rows(report))


def label(text: str) -> str:
    """Return a text of a file for a label of Streamlit, which would read it as Markdown."""
    return markup.in_label(short(text))


def _notes(report: FileReport) -> str:
    """Return what a person should know about how the file was read."""
    items = "".join(
        f"<li>{escape(short(note_text(note), most=_LONG_NOTE))}</li>" for note in report.notes
    )
    if not items:
        return ""
    title = markup.heading(_("Hoe het bestand gelezen is"), level=3)
    return f"{title}<ul class='nabij-long'>{items}</ul>"


def _refusal(report: FileReport, kind: FileKind) -> str:
    """Return why no row was read, and what to do."""
    if report.refused is Refusal.COLUMNS:
        return " ".join(_wrong_columns(report, kind))
    if report.refused is Refusal.TOO_MANY:
        return _("Dit bestand heeft meer dan {n} rijen. Kijk het na in kleinere delen.").format(
            n=number(MOST_ROWS)
        )
    return {
        Refusal.ENDING: _(
            "Dit soort bestand kan Nabij niet lezen. Bewaar de tabel als CSV of als XLSX (het "
            "gewone bestand van Excel); punten mogen ook een kaartlaag zijn (GeoJSON, GeoPackage, "
            "Shapefile in een zip)."
        )
        if not kind.layer
        else _(
            "Dit soort bestand kan Nabij niet lezen. Bewaar de kaartlaag als GeoPackage, GeoJSON, "
            "GeoParquet, FlatGeobuf, of als Shapefile in een zip."
        ),
        Refusal.UNREADABLE: _(
            "Dit bestand is leeg, beschadigd of geen kaartlaag. Bewaar één laag met vlakken als "
            "GeoPackage, GeoJSON, GeoParquet, FlatGeobuf, of als Shapefile in een zip: de "
            "bestanden .shp, .shx, .dbf en .prj samen."
        )
        if kind.layer
        else _(
            "Dit bestand is leeg, beschadigd of geen tabel. Bewaar de tabel opnieuw als CSV "
            "(UTF-8) of XLSX, met de namen van de kolommen in de eerste rij en daaronder ten "
            "minste één rij."
        ),
        Refusal.LOCKED: _(
            "Dit bestand vraagt een wachtwoord. Open het in Excel of LibreOffice, haal het "
            "wachtwoord weg en bewaar het opnieuw."
        ),
        Refusal.OLD_WORKBOOK: _(
            "Dit is een bestand van een ouder of ander rekenblad (XLS, XLSB of ODS). Open het in "
            "Excel of LibreOffice en bewaar het als XLSX."
        ),
        Refusal.LETTERS: _(
            "Nabij kan niet zeker zijn van alle letters in dit bestand: de accenten zijn verloren "
            "of kunnen op meer dan één manier gelezen worden. Bewaar de tabel opnieuw als CSV "
            "UTF-8 of als XLSX."
        ),
        Refusal.NO_HEADER: _(
            "De eerste rij bevat niet de namen van de kolommen. Verwijder de titel boven de tabel, "
            "of zet in de eerste rij de namen van de kolommen."
        ),
        Refusal.LAYER: _(
            "Dit bestand heeft meer dan één laag. Kies hierboven de laag die u bedoelt."
        ),
        Refusal.PLACE: _(
            "De plekken in dit bestand liggen niet in België. Kies hierboven het stelsel waarin de "
            "coördinaten echt staan (graden of meter), of bewaar de kaartlaag opnieuw met haar "
            "stelsel. Staan er graden in, kijk dan na of lengte en breedte niet verwisseld zijn."
        ),
        Refusal.AGES: _(
            "De leeftijden in dit bestand maken niet precies 65+ en 80+: een groep als 60–69 ligt "
            "aan beide kanten. Neem andere groepen, of geef kolommen 65+ en 80+. Laat u de "
            "leeftijden weg, dan schat Nabij ze met die van de gemeente."
        ),
        Refusal.HOUSEHOLDS: _(
            "In dit bestand staan huishoudens volgens hun grootte. Dat zijn geen mensen, en "
            "hoeveel er in de grootste huishoudens wonen, staat er niet bij. Neem de bevolking "
            "zelf."
        ),
        Refusal.EXAMPLES: _(
            "In dit bestand staan alleen voorbeelden. Vervang ze door uw eigen gegevens, en wis "
            "daar de kolom voorbeeld."
        ),
        Refusal.CRS: _(
            "Het bestand heeft een x en een y, maar zegt niet in welk stelsel. Kies het hierboven, "
            "of voeg een kolom crs toe met 31370 (Lambert 72) of 3812 (Lambert 2008)."
        )
        if not kind.layer
        else _(
            "De kaartlaag zegt niet, of niet helemaal, in welk stelsel haar coördinaten staan. "
            "Kies het hierboven, of bewaar de laag opnieuw met haar stelsel (bij een Shapefile: "
            "het bestand .prj)."
        ),
    }.get(
        report.refused or Refusal.VALUE,
        _(
            "Er staat geen enkele rij in die Nabij kan gebruiken: de gemeenten of het jaar passen "
            "niet. Kijk na of u het juiste bestand koos."
        ),
    )


def _wrong_columns(report: FileReport, kind: FileKind) -> list[str]:
    texts = []
    for names in report.lacking:
        known = [kind.columns[name][0] for name in names]
        texts.append(
            _("De kolom {column} ontbreekt.").format(column=known[0])
            if len(known) == 1
            else _("Een van deze kolommen is nodig: {columns}.").format(columns=", ".join(known))
        )
    twice = _("U koos meerdere kolommen voor {field}. Laat er één staan.")
    texts += [twice.format(field=field_label(name)) for name in report.twice]
    texts.append(_("Zet de namen van de kolommen in de eerste rij, zoals in het sjabloon."))
    if report.headers:
        texts.append(_("Of kies hierboven zelf wat elke kolom betekent."))
    return texts


def _summary(report: FileReport) -> list[str]:
    """Return in sentences how many rows can be used, and what happens to the others."""
    wrong = len(report.wrong_rows)
    texts = []
    if report.columns:
        rows = _("Bruikbare rijen: {good} van {n}.")
        texts.append(rows.format(good=number(report.good), n=number(len(report.cells))))
    if wrong:
        texts.append(
            ngettext("In {n} rij klopt iets niet.", "In {n} rijen klopt iets niet.", wrong).format(
                n=number(wrong)
            )
        )
    if report.wrong_cells:
        texts.append(
            ngettext(
                "{n} cel klopt niet: ze valt weg, de rest van haar rij blijft.",
                "{n} cellen kloppen niet: ze vallen weg, de rest van hun rij blijft.",
                report.wrong_cells,
            ).format(n=number(report.wrong_cells))
        )
    if report.reading.examples:
        texts.append(
            ngettext(
                "{n} rij is een voorbeeld en telt niet mee.",
                "{n} rijen zijn een voorbeeld en tellen niet mee.",
                report.reading.examples,
            ).format(n=number(report.reading.examples))
        )
    if report.reading.elsewhere:
        texts.append(
            ngettext(
                "{n} rij van Wallonië telt niet mee.",
                "{n} rijen van Wallonië tellen niet mee.",
                report.reading.elsewhere,
            ).format(n=number(report.reading.elsewhere))
        )
    if report.reading.outside:
        texts.append(
            ngettext(
                "{n} rij is in geen enkele wijk en telt niet mee.",
                "{n} rijen zijn in geen enkele wijk en tellen niet mee.",
                report.reading.outside,
            ).format(n=number(report.reading.outside))
        )
    if report.reading.estimated_ages:
        text = _(
            "Niet alle leeftijden staan in dit bestand: Nabij schat ze, met het aandeel "
            "65-plussers en 80-plussers van de gemeente."
        )
        texts.append(text)
    return texts + _unassigned(report) + _covered(report)


def _covered(report: FileReport) -> list[str]:
    """Return which municipalities get other neighbourhoods, and where their people come from."""
    if not report.reading.covered:
        return []
    towns = ngettext(
        "De wijken van {n} gemeente worden vervangen: {names}.",
        "De wijken van {n} gemeenten worden vervangen: {names}.",
        len(report.reading.covered),
    )
    more = "…" if len(report.reading.covered) > _MOST_NAMED else ""
    names = ", ".join(report.reading.covered[:_MOST_NAMED]) + more
    people = (
        _("De aantallen mensen komen uit dit bestand.")
        if report.reading.counted
        else _(
            "Het bestand heeft geen aantallen mensen: Nabij verdeelt de mensen van de gemeente "
            "erover, naar oppervlakte. Dat is een schatting."
        )
    )
    return [towns.format(n=number(len(report.reading.covered)), names=names), people]


def _unassigned(report: FileReport) -> list[str]:
    left = report.reading.unassigned
    if not left:
        return []
    text = ngettext(
        "{n} gemeente staat er niet in: {names}.",
        "{n} gemeenten staan er niet in: {names}.",
        len(left),
    )
    more = "…" if len(left) > _MOST_NAMED else ""
    names = ", ".join(left[:_MOST_NAMED]) + more
    return [text.format(n=number(len(left)), names=names)]


def _faults(report: FileReport, kind: FileKind, name: str) -> None:
    """Draw the table of all that is wrong, and its download."""
    frame = _faults_frame(report, kind)
    title = _("Wat nog niet klopt")
    st.html(markup.heading(title, level=3))
    tables.draw(
        frame.assign(**{str(name): frame[name].map(short) for name in list(frame)[1:3]}),
        key="gegevens_fouten",
        caption=_("Wat nog niet klopt, rij per rij"),
        shown=ngettext("{n} van {total} punt", "{n} van {total} punten", len(frame)),
        none=_("Geen punt met dit woord"),
    )
    about = [
        (_("Bestand"), name),
        (_("Soort"), kind_label(kind)),
        (_("Nagekeken op"), day(today())),
    ]
    makers = of_table(lambda: frame, lambda: about, sheet="")
    buttons({CSV: makers[CSV]}, name=file_name(_("nagekeken")), key="downloads_nagekeken")


def _faults_frame(report: FileReport, kind: FileKind) -> pd.DataFrame:
    empty = _("(leeg)")
    columns = {
        _("Rij"): [fault.row for fault in report.faults],
        _("Kolom"): [_column(fault.header, fault.field) for fault in report.faults],
        _("Er staat"): [fault.cell or (empty if fault.field else "") for fault in report.faults],
        _("Wat er hoort te staan"): [expected(kind, fault.field) for fault in report.faults],
        _("Wat wegvalt"): [
            _("alleen de cel") if fault.cell_only else _("de hele rij") for fault in report.faults
        ],
    }
    return pd.DataFrame(columns, index=[str(at) for at in range(len(report.faults))])


def _column(header: str, field: str) -> str:
    if not field:
        return _("de hele rij")
    return header or field_label("position" if field in {"lat", "lon"} else field)


def _unlikely(report: FileReport) -> str:
    """Return which figures differ several times from what is loaded, and the likely causes."""
    shown = report.reading.unlikely[:_MOST_NAMED]
    frame = pd.DataFrame(
        {
            _("Gemeente of wijk"): [short(figure.place) for figure in shown],
            _("Wie"): [field_label(figure.group) for figure in shown],
            _("In uw bestand"): [number(figure.given) for figure in shown],
            _("Nu geladen"): [number(figure.loaded) for figure in shown],
            _("Waarschijnlijk"): [cause_text(figure.cause) or "–" for figure in shown],
        }
    )
    text = _(
        "Deze aantallen zijn meerdere keren groter of kleiner dan wat nu geladen is. Verbeter het "
        "bestand, of bevestig hieronder dat ze kloppen."
    )
    caption = ngettext(
        "{n} aantal dat niemand verwacht", "{n} aantallen die niemand verwacht", len(shown)
    ).format(n=number(len(report.reading.unlikely)))
    html = markup.heading(_("Kloppen deze aantallen?"), level=3) + markup.note(text, role="alert")
    right = {_("In uw bestand"), _("Nu geladen")}
    return html + markup.of_frame(frame, caption=caption, right=right)


def _columns(report: FileReport) -> str:
    """Return which columns were recognised, and which not."""
    frame = pd.DataFrame(
        {
            _("Kolom in uw bestand"): [short(header) for header in report.columns.values()],
            _("Nabij leest dit als"): [field_label(name) for name in report.columns],
        }
    )
    html = markup.heading(_("Herkende kolommen"), level=3)
    html += markup.of_frame(frame, caption=_("Elke kolom en wat Nabij ervan maakt"))
    if report.ignored:
        names = ", ".join(short(header) or "–" for header in report.ignored[:_MOST_NAMED])
        more = "…" if len(report.ignored) > _MOST_NAMED else ""
        text = _("Niet herkend, en dus niet gebruikt: {names}").format(names=names + more)
        html += markup.paragraph(text, "nabij-long")
    return html


def _rows(report: FileReport) -> str:
    """Return the first rows, under the names of our columns; those that are wrong are marked."""
    head = report.cells.head(_FIRST_ROWS)
    wrong, partly = report.wrong_rows, {fault.row for fault in report.faults}
    columns = {
        _("Rij"): [str(row) for row in head.index],
        _("Oordeel"): [
            _("klopt niet")
            if row in wrong
            else _("goed, zonder een cel")
            if row in partly
            else _("goed")
            for row in head.index
        ],
    }
    columns |= {field_label(str(name)): [short(c) or "–" for c in head[name]] for name in head}
    shown = ngettext("De eerste rij", "De eerste {n} rijen", len(head)).format(n=number(len(head)))
    return markup.heading(_("Wat Nabij ziet"), level=3) + markup.of_frame(
        pd.DataFrame(columns), caption=shown
    )
