"""The file of one municipality: programme beside proximity, then all that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd
import streamlit as st

from geodata.enums import BasisKind
from geodata.programme.rule import (
    BRUSSELS_SHARE,
    MOSTLY_FAR,
    MOSTLY_NEAR,
    SLICE,
    Disagreement,
    disagreement,
)
from geodata.regions import BRUSSELS_PROVINCE
from pages.gemeente import comparison, wijken
from pages.gemeente import notes as gemeente_notes
from pages.gemeente import parts as gemeente_parts
from pages.gemeente.data import people_everywhere
from pages.report import document
from pages.ui import amounts, markup
from pages.ui.i18n import _, link_language, metres, ngettext, number, percent
from pages.ui.labels import group_label, group_noun, province_name
from pages.ui.markup import TEXT, Column
from pages.wijken import card, downloads, legend, notes

if TYPE_CHECKING:
    from pages.gemeente.data import Town

_SUMS = ["people", "in_low", "in_high", "out_low", "out_high"]


def show(town: Town) -> None:
    """Draw the page of a municipality, or of Brussels."""
    shown = town.shown
    st.html(_headline(town) + _disagreement(town))
    st.html(f"<div class='nabij-two'>{_programme(town)}{_proximity(town)}</div>")
    with st.container(key="pair"):
        left, right = st.columns([3, 2])
    with left:
        st.html(markup.heading(_("Kaart van de wijken")))
        wijken.draw_map(town)
        st.html(legend.as_html(shown))
    with right:
        st.html(markup.heading(wijken.caption(town)))
        wijken.draw_table(town)
        if shown.question.unit in shown.units.index:
            card.show(shown)
        else:
            st.html(markup.muted(_("Kies een wijk in de tabel of op de kaart voor meer uitleg.")))
    parts = (
        gemeente_parts.overlap,
        gemeente_parts.centres,
        gemeente_parts.border,
        comparison.show,
        gemeente_parts.merger,
    )
    for part in filter(None, (make(town) for make in parts)):
        st.html(part)
    year = town.basis.year if town.basis.kind is BasisKind.PROJECTION else None
    document.show(shown.snapshot, town.region, threshold_m=shown.question.threshold_m, year=year)
    st.html(_elsewhere(town))
    title = _("Hoe het programma is berekend")
    st.html(
        gemeente_notes.as_html(gemeente_notes.rule(town.basis), title=title) + notes.as_html(shown)
    )
    downloads.show(shown)


def _headline(town: Town) -> str:
    shown = town.shown
    people = shown.people["all"]["people"].sum(min_count=1) if "all" in shown.people else pd.NA
    total, row = shown.total, town.row
    far = metres(shown.question.threshold_m)
    noun = group_noun(shown.question.group)
    inhabitants = _("geen gegevens") if pd.isna(people) else number(people)
    out = amounts.people_span(total["out_low"], total["out_high"])
    places = amounts.whole(row["places"])
    where = (
        _("plaatsen in het programma van het hele Brusselse gewest")
        if town.province == BRUSSELS_PROVINCE
        else _("plaatsen voor een dienstencentrum in het programma")
    )
    figures = [
        (inhabitants, _("inwoners")),
        (out, _("{noun} wonen verder dan {far} van een centrum").format(noun=noun, far=far)),
        (places, where),
    ]
    return markup.title(town.name) + markup.lead(_parents(town)) + markup.figures(figures)


def _parents(town: Town) -> str:
    shown = town.shown
    units, data, named = shown.units, shown.snapshot.data, shown.names.regions
    parts = [] if town.code == BRUSSELS_PROVINCE else [province_name(town.province)]
    elz = [named[f"elz:{code}"] for code in sorted(set(units["elz"].dropna()))]
    if town.code != BRUSSELS_PROVINCE:
        parts += elz
    rops = data.division.loc[data.division["municipality"].isin(town.members), "rop"]
    parts += [named[f"rop:{code}"] for code in sorted(set(rops))]
    parts.append(ngettext("{n} wijk", "{n} wijken", len(units)).format(n=number(len(units))))
    return " · ".join(parts)


def _disagreement(town: Town) -> str:
    """Return a sentence where programme and proximity contradict each other."""
    if town.province == BRUSSELS_PROVINCE and town.code != BRUSSELS_PROVINCE:
        return ""
    groups = town.shown.snapshot.data.groups
    group = "65plus" if "65plus" in groups else groups[0]
    threshold_m = town.shown.question.threshold_m
    people = people_everywhere(town.shown.snapshot, group=group, threshold_m=threshold_m)
    reach = people.loc[town.shown.units.index, _SUMS].sum(min_count=1)
    found = disagreement(town.row, reach)
    if found is None:
        return ""
    texts = {
        Disagreement.FILLED_BUT_FAR: _(
            "Programma en nabijheid spreken elkaar tegen: het programma is ingevuld, en toch woont "
            "meer dan {share} van de {noun} verder dan {far} van een dienstencentrum."
        ),
        Disagreement.ROOM_BUT_NEAR: _(
            "Programma en nabijheid spreken elkaar tegen: het programma heeft nog ruimte, en toch "
            "woont meer dan {share} van de {noun} binnen {far} van een dienstencentrum."
        ),
    }
    share = MOSTLY_FAR if found is Disagreement.FILLED_BUT_FAR else MOSTLY_NEAR
    text = texts[found].format(
        share=percent(share), noun=group_noun(group), far=metres(threshold_m)
    )
    return markup.note(text, role="status")


def _programme(town: Town) -> str:
    row = town.row
    lines = [
        (_("Erkend"), row["recognised"]),
        (_("Vergund"), row["authorised"]),
        (_("Aangevraagd"), row["pending"]),
        (_("Ingevuld"), row["filled"]),
        (_("Andere of onbekende status"), row["other"]),
    ]
    cells = [[markup.text(label), number(value)] for label, value in lines]
    cells.insert(0, [markup.text(_("Plaatsen")), amounts.whole(row["places"])])
    room = amounts.whole_span(row["room_low"], row["room"])
    cells.append([markup.text(_("Ruimte")), room])
    columns = [Column(_("Programma"), TEXT), Column(_("Aantal"))]
    remarks = [_arithmetic(town), _room(town)]
    if town.province == BRUSSELS_PROVINCE:
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
        + markup.paragraph(gemeente_notes.basis_text(town.basis), "nabij-source")
        + "</section>"
    )


def _arithmetic(town: Town) -> str:
    """Return the arithmetic of the rule, in words a person can redo."""
    row = town.row
    if pd.isna(row["people"]):
        return _("Geen projectie voor deze gemeente: het aantal plaatsen is niet bekend.")
    people, counted = number(row["people"]), float(row["counted"])
    slices = number(counted / SLICE, digits=2)
    if town.province == BRUSSELS_PROVINCE:
        return _(
            "{people} inwoners × {share} = {counted}; gedeeld door {slice} = {slices}, naar boven "
            "afgerond {places}."
        ).format(
            people=people,
            share=percent(BRUSSELS_SHARE),
            counted=number(counted),
            slice=number(SLICE),
            slices=slices,
            places=number(row["places"]),
        )
    return _(
        "{people} inwoners gedeeld door {slice} = {slices}, naar boven afgerond {places}."
    ).format(people=people, slice=number(SLICE), slices=slices, places=number(row["places"]))


def _room(town: Town) -> str:
    row = town.row
    if pd.isna(row["room"]):
        return _("Of er ruimte is, is niet te zeggen.")
    low, high, other = int(row["room_low"]), int(row["room"]), number(row["other"])
    if low < high and high > 0:
        return _(
            "Ruimte voor hoogstens {high}. Van {other} centra kennen we de status niet of is die "
            "anders: als zij alle een plaats innemen, is de ruimte {low}."
        ).format(high=number(high), other=other, low=number(low))
    if high > 0:
        return _("Er is ruimte voor {n}.").format(n=number(high))
    if high == 0:
        return _("Het programma is ingevuld.")
    return _("Het programma is met {n} overschreden.").format(n=number(-high))


def _proximity(town: Town) -> str:
    shown = town.shown
    far = metres(shown.question.threshold_m)
    columns = [
        Column(_("Groep"), TEXT),
        Column(_("Mensen")),
        Column(_("In bereik")),
        Column(_("Buiten bereik")),
        Column(_("Aandeel buiten bereik")),
    ]
    rows = []
    for group, people in shown.people.items():
        total = people[_SUMS].sum(min_count=1)
        count = total["people"]
        rows.append(
            [
                markup.text(group_label(group)),
                _("geen gegevens") if pd.isna(count) else number(count),
                amounts.people_span(total["in_low"], total["in_high"]),
                amounts.people_span(total["out_low"], total["out_high"]),
                amounts.share_span(total["out_low"], total["out_high"], count),
            ]
        )
    known = len(shown.ready.points)
    text = _(
        "In bereik is tot en met {far} in vogelvlucht; over de weg is het verder. Ook centra en "
        "antennes van andere gemeenten tellen mee. We kennen er {n} in Vlaanderen en Brussel."
    ).format(far=far, n=number(known))
    parts = [text, *_unsure(town)]
    question = _(
        "Het programma telt erkenningen binnen de gemeente; nabijheid telt adressen, ook over de "
        "grens. Het zijn twee verschillende vragen."
    )
    strong = list(shown.people).index(shown.question.group)
    return (
        f"<section class='nabij-card'>{markup.heading(_('Nabijheid'))}"
        + "".join(map(markup.paragraph, parts))
        + markup.table(_("Mensen per groep"), columns, rows, strong=strong)
        + markup.paragraph(question, "nabij-source")
        + "</section>"
    )


def _unsure(town: Town) -> list[str]:
    total, texts = town.shown.total, []
    if total["units_undecided"]:
        texts.append(
            _(
                "Een bandbreedte staat er waar we van een centrum de juiste plek niet kennen: met "
                "dat centrum op zijn vermoedelijke plaats, en zonder."
            )
        )
    if total["units_without_data"]:
        texts.append(
            _("Voor {n} wijken zijn er geen gegevens.").format(
                n=number(total["units_without_data"])
            )
        )
    return texts


def _elsewhere(town: Town) -> str:
    """Return links to this municipality on the other pages."""
    question, named = town.shown.question, town.shown.names.regions
    lang = link_language()
    shared = f"&groep={quote(question.group)}{lang}"
    links = [
        (
            f"dekking?gebied={town.region}{shared}",
            _("{name} op de pagina Dekking, met meer keuzes").format(name=town.name),
        )
    ]
    division = town.shown.snapshot.data.division
    rops = division.loc[division["municipality"].isin(town.members), "rop"]
    links += [
        (f"rop?werkgebied={quote(f'rop:{code}')}{lang}", named[f"rop:{code}"])
        for code in sorted(set(rops))
    ]
    items = "".join(f"<li>{markup.link(url, name)}</li>" for url, name in links)
    return f"{markup.heading(_('Verder kijken'))}<ul class='nabij-doors'>{items}</ul>"
