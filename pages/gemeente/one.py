"""One municipality: its programme next to its reach, then all that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd
import streamlit as st

from geodata.enums import BasisKind
from geodata.programme.municipal_mergers import before_mergers
from geodata.programme.rule import disagreement
from geodata.regions import BRUSSELS_PROVINCE
from loaders.builtin.snapshot import facts
from pages.gemeente import centres, comparison
from pages.gemeente.notes import as_html
from pages.report import document
from pages.ui import map_frame, markup, numbers, programme_words, tables
from pages.ui.distance_kinds import far_text, reach_note, two_figures
from pages.ui.i18n import _, link_language, ngettext
from pages.ui.labels import group_label, group_noun, province_name
from pages.ui.markup import TEXT, Column
from pages.ui.municipal_data import people_by_unit
from pages.ui.numbers import number
from pages.wijken import (
    area_map,
    card,
    chart_choice,
    downloads,
    legend,
    notes,
    straight_line,
    streets,
    table,
    then_and_now,
)

if TYPE_CHECKING:
    from pages.gemeente.data import MunicipalityView

_MAP, _TABLE = "kaart_buurten", "tabel_buurten"
_SUMS = ["people", "in_low", "in_high", "out_low", "out_high"]


def show(view: MunicipalityView) -> None:
    """Draw the page of a municipality, or of Brussels."""
    wijken = view.wijken
    st.html(_headline(view) + _disagreement(view))
    st.html(f"<div class='nabij-two'>{_programme(view)}{_proximity(view)}</div>")
    with st.container(key="pair"):
        left, right = st.columns([3, 2])
    with left:
        st.html(markup.heading(_("Kaart van de wijken")))
        _draw_map(view)
        st.html(legend.as_html(wijken))
        streets.show(wijken)
    with right:
        st.html(markup.heading(table.caption(wijken)))
        _draw_table(view)
        if wijken.question.unit in wijken.units.index:
            card.show(wijken)
        else:
            st.html(markup.muted(_("Kies een wijk in de tabel of op de kaart voor meer uitleg.")))
    chart_choice.show(wijken, on_chosen=_choose_unit)
    parts = (centres.overlap, centres.inside, centres.across_the_border, comparison.show, _merger)
    for part in filter(None, (straight_line.as_html(wijken), then_and_now.as_html(wijken))):
        st.html(part)
    for part in filter(None, (make(view) for make in parts)):
        st.html(part)
    year = view.basis.year if view.basis.kind is BasisKind.PROJECTION else None
    document.show(wijken.snapshot, view.region, reach=wijken.question.reach, year=year)
    st.html(_elsewhere(view))
    title = _("Hoe het programma is berekend")
    terms = programme_words.rule_terms(view.basis)
    st.html(as_html(terms, title=title) + notes.as_html(wijken))
    downloads.show(wijken)


def _draw_map(view: MunicipalityView) -> None:
    """Draw the map of the neighbourhoods; on a phone behind a button."""
    map_frame.draw(
        area_map.map_view(view.wijken),
        key=_MAP,
        title=_("Kaart van de wijken"),
        failed=_("De kaart kan niet worden getekend. De tabel toont dezelfde gegevens."),
        areas=view.wijken.units,
        on_area=_choose_unit,
    )


def _draw_table(view: MunicipalityView) -> None:
    """Draw the table with the same figures as the map."""
    frame = table.ranked(view.wijken)
    unit, municipality = _("Wijk"), _("Gemeente")
    if len(view.members) > 1:
        frame = frame.assign(**{unit: frame[unit] + ", " + frame[municipality]})
    tables.draw(
        frame.drop(columns=municipality),
        key=_TABLE,
        caption=table.caption(view.wijken),
        shown=ngettext("{n} van {total} wijk", "{n} van {total} wijken", len(frame)),
        none=_("Geen wijk met die naam"),
        estimated=table.estimated(view.wijken, frame),
        selected=view.wijken.question.unit,
        on_chosen=_choose_unit,
    )


def _choose_unit(code: str) -> None:
    st.session_state["buurt"] = code


def _merger(view: MunicipalityView) -> str:
    """Return what a municipal merger did to the programme; empty where there was none."""
    mergers = facts("municipal_mergers")
    found = before_mergers(view.programmes, mergers[mergers["new_nis"] == view.code])
    if not found:
        return ""
    return markup.heading(_("Fusie")) + markup.paragraph(programme_words.merger_text(found[0]))


def _headline(view: MunicipalityView) -> str:
    wijken = view.wijken
    people = wijken.people["all"]["people"].sum(min_count=1) if "all" in wijken.people else pd.NA
    total, row = wijken.total, view.row
    far = far_text(wijken.question.reach)
    noun = group_noun(wijken.question.group)
    inhabitants = numbers.people(people, counted=wijken.counted("all"))
    out = numbers.people_span(total["out_low"], total["out_high"])
    places = numbers.whole(row["places"])
    where = (
        _("plaatsen in het programma van het hele Brusselse gewest")
        if view.province == BRUSSELS_PROVINCE
        else _("plaatsen voor een dienstencentrum in het programma")
    )
    figures = [
        (inhabitants, _("inwoners")),
        (out, _("{noun} wonen verder dan {far} van een centrum").format(noun=noun, far=far)),
        (places, where),
    ]
    return markup.title(view.name) + markup.lead(_parents(view)) + markup.figures(figures)


def _parents(view: MunicipalityView) -> str:
    wijken = view.wijken
    units, data, named = wijken.units, wijken.snapshot.data, wijken.names.regions
    parts = [] if view.code == BRUSSELS_PROVINCE else [province_name(view.province)]
    elz = [named[f"elz:{code}"] for code in sorted(set(units["elz"].dropna()))]
    if view.code != BRUSSELS_PROVINCE:
        parts += elz
    rops = data.division.loc[data.division["municipality"].isin(view.members), "rop"]
    parts += [named[f"rop:{code}"] for code in sorted(set(rops))]
    parts.append(ngettext("{n} wijk", "{n} wijken", len(units)).format(n=number(len(units))))
    return " · ".join(parts)


def _disagreement(view: MunicipalityView) -> str:
    """Return a sentence where programme and proximity contradict each other."""
    if view.province == BRUSSELS_PROVINCE and view.code != BRUSSELS_PROVINCE:
        return ""
    groups = view.wijken.snapshot.data.groups
    group = "65plus" if "65plus" in groups else groups[0]
    question = view.wijken.question.reach
    people = people_by_unit(view.wijken.snapshot, group, question)
    reach = people.loc[view.wijken.units.index, _SUMS].sum(min_count=1)
    found = disagreement(view.row, reach)
    if found is None:
        return ""
    contradiction = programme_words.disagreement_text(
        found, noun=group_noun(group), far=far_text(question)
    )
    text = _("Programma en nabijheid spreken elkaar tegen. {text}.").format(text=contradiction)
    units = view.wijken.units
    reason = programme_words.disagreement_reason(found, people.loc[units.index], units)
    text = f"{text} {reason}"
    return markup.note(text, role="status")


def _programme(view: MunicipalityView) -> str:
    row = view.row
    cells = [
        [markup.text(_(label)), number(row[column])]
        for column, label in programme_words.STATUSES.items()
    ]
    cells.insert(0, [markup.text(_("Plaatsen")), numbers.whole(row["places"])])
    if row["over_high"] is not pd.NA and row["over_high"] > 0:
        cells.append([markup.text(_("Boven het programma")), programme_words.over_text(row)])
    cells.append([markup.text(_("Vrije plaatsen")), programme_words.free_text(row)])
    columns = [Column(_("Programma"), TEXT), Column(_("Aantal"))]
    remarks = _arithmetic(view)
    if view.province == BRUSSELS_PROVINCE:
        remarks.insert(
            0,
            _(
                "Brussel heeft één programma voor het hele gewest, niet per gemeente. De cijfers "
                "hier zijn die van het gewest."
            ),
        )
    return (
        f"<section class='nabij-card'>{markup.heading(_('Programma'))}"
        + "".join(map(markup.paragraph, remarks))
        + markup.table(_("Plaatsen en centra"), columns, cells, strong=len(cells) - 1)
        + markup.paragraph(programme_words.basis_text(view.basis), "nabij-source")
        + "</section>"
    )


def _arithmetic(view: MunicipalityView) -> list[str]:
    """Return the arithmetic of the programme and its room, in sentences."""
    row = view.row
    if pd.isna(row["people"]):
        return [
            _("Geen projectie voor deze gemeente: het aantal plaatsen is niet bekend."),
            _("Of er vrije plaatsen zijn, is niet te zeggen."),
        ]
    text = _("Inwoners: {people}. Plaatsen: {places}.").format(
        people=programme_words.counted_text(row), places=programme_words.places_text(row)
    )
    return [text, programme_words.room_text(row)]


def _proximity(view: MunicipalityView) -> str:
    wijken = view.wijken
    columns = [
        Column(_("Groep"), TEXT),
        Column(_("Mensen")),
        Column(_("In bereik")),
        Column(_("Buiten bereik")),
        Column(_("Aandeel buiten bereik")),
    ]
    rows = []
    for group, people in wijken.people.items():
        total = people[_SUMS].sum(min_count=1)
        count = total["people"]
        rows.append(
            [
                markup.text(group_label(group)),
                numbers.people(count, counted=wijken.counted(group)),
                numbers.people_span(total["in_low"], total["in_high"]),
                numbers.people_span(total["out_low"], total["out_high"]),
                numbers.share_span(total["out_low"], total["out_high"], count),
            ]
        )
    known = len(wijken.prepared.points)
    text = ngettext(
        "We kennen {n} centrum of antenne in Vlaanderen en Brussel.",
        "We kennen {n} centra en antennes in Vlaanderen en Brussel.",
        known,
    ).format(n=number(known))
    parts = [reach_note(wijken.question.reach, wijken.snapshot.data), text, *_caveats(view)]
    strong = list(wijken.people).index(wijken.question.group)
    return (
        f"<section class='nabij-card'>{markup.heading(_('Nabijheid'))}"
        + "".join(map(markup.paragraph, parts))
        + markup.table(_("Mensen per groep"), columns, rows, strong=strong)
        + markup.paragraph(programme_words.two_questions(), "nabij-source")
        + "</section>"
    )


def _caveats(view: MunicipalityView) -> list[str]:
    total, texts = view.wijken.total, []
    if total["units_undecided"]:
        texts.append(two_figures(view.wijken.question.reach))
    if total["units_without_data"]:
        texts.append(notes.without_data(int(total["units_without_data"])))
    return texts


def _elsewhere(view: MunicipalityView) -> str:
    """Return links to this municipality on the other pages."""
    question, named = view.wijken.question, view.wijken.names.regions
    lang = link_language()
    shared = f"&groep={quote(question.group)}{lang}"
    links = [
        (
            f"dekking?gebied={view.region}{shared}",
            _("{name} op de pagina Dekking, met meer keuzes").format(name=view.name),
        ),
        (
            f"scenario?gebied={view.region}{shared}",
            _("Wat als er in {name} een centrum bij komt of sluit?").format(name=view.name),
        ),
        (
            f"scenario?gebied={view.region}&deel=beste{shared}",
            _("Waar in {name} bereikt een nieuw centrum de meeste mensen?").format(name=view.name),
        ),
    ]
    division = view.wijken.snapshot.data.division
    rops = division.loc[division["municipality"].isin(view.members), "rop"]
    links += [
        (f"rop?werkgebied={quote(f'rop:{code}')}{lang}", named[f"rop:{code}"])
        for code in sorted(set(rops))
    ]
    items = "".join(f"<li>{markup.link(url, name)}</li>" for url, name in links)
    return f"{markup.heading(_('Verder kijken'))}<ul class='nabij-doors'>{items}</ul>"
