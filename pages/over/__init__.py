"""Over: what the figures mean, where they come from, accessibility and privacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import DatasetFlag, SnapshotKind
from geodata.programme.rule import years
from loaders.builtin.snapshot import facts
from loaders.store.postcode_places import UNKNOWN_POSTCODES
from pages.over import centres, programme, reach, rights, rops, scenario, sectors
from pages.over.parts import Part, contents, paragraphs, section, table
from pages.ui import datasets, markup
from pages.ui.datasets import dataset_date, dataset_label, dataset_marks, dataset_source, with_days
from pages.ui.i18n import _, day
from pages.ui.markup import listed
from pages.ui.numbers import number
from pages.ui.session_data import current_snapshot

if TYPE_CHECKING:
    from geodata.snapshot.model import Dataset
    from loaders.store.snapshots import Snapshot
    from pages.ui.url_state import Param

# The browser looks for the part of a link before Streamlit has drawn the page: look again.
_ARRIVE = """<span hidden></span><script>
(() => {
  const part = document.getElementById(location.hash.slice(1));
  if (!part || !part.closest(".nabij-text")) return;
  part.scrollIntoView();
  part.focus({ preventScroll: true });
})();
</script>"""


def params(_snapshot: Snapshot) -> list[Param]:
    """Return what the address holds of this page: nothing."""
    return []


def subject(_snapshot: Snapshot) -> str:
    """Return nothing: the page has one subject."""
    return ""


def page() -> None:
    """Draw the page."""
    found = parts(current_snapshot())
    body = "".join(map(section, found))
    st.html(
        f"<article class='nabij-text'><header>{_purpose()}</header>{contents(found)}"
        f"<div>{body}</div></article>"
    )
    st.html(_ARRIVE, unsafe_allow_javascript=True)


def parts(snapshot: Snapshot) -> list[Part]:
    """Return the parts of the page, in the reader's language."""
    data = snapshot.data
    found = [
        reach.meanings(),
        sectors.sectors(data),
        reach.overlaps(),
        scenario.scenario(),
        reach.finding(),
        programme.programme(data),
        programme.similar(),
        rops.areas(data),
        rops.changed(),
        rops.rules(),
        centres.one_list(),
        rights.analysis(),
        reach.norms(),
        _limits(snapshot),
        _sources(snapshot),
        rights.accessibility(),
        rights.privacy(),
    ]
    return [part for part in found if part.body]


def _purpose() -> str:
    return markup.title(_("Over Nabij")) + paragraphs(
        _(
            "Nabij toont waar de lokale dienstencentra van Vlaanderen en Brussel zijn, en welke "
            "wijken ze niet bereiken. Een lokaal dienstencentrum is er voor de hele buurt, en in "
            "de eerste plaats voor ouderen, mantelzorgers en wie kwetsbaar is."
        ),
        _(
            "Hier leest u van elk cijfer wat het betekent, hoe het berekend is en waar het vandaan "
            "komt, en wat we niet weten."
        ),
    )


def _limits(snapshot: Snapshot) -> Part:
    texts = {
        ("units", DatasetFlag.APPROXIMATE): _(
            "De grenzen van de wijken zijn benaderd: elk gerechtelijk kanton is verdeeld over zijn "
            "wijken, telkens naar het dichtstbijzijnde binnenpunt. Lees ze niet als echte grenzen."
        ),
        ("people", DatasetFlag.ESTIMATED): _(
            "Het aantal mensen per wijk is een schatting: het cijfer van de gemeente, verdeeld "
            "over haar wijken volgens het aantal statistische sectoren. De som per gemeente klopt "
            "precies."
        ),
        ("people", DatasetFlag.ESTIMATED_AGES): datasets.ages_estimated(),
        ("centres", DatasetFlag.INCOMPLETE): _(
            "De centra komen uit openbare bronnen en niet uit het officiële register. De lijst is "
            "onvolledig en van de meeste centra is het huisnummer niet bekend. Een wijk zonder "
            "centrum op deze kaart kan er in het echt wel een hebben."
        ),
        ("division", DatasetFlag.EXAMPLE): _(
            "De ROP-gebieden zijn een voorbeeld. De echte indeling is niet openbaar; een "
            "coördinator kan ze aanleveren."
        ),
        ("services", DatasetFlag.EXAMPLE): _(
            "De Sociale Huizen en zelfhulpgroepen zijn een voorbeeld: verzonnen, niet echt."
        ),
    }
    found = [
        _(
            "Van {n} van de {total} deelgemeenten kennen we de postcode niet. We rekenen ze bij de "
            "postcode van de dichtstbijzijnde deelgemeente in hun gemeente. De postcodes van "
            "Antwerpen-stad (2000 tot 2060) kunnen we niet van elkaar onderscheiden."
        ).format(n=number(UNKNOWN_POSTCODES), total=number(len(facts("deelgemeenten"))))
    ]
    flagged = {(d.name, flag) for d in snapshot.data.datasets for flag in d.flags}
    found += [text for key, text in texts.items() if key in flagged]
    if not years(snapshot.data):
        found.append(
            _("Er is geen bevolkingsprojectie geladen. Het programma is daarom indicatief.")
        )
    title = _("Wat benaderd, geschat of een voorbeeld is")
    return Part("benaderd", title, listed(found))


def _sources(snapshot: Snapshot) -> Part:
    heads = (_("Gegevens"), _("Bron"), _("Datum"), _("Aantal"), _("Licentie"), _("Let op"))
    listed_datasets = table(
        _("Alle gegevens, met hun bron en datum"), heads, map(_source_row, snapshot.data.datasets)
    )
    loaded = _("Deze gegevens zijn geladen op {day}, als momentopname {id}.").format(
        day=day(snapshot.created.date()),
        id=_("met uw eigen bestanden") if snapshot.kind is SnapshotKind.OWN else snapshot.id,
    )
    return Part("bronnen", _("Bronnen"), listed_datasets + paragraphs(loaded))


def _source_row(dataset: Dataset) -> list[str]:
    named = (dataset_source(dataset), with_days(dataset.attribution))
    return [
        dataset_label(dataset),
        " · ".join(dict.fromkeys(filter(None, named))),
        dataset_date(dataset) or _("niet bekend"),
        number(dataset.rows),
        dataset.licence or _("niet bekend"),
        ", ".join(dataset_marks(dataset)) or "–",
    ]
