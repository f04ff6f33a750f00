"""Which closure would hurt most, and which least, in the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.scenario.closing import closures
from pages.scenario.view import basis_of, point_label
from pages.ui import markup
from pages.ui.cache import by_snapshot, codes_of, prepared, units_by_code
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.markup import TEXT, Column
from pages.ui.numbers import metres_alike, number, people_span, span

if TYPE_CHECKING:
    from geodata.reach.question import ReachQuestion
    from loaders.store.snapshots import Snapshot
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView

_SHOWN = 50
_SEEN = 0.5


@by_snapshot(max_entries=8)
def closures_of(
    snapshot: Snapshot, question: ReachQuestion, region: str, group: str
) -> pd.DataFrame:
    """Return what closing each point of a region would do."""
    towns = set(units_by_code(snapshot).loc[codes_of(snapshot, region), "municipality"])
    found = prepared(snapshot, question)
    inside = found.points.loc[found.points["municipality"].isin(towns), "id"]
    return closures(basis_of(snapshot, question), found, snapshot.data.units, list(inside), group)


def show(view: ScenarioView, editor: Editor) -> None:
    """Draw the ranking."""
    question = view.question
    text = _(
        "Wat als één centrum sluit, en al de rest blijft zoals het nu is? Bovenaan staat het "
        "centrum met de meeste {noun} die dan nergens anders in bereik zijn, ook over de grens "
        "van het gebied. Ernaast staat welk centrum dan het dichtst bij het gesloten centrum is."
    )
    st.html(markup.paragraph(text.format(noun=group_noun(view.group))))
    table = closures_of(view.snapshot, question.reach, question.region, view.group)
    if table.empty:
        st.html(markup.note(_("In dit gebied telt geen enkel centrum mee.")))
        return
    columns = [
        Column(_("Centrum"), TEXT),
        Column(_("{noun} niet meer bereikt").format(noun=group_noun(view.group))),
        Column(_("Volgende centrum"), TEXT),
        Column(_("Afstand ertussen")),
    ]
    nearest_m = table.head(_SHOWN)[["next_low_m", "next_high_m"]]
    largest_m = float(np.nan_to_num(nearest_m.to_numpy(dtype=float)).max())
    cells = [
        [
            markup.text(point_label(view.snapshot, str(point_id))),
            people_span(row["lost_low"], row["lost_high"]),
            *_next(view, row, largest_m=largest_m),
        ]
        for point_id, row in table.head(_SHOWN).iterrows()
    ]
    caption = _("Centra van {region}, het ergste verlies eerst").format(
        region=view.now.names.regions[question.region]
    )
    st.html(markup.table(caption, columns, cells))
    harmless = int((table["lost_high"] < _SEEN).sum())
    remarks = [
        _("Bij {n} van de {total} centra verliest niemand zijn bereik.").format(
            n=number(harmless), total=number(len(table))
        )
    ]
    if len(table) > _SHOWN:
        remarks.append(_("De tabel toont de eerste {n}.").format(n=number(_SHOWN)))
    if (table["lost_low"] < table["lost_high"] - _SEEN).any():
        remarks.append(
            _(
                "Waar twee getallen staan, kennen we het adres van een centrum niet: het verlies "
                "ligt ertussen."
            )
        )
    st.html(markup.paragraph(" ".join(remarks)))
    st.button(
        _("Sluit het eerste in het scenario"),
        key="sluit_ergste",
        on_click=editor.close,
        args=(str(table.index[0]),),
    )


def _next(view: ScenarioView, row: pd.Series, *, largest_m: float) -> list[str]:
    if pd.isna(row["next_low_m"]):
        return [markup.text(_("er is geen ander centrum")), "–"]
    ends = (row["next_low_m"], row["next_high_m"])
    far = span(*(metres_alike(end, largest_m=largest_m) for end in ends))
    return [markup.text(point_label(view.snapshot, str(row["next_id"]))), far]
