"""The parts of an omgevingsanalyse about people, programme and reach."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.choropleth import NO_DATA, NOBODY, Values, classify
from geodata.enums import Level
from geodata.palette import MORE_IS_BETTER, MORE_IS_WORSE
from geodata.places.names_on_maps import names_on_maps
from geodata.reach.border import has_precise_position
from geodata.reach.overlaps import people_by_overlap
from loaders.export.document import Facts, Figure, Note, Paragraph, Section, Table
from maps.picture import Dot, dot_swatch, picture, swatch
from maps.place_names import Name
from maps.ranked_table import class_counts
from pages.report.inputs import OVERLAPS, REACHED, dot_kind
from pages.report.programme import programme_line
from pages.ui import datasets
from pages.ui.cache import areas_by_code, places
from pages.ui.distance_kinds import streets_missing
from pages.ui.i18n import N_, _, ngettext, reader_language
from pages.ui.labels import group_label, group_noun, overlap_labels, status_label
from pages.ui.measures import legend_labels
from pages.ui.municipal_data import overlap_shares
from pages.ui.numbers import number, people_span, share_span
from pages.wijken import notes

if TYPE_CHECKING:
    import pandas as pd

    from loaders.export.document import Block
    from loaders.store.snapshots import Snapshot
    from pages.report.inputs import ReportInputs

_DENSITY = {
    "all": (100.0, 250.0, 1_000.0, 2_500.0),
    "80plus": (5.0, 15.0, 50.0, 150.0),
}
_DENSITY_65 = (25.0, 50.0, 200.0, 500.0)
_MOST_NUMBERS = 150
"""Above this many areas their numbers do not fit on the map."""

_SIGNS = {
    "full": N_("erkend centrum"),
    "ring": N_("andere of onbekende status"),
    "half": N_("antenne"),
    "vague": N_("juiste plek niet bekend"),
}


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
            people=number(total["people"]),
            share=share_span(total["out_low"], total["out_high"], total["people"]),
            noun=inputs.noun,
            far=far,
        )
    elif total["people"] == 0:
        lead = _("In {area} wonen geen {noun}.").format(area=inputs.name, noun=inputs.noun)
    marks = datasets.banner(inputs.snapshot.data)
    blocks: list[Block] = [Paragraph(lead, lead=True)]
    blocks += [Note(_("Let op: {parts}.").format(parts="; ".join(marks)))] if marks else []
    blocks += [
        Paragraph(notes.basis(inputs.far)),
        _groups_table(inputs),
        Facts(((_("Dienstencentra"), _centres_line(inputs)), programme_line(inputs))),
    ]
    return Section(_("In het kort"), tuple(blocks))


def _groups_table(inputs: ReportInputs) -> Table:
    rows = []
    for group in inputs.snapshot.data.groups:
        cells = [group_label(group), people_span(_total(inputs.far.people[group]["people"]))]
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
    sums = {group: inputs.sums(inputs.far, group)["people"] for group in groups}
    rows = [
        (number(at), name, *(people_span(sums[g].loc[code]) for g in groups))
        for at, (code, name) in enumerate(zip(inputs.names.index, inputs.names, strict=True), 1)
    ]
    rows.append(("", _("Totaal"), *(people_span(_total(sums[g])) for g in groups)))
    table = Table(
        _("Wie woont waar in {area}").format(area=inputs.name),
        (_("Nr"), level_name(inputs), *(group_label(g) for g in groups)),
        tuple(rows),
        (True, False, *[True] * len(groups)),
        total=True,
    )
    origin = datasets.dataset_brief(inputs.snapshot.data.dataset("people"))
    return Section(_("Wie woont hier?"), (Paragraph(origin), table, _density_map(inputs)))


def _density_map(inputs: ReportInputs) -> Figure:
    people = inputs.sums(inputs.far, inputs.group)["people"].to_numpy(dtype=float)
    density = people / (shapely.area(inputs.shapes.to_numpy()) / 1e6)
    undecided = np.zeros(len(people), dtype=bool)
    bounds = _DENSITY.get(inputs.group, _DENSITY_65)
    classes = classify(Values(density, density, undecided, people, needs_people=True), bounds)
    edges = [number(b) for b in bounds]
    meanings = [
        _("Tot {high}").format(high=edges[0]),
        *[_("{low} tot {high}").format(low=a, high=b) for a, b in pairwise(edges)],
        _("Meer dan {low}").format(low=edges[-1]),
    ]
    labels = dict(zip("12345", meanings, strict=True)) | {
        NOBODY: _("Hier woont niemand uit deze groep"),
        NO_DATA: _("Geen gegevens"),
    }
    return _choropleth(
        inputs,
        classes,
        palette=MORE_IS_WORSE,
        labels=labels,
        caption=_("Aantal {noun} per vierkante kilometer").format(noun=inputs.noun),
        dots=(),
    )


def who_is_reached(inputs: ReportInputs) -> Section:
    """Return the share in reach as a map, and a table ranked by people out of reach."""
    far, near = (inputs.sums(s, inputs.group) for s in (inputs.far, inputs.near))
    numbers = dict(zip(inputs.names.index, range(1, len(inputs.names) + 1), strict=True))
    order = far.sort_values(["out_low", "people"], ascending=False, na_position="last").index
    rows = []
    for code in order:
        cells = [number(numbers[code]), str(inputs.names[code]), people_span(far.people[code])]
        for sums in (far, near):
            row = sums.loc[code]
            cells.append(people_span(row["out_low"], row["out_high"]))
            cells.append(share_span(row["out_low"], row["out_high"], row["people"]))
        rows.append(tuple(cells))
    total = [inputs.far.total, inputs.near.total]
    last = ["", _("Totaal"), people_span(total[0]["people"])]
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
    figure = _choropleth(
        inputs,
        inputs.classes,
        palette=MORE_IS_BETTER,
        labels=legend_labels(inputs.far.labels, along=inputs.far.along_streets),
        caption=_("Aandeel {noun} binnen {far} van een dienstencentrum").format(
            noun=inputs.noun, far=inputs.distances[0]
        ),
        dots=_dots(inputs),
    )
    reach = dict(notes.notes(inputs.far))[_("Bereik")]
    method = Paragraph(f"{notes.definition(inputs.far)} {reach}")
    return Section(_(REACHED), (method, figure, table))


def level_name(inputs: ReportInputs) -> str:
    """Return what one row is called."""
    return _("Wijk") if inputs.level is Level.WIJK else _("Gemeente")


def _choropleth(  # noqa: PLR0913  (a picture and its legend)
    inputs: ReportInputs,
    classes: str,
    *,
    palette: tuple[str, ...],
    labels: dict[str, str],
    caption: str,
    dots: tuple[Dot, ...],
) -> Figure:
    snapshot = inputs.snapshot
    people = inputs.sums(inputs.far, inputs.group)["people"].to_numpy(dtype=float)
    counts = class_counts(classes, people)
    legend = [
        (swatch(str(code), palette), _class_line(inputs, labels[str(code)], row))
        for code, row in counts.iterrows()
    ]
    shown = [kind for kind in _SIGNS if any(dot.kind == kind for dot in dots)]
    legend += [(dot_swatch(kind), _(_SIGNS[kind])) for kind in shown]
    return Figure(
        caption,
        picture(
            inputs.shapes,
            classes,
            palette=palette,
            ground=areas_by_code(snapshot, Level.MUNICIPALITY).geometry,
            labels=[str(at + 1) for at in range(len(classes))]
            if len(classes) <= _MOST_NUMBERS
            else (),
            dots=dots,
            names=_place_names(snapshot),
        ),
        _("Kaart van {area}: {caption}. De tabel in dit deel zegt hetzelfde in cijfers.").format(
            area=inputs.name, caption=caption
        ),
        tuple(legend),
    )


def _place_names(snapshot: Snapshot) -> list[Name]:
    """Return the names of places in the reader's language, the most important first."""
    known, french = places(snapshot), reader_language().french_names
    return [
        Name(one.x_m, one.y_m, one.french if french else one.name, one.small)
        for one in names_on_maps(known.index.places, known.french)
    ]


