"""Gaps and overlaps, the centres of a municipality, and those just over its border."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
import pandas as pd

from geodata.enums import DatasetFlag, PointKind
from geodata.reach.border import has_precise_position
from geodata.reach.overlaps import people_by_overlap
from pages.gemeente.data import NEAR_BORDER_M, across_border
from pages.ui import markup
from pages.ui.contact import located_text, phone_html, point_name, text_of, website_html
from pages.ui.i18n import _, link_language, ngettext
from pages.ui.labels import group_noun, overlap_labels, status_label
from pages.ui.markup import TEXT, Column
from pages.ui.municipal_data import overlap_shares
from pages.ui.numbers import metres, metres_alike, number, people_span, percent, span
from pages.wijken import notes

if TYPE_CHECKING:
    from pages.gemeente.data import MunicipalityView

_MOST = 12
"""Maximum rows of the table of centres over the border."""


def overlap(view: MunicipalityView) -> str:
    """Return how many people have no, one, two, three or more points in reach."""
    wijken = view.wijken
    question, snapshot = wijken.question, wijken.snapshot
    answer = people_by_overlap(
        overlap_shares(snapshot, view.region, question.threshold_m), wijken.units, question.group
    ).sum(min_count=1)
    noun = group_noun(question.group)
    caption = _("{noun} naar het aantal centra en antennes binnen {far}").format(
        noun=noun.capitalize(), far=metres(question.threshold_m)
    )
    heading = markup.heading(_("Gaten en overlap"))
    people = answer["people"]
    if pd.isna(people) or not people:
        text = _("Geen gegevens over {noun} hier.") if pd.isna(people) else _("Geen {noun} hier.")
        return heading + markup.muted(text.format(noun=noun))
    rows, shares = [], []
    for at, label in enumerate(overlap_labels()):
        count = float(answer[f"points_{at}"])
        shares.append(count / people)
        bar = markup.track(count / people)
        rows.append([markup.text(label), people_span(count, count), percent(count / people), bar])
    columns = [
        Column(_("In bereik"), TEXT),
        Column(noun.capitalize()),
        Column(_("Aandeel")),
        Column(_("Verdeling"), TEXT),
    ]
    text = notes.of_overlaps(wijken, shares)
    return heading + markup.table(caption, columns, rows) + markup.muted(text)


def inside(view: MunicipalityView) -> str:
    """Return the centres of the municipality, those including closed ones."""
    data = view.wijken.snapshot.data
    heading = markup.heading(_("Centra in {name}").format(name=view.name))
    here = pd.DataFrame(data.points[data.points["municipality"].isin(view.members)])
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
    rows = [_point(view, point) for _at, point in here.iterrows()]
    caption = ngettext("{n} centrum of antenne", "{n} centra en antennes", len(here))
    columns = [
        Column(head, TEXT)
        for head in (_("Naam"), _("Erkenning"), _("Adres"), _("Telefoon"), _("Website"))
    ]
    return heading + markup.table(caption.format(n=number(len(here))), columns, rows)


def _point(view: MunicipalityView, point: pd.Series) -> list[str]:
    unknown = markup.text(_("niet bekend"))
    return [
        *_name_and_status(view, point),
        markup.text(located_text(point, view.wijken.names)),
        phone_html(text_of(point["phone"])) or unknown,
        website_html(text_of(point["website"])) if text_of(point["website"]) else unknown,
    ]


def _name_and_status(view: MunicipalityView, point: pd.Series) -> list[str]:
    table = view.wijken.snapshot.data.centres
    centre = table[table["id"] == point["centre_id"]].iloc[0]
    name = point_name(point, centre["name"])
    lang = link_language()
    return [
        markup.link(f"./?centrum={quote(str(centre['id']))}{lang}", name),
        markup.text(status_label(centre["status"])),
    ]


def across_the_border(view: MunicipalityView) -> str:
    """Return the open points just outside the municipality."""
    wijken = view.wijken
    found = across_border(wijken.snapshot, view.region, view.members)
    heading = markup.heading(_("Centra net over de grens"))
    far = metres(NEAR_BORDER_M)
    if found.empty:
        text = _("Binnen {far} van de grens kennen we geen ander dienstencentrum.").format(far=far)
        return heading + markup.paragraph(text)
    listed = found.head(_MOST)
    certain = has_precise_position(listed)
    largest_m = float(np.nan_to_num(listed[["low_m", "high_m"]].to_numpy(dtype=float)).max())
    rows = []
    for (_at, point), sure in zip(listed.iterrows(), certain, strict=True):
        low, high = (
            metres_alike(round(point[f"{end}_m"], -1), largest_m=largest_m)
            for end in ("low", "high")
        )
        distance = low if sure else _("{low}, juiste plek niet bekend").format(low=span(low, high))
        rows.append(
            [
                *_name_and_status(view, point),
                markup.text(wijken.names.municipality(point["municipality"])),
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
