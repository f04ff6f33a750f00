"""The parts of an omgevingsanalyse about people, programme and reach."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.choropleth import NO_DATA, NOBODY, Values, classify
from geodata.enums import Level
from geodata.palette import MORE_IS_BETTER, MORE_IS_WORSE
from geodata.reach.overlaps import people_by_overlap
from loaders.export.document import Facts, Figure, Note, Paragraph, Section, Table
from maps.picture import Dot, dot_swatch, picture, swatch
from maps.ranked_table import class_counts
from pages.gemeente.data import decided, shares_of
from pages.report.inputs import NEAR_M, dot_kind, people_text, share_text
from pages.report.programme import programme_line
from pages.ui import datasets
from pages.ui.cache import areas_by_code
from pages.ui.i18n import N_, _, metres, ngettext, number
from pages.ui.labels import explained, group_label, group_noun, status_label
from pages.wijken import notes

if TYPE_CHECKING:
    import pandas as pd

    from loaders.export.document import Block
    from pages.report.inputs import Ground

_DENSITY = {
    "all": (100.0, 250.0, 1_000.0, 2_500.0),
    "80plus": (5.0, 15.0, 50.0, 150.0),
}
_DENSITY_65 = (25.0, 50.0, 200.0, 500.0)
_MOST_NUMBERS = 150
"""More areas than this have no room for their numbers on the map."""

_SIGNS = {
    "full": N_("erkend centrum"),
    "ring": N_("andere of onbekende status"),
    "half": N_("antenne"),
    "vague": N_("adres niet bekend: midden van de plaats"),
}


def in_short(ground: Ground) -> Section:
    """Return the key figures."""
    total, far = ground.far.total, metres(ground.far.question.threshold_m)
    lead = _("Er zijn geen gegevens over hoeveel {noun} er in {area} wonen.").format(
        noun=ground.noun, area=ground.name
    )
    if total["people"] > 0:
        lead = _(
            "{out} van de {people} {noun} ({share}) wonen verder dan {far} van een dienstencentrum."
        ).format(
            out=people_text(total["out_low"], total["out_high"]),
            people=number(total["people"]),
            share=share_text(total["out_low"], total["out_high"], total["people"]),
            noun=ground.noun,
            far=far,
        )
    elif total["people"] == 0:
        lead = _("In {area} wonen geen {noun}.").format(area=ground.name, noun=ground.noun)
    marks = datasets.banner(ground.snapshot.data)
    blocks: list[Block] = [Paragraph(lead, lead=True)]
    blocks += [Note(_("Let op: {parts}.").format(parts="; ".join(marks)))] if marks else []
    blocks += [
        Paragraph(notes.basis(ground.far)),
        _groups_table(ground),
        Facts(((_("Dienstencentra"), _centres_line(ground)), programme_line(ground))),
    ]
    return Section(_("In het kort"), tuple(blocks))


def _groups_table(ground: Ground) -> Table:
    rows = []
    for group in ground.snapshot.data.groups:
        cells = [group_label(group), people_text(_total(ground.far.people[group]["people"]))]
        for shown in (ground.far, ground.near):
            one = shown.people[group]
            low, high, people = (_total(one[c]) for c in ("out_low", "out_high", "people"))
            cells += [people_text(low, high), share_text(low, high, people)]
        rows.append(tuple(cells))
    return Table(
        _("Mensen in {area}, en wie buiten bereik van een dienstencentrum woont").format(
            area=ground.name
        ),
        (_("Groep"), _("Mensen"), *_reach_heads(ground)),
        tuple(rows),
        (False, *[True] * 5),
    )


def _total(people: pd.Series) -> float:
    """Sum what is known; NaN where nothing is."""
    return float(people.sum(min_count=1))


def _reach_heads(ground: Ground) -> tuple[str, ...]:
    distances_m = (ground.far.question.threshold_m, NEAR_M)
    far, near = (metres(m).replace(" ", "\N{NO-BREAK SPACE}") for m in distances_m)
    out = _("Verder dan {far}")
    return out.format(far=far), _("Aandeel"), out.format(far=near), _("Aandeel")


def _centres_line(ground: Ground) -> str:
    centres = ground.points.drop_duplicates("centre_id")
    text = ngettext("{n} bekend centrum", "{n} bekende centra", len(centres)).format(
        n=number(len(centres))
    )
    counts = centres["status"].value_counts()
    each = [f"{number(n)} × {status_label(str(s)).lower()}" for s, n in counts.items()]
    antennes = int((ground.points["kind"] == "antenne").sum())
    text = f"{text} ({', '.join(each)})" if each else text
    if not antennes:
        return text
    more = ngettext("en {n} antenne", "en {n} antennes", antennes).format(n=number(antennes))
    return f"{text} {more}"


def who_lives_here(ground: Ground) -> Section:
    """Return the people by group, as a map and as a table."""
    groups = ground.snapshot.data.groups
    sums = {group: ground.sums(ground.far, group)["people"] for group in groups}
    rows = [
        (number(at), name, *(people_text(sums[g].loc[code]) for g in groups))
        for at, (code, name) in enumerate(zip(ground.names.index, ground.names, strict=True), 1)
    ]
    rows.append(("", _("Totaal"), *(people_text(_total(sums[g])) for g in groups)))
    table = Table(
        _("Wie woont waar in {area}").format(area=ground.name),
        (_("Nr"), level_name(ground), *(group_label(g) for g in groups)),
        tuple(rows),
        (True, False, *[True] * len(groups)),
        total=True,
    )
    origin = datasets.dataset_brief(ground.snapshot.data.dataset("people"))
    return Section(_("Wie woont hier?"), (Paragraph(origin), table, _density_map(ground)))


def _density_map(ground: Ground) -> Figure:
    people = ground.sums(ground.far, ground.group)["people"].to_numpy(dtype=float)
    density = people / (shapely.area(ground.shapes.to_numpy()) / 1e6)
    undecided = np.zeros(len(people), dtype=bool)
    bounds = _DENSITY.get(ground.group, _DENSITY_65)
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
        ground,
        classes,
        palette=MORE_IS_WORSE,
        labels=labels,
        caption=_("Aantal {noun} per vierkante kilometer").format(noun=ground.noun),
        dots=(),
    )


def who_is_reached(ground: Ground) -> Section:
    """Return the share in reach as a map, and a table ranked by people out of reach."""
    far, near = (ground.sums(s, ground.group) for s in (ground.far, ground.near))
    numbers = dict(zip(ground.names.index, range(1, len(ground.names) + 1), strict=True))
    order = far.sort_values(["out_low", "people"], ascending=False, na_position="last").index
    rows = []
    for code in order:
        cells = [number(numbers[code]), str(ground.names[code]), people_text(far.people[code])]
        for sums in (far, near):
            row = sums.loc[code]
            cells.append(people_text(row["out_low"], row["out_high"]))
            cells.append(share_text(row["out_low"], row["out_high"], row["people"]))
        rows.append(tuple(cells))
    total = [ground.far.total, ground.near.total]
    last = ["", _("Totaal"), people_text(total[0]["people"])]
    for row in total:
        last.append(people_text(row["out_low"], row["out_high"]))
        last.append(share_text(row["out_low"], row["out_high"], row["people"]))
    table = Table(
        _("{area}: wie buiten bereik woont, de grootste groep eerst ({noun})").format(
            area=ground.name, noun=ground.noun
        ),
        (_("Nr"), level_name(ground), ground.noun.capitalize(), *_reach_heads(ground)),
        (*rows, tuple(last)),
        (True, False, *[True] * 5),
        total=True,
    )
    figure = _choropleth(
        ground,
        ground.classes,
        palette=MORE_IS_BETTER,
        labels=explained(ground.far.labels),
        caption=_("Aandeel {noun} binnen {far} van een dienstencentrum").format(
            noun=ground.noun, far=metres(ground.far.question.threshold_m)
        ),
        dots=_dots(ground),
    )
    reach = dict(notes.notes(ground.far))[_("Bereik")]
    method = Paragraph(f"{notes.definition(ground.far)} {reach}")
    return Section(_("Wie wordt bereikt?"), (method, figure, table))


def level_name(ground: Ground) -> str:
    """Return what one row is called."""
    return _("Wijk") if ground.level is Level.WIJK else _("Gemeente")


def _choropleth(  # noqa: PLR0913  (all of it is to draw)
    ground: Ground,
    classes: str,
    *,
    palette: tuple[str, ...],
    labels: dict[str, str],
    caption: str,
    dots: tuple[Dot, ...],
) -> Figure:
    snapshot = ground.snapshot
    people = ground.sums(ground.far, ground.group)["people"].to_numpy(dtype=float)
    counts = class_counts(classes, people)
    legend = [
        (swatch(str(code), palette), _class_line(ground, labels[str(code)], row))
        for code, row in counts.iterrows()
    ]
    shown = [kind for kind in _SIGNS if any(dot.kind == kind for dot in dots)]
    legend += [(dot_swatch(kind), _(_SIGNS[kind])) for kind in shown]
    return Figure(
        caption,
        picture(
            ground.shapes,
            classes,
            palette=palette,
            ground=areas_by_code(snapshot, Level.MUNICIPALITY).geometry,
            labels=[str(at + 1) for at in range(len(classes))]
            if len(classes) <= _MOST_NUMBERS
            else (),
            dots=dots,
        ),
        _("Kaart van {area}: {caption}. De tabel in dit deel zegt hetzelfde in cijfers.").format(
            area=ground.name, caption=caption
        ),
        tuple(legend),
    )


def _class_line(ground: Ground, label: str, row: pd.Series) -> str:
    units = int(row["units"])
    text = ngettext("{label}: {n} wijk", "{label}: {n} wijken", units)
    if ground.level is Level.MUNICIPALITY:
        text = ngettext("{label}: {n} gemeente", "{label}: {n} gemeenten", units)
    said = text.format(label=label, n=number(units))
    if not row["people"]:
        return said
    return _("{said}, {people} {noun}").format(
        said=said, people=number(row["people"]), noun=ground.noun
    )


def _dots(ground: Ground) -> tuple[Dot, ...]:
    points = ground.counting
    return tuple(
        Dot(point["geometry"].x, point["geometry"].y, dot_kind(point))
        for _code, point in points.iterrows()
    )


def gaps_and_overlaps(ground: Ground) -> Section:
    """Return how many people have no, one, two or more service points in reach."""
    snapshot, units = ground.snapshot, ground.far.units
    threshold_m = ground.far.question.threshold_m
    variants = {_("Volgens alle bekende centra"): False}
    if not decided(ground.far.ready.points).all():
        variants[_("Enkel volgens de centra met een bekend adres")] = True
    groups = ground.snapshot.data.groups
    tables = []
    for title, precise in variants.items():
        shares = shares_of(snapshot, ground.region.key, threshold_m, precise)
        by_group = {g: people_by_overlap(shares, units, g).sum(min_count=1) for g in groups}
        labels = [_("Geen enkel centrum"), _("Eén centrum"), _("Twee centra"), _("Drie of meer")]
        rows = []
        for at, label in enumerate(labels):
            cells = [label]
            for group in groups:
                count, people = by_group[group][f"points_{at}"], by_group[group]["people"]
                cells += [people_text(count), share_text(count, count, people)]
            rows.append(tuple(cells))
        heads = [h for g in groups for h in (group_noun(g).capitalize(), _("Aandeel"))]
        numeric = (False, *[True] * len(heads))
        tables.append(Table(title, (_("Binnen bereik"), *heads), tuple(rows), numeric))
    text = _(
        "Een gat is waar geen enkel centrum of antenne binnen {far} ligt; een overlap waar er twee "
        "of meer liggen. Een overlap is geen fout: wie kan kiezen, kiest."
    ).format(far=metres(threshold_m))
    return Section(_("Gaten en overlappingen"), (Paragraph(text), *tables))
