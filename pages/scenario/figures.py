"""What a scenario does, in figures: by group, by municipality, and to distances."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from geodata.reach.people import people_of
from geodata.scenario.outcome import mean_distance_m
from pages.ui import markup
from pages.ui.cache import units_by_code
from pages.ui.distance_kinds import far_text, two_figures
from pages.ui.i18n import _, ngettext
from pages.ui.labels import group_label, group_noun
from pages.ui.markup import TEXT, Column
from pages.ui.numbers import estimate, metres, people, people_span, span

if TYPE_CHECKING:
    import pandas as pd

    from pages.scenario.view import ScenarioView

_SEEN = 0.5
"""People: a smaller change does not show in whole numbers."""


def ends(row: pd.Series, figure: str) -> str:
    """Return a figure of people, or its range."""
    return people_span(row[f"{figure}_low"], row[f"{figure}_high"])


def headline(view: ScenarioView) -> str:
    """Return the title of the page, with the figures of the group in the region."""
    row, noun = view.total(view.group), group_noun(view.group)
    region = view.now.names.regions[view.question.region]
    title = _("Wat als? Centra in {region} erbij, weg of verplaatst").format(
        region=f"<strong>{escape(region)}</strong>"
    )
    far = far_text(view.question.reach)
    figures = [
        (ends(row, "gained"), _("{noun} nieuw in bereik ({far})").format(noun=noun, far=far)),
        (ends(row, "lost"), _("{noun} niet meer in bereik").format(noun=noun)),
        (ends(row, "net"), _("netto")),
    ]
    return (
        f"<h1 class='nabij-title'>{title}</h1>{markup.figures(figures)}"
        f"{markup.lead(sentence(view))}{elsewhere(view)}"
    )


def sentence(view: ScenarioView) -> str:
    """Return what changes, in a sentence."""
    found = view.outcome.difference
    if not view.scenario:
        return _(
            "Voeg een centrum toe, sluit of verplaats er een, en zie meteen wie erdoor bereikt "
            "wordt en wie niet meer. De gegevens van Nabij veranderen niet."
        )
    noun = group_noun(view.group)
    before, after = (
        people_span(*view.out_of_reach(view.group, after=when)) for when in (False, True)
    )
    text = _("Buiten bereik: nu {before} {noun}, met het scenario {after}.")
    parts = [text.format(before=before, after=after, noun=noun)]
    overlap = view.total(view.group)
    if len(found.added):
        already = _("Van wie in bereik van een nieuwe plek woont, waren er {n} al bereikt.")
        parts.append(already.format(n=ends(overlap, "overlap")))
    if overlap["net_low"] != overlap["net_high"]:
        why = _(
            "Van sommige centra kennen we het adres niet. Daarom geven we twee getallen: als "
            "ze niet meetellen, en als ze midden in hun plaats staan."
        )
        parts.append(two_figures(view.question.reach) if view.now.along_streets else why)
    return " ".join(parts)


def elsewhere(view: ScenarioView) -> str:
    """Return a remark where the scenario also matters outside the region."""
    if view.question.region == "all":
        return ""
    whole = view.outcome.totals(units_by_code(view.snapshot), view.group).iloc[0]
    here = view.total(view.group)
    other = {name: whole[name] - here[name] for name in ("gained_high", "lost_high")}
    if max(other.values()) < _SEEN:
        return ""
    text = _("Buiten dit gebied: {gained} nieuw in bereik, {lost} niet meer.")
    return markup.muted(
        text.format(gained=estimate(other["gained_high"]), lost=estimate(other["lost_high"]))
    )


def by_group(view: ScenarioView) -> str:
    """Return people newly and no longer reached, group by group, as a table."""
    columns = [
        Column(_("Groep"), TEXT),
        Column(_("Mensen")),
        Column(_("Nieuw bereikt")),
        Column(_("Niet meer bereikt")),
        Column(_("Netto")),
        Column(_("Waren al bereikt")),
        Column(_("Buiten bereik, nu")),
        Column(_("Buiten bereik, dan")),
    ]
    rows = []
    for group in view.snapshot.data.groups:
        row = view.total(group)
        rows.append(
            [
                markup.text(group_label(group)),
                people(row["people"], counted=view.now.counted(group)),
                *(ends(row, figure) for figure in ("gained", "lost", "net", "overlap")),
                *(people_span(*view.out_of_reach(group, after=when)) for when in (False, True)),
            ]
        )
    strong = list(view.snapshot.data.groups).index(view.group)
    caption = _("Mensen per groep, zonder en met het scenario")
    return markup.table(caption, columns, rows, strong=strong)


def by_municipality(view: ScenarioView) -> str:
    """Return the municipalities where something changes, as a table."""
    sums = view.outcome.totals(view.units, view.group, view.units["municipality"])
    moved = sums[["gained_high", "lost_high"]].max(axis=1) >= _SEEN
    sums = sums[moved].sort_values("gained_high", ascending=False)
    if sums.empty:
        return ""
    columns = [
        Column(_("Gemeente"), TEXT),
        *(Column(head) for head in (_("Nieuw bereikt"), _("Niet meer bereikt"), _("Netto"))),
    ]
    rows = [
        [
            markup.text(view.now.names.municipality(str(nis))),
            *(ends(row, figure) for figure in ("gained", "lost", "net")),
        ]
        for nis, row in sums.iterrows()
    ]
    caption = _("Per gemeente: {noun} erbij en eraf").format(noun=group_noun(view.group))
    return markup.table(caption, columns, rows)


def endless(view: ScenarioView) -> str:
    """Return what a distance without end is called."""
    return _("niet bekend") if view.now.along_streets else _("geen centrum")


def to_nearest(view: ScenarioView) -> str:
    """Return what the scenario does to the distance to the nearest point, in a sentence."""
    columns = [
        mean_distance_m(reach, view.units, view.group)
        for reach in (view.now.reach, view.then.reach)
    ]
    before, after = (
        span(*(metres(end) if np.isfinite(end) else endless(view) for end in both))
        for both in columns
    )
    less = view.metres_less.min(axis=1)
    here = people_of(view.units, view.group)
    nearer = float(here[(less > _SEEN).to_numpy()].sum())
    text = _("Gemiddelde afstand tot het dichtstbijzijnde centrum: nu {before}, dan {after}.")
    more = ngettext(
        "{n} persoon van de groep woont in een wijk die er dichter bij komt.",
        "{n} mensen van de groep wonen in wijken die er dichter bij komen.",
        round(nearer),
    )
    return markup.paragraph(
        f"{text.format(before=before, after=after)} {more.format(n=estimate(nearer))}"
    )
