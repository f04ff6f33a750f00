"""What every figure rests on: definitions, choices, sources, dates, licences.

The same notes stand under the page and inside every download.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag, Measure, Precision
from pages.ui import markup, spread
from pages.ui.datasets import dataset_brief, dataset_label, dataset_text, loaded_on
from pages.ui.i18n import _, metres, number
from pages.ui.labels import group_label, group_noun, measure_label, status_label

if TYPE_CHECKING:
    from pages.ui.controls import Question
    from pages.wijken.view import WijkenView


def basis(shown: WijkenView) -> str:
    """Return on how many centres the figures rest, and why they may be ranges."""
    points = shown.ready.points
    count = points["centre_id"].nunique()
    vague = points["precision"].map(lambda p: not Precision(p).decides)
    unsure = points.loc[vague, "centre_id"].nunique()
    parts = [_("Volgens {n} bekende centra die meetellen.").format(n=number(count))]
    if DatasetFlag.INCOMPLETE in shown.snapshot.data.dataset("centres").flags:
        parts = [
            _("Volgens {n} bekende centra; het register telt er meer.").format(n=number(count))
        ]
    if not count:
        parts = [
            _("Met deze keuzes telt geen enkel centrum mee: kies onder Meer keuzes een status.")
        ]
    if unsure:
        group = shown.group
        parts.append(
            _(
                "Van {n} kennen we alleen de plaats of de gemeente, niet het adres. Daarom staat "
                "er een bandbreedte: met die centra op hun vermoedelijke plaats, en zonder. "
                "{people} {noun} wonen in een wijk waar het antwoord daardoor onzeker is."
            ).format(
                n=number(unsure),
                people=number(group.loc[group["undecided"], "people"].sum()),
                noun=group_noun(shown.question.group),
            )
        )
    missing = int(shown.total["units_without_data"])
    if missing:
        parts.append(_("Voor {n} wijken zijn er geen gegevens.").format(n=number(missing)))
    return " ".join(parts)


def notes(shown: WijkenView) -> list[tuple[str, str]]:
    """Return label and text of all that a reader needs to judge the figures."""
    question, data = shown.question, shown.snapshot.data
    lines = [
        (_("Gebied"), shown.names.regions[question.region]),
        (_("Maat"), f"{measure_label(question.measure)}. {definition(shown)}"),
        (_("Groep"), group_label(question.group)),
        (_("Bereik"), _reach(question)),
        *_spread_line(shown),
        (_("Centra"), f"{_counted(question)} {basis(shown)}"),
        (_("Klassen"), _classes(shown)),
    ]
    lines += [(dataset_label(d), dataset_text(d)) for d in data.datasets]
    lines.append((_("Gegevens geladen"), loaded_on(shown.snapshot)))
    return lines


def as_html(shown: WijkenView) -> str:
    """Return the notes as a folded list for under the page."""
    title = _("Definitie, methode en bronnen van deze cijfers")
    brief = " · ".join(dataset_brief(d) for d in shown.snapshot.data.datasets if d.name != "areas")
    credit = next((d.attribution for d in shown.snapshot.data.datasets if d.name == "units"), "")
    return (
        f"<div class='nabij-source'><p>{escape(definition(shown))} "
        f"{escape(_reach(shown.question))}</p><p>{escape(brief)}<br>{escape(credit)}</p>"
        f"{markup.folded(title, markup.terms(*notes(shown)))}</div>"
    )


def _spread_line(shown: WijkenView) -> list[tuple[str, str]]:
    """Return that as a line of the notes, where there is a choice."""
    if shown.snapshot.data.sectors.empty:
        return []
    return [(_("Mensen verdeeld per"), spread.over(by_sector=shown.by_sector))]


def definition(shown: WijkenView) -> str:
    """Return what the measure means."""
    question = shown.question
    if shown.by_sector:
        return spread.definition(question.measure)
    texts = {
        Measure.GAP: _(
            "Buiten bereik: mensen in het deel van de wijk dat verder ligt dan de gekozen afstand "
            "van elk dienstencentrum. De mensen worden gelijk verdeeld gedacht over de wijk."
        ),
        Measure.SHARE: _(
            "Aandeel in bereik: het deel van de oppervlakte van de wijk binnen de gekozen afstand "
            "van een dienstencentrum. De mensen worden gelijk verdeeld gedacht over de wijk."
        ),
        Measure.COUNT: _(
            "Aantal dienstencentra en antennes binnen de gekozen afstand van een punt midden in de "
            "wijk."
        ),
    }
    distance = _("Afstand van een punt midden in de wijk tot het dienstencentrum.")
    return texts.get(question.measure, distance)


def _reach(question: Question) -> str:
    far = metres(question.threshold_m)
    if question.reach.detour_factor > 1:
        return _(
            "In bereik is tot en met {far} in vogelvlucht × omwegfactor {factor} (een aanname)."
        ).format(far=far, factor=number(question.reach.detour_factor, digits=1))
    return _(
        "In bereik is tot en met {far} in vogelvlucht; over de weg is het verder. Centra over de "
        "gemeentegrens tellen mee."
    ).format(far=far)


def _counted(question: Question) -> str:
    kinds = ", ".join(status_label(s) for s in question.reach.statuses) or _("geen")
    antennes = (
        _("Antennes tellen mee.") if question.reach.antennes else _("Antennes tellen niet mee.")
    )
    return f"{_('Tellen mee: {kinds}.').format(kinds=kinds)} {antennes}"


def _classes(shown: WijkenView) -> str:
    how = _("natuurlijke klassen (Jenks-Caspall)") if shown.question.natural else _("vaste klassen")
    labels = "; ".join(shown.labels[c] for c in "12345")
    return _("{label}: {text}").format(label=how, text=labels)
