"""The parts of an omgevingsanalyse about people, programme and reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import BasisKind, Level
from geodata.programme.rule import basis
from geodata.reach.overlaps import people_by_overlap
from loaders.export.document import Facts, Note, Paragraph, Section, Table
from pages.report import maps
from pages.report.conclusions import conclusions
from pages.report.inputs import OVERLAPS, REACHED
from pages.report.programme import programme_line
from pages.ui import datasets
from pages.ui.distance_kinds import streets_missing
from pages.ui.i18n import _, ngettext, semicolons
from pages.ui.labels import group_label, group_noun, overlap_labels, status_label
from pages.ui.municipal_data import overlap_shares
from pages.ui.numbers import number, people_span, share_span
from pages.wijken import charts, notes
from pages.wijken.ageing import ageing

if TYPE_CHECKING:
    import pandas as pd

    from loaders.export.document import Block
    from pages.report.inputs import ReportInputs


def in_short(inputs: ReportInputs) -> Section:
    """Return the key figures."""
    total, far = inputs.far.total, inputs.distances[0]
    lead = _("Er zijn geen gegevens over hoeveel {noun} er in {area} wonen.").format(
        noun=inputs.noun, area=inputs.name
    )
    if total["people"] > 0:
        lead = _(
            "{out} van de {people} {noun} ({share}) wonen verder dan {far} van een dienstencentrum."
        ).format(
            out=people_span(total["out_low"], total["out_high"]),
            people=inputs.all_people(inputs.group),
            share=share_span(total["out_low"], total["out_high"], total["people"]),
            noun=inputs.noun,
            far=far,
        )
    elif total["people"] == 0:
        lead = _("In {area} wonen geen {noun}.").format(area=inputs.name, noun=inputs.noun)
    marks = datasets.banner(inputs.snapshot.data)
    blocks: list[Block] = [Paragraph(lead, lead=True), conclusions(inputs)]
    blocks += [Note(_("Let op: {parts}.").format(parts=semicolons(marks)))] if marks else []
    blocks += [
        Paragraph(notes.basis(inputs.far)),
        Paragraph(_sources(inputs)),
        _groups_table(inputs),
        Facts(((_("Dienstencentra"), _centres_line(inputs)), programme_line(inputs))),
    ]
    return Section(_("In het kort"), tuple(blocks))


def _sources(inputs: ReportInputs) -> str:
    """Return what the conclusions rest on, with where the rest is found."""
    data = inputs.snapshot.data
    names = ["people", "units", "centres"]
    if basis(data, year=inputs.year).kind is BasisKind.PROJECTION:
        names.append("projections")
    sources = " · ".join(datasets.dataset_brief(data.dataset(name)) for name in names)
    return _("Bronnen: {sources}. Hoe elk cijfer is gemaakt, staat in het laatste deel.").format(
        sources=sources
    )


def _groups_table(inputs: ReportInputs) -> Table:
    rows = []
    for group in inputs.snapshot.data.groups:
        cells = [group_label(group), inputs.all_people(group)]
        for shown in (inputs.far, inputs.near):
            one = shown.people[group]
            low, high, people = (_total(one[c]) for c in ("out_low", "out_high", "people"))
            cells += [people_span(low, high), share_span(low, high, people)]
        rows.append(tuple(cells))
    return Table(
        _("Mensen in {area}, en wie buiten bereik van een dienstencentrum woont").format(
            area=inputs.name
        ),
        (_("Groep"), _("Mensen"), *_reach_heads(inputs)),
        tuple(rows),
        (False, *[True] * 5),
    )


def _total(people: pd.Series) -> float:
    """Sum what is known; NaN where nothing is."""
    return float(people.sum(min_count=1))


def _reach_heads(inputs: ReportInputs) -> tuple[str, ...]:
    far, near = (text.replace(" ", "\N{NO-BREAK SPACE}") for text in inputs.distances)
    out = _("Verder dan {far}")
    return out.format(far=far), _("Aandeel"), out.format(far=near), _("Aandeel")


def _centres_line(inputs: ReportInputs) -> str:
    centres = inputs.points.drop_duplicates("centre_id")
    text = ngettext("{n} bekend centrum", "{n} bekende centra", len(centres)).format(
        n=number(len(centres))
    )
    counts = centres["status"].value_counts()
    each = [f"{number(n)} × {status_label(str(s)).lower()}" for s, n in counts.items()]
    antennes = int((inputs.points["kind"] == "antenne").sum())
    text = f"{text} ({', '.join(each)})" if each else text
    if not antennes:
        return text
    more = ngettext("en {n} antenne", "en {n} antennes", antennes).format(n=number(antennes))
    return f"{text} {more}"


def who_lives_here(inputs: ReportInputs) -> Section:
    """Return the people by group, as a map and as a table."""
    groups = inputs.snapshot.data.groups
    people = {group: inputs.people(group) for group in groups}
    rows = [
        (number(at), name, *(people[g].loc[code] for g in groups))
        for at, (code, name) in enumerate(zip(inputs.names.index, inputs.names, strict=True), 1)
    ]
    rows.append(("", _("Totaal"), *(inputs.all_people(g) for g in groups)))
    table = Table(
        _("Wie woont waar in {area}").format(area=inputs.name),
        (_("Nr"), level_name(inputs), *(group_label(g) for g in groups)),
        tuple(rows),
        (True, False, *[True] * len(groups)),
        total=True,
    )
    origin = datasets.dataset_brief(inputs.snapshot.data.dataset("people"))
    later = ageing(inputs.far)
    more = later.blocks() if later else ()
    return Section(_("Wie woont hier?"), (Paragraph(origin), table, maps.density(inputs), *more))


def who_is_reached(inputs: ReportInputs) -> Section:
    """Return the share in reach as a map, and a table ranked by people out of reach."""
    far, near = (inputs.sums(s, inputs.group) for s in (inputs.far, inputs.near))
    numbers = dict(zip(inputs.names.index, range(1, len(inputs.names) + 1), strict=True))
    people = inputs.people(inputs.group)
    order = far.sort_values(["out_low", "people"], ascending=False, na_position="last").index
    rows = []
    for code in order:
        cells = [number(numbers[code]), str(inputs.names[code]), people[code]]
        for sums in (far, near):
            row = sums.loc[code]
            cells.append(people_span(row["out_low"], row["out_high"]))
            cells.append(share_span(row["out_low"], row["out_high"], row["people"]))
        rows.append(tuple(cells))
    total = [inputs.far.total, inputs.near.total]
    last = ["", _("Totaal"), inputs.all_people(inputs.group)]
    for row in total:
        last.append(people_span(row["out_low"], row["out_high"]))
        last.append(share_span(row["out_low"], row["out_high"], row["people"]))
    table = Table(
        _("{area}: wie buiten bereik woont, de grootste groep eerst ({noun})").format(
            area=inputs.name, noun=inputs.noun
        ),
        (_("Nr"), level_name(inputs), inputs.noun.capitalize(), *_reach_heads(inputs)),
        (*rows, tuple(last)),
        (True, False, *[True] * 5),
        total=True,
    )
    figure = maps.gaps(inputs)
    reach = dict(notes.notes(inputs.far))[_("Bereik")]
    method = Paragraph(f"{notes.definition(inputs.far)} {reach}")
    drawn = (charts.gaps(inputs.far), charts.distances(inputs.far), charts.need(inputs.far))
    more = [block for chart in drawn if chart for block in chart.blocks()]
    return Section(_(REACHED), (method, figure, table, maps.need(inputs), *more))


def level_name(inputs: ReportInputs) -> str:
    """Return what one row is called."""
    return _("Wijk") if inputs.level is Level.WIJK else _("Gemeente")


def gaps_and_overlaps(inputs: ReportInputs) -> Section:
    """Return how many people have no, one, two or more service points in reach."""
    snapshot, units = inputs.snapshot, inputs.far.units
    far = inputs.far
    if missing := streets_missing(far.beyond_streets, len(far.units)):
        return Section(_(OVERLAPS), (Paragraph(missing),))
    groups = inputs.snapshot.data.groups
    reached = overlap_shares(snapshot, inputs.region.key, far.question.reach)
    by_group = {g: people_by_overlap(reached, units, g).sum(min_count=1) for g in groups}
    rows, shares = [], []
    for at, label in enumerate(overlap_labels()):
        cells = [label]
        for group in groups:
            count, people = by_group[group][f"points_{at}"], by_group[group]["people"]
            cells += [people_span(count, count), share_span(count, count, people)]
            if group == inputs.group:
                shares.append(count / people if people else 1.0)
        rows.append(tuple(cells))
    heads = [h for g in groups for h in (group_noun(g).capitalize(), _("Aandeel"))]
    numeric = (False, *[True] * len(heads))
    title = _("Volgens alle bekende centra")
    table = Table(title, (_("Binnen bereik"), *heads), tuple(rows), numeric)
    text = _(
        "Een gat is waar geen enkel centrum of antenne binnen {far} ligt; een overlap waar er twee "
        "of meer liggen. Een overlap is geen fout: wie kan kiezen, kiest."
    ).format(far=inputs.distances[0])
    remark = notes.of_overlaps(inputs.far, shares)
    return Section(_(OVERLAPS), (Paragraph(text), table, Paragraph(remark)))
