"""A region now and at the previous data: who is out of reach, and how many centres there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.enums import PointKind
from geodata.reach.spread import spread_on
from geodata.working_areas import open_points
from loaders.export.document import Paragraph, Table
from pages.ui import markup
from pages.ui.cache import units_by_code
from pages.ui.distance_kinds import far_by_kind, two_figures
from pages.ui.i18n import _, day
from pages.ui.labels import group_noun
from pages.ui.municipal_data import people_by_unit
from pages.ui.numbers import number, people_span, share_span
from pages.ui.spreads import compared_by
from pages.ui.stored import previous

if TYPE_CHECKING:
    import pandas as pd

    from loaders.export.document import Block
    from loaders.store.snapshots import Snapshot
    from pages.wijken.view import WijkenView


def blocks(view: WijkenView) -> tuple[Block, ...]:
    """Return the comparison for a document; nothing where there are no earlier data to compare."""
    before = _comparable(view)
    if before is None:
        return ()
    way = spread_on(view.spread, before.data, view.snapshot.data).code
    then, now = (_figures(view, snapshot, way) for snapshot in (before, view.snapshot))
    dates = [day(snapshot.created.date()) for snapshot in (before, view.snapshot)]
    noun = group_noun(view.question.group)
    out, share = (
        _("{noun} buiten bereik").format(noun=noun.capitalize()),
        _("Aandeel buiten bereik"),
    )
    heads = (out, share, _("Centra"), _("Antennes"))
    cells = zip(heads, _texts(then), _texts(now), strict=True)
    finding = _("{what}: {was} op {then}, {is_now} op {now}.").format(
        what=out, was=_texts(then)[1], then=dates[0], is_now=_texts(now)[1], now=dates[1]
    )
    texts = [
        _("Buiten bereik: verder dan {far}").format(far=far_by_kind(view.question.reach)) + ".",
        _("De datum is die waarop de gegevens geladen zijn."),
        _("Beide keren geteld met de centra die toen open waren."),
        compared_by(way, view.spread),
        two_figures(view.question.reach),
    ]
    if then["people"] != now["people"]:
        texts.append(other_people())
    table = Table(_("Vroeger en nu"), (_("Cijfer"), *dates), tuple(cells), (False, True, True))
    return Paragraph(finding), table, Paragraph(" ".join(filter(None, texts)))


def as_html(view: WijkenView) -> str:
    """Return the comparison as a part of a page; empty where there are no earlier data."""
    parts = [markup.heading(_("Vroeger en nu"))]
    for block in blocks(view):
        if isinstance(block, Table):
            columns = [markup.Column(block.columns[0], markup.TEXT)]
            columns += [markup.Column(head) for head in block.columns[1:]]
            rows = [[markup.text(cell) for cell in row] for row in block.rows]
            parts.append(markup.table(block.caption, columns, rows))
        elif isinstance(block, Paragraph):
            parts.append(markup.paragraph(block.text))
    return "".join(parts) if len(parts) > 1 else ""


def other_people() -> str:
    """Return that not only the centres differ between two snapshots."""
    return _(
        "Let op: ook de bevolkingscijfers of de grenzen verschillen tussen de twee. Het "
        "verschil komt dus niet alleen van de centra."
    )


def _comparable(view: WijkenView) -> Snapshot | None:
    """Return the previous snapshot, if it knows the same question and municipalities."""
    before = previous(view.snapshot)
    if before is None or view.question.group not in before.data.groups:
        return None
    towns = set(view.units["municipality"])
    known = set(before.data.units["municipality"])
    return before if towns <= known and view.question.reach.kind.is_offered(before.data) else None


def _figures(view: WijkenView, snapshot: Snapshot, spread: str) -> pd.Series[float]:
    """Return the people in and out of reach, and the centres and antennes of a snapshot."""
    reach = replace(view.question.reach, spread=spread)
    towns = set(view.units["municipality"])
    units = units_by_code(snapshot)["municipality"]
    people = people_by_unit(snapshot, view.question.group, reach)
    inside = people.loc[units.index[units.isin(towns)], ["people", "out_low", "out_high"]]
    points = open_points(snapshot.data)
    kinds = points.loc[points["municipality"].isin(towns), "kind"].value_counts()
    counts = {kind: kinds.get(kind, 0) for kind in (PointKind.MAIN, PointKind.ANTENNE)}
    sums: pd.Series[float] = inside.sum(min_count=1)
    for kind, count in counts.items():
        sums[str(kind)] = count
    return sums


def _texts(figures: pd.Series[float]) -> tuple[str, ...]:
    low, high = figures["out_low"], figures["out_high"]
    return (
        people_span(low, high),
        share_span(low, high, figures["people"]),
        number(figures[str(PointKind.MAIN)]),
        number(figures[str(PointKind.ANTENNE)]),
    )
