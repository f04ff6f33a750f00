"""A municipality compared with its eerstelijnszone, its province and similar municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.estimates import counted
from geodata.programme.rule import programme_totals, programmed_in
from geodata.regions import BRUSSELS_PROVINCE, FLANDERS, municipality_key
from geodata.snapshot.model import PEOPLE_PREFIX
from pages.ui import markup, numbers, programme_words
from pages.ui.cache import codes_of, units_by_code
from pages.ui.distance_kinds import far_by_kind
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.markup import TEXT, Column
from pages.ui.municipal_data import people_by_unit, similar_to
from pages.ui.numbers import number, percent

if TYPE_CHECKING:
    from pages.gemeente.data import MunicipalityView


class _Area(NamedTuple):
    """A region to compare with; its programme, where it has one, by the codes of its rows."""

    region: str
    name: str
    programme: list[str]


def show(view: MunicipalityView) -> str:
    """Return the comparison."""
    question = view.wijken.question
    areas, similar = _areas(view), _similar_areas(view)
    noun = group_noun(question.group)
    columns = [
        Column(_("Gebied"), TEXT),
        Column(_("Inwoners")),
        Column(_("Aandeel 65-plussers")),
        Column(_("{noun} buiten bereik").format(noun=noun.capitalize())),
        Column(_("Aandeel buiten bereik")),
        Column(_("Plaatsen")),
        Column(_("Ingevuld")),
        Column(_("Status niet bekend")),
        Column(_("Vrije plaatsen")),
    ]
    rows = [_row(view, area) for area in [*areas, *similar]]
    caption = _("Buiten bereik: verder dan {far}").format(far=far_by_kind(question.reach))
    texts = [programme_words.sum_of_zone()]
    if similar:
        texts.insert(
            0,
            _(
                "Gelijkaardig zijn de {n} gemeenten die het dichtst komen in aantal inwoners (als "
                "verhouding: 1.000 mensen meer telt zwaarder in een dorp) en aandeel 65-plussers. "
                "De twee wegen even zwaar, gemeten in standaardafwijkingen over alle gemeenten "
                "van Vlaanderen en Brussel."
            ).format(n=number(len(similar))),
        )
    if view.province == BRUSSELS_PROVINCE:
        texts.append(_("In Brussel geldt één programma voor het hele gewest."))
    return (
        markup.heading(_("Vergeleken met andere gebieden"))
        + markup.table(caption, columns, rows, strong=0)
        + markup.muted(" ".join(texts))
    )


def _areas(view: MunicipalityView) -> list[_Area]:
    """Return the municipality itself, its eerstelijnszones, its province and its region."""
    named, units = view.wijken.names.regions, view.wijken.units
    table = view.programmes
    flanders = table.index[table["province"] != BRUSSELS_PROVINCE].tolist()
    if view.code == BRUSSELS_PROVINCE:
        return [
            _Area(view.region, view.name, [BRUSSELS_PROVINCE]),
            _Area(FLANDERS, named[FLANDERS], flanders),
        ]
    brussels = view.province == BRUSSELS_PROVINCE
    zones = [f"elz:{code}" for code in sorted(set(units["elz"].dropna()))]
    own = [BRUSSELS_PROVINCE] if brussels else [str(view.code)]
    province = f"province:{view.province}"
    inside = table.index[table["province"] == view.province].tolist()
    areas = [
        _Area(view.region, view.name, [] if brussels else own),
        *(_Area(key, named[key], _programmed(view, key)) for key in zones),
        _Area(province, named[province], inside),
    ]
    return areas if brussels else [*areas, _Area(FLANDERS, named[FLANDERS], flanders)]


def _similar_areas(view: MunicipalityView) -> list[_Area]:
    snapshot = view.wijken.snapshot
    if view.code == BRUSSELS_PROVINCE or "65plus" not in snapshot.data.groups:
        return []
    named = view.wijken.names.regions
    return [
        _Area(
            municipality_key(nis),
            _("gelijkaardig: {name}").format(name=named[municipality_key(nis)]),
            [nis] if nis in view.programmes.index else [],
        )
        for nis in map(str, similar_to(snapshot, view.code).index)
    ]


def _row(view: MunicipalityView, area: _Area) -> list[str]:
    snapshot, question = view.wijken.snapshot, view.wijken.question
    codes = codes_of(snapshot, area.region)
    everywhere = people_by_unit(snapshot, question.group, question.reach)
    total = everywhere.loc[codes, ["people", "out_low", "out_high"]].sum(min_count=1)
    columns = [f"{PEOPLE_PREFIX}{group}" for group in snapshot.data.groups]
    units = units_by_code(snapshot).loc[codes, columns]
    low, high = total["out_low"], total["out_high"]
    return [
        markup.text(area.name),
        *_inhabitants(units, counted=counted(snapshot.data, "all", codes)),
        numbers.people_span(low, high),
        numbers.share_span(low, high, total["people"]),
        *_programme(view, area),
    ]


def _inhabitants(units: pd.DataFrame, *, counted: bool) -> tuple[str, str]:
    everyone = units["people_all"].sum(min_count=1)
    if pd.isna(everyone):
        return _("geen gegevens"), "–"
    old = units["people_65plus"].sum(min_count=1) if "people_65plus" in units else pd.NA
    share = "–" if pd.isna(old) or not everyone else percent(float(old) / float(everyone))
    return numbers.people(everyone, counted=counted), share


def _programmed(view: MunicipalityView, region: str) -> list[str]:
    snapshot = view.wijken.snapshot
    return programmed_in(snapshot.data, codes_of(snapshot, region))


def _programme(view: MunicipalityView, area: _Area) -> tuple[str, ...]:
    if not area.programme:
        return ("–",) * 4
    total = programme_totals(view.programmes.loc[area.programme]).iloc[0]
    return (
        numbers.whole(total["places"]),
        number(total["filled"]),
        number(total["status_unknown"]),
        programme_words.free_text(total),
    )
