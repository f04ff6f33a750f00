"""The part of an omgevingsanalyse about the programmatie, with its arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import BasisKind, Level
from geodata.programme.municipal_mergers import before_mergers
from geodata.programme.rule import (
    Disagreement,
    basis,
    disagreement,
    programme_totals,
    programmed_in,
)
from geodata.reach.people import totals
from geodata.regions import BRUSSELS_PROVINCE
from loaders.builtin.snapshot import facts
from loaders.export.document import Facts, Note, Paragraph, Section, Table
from pages.ui import programme_words
from pages.ui.i18n import _, ngettext, semicolons
from pages.ui.labels import province_name
from pages.ui.municipal_data import programme_of
from pages.ui.numbers import number

if TYPE_CHECKING:
    from loaders.export.document import Block
    from pages.report.inputs import ReportInputs

_FILLING = ("recognised", "authorised", "pending")


def programme_part(inputs: ReportInputs) -> Section:
    """Return the programme next to the centres there are, and where it disagrees with reach."""
    table, on = programme_rows(inputs), basis(inputs.snapshot.data, year=inputs.year)
    blocks: list[Block] = [Paragraph(programme_words.rule_text())]
    if inputs.region.level is Level.ELZ:
        blocks.append(Paragraph(programme_words.sum_of_zone()))
    if table.empty:
        return Section(_("Programma"), tuple(blocks))
    if BRUSSELS_PROVINCE in table.index:
        blocks.append(Paragraph(programme_words.brussels_text()))
    projected = on.kind is BasisKind.PROJECTION
    blocks.append((Paragraph if projected else Note)(programme_words.basis_text(on)))
    if len(table) == 1:
        blocks.append(Facts(_arithmetic(table.iloc[0], projected=projected)))
    else:
        blocks += [Facts(_totals(table)), _table(inputs, table)]
    texts = [*_disagreements(inputs, table), *_merged(table), programme_words.two_questions()]
    blocks += map(Paragraph, texts)
    return Section(_("Programma"), tuple(blocks))


def programme_line(inputs: ReportInputs) -> tuple[str, str]:
    """Return the programme in one line, as label and value."""
    table = programme_rows(inputs)
    label = _("Programma")
    if table.empty:
        return label, _("geen: dit gebied is een deel van een gemeente of van Brussel")
    total = programme_totals(table).iloc[0]
    if basis(inputs.snapshot.data, year=inputs.year).kind is not BasisKind.PROJECTION:
        label = _("Programma (indicatief: geen projectie geladen)")
    if set(table.index) == {BRUSSELS_PROVINCE}:
        label = f"{label}, {province_name(BRUSSELS_PROVINCE)}"
    if pd.isna(total["places"]):
        return label, _("geen projectie")
    text = ngettext(
        "{places} plaats; {filled} ingevuld, en {free} vrij",
        "{places} plaatsen; {filled} ingevuld, en {free} vrij",
        int(total["places"]),
    ).format(
        places=number(total["places"]),
        filled=number(total["filled"]),
        free=programme_words.free_text(total),
    )
    parts = [text]
    if unknown := int(total["status_unknown"]):
        parts.append(programme_words.unknown_text(unknown))
    if total["over_high"]:
        parts.append(programme_words.above_text(total))
    return label, semicolons(parts)


def programme_rows(inputs: ReportInputs) -> pd.DataFrame:
    """Return the programming areas of a region: its municipalities, and Brussels as a whole."""
    table = programme_of(inputs.snapshot, inputs.year)
    units = inputs.far.units
    codes = programmed_in(inputs.snapshot.data, units.index)
    if inputs.region.level is Level.MUNICIPALITY and (units["province"] == BRUSSELS_PROVINCE).all():
        codes = [BRUSSELS_PROVINCE]
    return table[table.index.isin(codes)]


def _arithmetic(row: pd.Series, *, projected: bool) -> tuple[tuple[str, str], ...]:
    people = _("Inwoners volgens de projectie") if projected else _("Inwoners")
    counted, places = _("geen projectie"), _unknown()
    if not pd.isna(row["places"]):
        counted, places = programme_words.counted_text(row), programme_words.places_text(row)
    return ((people, counted), (_("Plaatsen in het programma"), places), *_filled(row))


def _filled(row: pd.Series) -> tuple[tuple[str, str], ...]:
    return (*_counts(row), (_("Vrije plaatsen"), _room(row)))


def _counts(row: pd.Series) -> tuple[tuple[str, str], ...]:
    """Return the centres by status, and how many of them fill a place."""
    added = " + ".join(number(row[column]) for column in _FILLING)
    return tuple(
        (
            _(label),
            f"{added} = {number(row[column])}" if column == "filled" else number(row[column]),
        )
        for column, label in programme_words.STATUSES.items()
    )


def _room(row: pd.Series) -> str:
    if pd.isna(row["room"]):
        return _unknown()
    free = f"{number(row['places'])} − {number(row['filled'])} = {number(row['room'])}"
    return f"{free}. {programme_words.room_text(row)}"


def _unknown() -> str:
    return _("niet bekend")


def _totals(table: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    total = programme_totals(table).iloc[0]
    places = _unknown() if pd.isna(total["places"]) else number(total["places"])
    free = over = _unknown()
    if not pd.isna(total["free"]):
        free, over = programme_words.free_text(total), programme_words.over_text(total)
    lines = [(_("Plaatsen in het programma"), places), *_counts(total)]
    lines += [(_("Vrije plaatsen"), free), (_("Boven het programma"), over)]
    lines.append((_("Gemeenten zonder een bekend centrum"), number(total["without"])))
    lines.append((_("Gemeenten met vrije plaatsen"), number(total["with_room"])))
    missing = int(total["municipalities_without_projection"])
    if missing:
        lines.append((_("Gemeenten zonder projectie, niet meegeteld"), number(missing)))
    return tuple(lines)


def _name(inputs: ReportInputs, code: str) -> str:
    if code == BRUSSELS_PROVINCE:
        return province_name(code)
    return inputs.far.names.municipality(code)


def _table(inputs: ReportInputs, table: pd.DataFrame) -> Table:
    def cell(row: pd.Series, column: str) -> str:
        return _("geen projectie") if pd.isna(row[column]) else number(row[column])

    rows = sorted(
        (
            _name(inputs, str(code)),
            cell(row, "people"),
            cell(row, "places"),
            *(number(row[column]) for column in programme_words.STATUSES),
            programme_words.free_text(row),
            programme_words.over_text(row),
        )
        for code, row in table.iterrows()
    )
    heads = (
        *(_("Gemeente"), _("Inwoners"), _("Plaatsen")),
        *map(_, programme_words.STATUSES.values()),
        *(_("Vrije plaatsen"), _("Boven het programma")),
    )
    return Table(
        _("Programma per gemeente"), heads, tuple(rows), (False, *[True] * (len(heads) - 1))
    )


def _disagreements(inputs: ReportInputs, table: pd.DataFrame) -> list[str]:
    """Return where programme and reach contradict each other."""
    by = inputs.far.units["municipality"].mask(
        inputs.far.units["province"] == BRUSSELS_PROVINCE, BRUSSELS_PROVINCE
    )
    # The programme of Brussels cannot be compared with one of its municipalities.
    if inputs.region.level is Level.MUNICIPALITY and BRUSSELS_PROVINCE in table.index:
        return []
    reach = totals(inputs.far.people[inputs.group], by)
    kinds = {code: disagreement(table.loc[code], reach.loc[code]) for code in table.index}
    texts = []
    for kind in Disagreement:
        names = sorted(_name(inputs, str(code)) for code, one in kinds.items() if one is kind)
        if names:
            text = programme_words.disagreement_text(
                kind, noun=inputs.noun, far=inputs.distances[0]
            )
            texts.append(f"{text}: {', '.join(names)}.")
            if len(table) == 1:
                people, units = inputs.far.people[inputs.group], inputs.far.units
                texts.append(programme_words.disagreement_reason(kind, people, units))
    return texts


def _merged(table: pd.DataFrame) -> list[str]:
    """Return what mergers did to the programme."""
    mergers = before_mergers(table, facts("municipal_mergers"))
    if len(table) == 1:
        return [programme_words.merger_text(merger) for merger in mergers]
    return list(filter(None, [programme_words.mergers_text(mergers)]))
