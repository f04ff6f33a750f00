"""The part of an omgevingsanalyse that compares the region with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import Level
from geodata.estimates import counted
from geodata.reach.people import people_in_reach, totals
from loaders.export.document import Paragraph, Section, Table
from pages.ui.cache import coverage, units_by_code
from pages.ui.i18n import _
from pages.ui.numbers import number, people, share_span
from pages.wijken import charts, then_and_now
from pages.wijken.peers import peers

if TYPE_CHECKING:
    from loaders.export.document import Block
    from pages.report.inputs import ReportInputs


def compared(inputs: ReportInputs) -> Section:
    """Return the region next to the larger areas it is in, and similar municipalities."""
    rows = [_compared_row(inputs, peer.name, peer.codes) for peer in peers(inputs.far)]
    far, near = inputs.distances
    table = Table(
        _("{area} naast andere gebieden").format(area=inputs.name),
        (
            _("Gebied"),
            _("Inwoners"),
            _("Aandeel {noun}").format(noun=inputs.noun),
            _("{noun} verder dan {far}").format(noun=inputs.noun, far=far),
            _("{noun} verder dan {far}").format(noun=inputs.noun, far=near),
            _("Bekende centra"),
        ),
        tuple(rows),
        (False, *[True] * 5),
    )
    chart = charts.compared(inputs.far)
    blocks: list[Block] = [table, *(chart.blocks() if chart else ())]
    if inputs.region.level is Level.MUNICIPALITY:
        blocks.append(
            Paragraph(
                _(
                    "Gelijkaardig zijn de gemeenten met ongeveer evenveel inwoners en een "
                    "ongeveer even groot aandeel 65-plussers; beide wegen even zwaar."
                )
            )
        )
    blocks += then_and_now.blocks(inputs.far)
    return Section(_("Vergeleken met"), tuple(blocks))


def _compared_row(inputs: ReportInputs, name: str, codes: list[str]) -> tuple[str, ...]:
    snapshot = inputs.snapshot
    units = units_by_code(snapshot).loc[codes]
    cells = [name]
    everyone = units["people_all"].sum(min_count=1)
    cells.append(people(everyone, counted=counted(snapshot.data, "all", codes)))
    sums = []
    for shown in (inputs.far, inputs.near):
        reach = coverage(snapshot, shown.question.reach).loc[codes]
        sums.append(totals(people_in_reach(reach, units, inputs.group)).iloc[0])
    these = sums[0]["people"]
    cells.append(share_span(these, these, everyone))
    cells += [share_span(row["out_low"], row["out_high"], row["people"]) for row in sums]
    towns = set(units["municipality"])
    points = inputs.counting
    inside = points.loc[points["municipality"].isin(towns), "centre_id"]
    return (*cells, number(inside.nunique()))