def _class_line(inputs: ReportInputs, label: str, row: pd.Series) -> str:
    units = int(row["units"])
    text = ngettext("{label}: {n} wijk", "{label}: {n} wijken", units)
    if inputs.level is Level.MUNICIPALITY:
        text = ngettext("{label}: {n} gemeente", "{label}: {n} gemeenten", units)
    line = text.format(label=label, n=number(units))
    if not row["people"]:
        return line
    return _("{line}, {people} {noun}").format(
        line=line, people=number(row["people"]), noun=inputs.noun
    )


def _dots(inputs: ReportInputs) -> tuple[Dot, ...]:
    points = inputs.counting
    return tuple(
        Dot(point["geometry"].x, point["geometry"].y, dot_kind(point))
        for _code, point in points.iterrows()
    )


def gaps_and_overlaps(inputs: ReportInputs) -> Section:
    """Return how many people have no, one, two or more service points in reach."""
    snapshot, units = inputs.snapshot, inputs.far.units
    far = inputs.far
    if missing := streets_missing(far.beyond_streets, len(far.units)):
        return Section(_(OVERLAPS), (Paragraph(missing),))
    variants = {_("Volgens alle bekende centra"): False}
    if not has_precise_position(inputs.far.prepared.points).all():
        variants[_("Enkel volgens de centra met een bekend adres")] = True
    groups = inputs.snapshot.data.groups
    tables = []
    for title, precise in variants.items():
        shares = overlap_shares(snapshot, inputs.region.key, far.question.reach, precise)
        by_group = {g: people_by_overlap(shares, units, g).sum(min_count=1) for g in groups}
        rows = []
        for at, label in enumerate(overlap_labels()):
            cells = [label]
            for group in groups:
                count, people = by_group[group][f"points_{at}"], by_group[group]["people"]
                cells += [people_span(count), share_span(count, count, people)]
            rows.append(tuple(cells))
        heads = [h for g in groups for h in (group_noun(g).capitalize(), _("Aandeel"))]
        numeric = (False, *[True] * len(heads))
        tables.append(Table(title, (_("Binnen bereik"), *heads), tuple(rows), numeric))
    text = _(
        "Een gat is waar geen enkel centrum of antenne binnen {far} ligt; een overlap waar er twee "
        "of meer liggen. Een overlap is geen fout: wie kan kiezen, kiest."
    ).format(far=inputs.distances[0])
    return Section(_(OVERLAPS), (Paragraph(text), *tables))
