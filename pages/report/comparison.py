"""The part of an omgevingsanalyse that compares the region with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import Level
from geodata.reach.people import people_in_reach, totals
from geodata.regions import ALL
from loaders.export.document import Paragraph, Section, Table
from pages.ui.cache import codes_of, coverage, units_by_code
from pages.ui.i18n import _
from pages.ui.municipal_data import similar_to
from pages.ui.numbers import number, people_span, share_span

if TYPE_CHECKING:
    from loaders.export.document import Block
    from pages.report.inputs import ReportInputs


def compared(inputs: ReportInputs) -> Section:
    """Return the region next to the larger areas it is in, and similar municipalities."""
    rows = [_compared_row(inputs, name, codes) for name, codes in _peers(inputs)]
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
    blocks: list[Block] = [table]
    if inputs.region.level is Level.MUNICIPALITY:
        blocks.append(
            Paragraph(
                _(
                    "Gelijkaardig zijn de gemeenten met ongeveer evenveel inwoners en een "
                    "ongeveer even groot aandeel 65-plussers; beide wegen even zwaar."
                )
            )
        )
    return Section(_("Vergeleken met"), tuple(blocks))


def _peers(inputs: ReportInputs) -> list[tuple[str, list[str]]]:
    """Return names of areas and the neighbourhoods in them, the region itself first."""
    snapshot, names = inputs.snapshot, inputs.far.names
    units = snapshot.data.units
    keys = [inputs.region.key]
    mine = inputs.far.units
    for level, column in ((Level.ELZ, "elz"), (Level.PROVINCE, "province")):
        inside = sorted(set(mine[column].dropna()))
        if len(inside) == 1:
            keys.append(f"{level}:{inside[0]}")
    keys.append(ALL)
    if inputs.region.level in {Level.PROVINCE, Level.REGION}:
        keys += [f"{Level.PROVINCE}:{code}" for code in sorted(set(units["province"]))]
    similar_keys: list[str] = []
    if inputs.region.level is Level.MUNICIPALITY:
        found = similar_to(snapshot, inputs.region.code)
        similar_keys = [f"{Level.MUNICIPALITY}:{nis}" for nis in found.index]
    peers = [(names.regions[k], codes_of(snapshot, k)) for k in dict.fromkeys(keys)]
    text = _("gelijkaardig: {name}")
    return peers + [
        (text.format(name=names.regions[k]), codes_of(snapshot, k)) for k in similar_keys
    ]


def _compared_row(inputs: ReportInputs, name: str, codes: list[str]) -> tuple[str, ...]:
    snapshot = inputs.snapshot
    units = units_by_code(snapshot).loc[codes]
    cells = [name]
    everyone = units["people_all"].sum(min_count=1)
    cells.append(people_span(everyone))
    sums = []
    for shown in (inputs.far, inputs.near):
        reach = coverage(snapshot, shown.question.reach).loc[codes]
        sums.append(totals(people_in_reach(reach, units, inputs.group)).iloc[0])
    people = sums[0]["people"]
    cells.append(share_span(people, people, everyone))
    cells += [share_span(row["out_low"], row["out_high"], row["people"]) for row in sums]
    towns = set(units["municipality"])
    points = inputs.counting
    inside = points.loc[points["municipality"].isin(towns), "centre_id"]
    return (*cells, number(inside.nunique()))
