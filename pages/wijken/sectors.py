"""What statistical sectors change: who is out of reach with people spread over wijk and sector."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.demand.sectors import without_place
from geodata.reach.people import people_in_reach
from geodata.reach.spread import SECTOR, WIJK
from pages.ui import markup, numbers
from pages.ui.cache import coverage, prepared, unit_names
from pages.ui.distance_kinds import far_text, reach_note, two_figures
from pages.ui.downloads import buttons, file_name, of_table
from pages.ui.i18n import _, ngettext
from pages.ui.labels import group_label, group_noun
from pages.ui.markup import TEXT, Column
from pages.ui.numbers import number
from pages.wijken.downloads import place_columns
from pages.wijken.notes import notes

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView

_MOST = 10
"""Wijken in the table on the page; the files have all of them."""

_LEAST = 0.5
"""A smaller difference is none once people are whole."""


def show(view: WijkenView) -> None:
    """Draw the part; nothing without sectors."""
    table = compared(view)
    if table is None:
        return
    st.html(
        markup.heading(_("Wat de sectoren veranderen"))
        + markup.figures(_figures(view, table))
        + markup.muted(_explained(view, table))
        + _largest(view, table)
    )
    buttons(
        of_table(lambda: _all(view, table), lambda: notes(view), sheet=_("Sectoren")),
        name=file_name(_("sectoren"), view.names.regions[view.question.region]),
        key="downloads_sectoren",
    )


def compared(view: WijkenView) -> pd.DataFrame | None:
    """Return who is out of reach both ways, by wijk; None where there are no sectors with people.

    Returns
    -------
    pandas.DataFrame
        Index ``code``; ``people``, ``wijk_low``, ``wijk_high``, ``sector_low``, ``sector_high``:
        people of the chosen group out of reach, with people spread over their wijk and over their
        sectors; ``low`` with all centres, ``high`` with those that have an address.
    """
    question, snapshot = view.question, view.snapshot
    if prepared(snapshot, replace(question.reach, spread=SECTOR.code)).sectors.empty:
        return None
    found: dict[str, pd.DataFrame] = {}
    for way in (WIJK.code, SECTOR.code):
        reach = coverage(snapshot, replace(question.reach, spread=way))
        found[way] = people_in_reach(reach.loc[view.units.index], view.units, question.group)
    sides = [
        frame[["out_low", "out_high"]].set_axis([f"{way}_low", f"{way}_high"], axis=1)
        for way, frame in found.items()
    ]
    return pd.concat([found["wijk"]["people"], *sides], axis=1)


def card_line(view: WijkenView) -> str:
    """Return what the sectors change in the chosen wijk, as HTML; empty without sectors."""
    table = compared(view)
    if table is None:
        return ""
    unit = view.question.unit
    sectors = prepared(view.snapshot, replace(view.question.reach, spread=SECTOR.code)).sectors
    count = int((sectors["unit"] == unit).sum())
    if not count:
        text = _(
            "Niet van elke sector van deze wijk is bekend hoeveel mensen er wonen, of er woont "
            "niemand. We rekenen alsof de mensen gelijk verspreid over de wijk wonen."
        )
        return markup.paragraph(text)
    row = table.T[unit]
    text = ngettext(
        "{noun} buiten bereik, verdeeld over {n} bewoonde statistische sector: {sector}. Gelijk "
        "verdeeld over de wijk: {wijk}.",
        "{noun} buiten bereik, verdeeld over {n} bewoonde statistische sectoren: {sector}. Gelijk "
        "verdeeld over de wijk: {wijk}.",
        count,
    ).format(
        noun=_capital(group_noun(view.question.group)),
        n=number(count),
        sector=numbers.people_span(row["sector_low"], row["sector_high"]),
        wijk=numbers.people_span(row["wijk_low"], row["wijk_high"]),
    )
    return markup.paragraph(text)


def _figures(view: WijkenView, table: pd.DataFrame) -> list[tuple[str, str]]:
    total = table.sum(min_count=1)
    noun = group_noun(view.question.group)
    far = far_text(view.question.reach)
    return [
        (
            numbers.people_span(total["wijk_low"], total["wijk_high"]),
            _("{noun} verder dan {far}, gelijk verdeeld over hun wijk").format(noun=noun, far=far),
        ),
        (
            numbers.people_span(total["sector_low"], total["sector_high"]),
            _("{noun} verder dan {far}, verdeeld per statistische sector").format(
                noun=noun, far=far
            ),
        ),
        (_difference(total), _("verschil door de sectoren")),
    ]


def _explained(view: WijkenView, table: pd.DataFrame) -> str:
    texts = [
        reach_note(view.question.reach, view.snapshot.data),
        _(
            "Beide keren wonen er evenveel mensen in elke wijk. Alleen waar ze in de wijk wonen, "
            "verschilt. Ligt een centrum waar de meeste mensen van de wijk wonen, dan is het "
            "cijfer per sector lager. Ook dat is een schatting: we rekenen alsof de mensen "
            "binnen een sector gelijk verspreid wonen."
        ),
    ]
    if (_ends(table) != 0).any(axis=None):
        texts.append(two_figures(view.question.reach))
    if view.question.group != "all":
        texts.append(_("Leeftijden zijn niet per sector bekend: ze volgen de hele gemeente."))
    if lost := _lost(view):
        texts.append(
            ngettext(
                "{n} mens hier is niet toewijsbaar aan een wijk en staat in geen cijfer per wijk.",
                "{n} mensen hier zijn niet toewijsbaar aan een wijk en staan in geen cijfer per "
                "wijk.",
                lost,
            ).format(n=number(lost))
        )
    return " ".join(texts)


def _lost(view: WijkenView) -> int:
    by_municipality = without_place(view.snapshot.data)
    here = by_municipality.index.isin(view.units["municipality"])
    return int(by_municipality[here].sum())


def _largest(view: WijkenView, table: pd.DataFrame) -> str:
    """Return the wijken with the largest differences, the largest first."""
    largest = _ordered(table)
    size = _size(largest)
    largest = largest[size >= _LEAST].head(_MOST)
    if largest.empty:
        return markup.paragraph(_("In geen enkele wijk maakt het een verschil."))
    names = unit_names(view.snapshot, view.question.region).loc[largest.index]
    estimated = view.estimated[view.question.group]
    rows = [
        [
            markup.text(name),
            markup.text(numbers.people(row["people"], counted=not estimated.loc[str(code)])),
            markup.text(numbers.people_span(row["wijk_low"], row["wijk_high"])),
            markup.text(numbers.people_span(row["sector_low"], row["sector_high"])),
            markup.text(_difference(row)),
        ]
        for name, (code, row) in zip(names, largest.iterrows(), strict=True)
    ]
    columns = [
        Column(_("Wijk"), TEXT),
        Column(_("Mensen")),
        Column(_("Per wijk")),
        Column(_("Per sector")),
        Column(_("Verschil")),
    ]
    caption = _("Wijken waar de sectoren het meest veranderen: {noun} buiten bereik").format(
        noun=group_noun(view.question.group)
    )
    return markup.table(caption, columns, rows)


def _ends(table: pd.DataFrame) -> pd.DataFrame:
    """Return how wide the ranges are, both ways."""
    ways = ("wijk", "sector")
    widths = [(table[f"{way}_high"] - table[f"{way}_low"]).rename(way) for way in ways]
    return pd.concat(widths, axis=1).fillna(0)


def _all(view: WijkenView, table: pd.DataFrame) -> pd.DataFrame:
    """Return every wijk for a file, columns in words."""
    rows = _ordered(table)
    where = pd.DataFrame(place_columns(view), index=view.units.index).loc[rows.index]
    every, certain = _("alle centra"), _("enkel centra met een gekende plek")
    if view.along_streets:
        every, certain = _("ruim gerekend"), _("streng gerekend")
    columns = {
        group_label(view.question.group): rows["people"].to_numpy(),
    }
    by = {"wijk": _("Buiten bereik, per wijk"), "sector": _("Buiten bereik, per sector")}
    for way, head in by.items():
        for end, kind in (("low", every), ("high", certain)):
            columns[f"{head}, {kind}"] = rows[f"{way}_{end}"].round(1).to_numpy()
    for end, kind in (("low", every), ("high", certain)):
        difference = rows[f"sector_{end}"] - rows[f"wijk_{end}"]
        columns[f"{_('Verschil')}, {kind}"] = difference.round(1).to_numpy()
    return where.assign(**columns)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    return table.iloc[np.argsort(-_size(table).fillna(-1).to_numpy(), kind="stable")]


def _size(table: pd.DataFrame) -> pd.Series[float]:
    ends = [(table[f"sector_{end}"] - table[f"wijk_{end}"]).abs() for end in ("low", "high")]
    return pd.concat(ends, axis=1).max(axis=1)


def _difference(row: pd.Series) -> str:
    """Return sector less wijk, with its sign; a range where positions are not known."""
    return numbers.people_change(
        *(row[f"sector_{end}"] - row[f"wijk_{end}"] for end in ("low", "high"))
    )


def _capital(noun: str) -> str:
    return noun[:1].upper() + noun[1:]
