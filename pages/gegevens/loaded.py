"""What is loaded: of each dataset what it is, from where, how old, and under which licence."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.demand.sectors import BY_AREA, BY_KEY, without_place
from geodata.enums import DatasetFlag, SnapshotKind
from pages.gegevens import whole_snapshot
from pages.gegevens.parts import age, facts, moment, today
from pages.ui import datasets, markup
from pages.ui.datasets import dataset_date, dataset_label, dataset_marks, dataset_source, with_days
from pages.ui.i18n import N_, _, ngettext
from pages.ui.numbers import number
from pages.ui.stored import kind_of_snapshot

if TYPE_CHECKING:
    from geodata.snapshot.model import Dataset, SnapshotData
    from loaders.store.snapshots import Snapshot

_COUNTED = {
    "units": N_("Aantal wijken"),
    "areas": N_("Aantal gebieden"),
    "people": N_("Aantal mensen"),
    "centres": N_("Aantal centra"),
    "division": N_("Gemeenten in een gebied"),
    "services": N_("Aantal diensten"),
    "projections": N_("Aantal cijfers (per gemeente en jaar)"),
    "sectors": N_("Aantal sectoren"),
    "network": N_("Aantal stukken straat"),
}


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    loaded = _("Geladen op {moment} ({kind}), als momentopname {id}.").format(
        moment=moment(snapshot.created), kind=kind_of_snapshot(snapshot.kind), id=snapshot.id
    )
    if snapshot.kind is SnapshotKind.OWN:
        loaded = _(
            "Dit zijn de gegevens van Nabij met uw eigen bestanden. Bij wat uit uw bestanden komt, "
            "staat dat erbij."
        )
    cards = "".join(_card(dataset, snapshot.data) for dataset in snapshot.data.datasets)
    st.html(markup.paragraph(loaded, "nabij-long") + f"<div class='nabij-two'>{cards}</div>")
    whole_snapshot.show(snapshot)


def _card(dataset: Dataset, data: SnapshotData) -> str:
    source, credit = dataset_source(dataset), with_days(dataset.attribution)
    unknown = _("niet bekend")
    pairs = [
        (
            _(_COUNTED[dataset.name]) if dataset.name in _COUNTED else _("Aantal"),
            number(dataset.rows),
        ),
        (_("Bron"), source or unknown),
        (_("Toestand op"), dataset_date(dataset) or unknown),
        (_("Ouderdom"), age(dataset.reference_date, now=today())),
        (_("Licentie"), dataset.licence or unknown),
        (_("Naamsvermelding"), credit if credit != source else ""),
        (_("Let op"), ", ".join(dataset_marks(dataset))),
        (_("Hoe gemaakt"), _made(dataset, data)),
    ]
    head = f"<h3>{escape(dataset_label(dataset))}</h3>"
    return f"<section class='nabij-card nabij-long'>{head}{facts(pairs)}</section>"


def _made(dataset: Dataset, data: SnapshotData) -> str:
    """Return how a dataset was made; empty where it is as its publisher has it."""
    if dataset.name == "centres":
        return _centres(data)
    if dataset.name == "division":
        return _division(dataset, data)
    if dataset.name == "sectors":
        return _sectors(data)
    if dataset.name == "services":
        return _("Zonder coördinaten staat een dienst midden in haar plaats of gemeente.")
    texts = {
        ("units", DatasetFlag.APPROXIMATE): _(
            "Niet de echte grenzen: elk gerechtelijk kanton is verdeeld over zijn wijken, telkens "
            "naar het dichtstbijzijnde binnenpunt."
        ),
        ("areas", DatasetFlag.APPROXIMATE): _("Samengesteld uit de benaderde wijken."),
        ("network", DatasetFlag.INCOMPLETE): _(
            "Niet van elke wijk zijn alle straten geladen. Het luik Straten te voet zegt van welke."
        ),
        ("people", DatasetFlag.ESTIMATED): _(
            "Geteld per gemeente. Per wijk is het een schatting: het cijfer van de gemeente, "
            "verdeeld over haar wijken."
        ),
    }
    if DatasetFlag.ESTIMATED_AGES in dataset.flags:
        return datasets.ages_estimated()
    return " ".join(texts[dataset.name, f] for f in dataset.flags if (dataset.name, f) in texts)


def _sectors(data: SnapshotData) -> str:
    ways = data.sectors["placed_by"].value_counts()
    parts = [
        ngettext(
            "{key} sector heeft zijn wijk uit de officiële sleuteltabel, {area} van de ligging.",
            "{key} sectoren hebben hun wijk uit de officiële sleuteltabel, {area} van de ligging.",
            int(ways.get(BY_KEY, 0)),
        ).format(key=number(ways.get(BY_KEY, 0)), area=number(ways.get(BY_AREA, 0)))
    ]
    if lost := int(without_place(data).sum()):
        parts.append(
            ngettext(
                "{n} mens is niet toewijsbaar aan een wijk en staat in geen cijfer per wijk.",
                "{n} mensen zijn niet toewijsbaar aan een wijk en staan in geen cijfer per wijk.",
                lost,
            ).format(n=number(lost))
        )
    unknown = int(data.sectors["people_all"].isna().sum())
    if unknown:
        parts.append(
            ngettext(
                "Van {n} sector is niet bekend hoeveel mensen er wonen.",
                "Van {n} sectoren is niet bekend hoeveel mensen er wonen.",
                unknown,
            ).format(n=number(unknown))
        )
    return " ".join(parts)


def _centres(data: SnapshotData) -> str:
    if data.records.empty:
        return _(
            "Niet het officiële register: centra uit openbare bronnen, de meeste zonder "
            "huisnummer. Een centrum zonder adres staat midden in zijn plaats of gemeente."
        )
    return _(
        "Wat verschillende bronnen over hetzelfde centrum zeggen, is samengevoegd. Elk gegeven "
        "komt van de bron die het meeste vertrouwen krijgt. Een centrum zonder adres staat midden "
        "in zijn plaats of gemeente."
    )


def _division(dataset: Dataset, data: SnapshotData) -> str:
    parts = []
    if DatasetFlag.EXAMPLE in dataset.flags:
        parts.append(_("De ondersteuningspunten zijn verzonnen: de echte zijn niet openbaar."))
    if data.division["computed"].any():
        parts.append(
            _("Elke gemeente hoort bij het dichtstbijzijnde ondersteuningspunt, in vogelvlucht.")
        )
    return " ".join(parts)
