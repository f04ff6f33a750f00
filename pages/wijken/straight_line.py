"""How far the straight line is off in a region, where distances are on foot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.reach.question import STRAIGHT
from geodata.reach.straight_line_error import FAR_OFF, straight_line_error
from pages.ui import markup
from pages.ui.cache import coverage
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.numbers import number, percent
from pages.wijken.view import once

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView


@once
def as_html(view: WijkenView) -> str:
    """Return the comparison as a heading and a sentence; empty by straight line."""
    question, snapshot = view.question.reach, view.snapshot
    wijken = view.on_foot
    if wijken is None:
        return ""
    inland = wijken.codes[wijken.edge_m > question.threshold_m]
    codes = view.units.index[view.units.index.isin(inland)]
    line = coverage(snapshot, replace(question, distance=STRAIGHT.code)).loc[codes]
    found = straight_line_error(line, view.reach.loc[codes], view.group.loc[codes, "people"])
    heading = markup.heading(_("Hoeveel scheelt vogelvlucht hier?"))
    if not found.units:
        text = _("Van geen enkele wijk hier kennen we ook alle straten in de buurt.")
        return heading + markup.muted(text)
    noun = group_noun(view.question.group)
    text = _(
        "In vogelvlucht zouden {straight} {noun} in bereik zijn; te voet zijn dat er {walked}. In "
        "{n} van de {total} wijken scheelt het meer dan {points} procentpunten."
    ).format(
        straight=number(found.straight),
        walked=number(found.walked),
        noun=noun,
        n=number(found.far_off),
        total=number(found.units),
        points=number(100 * FAR_OFF),
    )
    surplus = (found.straight - found.walked) / found.straight if found.straight else 0.0
    more = _("Van wie in vogelvlucht in bereik is, is {share} dat te voet niet.").format(
        share=percent(max(surplus, 0.0))
    )
    how = _(
        "Vergeleken in de wijken waarvan we ook alle straten in de buurt kennen, met elk centrum "
        "op zijn plek op de kaart."
    )
    return heading + markup.paragraph(f"{text} {more}") + markup.muted(how)
