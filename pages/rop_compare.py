"""The areas side by side: a table with bars."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from pages.labels import group_noun
from pages.texts import _, number, percent, span

if TYPE_CHECKING:
    from pages.rop_data import View


def comparison(view: View) -> str:
    """Return the areas side by side as a table with bars."""
    noun = group_noun(view.question.group)
    areas = view.areas
    rows = ""
    scale = {c: max(float(areas[c].max()), 1.0) for c in ("centres", "work")}

    def bar(row: pd.Series, column: str) -> tuple[float, float]:
        length = float(row[column]) / scale[column]
        return length, length

    for code in map(str, areas.index):
        row = areas.T[code]
        people = row["people"]
        known = bool(pd.notna(people) and people > 0)
        cells = [
            (number(row["municipalities"]), None),
            (number(row["without"]), None),
            (number(row["centres"]), bar(row, "centres")),
            (number(row["antennes"]), None),
            (_people(row), None),
            (span(number(row["out_low"]), number(row["out_high"])) if known else "–", None),
            (
                span(percent(row["out_low"] / people), percent(row["out_high"] / people))
                if known
                else "–",
                (row["out_low"] / people, row["out_high"] / people) if known else None,
            ),
            (places(row), None),
            (number(row["work"]), bar(row, "work")),
        ]
        rows += f"<tr><th scope='row'>{escape(view.area_name(code))}</th>"
        rows += "".join(_cell(text, ends) for text, ends in cells) + "</tr>"
    heads = (
        *(_("Gebied"), _("Gemeenten"), _("Zonder centrum"), _("Centra"), _("Antennes")),
        *(noun.capitalize(), _("Buiten bereik"), _("Aandeel buiten bereik")),
        *(_("Vrije plaatsen"), _("Te verbeteren")),
    )
    head = "".join(f"<th scope='col'>{escape(h)}</th>" for h in heads)
    title = _("De gebieden naast elkaar")
    caption = _("De balken vergelijken de gebieden. Het lichte eind van een balk is niet zeker.")
    if view.whole["unknown"] or areas["room_high"].isna().any():
        more = _("Vrije plaatsen: zonder de gemeenten waarvoor er geen projectie is.")
        caption = f"{caption} {more}"
    return (
        f"<h3 class='nabij-sub'>{escape(title)}</h3>"
        f"<div class='nabij-wide' tabindex='0' role='region' aria-label='{escape(title)}'>"
        f"<table class='nabij-plain nabij-compare'>"
        f"<caption class='nabij-muted'>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def frame(view: View) -> pd.DataFrame:
    """Return the areas as a table for a file, columns in words."""
    areas, noun = view.areas, group_noun(view.question.group).capitalize()
    columns: dict[str, object] = {
        _("Gebied"): [view.area_name(code) for code in areas.index],
        _("Gemeenten"): areas["municipalities"],
        _("Zonder centrum"): areas["without"],
        _("Met vrije plaatsen"): areas["with_room"],
        _("Met veel onvolledige fiches"): areas["poor"],
        _("Centra"): areas["centres"],
        _("Antennes"): areas["antennes"],
        noun: areas["people"].round(),
        _("Buiten bereik, minstens"): areas["out_low"].round(),
        _("Buiten bereik, hoogstens"): areas["out_high"].round(),
        _("Plaatsen"): areas["places"],
        _("Ingevuld"): areas["filled"],
        _("Vrije plaatsen, minstens"): areas["room_low"],
        _("Vrije plaatsen, hoogstens"): areas["room_high"],
        _("Gemeenten zonder projectie"): areas["unknown"],
        _("Te verbeteren"): areas["work"],
    }
    return pd.DataFrame(columns, index=areas.index)


def _people(row: pd.Series) -> str:
    if row["municipalities"] == 0:
        return _("geen gemeenten")
    return _("geen gegevens") if pd.isna(row["people"]) else number(float(row["people"]))


def places(row: pd.Series) -> str:
    """Return how many places of the programme are free, as a range; a dash if not known."""
    if pd.isna(row["room_high"]):
        return "–"
    return span(number(float(row["room_low"])), number(float(row["room_high"])))


def _cell(text: str, ends: tuple[float, float] | None) -> str:
    """Return a number with a bar: solid up to the low end, light from there to the high end."""
    if ends is None:
        return f"<td class='nabij-number'>{escape(text)}</td>"
    low, high = (min(max(float(end), 0.0), 1.0) for end in ends)
    light = f"<i style='width:{high - low:.1%}'></i>" if high > low else ""
    bar = f"<div class='nabij-bar'><span style='width:{low:.1%}'></span>{light}</div>"
    return f"<td class='nabij-number'>{escape(text)}{bar}</td>"
