"""A municipality beside its eerstelijnszone, its province, and municipalities like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.model import PEOPLE_PREFIX
from geodata.regions import BRUSSELS_PROVINCE, FLANDERS
from pages.gemeente.data import people_everywhere, region_key, similar_to
from pages.ui import amounts, markup
from pages.ui.cache import codes_of, units_by_code
from pages.ui.i18n import _, metres, number, percent
from pages.ui.labels import group_noun
from pages.ui.markup import TEXT, Column

if TYPE_CHECKING:
    from pages.gemeente.data import Town


class _Area(NamedTuple):
    """A region to compare with; its programme, where it has one, by the codes of its rows."""

    region: str
    name: str
    programme: list[str]


def show(town: Town) -> str:
    """Return the comparison."""
    question = town.shown.question
    areas, alike = _areas(town), _alike(town)
    noun = group_noun(question.group)
    columns = [
        Column(_("Gebied"), TEXT),
        Column(_("Inwoners")),
        Column(_("Aandeel 65-plussers")),
        Column(_("{noun} buiten bereik").format(noun=noun.capitalize())),
        Column(_("Aandeel buiten bereik")),
        Column(_("Plaatsen")),
        Column(_("Ingevuld")),
        Column(_("Andere of onbekend")),
    ]
    rows = [_row(town, area) for area in [*areas, *alike]]
    caption = _("Buiten bereik: verder dan {far} in vogelvlucht").format(
        far=metres(question.threshold_m)
    )
    texts = [_("Het programma geldt per gemeente: een eerstelijnszone heeft er geen.")]
    if alike:
        texts.insert(
            0,
            _(
                "Gelijkaardig zijn de {n} gemeenten die het dichtst komen in aantal inwoners (als "
                "verhouding: 1.000 mensen meer telt zwaarder in een dorp) en aandeel 65-plussers. "
                "De twee wegen even zwaar, gemeten in standaardafwijkingen over alle gemeenten "
                "van Vlaanderen en Brussel."
            ).format(n=number(len(alike))),
        )
    if town.province == BRUSSELS_PROVINCE:
        texts.append(_("In Brussel geldt één programma voor het hele gewest."))
    return (
        markup.heading(_("Vergeleken met andere gebieden"))
        + markup.table(caption, columns, rows, strong=0)
        + markup.muted(" ".join(texts))
    )


def _areas(town: Town) -> list[_Area]:
    """Return the municipality itself, its eerstelijnszones, its province and its region."""
    named, units = town.shown.names.regions, town.shown.units
    table = town.programmes
    flanders = table.index[table["province"] != BRUSSELS_PROVINCE].tolist()
    if town.code == BRUSSELS_PROVINCE:
        return [
            _Area(town.region, town.name, [BRUSSELS_PROVINCE]),
            _Area(FLANDERS, named[FLANDERS], flanders),
        ]
    brussels = town.province == BRUSSELS_PROVINCE
    zones = [f"elz:{code}" for code in sorted(set(units["elz"].dropna()))]
    own = [BRUSSELS_PROVINCE] if brussels else [str(town.code)]
    province = f"province:{town.province}"
    inside = table.index[table["province"] == town.province].tolist()
    areas = [
        _Area(town.region, town.name, [] if brussels else own),
        *(_Area(key, named[key], []) for key in zones),
        _Area(province, named[province], inside),
    ]
    return areas if brussels else [*areas, _Area(FLANDERS, named[FLANDERS], flanders)]


def _alike(town: Town) -> list[_Area]:
    snapshot = town.shown.snapshot
    if town.code == BRUSSELS_PROVINCE or "65plus" not in snapshot.data.groups:
        return []
    named = town.shown.names.regions
    return [
        _Area(
            region_key(nis),
            _("gelijkaardig: {name}").format(name=named[region_key(nis)]),
            [nis] if nis in town.programmes.index else [],
        )
        for nis in map(str, similar_to(snapshot, town.code).index)
    ]


def _row(town: Town, area: _Area) -> list[str]:
    snapshot, question = town.shown.snapshot, town.shown.question
    codes = codes_of(snapshot, area.region)
    everywhere = people_everywhere(snapshot, group=question.group, threshold_m=question.threshold_m)
    total = everywhere.loc[codes, ["people", "out_low", "out_high"]].sum(min_count=1)
    columns = [f"{PEOPLE_PREFIX}{group}" for group in snapshot.data.groups]
    units = units_by_code(snapshot).loc[codes, columns]
    low, high = total["out_low"], total["out_high"]
    return [
        markup.text(area.name),
        *_inhabitants(units),
        amounts.people_span(low, high),
        amounts.share_span(low, high, total["people"]),
        *_programme(town, area),
    ]


def _inhabitants(units: pd.DataFrame) -> tuple[str, str]:
    everyone = units["people_all"].sum(min_count=1)
    if pd.isna(everyone):
        return _("geen gegevens"), "–"
    old = units["people_65plus"].sum(min_count=1) if "people_65plus" in units else pd.NA
    share = "–" if pd.isna(old) or not everyone else percent(float(old) / float(everyone))
    return number(everyone), share


def _programme(town: Town, area: _Area) -> tuple[str, str, str]:
    if not area.programme:
        return ("–",) * 3
    rows = town.programmes.loc[area.programme]
    return (
        amounts.whole(rows["places"].sum(min_count=1)),
        number(rows["filled"].sum()),
        number(rows["other"].sum()),
    )
