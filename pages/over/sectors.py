"""Over, about statistical sectors: how figures of sectors become those of wijken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.demand.sectors import people_of_wijken, without_place
from pages.over.parts import Part, formula, paragraphs
from pages.ui.datasets import dataset_date
from pages.ui.i18n import _, ngettext
from pages.ui.markup import terms
from pages.ui.numbers import number

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData


def sectors(data: SnapshotData) -> Part:
    """Return how sectors are used; without a body where none are loaded."""
    if data.sectors.empty:
        return Part("sectoren", "", "")
    lead = _(
        "Er zijn {n} statistische sectoren geladen: de kleinste gebieden waarvan bekend is hoeveel "
        "mensen er wonen. Wie in bereik is, wordt per sector berekend en per wijk opgeteld. We "
        "rekenen dus alsof de mensen gelijk verspreid over hun sector wonen, niet over de hele "
        "wijk."
    ).format(n=number(len(data.sectors)))
    formulas = formula(
        _(
            "Aandeel in bereik van een wijk = som over haar sectoren van (mensen van de sector × "
            "oppervlakte van de sector in bereik ÷ oppervlakte van de sector) ÷ mensen van de wijk"
        ),
        _(
            "65-plussers van een sector = mensen van de sector × 65-plussers van de gemeente ÷ "
            "mensen van de gemeente; zo ook voor 80-plussers"
        ),
    )
    choice = _(
        "Op Dekking kunt u onder Meer keuzes de mensen ook per wijk verdelen. Daar staat ook wat "
        "de sectoren veranderen."
    )
    title = _("Mensen per statistische sector")
    body = paragraphs(lead) + formulas + terms(*_words(data)) + paragraphs(choice)
    return Part("sectoren", title, body)


def _words(data: SnapshotData) -> list[tuple[str, str]]:
    lost = int(without_place(data).sum())
    lacking = int(people_of_wijken(data.sectors, data.units)["people_all"].isna().sum())
    return [
        (
            _("Afstand en aantal centra"),
            _(
                "Van de middelste inwoner: minstens de helft van de mensen van de wijk woont zo "
                "dicht bij een centrum of dichter, en heeft zoveel centra in bereik of meer. "
                "Gemeten van een punt midden in hun sector, in vogelvlucht."
            ),
        ),
        (
            _("Leeftijden"),
            _(
                "Niet per sector geteld, dus een schatting, in hele mensen. De datums: {dates}."
            ).format(dates=dataset_date(data.dataset("people"))),
        ),
        (
            _("Sector zonder inwoners"),
            _("Telt niet mee: waar niemand woont, is niemand buiten bereik."),
        ),
        (
            _("Sector zonder cijfer"),
            ngettext(
                "Niet bekend is niet nul. Een wijk met zo’n sector, of zonder sector, houdt het "
                "aantal mensen dat ze had: een schatting. Haar bereik wordt berekend over haar "
                "hele oppervlakte. Zo is er nu {n} wijk.",
                "Niet bekend is niet nul. Een wijk met zo’n sector, of zonder sector, houdt het "
                "aantal mensen dat ze had: een schatting. Haar bereik wordt berekend over haar "
                "hele oppervlakte. Zo zijn er nu {n} wijken.",
                lacking,
            ).format(n=number(lacking)),
        ),
        (
            _("Niet toewijsbaar"),
            ngettext(
                "{n} mens: de sector is niet bekend, staat niet op de kaart of ligt in geen "
                "wijk. Die mens staat in geen enkel cijfer per wijk of gemeente.",
                "{n} mensen: hun sector is niet bekend, staat niet op de kaart of ligt in geen "
                "wijk. Ze staan in geen enkel cijfer per wijk of gemeente.",
                lost,
            ).format(n=number(lost)),
        ),
    ]
