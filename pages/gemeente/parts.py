"""Gaps and overlaps, the centres of a municipality and those over its border, its merger."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd

from geodata.enums import DatasetFlag, PointKind
from geodata.programme.municipal_mergers import before_mergers
from geodata.reach.overlaps import people_by_overlap
from loaders.builtin.snapshot import facts
from pages.gemeente.data import NEAR_BORDER_M, across_border, decided, shares_of
from pages.ui import markup
from pages.ui.contact import address_text, phone_html, point_name, text_of, website_html
from pages.ui.i18n import _, link_language, metres, ngettext, number, percent, span
from pages.ui.labels import group_noun, people_spread, status_label
from pages.ui.markup import TEXT, Column

if TYPE_CHECKING:
    from pages.gemeente.data import Town

_MOST = 12
"""So many points over the border are listed."""


def overlap(town: Town) -> str:
    """Return how many people have no, one, two, three or more points in reach."""
    shown = town.shown
    question, snapshot = shown.question, shown.snapshot
    both = [
        people_by_overlap(
            shares_of(snapshot, town.region, question.threshold_m, precise=precise),
            shown.units,
            question.group,
        ).sum(min_count=1)
        for precise in (False, True)
    ]
    noun = group_noun(question.group)
    caption = _("{noun} naar het aantal centra en antennes binnen {far}").format(
        noun=noun.capitalize(), far=metres(question.threshold_m)
    )
    heading = markup.heading(_("Gaten en overlap"))
    people = both[0]["people"]
    if pd.isna(people) or not people:
        text = _("Geen gegevens over {noun} hier.") if pd.isna(people) else _("Geen {noun} hier.")
        return heading + markup.muted(text.format(noun=noun))
    labels = (_("Geen enkel"), _("1 centrum"), _("2 centra"), _("3 of meer"))
    rows = []
    for at, label in enumerate(labels):
        every, certain = (float(answer[f"points_{at}"]) for answer in both)
        share = percent(every / people)
        bar = markup.track(every / people)
        rows.append([markup.text(label), number(every), number(certain), share, bar])
    columns = [
        Column(_("In bereik"), TEXT),
        Column(_("Alle centra")),
        Column(_("Enkel met adres")),
        Column(_("Aandeel, alle centra")),
        Column(_("Verdeling"), TEXT),
    ]
    text = _(
        "Vogelvlucht, ook over de grens; precies berekend. {spread} ‘Alle centra’: ook die waarvan "
        "we de juiste plek niet kennen, op hun vermoedelijke plaats. ‘Enkel met adres’: zonder "
        "deze."
    ).format(spread=people_spread(by_sector=town.shown.by_sector))
    return heading + markup.table(caption, columns, rows) + markup.muted(text)


def centres(town: Town) -> str:
    """Return the centres of the municipality, those that are closed too."""
    data = town.shown.snapshot.data
    heading = markup.heading(_("Centra in {name}").format(name=town.name))
    here = pd.DataFrame(data.points[data.points["municipality"].isin(town.members)])
    if here.empty:
        text = _("We kennen geen dienstencentrum in deze gemeente.")
        if DatasetFlag.INCOMPLETE in data.dataset("centres").flags:
            text = _(
                "We kennen geen dienstencentrum in deze gemeente. De lijst is niet volledig: "
                "misschien is er wel een."
            )
        return heading + markup.paragraph(text)
    here = here.assign(antenne=here["kind"] == PointKind.ANTENNE)
    names = data.centres.set_index("id")["name"]
    here = here.assign(name=here["centre_id"].map(names)).sort_values(["name", "antenne", "id"])
    rows = [_point(town, point) for _at, point in here.iterrows()]
    caption = ngettext("{n} centrum of antenne", "{n} centra en antennes", len(here))
    columns = [
        Column(head, TEXT)
        for head in (_("Naam"), _("Erkenning"), _("Adres"), _("Telefoon"), _("Website"))
    ]
    return heading + markup.table(caption.format(n=number(len(here))), columns, rows)


def _point(town: Town, point: pd.Series) -> list[str]:
    unknown = markup.text(_("niet bekend"))
    return [
        *_name_and_status(town, point),
        markup.text(address_text(point, town.shown.names)),
        phone_html(text_of(point["phone"])) or unknown,
        website_html(text_of(point["website"])) if text_of(point["website"]) else unknown,
    ]


def _name_and_status(town: Town, point: pd.Series) -> list[str]:
    table = town.shown.snapshot.data.centres
    centre = table[table["id"] == point["centre_id"]].iloc[0]
    name = point_name(point, centre["name"])
    lang = link_language()
    return [
        markup.link(f"./?centrum={quote(str(centre['id']))}{lang}", name),
        markup.text(status_label(centre["status"])),
    ]


def border(town: Town) -> str:
    """Return the open points just outside the municipality."""
    shown = town.shown
    found = across_border(shown.snapshot, town.region, town.members)
    heading = markup.heading(_("Centra net over de grens"))
    far = metres(NEAR_BORDER_M)
    if found.empty:
        text = _("Binnen {far} van de grens kennen we geen ander dienstencentrum.").format(far=far)
        return heading + markup.paragraph(text)
    listed = found.head(_MOST)
    certain = decided(listed)
    rows = []
    for (_at, point), sure in zip(listed.iterrows(), certain, strict=True):
        low, high = metres(round(point["low_m"], -1)), metres(round(point["high_m"], -1))
        distance = low if sure else _("{low}, juiste plek niet bekend").format(low=span(low, high))
        rows.append(
            [
                *_name_and_status(town, point),
                markup.text(shown.names.municipality(point["municipality"])),
                markup.text(distance),
            ]
        )
    columns = [
        Column(head, TEXT)
        for head in (_("Naam"), _("Erkenning"), _("Gemeente"), _("Afstand tot de grens"))
    ]
    caption = _("Tot {far} buiten de grens, in vogelvlucht").format(far=far)
    more = len(found) - len(listed)
    rest = markup.muted(_("En nog {n} verder weg.").format(n=number(more))) if more else ""
    return heading + markup.table(caption, columns, rows) + rest


def merger(town: Town) -> str:
    """Return what a municipal merger did to the programme; empty where there was none."""
    mergers = facts("municipal_mergers")
    found = before_mergers(town.programmes, mergers[mergers["new_nis"] == town.code])
    if not found:
        return ""
    one = found[0]
    heading = markup.heading(_("Fusie"))
    text = _("Sinds 1 januari {year} één gemeente: {names}.").format(
        year=one.year, names=", ".join(part.name for part in one.before)
    )
    if one.now_places is None or one.before_low is None or one.before_high is None:
        more = _("Zonder projectie is niet te zeggen wat de fusie verandert.")
    else:
        apart = span(number(one.before_low), number(one.before_high))
        more = _(
            "Op dezelfde bevolking zouden zij apart samen {apart} plaatsen hebben; nu {now}. "
            "De bevolking van elke oude gemeente zit niet in deze gegevens. Vergelijk het "
            "programma van voor {year} niet met dat van nu."
        ).format(apart=apart, now=number(one.now_places), year=one.year)
    return heading + markup.paragraph(f"{text} {more}")
