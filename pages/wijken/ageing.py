"""How many people, and how old, a projection expects in a region."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from geodata.reach.people import people_of
from maps.charts import Axis, trend
from pages.ui.charts import Chart
from pages.ui.datasets import dataset_brief
from pages.ui.i18n import N_, _
from pages.ui.labels import group_label, group_noun
from pages.ui.numbers import number, percent

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView

FORECAST = N_("Vooruitzicht")
_COLUMNS = {"65plus": "people_65plus", "80plus": "people_80plus"}


def ageing(view: WijkenView) -> Chart | None:
    """Return people by year, a forecast; None where it is not known of the whole region.

    The ages of a projection are shown if it has them, else its people of all ages.
    """
    data = view.snapshot.data
    towns = set(view.units["municipality"])
    rows = data.projections[data.projections["municipality"].isin(towns)]
    complete = rows.groupby("year")["municipality"].nunique() == len(towns)
    years = sorted(complete.index[complete])
    if not years:
        return None
    by_year = rows.groupby("year")[["people", *_COLUMNS.values()]]
    sums = by_year.sum(skipna=False).loc[years]
    known = {g: c for g, c in _COLUMNS.items() if g in data.groups and sums[c].notna().all()}
    columns = known or {"all": "people"}
    date = data.dataset("people").reference_date
    now, last = int(date[:4]) if date[:4].isdigit() else 0, int(years[-1])
    lines = []
    for group, column in columns.items():
        points = [(float(year), float(sums.loc[year, column])) for year in years]
        people = people_of(view.units, group).sum(min_count=1)
        if now and now < years[0] and not isnan(people):
            points.insert(0, (float(now), float(people)))
        lines.append((group, points))
    group, points = lines[-1]
    title = _("De projectie verwacht {people} {noun} in {year}").format(
        people=number(points[-1][1]), noun=group_noun(group), year=last
    )
    if len(points) > 1 and points[0][1]:
        (start, before), (_year, after) = points[0], points[-1]
        title = _("{title}: {change} tegenover {start}").format(
            title=title, change=_change(after / before - 1), start=f"{start:.0f}"
        )
    every = sorted({year for _group, line in lines for year, _people in line})
    found = {group: dict(line) for group, line in lines}
    table = tuple(
        (f"{year:.0f}", *(number(found[g][year]) if year in found[g] else "–" for g in found))
        for year in every
    )
    sources = [dataset_brief(data.dataset(name)) for name in ("projections", "people")]
    note = _("Een vooruitzicht is geen telling. Bronnen: {sources}.").format(
        sources=" · ".join(sources)
    )
    picture = trend([(group_label(g), line) for g, line in lines], up=Axis(_("Mensen"), number))
    heads = (_("Jaar"), *(group_label(g) for g in found))
    return Chart(_(FORECAST), f"{title}.", picture, heads, table, note)


def _change(share: float) -> str:
    return f"{'+' if share >= 0 else '−'}{percent(abs(share))}"
