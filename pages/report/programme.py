"""The part of an omgevingsanalyse about the programmatie, its arithmetic shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import BasisKind, Level
from geodata.programme.municipal_mergers import before_mergers
from geodata.programme.rule import (
    BRUSSELS_SHARE,
    MOSTLY_FAR,
    MOSTLY_NEAR,
    SLICE,
    Disagreement,
    basis,
    disagreement,
    programme_totals,
)
from geodata.reach.people import totals
from geodata.regions import BRUSSELS_PROVINCE
from loaders.builtin.snapshot import facts
from loaders.export.document import Facts, Note, Paragraph, Section, Table
from pages.gemeente.data import programme_of
from pages.ui import datasets
from pages.ui.i18n import _, metres, ngettext, number, percent, span
from pages.ui.labels import province_name

if TYPE_CHECKING:
    from loaders.export.document import Block
    from pages.report.inputs import Ground

_COUNTS = ("recognised", "authorised", "pending", "other")


def programme_part(ground: Ground) -> Section:
    """Return the programme beside what there is, and where it disagrees with reach."""
    table = _rows(ground)
    blocks: list[Block] = [Paragraph(_rule()), _basis_block(ground)]
    if len(table) == 1:
        blocks.append(Facts(_arithmetic(ground, table.iloc[0])))
    else:
        blocks += [Facts(_totals(table)), _table(ground, table)]
    if BRUSSELS_PROVINCE in table.index:
        blocks.insert(
            1,
            Paragraph(
                _(
                    "Brussel telt voor het programma als één gebied: {share} van de inwoners telt "
                    "mee, en er wordt één keer naar boven afgerond. Of de regel per gemeente "
                    "afrondt, is niet bekend."
                ).format(share=percent(BRUSSELS_SHARE))
            ),
        )
    blocks += [Paragraph(text) for text in [*_disagreements(ground, table), *_merged(table)]]
    blocks.append(
        Paragraph(
            _(
                "Het programma telt erkenningen binnen een gemeente; het bereik telt adressen, ook "
                "over de grens. Het zijn twee verschillende vragen."
            )
        )
    )
    return Section(_("Programma"), tuple(blocks))


def programme_line(ground: Ground) -> tuple[str, str]:
    """Return the programme in one line, as label and value."""
    table = _rows(ground)
    total = programme_totals(table).iloc[0]
    label = _("Programma")
    if basis(ground.snapshot.data, year=ground.year).kind is not BasisKind.PROJECTION:
        label = _("Programma (indicatief: geen projectie geladen)")
    if set(table.index) == {BRUSSELS_PROVINCE}:
        label = f"{label}, {province_name(BRUSSELS_PROVINCE)}"
    if pd.isna(total["places"]):
        return label, _("geen projectie")
    text = _("{places} plaatsen, waarvan {filled} ingevuld; {other} met andere of onbekende status")
    return label, text.format(
        places=number(total["places"]),
        filled=number(total["filled"]),
        other=number(total["other"]),
    )


def _rows(ground: Ground) -> pd.DataFrame:
    """Return the programming areas of a region: its municipalities, and Brussels as a whole."""
    table = programme_of(ground.snapshot, ground.year)
    brussels = ground.far.units["province"] == BRUSSELS_PROVINCE
    towns = set(ground.far.units["municipality"].mask(brussels, BRUSSELS_PROVINCE))
    return table[table.index.isin(towns)]


def _rule() -> str:
    return _(
        "Het programma geeft elke gemeente één lokaal dienstencentrum per begonnen schijf van "
        "{slice} inwoners, volgens de projectie van de bevolking voor het vijfde jaar na de "
        "aanvraag. Welke projectie vandaag geldt, is niet openbaar gevonden."
    ).format(slice=number(SLICE))


def _basis_block(ground: Ground) -> Paragraph | Note:
    found = basis(ground.snapshot.data, year=ground.year)
    origin = datasets.dataset_brief(found.dataset) if found.dataset else _("geen gegevens")
    if found.kind is BasisKind.PROJECTION:
        return Paragraph(
            _("Gerekend met de projectie voor {year}. {origin}.").format(
                year=found.year, origin=origin
            )
        )
    return Note(
        _("Indicatief: geen projectie geladen. Gerekend met de bevolking. {origin}.").format(
            origin=origin
        )
    )


def _arithmetic(ground: Ground, row: pd.Series) -> tuple[tuple[str, str], ...]:
    projected = basis(ground.snapshot.data, year=ground.year).kind is BasisKind.PROJECTION
    people = _("Inwoners volgens de projectie") if projected else _("Inwoners")
    if pd.isna(row["places"]):
        first = [(people, _("geen projectie")), (_("Plaatsen in het programma"), _unknown())]
    else:
        slices = number(row["counted"] / SLICE, digits=2)
        counted = number(row["counted"])
        if row.name == BRUSSELS_PROVINCE:
            counted = f"{number(row['people'])} × {percent(BRUSSELS_SHARE)} = {counted}"
        first = [
            (people, counted),
            (
                _("Plaatsen in het programma"),
                _("{people} ÷ {slice} = {slices}, naar boven afgerond: {places}").format(
                    people=number(row["counted"]),
                    slice=number(SLICE),
                    slices=slices,
                    places=number(row["places"]),
                ),
            ),
        ]
    return (*first, *_filled(row))


def _filled(row: pd.Series) -> tuple[tuple[str, str], ...]:
    sum_text = " + ".join(number(row[c]) for c in _COUNTS[:3])
    filled = number(row["filled"])
    return (
        (_("Erkend"), number(row["recognised"])),
        (_("Vergund"), number(row["authorised"])),
        (_("Aangevraagd"), number(row["pending"])),
        (_("Ingevuld"), f"{sum_text} = {filled}"),
        (_("Andere of onbekende status"), number(row["other"])),
        (_("Ruimte"), _room(row)),
    )


def _room(row: pd.Series) -> str:
    if pd.isna(row["room"]):
        return _unknown()
    room = f"{number(row['places'])} − {number(row['filled'])} = {number(row['room'])}"
    if not row["other"] or row["room"] <= 0:
        return room
    return _("{room}; {low} als elk centrum met andere of onbekende status meetelt").format(
        room=room, low=number(row["room"] - row["other"])
    )


def _unknown() -> str:
    return _("niet bekend")


def _totals(table: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    total = programme_totals(table).iloc[0]
    places = _unknown() if pd.isna(total["places"]) else number(total["places"])
    room = _unknown()
    if not pd.isna(total["free"]):
        room = _(
            "{free} vrije plaatsen; {over} centra boven het programma van hun gemeente"
        ).format(free=number(total["free"]), over=number(total["over"]))
    lines = [(_("Plaatsen in het programma"), places), *_filled(total)[:-1], (_("Ruimte"), room)]
    lines.append((_("Gemeenten zonder een bekend centrum"), number(total["without"])))
    lines.append((_("Gemeenten met ruimte"), number(total["with_room"])))
    missing = int(total["municipalities_without_projection"])
    if missing:
        lines.append((_("Gemeenten zonder projectie, niet meegeteld"), number(missing)))
    return tuple(lines)


def _name(ground: Ground, code: str) -> str:
    if code == BRUSSELS_PROVINCE:
        return province_name(code)
    return ground.far.names.municipality(code)


def _table(ground: Ground, table: pd.DataFrame) -> Table:
    def cell(row: pd.Series, column: str) -> str:
        return _("geen projectie") if pd.isna(row[column]) else number(row[column])

    rows = sorted(
        (
            _name(ground, str(code)),
            cell(row, "people"),
            cell(row, "places"),
            *(number(row[column]) for column in _COUNTS),
            cell(row, "room"),
        )
        for code, row in table.iterrows()
    )
    heads = (
        *(_("Gemeente"), _("Inwoners"), _("Plaatsen"), _("Erkend"), _("Vergund")),
        *(_("Aangevraagd"), _("Andere of onbekende status"), _("Ruimte")),
    )
    return Table(
        _("Programma per gemeente"), heads, tuple(rows), (False, *[True] * (len(heads) - 1))
    )


def _disagreements(ground: Ground, table: pd.DataFrame) -> list[str]:
    """Say where programme and reach contradict each other."""
    by = ground.far.units["municipality"].mask(
        ground.far.units["province"] == BRUSSELS_PROVINCE, BRUSSELS_PROVINCE
    )
    # One municipality of Brussels says nothing of the whole.
    if ground.region.level is Level.MUNICIPALITY and BRUSSELS_PROVINCE in table.index:
        return []
    reach = totals(ground.far.people[ground.group], by)
    kinds = {code: disagreement(table.loc[code], reach.loc[code]) for code in table.index}
    texts = {
        Disagreement.FILLED_BUT_FAR: _(
            "Het programma is ingevuld, en toch woont meer dan {share} van de {noun} verder dan "
            "{far} van een centrum: {names}."
        ),
        Disagreement.ROOM_BUT_NEAR: _(
            "Het programma heeft ruimte, en toch woont meer dan {share} van de {noun} binnen {far} "
            "van een centrum: {names}."
        ),
    }
    shares = {Disagreement.FILLED_BUT_FAR: MOSTLY_FAR, Disagreement.ROOM_BUT_NEAR: MOSTLY_NEAR}
    far = metres(ground.far.question.threshold_m)
    said = []
    for kind, text in texts.items():
        names = sorted(_name(ground, str(code)) for code, one in kinds.items() if one is kind)
        if names:
            share = percent(shares[kind])
            said.append(text.format(share=share, noun=ground.noun, far=far, names=", ".join(names)))
    return said


def _merged(table: pd.DataFrame) -> list[str]:
    """Say what mergers did to the programme."""
    mergers = before_mergers(table, facts("municipal_mergers"))
    if len(table) > 1:
        if not mergers:
            return []
        text = ngettext(
            "{n} gemeente ontstond in 2019 of 2025 uit een fusie. Een fusie verlaagt het programma "
            "door de afronding; vergelijk het niet met dat van voordien.",
            "{n} gemeenten ontstonden in 2019 of 2025 uit een fusie. Een fusie verlaagt het "
            "programma door de afronding; vergelijk het niet met dat van voordien.",
            len(mergers),
        )
        return [text.format(n=number(len(mergers)))]
    said = []
    for one in mergers:
        text = _(
            "De gemeente ontstond op 1 januari {year} uit een fusie van {names}. Apart zouden de "
            "delen volgens dezelfde regel {before} plaatsen hebben, tegen {now} samen."
        )
        if one.before_low is None or one.before_high is None or one.now_places is None:
            text = _("De gemeente ontstond op 1 januari {year} uit een fusie van {names}.")
        said.append(
            text.format(
                year=one.year,
                names=", ".join(part.name for part in one.before),
                before=span(number(one.before_low or 0), number(one.before_high or 0)),
                now=number(one.now_places or 0),
            )
        )
    return said
