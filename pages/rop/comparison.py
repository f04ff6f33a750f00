"""The areas side by side: a table with bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pages.ui import markup, programme_words
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.markup import Column
from pages.ui.numbers import number, people_span, share_span

if TYPE_CHECKING:
    from pages.rop.data import WorkingAreaView


def comparison(view: WorkingAreaView) -> str:
    """Return the areas side by side as a table with bars."""
    noun = group_noun(view.question.group)
    areas = view.areas
    rows = []
    scale = {c: max(float(areas[c].max()), 1.0) for c in ("centres", "work")}

    def barred(row: pd.Series, column: str) -> str:
        length = float(row[column]) / scale[column]
        return markup.text(number(row[column])) + markup.bar(length, length)

    for code in map(str, areas.index):
        row = areas.T[code]
        people = row["people"]
        known = bool(pd.notna(people) and people > 0)
        share = share_span(row["out_low"], row["out_high"], people)
        if known:
            share = markup.text(share) + markup.bar(
                row["out_low"] / people, row["out_high"] / people
            )
        rows.append(
            [
                markup.text(view.area_name(code)),
                number(row["municipalities"]),
                number(row["without"]),
                barred(row, "centres"),
                number(row["antennes"]),
                _people(row),
                people_span(row["out_low"], row["out_high"]) if known else "–",
                share,
                places(row),
                barred(row, "work"),
            ]
        )
    heads = (
        *(_("Gebied"), _("Gemeenten"), _("Zonder centrum"), _("Centra"), _("Antennes")),
        *(noun.capitalize(), _("Buiten bereik"), _("Aandeel buiten bereik")),
        *(_("Vrije plaatsen"), _("Te verbeteren")),
    )
    title = _("De gebieden naast elkaar")
    caption = _("De balken vergelijken de gebieden. Het lichte eind van een balk is niet zeker.")
    if view.whole["unknown"] or areas["free"].isna().any():
        more = _("Vrije plaatsen: zonder de gemeenten waarvoor er geen projectie is.")
        caption = f"{caption} {more}"
    columns = [Column(head) for head in heads]
    return markup.heading(title, level=3) + markup.table(caption, columns, rows, name=title)


def frame(view: WorkingAreaView) -> pd.DataFrame:
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
        **people_columns(areas, noun),
        **programme_columns(areas),
        _("Gemeenten zonder projectie"): areas["unknown"],
        _("Te verbeteren"): areas["work"],
    }
    return pd.DataFrame(columns, index=areas.index)


def people_columns(rows: pd.DataFrame, noun: str) -> dict[str, pd.Series]:
    """Return the people of areas for a file, exact: who they are, and how many out of reach."""
    share = {end: (100 * rows[f"out_{end}"] / rows["people"]).round(1) for end in ("low", "high")}
    out, part = _("Buiten bereik"), _("Aandeel buiten bereik (%)")
    every, known = _("{what}, alle centra"), _("{what}, enkel gekende plek")
    return {
        noun: rows["people"].astype(pd.Float64Dtype()).round().astype(pd.Int64Dtype()),
        every.format(what=out): rows["out_low"].round(1),
        known.format(what=out): rows["out_high"].round(1),
        every.format(what=part): share["low"],
        known.format(what=part): share["high"],
    }


def programme_columns(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the programme of areas for a file."""
    named = {
        _("Plaatsen"): "places",
        _("Ingevuld"): "filled",
        _("Vrije plaatsen, minstens"): "free_low",
        _("Vrije plaatsen, hoogstens"): "free",
        _("Boven het programma, minstens"): "over",
        _("Boven het programma, hoogstens"): "over_high",
    }
    return {head: rows[column].astype(pd.Int64Dtype()) for head, column in named.items()}


def _people(row: pd.Series) -> str:
    if row["municipalities"] == 0:
        return _("geen gemeenten")
    return _("geen gegevens") if pd.isna(row["people"]) else number(float(row["people"]))


def places(row: pd.Series) -> str:
    """Return how many places of the programme are free, as a range; a dash if not known."""
    return "–" if pd.isna(row["free"]) else programme_words.free_text(row)
