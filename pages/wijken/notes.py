"""Notes to the figures: definitions, choices, sources, dates, licences.

The same notes are under the page and in every download.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from geodata.choropleth import CLASSES, Breaks
from geodata.enums import DatasetFlag
from geodata.estimates import rounded
from geodata.places.made_names import MARK
from geodata.reach.spread import ADDRESS, WIJK, usual_spread
from pages.ui import markup, measures
from pages.ui.contact import point_name
from pages.ui.datasets import dataset_brief, dataset_label, dataset_text, loaded_on
from pages.ui.distance_kinds import (
    dated_label,
    distance_label,
    reach_note,
    streets_missing,
    two_figures,
)
from pages.ui.i18n import N_, _, ngettext, semicolons
from pages.ui.labels import group_label, group_noun, status_label
from pages.ui.measures import measure_label
from pages.ui.numbers import estimate, number, people_span, percent
from pages.ui.spreads import group_spread, people_spread
from pages.wijken.view import once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.ui.controls import Question
    from pages.wijken.view import WijkenView


_BREAKS = {
    Breaks.FIXED: N_("vaste klassen, op elke kaart dezelfde"),
    Breaks.REGION: N_(
        "klassen die dit gebied spreiden; op een kaart van een ander gebied zijn ze anders"
    ),
    Breaks.NATURAL: N_("natuurlijke klassen (Jenks-Caspall)"),
}


def basis(view: WijkenView) -> str:
    """Return what the figures are based on: centres, people and names, and why they are ranges."""
    return " ".join([*_centres(view), *_estimates(view)])


@once
def in_short(view: WijkenView) -> str:
    """Return the same for under a title: of estimates, only that there are."""
    about = _("Een getal met “ca.” is een schatting.")
    return " ".join([*_centres(view), *([about] if effects_of_estimates(view) else [])])


def _centres(view: WijkenView) -> list[str]:
    """Return how many centres the figures are based on, and why they may be ranges."""
    count, unsure = view.centres, view.centres_unsure
    text = ngettext(
        "Volgens {n} bekend centrum dat meetelt.",
        "Volgens {n} bekende centra die meetellen.",
        count,
    )
    if DatasetFlag.INCOMPLETE in view.snapshot.data.dataset("centres").flags:
        text = ngettext(
            "Volgens {n} bekend centrum; het register telt er meer.",
            "Volgens {n} bekende centra; het register telt er meer.",
            count,
        )
    parts = [text.format(n=number(count))]
    if not count:
        parts = [
            _("Met deze keuzes telt geen enkel centrum mee: kies onder Meer keuzes een status.")
        ]
    parts += _sure_by_street(view, unsure) if view.along_streets else _sure(view, unsure)
    missing = int(view.total["units_without_data"])
    if missing:
        parts.append(without_data(missing))
    return list(filter(None, parts))


def without_data(count: int) -> str:
    """Return for how many neighbourhoods there are no data."""
    return ngettext(
        "Voor {n} wijk zijn er geen gegevens.", "Voor {n} wijken zijn er geen gegevens.", count
    ).format(n=number(count))


def _estimates(view: WijkenView) -> list[str]:
    """Return what is estimated, of people and of names."""
    parts = effects_of_estimates(view)
    if view.units["name"].str.endswith(MARK).any():
        parts.append(
            _(
                "Een wijk met {mark} heeft in de bron enkel een code. Nabij geeft ze een naam: de "
                "deelgemeente, en de kant of een nummer."
            ).format(mark=MARK.strip())
        )
    return parts


def effects_of_estimates(view: WijkenView) -> list[str]:
    """Return which differences may only be an effect of how people are estimated, in sentences."""
    group = view.question.group
    if not view.estimated[group].any():
        return []
    if DatasetFlag.ESTIMATED in view.snapshot.data.dataset("people").flags:
        return [
            _(
                "Hoeveel mensen in een wijk wonen, is geschat uit het cijfer van de gemeente. Een "
                "verschil tussen twee wijken van één gemeente, of tussen leeftijden in een wijk, "
                "kan enkel door die schatting komen."
            )
        ]
    return [
        _(
            "De leeftijden in een wijk zijn geschat uit die van de gemeente. Waar in de gemeente "
            "er meer {noun} wonen dan elders, weten we dus niet."
        ).format(noun=group_noun(group))
    ]


def of_overlaps(view: WijkenView, shares: Sequence[float]) -> str:
    """Return how people with no, one or more centres in reach are counted.

    Parameters
    ----------
    view
        The neighbourhoods, and who is out of reach there.
    shares
        The shares of a table, from 0 to 1: if they do not add up as they are shown, it says why.
    """
    total, noun = view.total, group_noun(view.question.group)
    parts = [
        _("{kind}, ook over de grens; precies berekend.").format(
            kind=distance_label(view.question.reach.distance)
        ),
        _spread(view),
    ]
    if len(set(rounded(total[["out_low", "out_high"]]).tolist())) > 1:
        parts.append(
            _(
                "Een centrum waarvan we de juiste plek niet kennen, staat op zijn vermoedelijke "
                "plaats. Tellen we enkel de plekken die we kennen, dan hebben {n} {noun} geen "
                "enkel centrum in bereik."
            ).format(n=people_span(total["out_high"], total["out_high"]), noun=noun)
        )
    whole = 100
    if np.isfinite(shares).all() and sum(round(whole * s) for s in shares) != whole:
        parts.append(
            _("De percentages zijn afgerond: samen zijn ze niet precies {all}.").format(
                all=percent(1.0)
            )
        )
    return " ".join(parts)


def _sure(view: WijkenView, unsure: int) -> list[str]:
    """Return who is not surely in or out of reach in a straight line, and why."""
    if not unsure:
        return []
    parts = [
        _(
            "Van {n} kennen we het adres niet. Van {people} {noun} weten we daardoor niet of "
            "ze in bereik zijn."
        ).format(
            n=number(unsure),
            people=estimate(view.group["people_undecided"].sum()),
            noun=group_noun(view.question.group),
        )
    ]
    if np.round(view.total["in_low"]) < np.round(view.total["in_high"]):
        parts.append(_("Daarom geven we twee getallen: met en zonder die centra."))
    return parts


def _sure_by_street(view: WijkenView, unsure: int) -> list[str]:
    """Return who is not surely in or out of reach on foot, and why."""
    parts = [streets_missing(view.beyond_streets, len(view.units))]
    if unsure:
        text = ngettext(
            "Van {n} centrum kennen we het adres niet.",
            "Van {n} centra kennen we het adres niet.",
            unsure,
        )
        parts.append(text.format(n=number(unsure)))
    if view.on_foot is not None and view.on_foot.off_street:
        text = _("Bij {names} kennen we geen straat: hoe ver dat te voet is, is niet bekend.")
        parts.append(text.format(names=", ".join(_names_of(view, view.on_foot.off_street))))
    people = view.group["people_undecided"].sum()
    if round(people):
        text = _("Van {people} {noun} weten we niet zeker of ze in bereik zijn.")
        noun = group_noun(view.question.group)
        parts.append(text.format(people=estimate(people), noun=noun))
        parts.append(two_figures(view.question.reach))
    return parts


def _names_of(view: WijkenView, point_ids: tuple[str, ...]) -> list[str]:
    """Return the names of service points."""
    data = view.snapshot.data
    points, names = data.points.set_index("id"), data.centres.set_index("id")["name"]
    some = [points.loc[point] for point in point_ids]
    return [point_name(point, names[point["centre_id"]]) for point in some]


def notes(view: WijkenView) -> list[tuple[str, str]]:
    """Return label and text of all that a reader needs to judge the figures."""
    question, data = view.question, view.snapshot.data
    lines = [
        (_("Gebied"), view.names.regions[question.region]),
        (_("Maat"), f"{measure_label(question.measure.code)}. {definition(view)}"),
        (_("Groep"), group_label(question.group)),
        (_("Soort afstand"), dated_label(question.reach.distance, data)),
        (_("Bereik"), reach_note(question.reach, data)),
        *_spread_line(view),
        (_("Centra"), " ".join([_counted(question), *_centres(view)])),
        *([(_("Schattingen"), " ".join(estimated))] if (estimated := _estimates(view)) else []),
        (_("Klassen"), _classes(view)),
    ]
    lines += [(dataset_label(d), dataset_text(d)) for d in data.datasets]
    lines.append((_("Gegevens geladen"), loaded_on(view.snapshot)))
    return lines


@once
def as_html(view: WijkenView) -> str:
    """Return the notes as a folded list for under the page."""
    title = _("Definitie, methode en bronnen van deze cijfers")
    brief = " · ".join(dataset_brief(d) for d in view.snapshot.data.datasets if d.name != "areas")
    shown = {"units", "network"} if view.along_streets else {"units"}
    credit = " · ".join(d.attribution for d in view.snapshot.data.datasets if d.name in shown)
    texts = [group_spread(view.spread, view.question.group)]
    texts += [reach_note(view.question.reach, view.snapshot.data), *_without_addresses(view)]
    note = " ".join(filter(None, texts))
    return (
        f"<div class='nabij-source'><p>{escape(definition(view))} "
        f"{escape(note)}</p><p>{escape(brief)}<br>{escape(credit)}</p>"
        f"{markup.folded(title, markup.terms(*notes(view)))}</div>"
    )


def _spread_line(view: WijkenView) -> list[tuple[str, str]]:
    """Return over which areas people are spread, where there is a choice."""
    if usual_spread(view.snapshot.data) == WIJK.code:
        return []
    return [(_("Mensen verdeeld per"), " ".join([_spread(view), *_without_addresses(view)]))]


def _spread(view: WijkenView) -> str:
    return people_spread(view.spread, along=view.along_streets, group=view.question.group)


def _without_addresses(view: WijkenView) -> list[str]:
    """Return what addresses do not change, and in how many neighbourhoods there are none."""
    if view.spread != ADDRESS.code:
        return []
    along, count = view.along_streets, view.without_addresses
    texts = [_("Afstanden en aantallen centra blijven die van een punt midden in de wijk.")]
    if along:
        texts = [_("Afstanden en aantallen centra blijven die van het midden van de woonstraten.")]
    if count:
        where = (
            ngettext(
                "In {n} wijk zijn er geen adressen: daar telt de lengte van de woonstraten.",
                "In {n} wijken zijn er geen adressen: daar telt de lengte van de woonstraten.",
                count,
            )
            if along
            else ngettext(
                "In {n} wijk zijn er geen adressen: daar telt de oppervlakte.",
                "In {n} wijken zijn er geen adressen: daar telt de oppervlakte.",
                count,
            )
        )
        texts.insert(0, where.format(n=number(count)))
    return texts


def definition(view: WijkenView) -> str:
    """Return the definition of the measure."""
    code = view.question.measure.code
    return measures.definition(code, spread=view.spread, along=view.along_streets)


def _counted(question: Question) -> str:
    kinds = ", ".join(status_label(s) for s in question.reach.statuses) or _("geen")
    antennes = (
        _("Antennes tellen mee.") if question.reach.antennes else _("Antennes tellen niet mee.")
    )
    return f"{_('Tellen mee: {kinds}.').format(kinds=kinds)} {antennes}"


def _classes(view: WijkenView) -> str:
    labels = semicolons(view.labels[c] for c in CLASSES if c in view.labels)
    if view.question.measure.crossed:
        how = _("aantal mensen in drie gelijke delen van het gebied, en drie afstanden")
    else:
        how = _(_BREAKS[view.breaks])
    return _("{label}: {text}").format(label=how, text=labels)
