"""Over: what the figures mean, where they come from, accessibility and privacy."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from pages.data import current_snapshot
from pages.notes import dataset_date, dataset_label, dataset_marks, dataset_source, with_days
from pages.texts import _, day, number

if TYPE_CHECKING:
    from geodata.model import Dataset
    from loaders.store import Snapshot


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    sections = [_purpose(), _definitions(), _limits(snapshot), _sources(snapshot)]
    sections += [_accessibility(), _privacy()]
    st.html(f"<article class='nabij-text'>{''.join(sections)}</article>")


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _terms(pairs: list[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(t)}</dt><dd>{escape(d)}</dd>" for t, d in pairs)
    return f"<dl class='nabij-notes'>{items}</dl>"


def _purpose() -> str:
    return f"<h1 class='nabij-title'>{escape(_('Over Nabij'))}</h1>" + _paragraphs(
        _(
            "Nabij toont waar de lokale dienstencentra van Vlaanderen en Brussel zijn, en welke "
            "wijken ze niet bereiken. Een lokaal dienstencentrum is er voor de hele buurt, en in "
            "de eerste plaats voor ouderen, mantelzorgers en wie kwetsbaar is."
        )
    )


def _definitions() -> str:
    return _heading(_("Wat de cijfers betekenen")) + _terms(
        [
            (
                _("Bereik"),
                _(
                    "Alles wat ten hoogste de gekozen afstand (≤) van een dienstencentrum of "
                    "antenne ligt. De afstand is in vogelvlucht: een rechte lijn. Over de weg is "
                    "het verder."
                ),
            ),
            (
                _("Aandeel in bereik"),
                _(
                    "Oppervlakte van de wijk in bereik ÷ oppervlakte van de wijk. De oppervlakte "
                    "is exact berekend met cirkels, niet met veelhoeken."
                ),
            ),
            (
                _("Mensen in en buiten bereik"),
                _(
                    "In bereik = mensen × aandeel in bereik. Buiten bereik = mensen − in bereik. "
                    "De mensen worden gelijk verdeeld gedacht over de wijk. Sommen tellen de niet "
                    "afgeronde cijfers op."
                ),
            ),
            (
                _("Afstand tot het eerste, tweede en derde centrum"),
                _("De rechte lijn van een punt midden in de wijk tot het centrum."),
            ),
            (
                _("Omwegfactor"),
                _(
                    "Afstand = vogelvlucht × factor. De factor is een aanname van wie hem kiest, "
                    "geen meting. In bereik is dan: vogelvlucht ≤ gekozen afstand ÷ factor."
                ),
            ),
            (
                _("Onzeker"),
                _(
                    "Van sommige centra kennen we alleen de plaats of de gemeente. Ze kunnen niet "
                    "beslissen wie op 1.200 m woont. Een wijk die zo’n centrum misschien bedient, "
                    "heet onzeker, en een som is een bandbreedte: met die centra in het midden van "
                    "hun plaats, en zonder."
                ),
            ),
            (
                _("Geen gegevens, niemand, niets in bereik"),
                _(
                    "Drie verschillende dingen. Geen gegevens: we weten het niet. Niemand: er "
                    "woont niemand van die groep. Niets in bereik: er wonen mensen, en geen "
                    "centrum is dichtbij."
                ),
            ),
            (
                _("Afstanden"),
                _(
                    "Er is geen wettelijke afstandsnorm voor dienstencentra gevonden. 400 en 800 m "
                    "komen uit Vlaamse groenindicatoren, 1.200 m uit de wandeling van een kwartier "
                    "van het Departement Omgeving, 1.500 m uit de Gemeente-Stadsmonitor (2014). "
                    "Een oudere stapt ongeveer 3,5 km per uur: een kwartier is dan 875 m."
                ),
            ),
        ]
    )


def _limits(snapshot: Snapshot) -> str:
    texts = {
        ("units", "approximate"): _(
            "De grenzen van de wijken zijn benaderd: elk gerechtelijk kanton is verdeeld over zijn "
            "wijken, telkens naar het dichtstbijzijnde binnenpunt. Lees ze niet als echte grenzen."
        ),
        ("people", "estimated"): _(
            "Het aantal mensen per wijk is een schatting: het cijfer van de gemeente, verdeeld "
            "over haar wijken volgens het aantal statistische sectoren. De som per gemeente klopt "
            "precies."
        ),
        ("centres", "incomplete"): _(
            "De centra komen uit openbare bronnen en niet uit het officiële register. De lijst is "
            "onvolledig en van de meeste centra is het huisnummer niet bekend. Een wijk zonder "
            "centrum op deze kaart kan er in het echt wel een hebben."
        ),
        ("division", "example"): _(
            "De ROP-gebieden zijn een voorbeeld. De echte indeling is niet openbaar; een "
            "coördinator kan ze aanleveren."
        ),
    }
    held = {(d.name, flag) for d in snapshot.data.datasets for flag in d.flags}
    found = [text for key, text in texts.items() if key in held]
    if not found:
        return ""
    items = "".join(f"<li>{escape(text)}</li>" for text in found)
    return f"{_heading(_('Wat benaderd, geschat of een voorbeeld is'))}<ul>{items}</ul>"


def _sources(snapshot: Snapshot) -> str:
    heads = (_("Gegevens"), _("Bron"), _("Datum"), _("Aantal"), _("Licentie"), _("Let op"))
    head = "".join(f"<th scope='col'>{escape(h)}</th>" for h in heads)
    rows = "".join(_source_row(d) for d in snapshot.data.datasets)
    loaded = _("Deze gegevens zijn geladen op {day}, als momentopname {id}.").format(
        day=day(snapshot.created.date()), id=snapshot.id
    )
    return (
        f"{_heading(_('Bronnen'))}<div class='nabij-wide' tabindex='0' role='region'"
        f" aria-label='{escape(_('Bronnen'), quote=True)}'>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{_paragraphs(loaded)}"
    )


def _source_row(dataset: Dataset) -> str:
    parts = (dataset_source(dataset), with_days(dataset.attribution))
    credit = " · ".join(dict.fromkeys(filter(None, parts)))
    cells = [
        credit,
        dataset_date(dataset) or _("niet bekend"),
        number(dataset.rows),
        dataset.licence or _("niet bekend"),
        ", ".join(dataset_marks(dataset)) or "–",
    ]
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr><th scope='row'>{escape(dataset_label(dataset))}</th>{rest}</tr>"


def _accessibility() -> str:
    return (
        _heading(_("Toegankelijkheid"))
        + _paragraphs(
            _(
                "Nabij wil voldoen aan WCAG 2.1 niveau AA. De tabel naast de kaart toont dezelfde "
                "wijken, cijfers en klassen als de kaart en werkt met het toetsenbord. Kleuren "
                "staan nooit alleen: de klasse staat in woorden in de legende, de tabel en de "
                "tekstballon."
            ),
            _(
                "Elke wijziging wordt automatisch getoetst: met axe, met het toetsenbord, op een "
                "telefoonscherm en op 200 %. Een toets door mensen met een beperking is nog niet "
                "gebeurd."
            ),
            _("Goed om te weten:"),
        )
        + _known_faults()
    )


def _known_faults() -> str:
    faults = [
        _(
            "Enkele woorden van Streamlit zelf blijven Engels, zoals “No results” in een "
            "keuzelijst."
        ),
        _(
            "De tekens op de kaart zijn één tabstop; met de pijltoetsen gaat u van teken naar "
            "teken."
        ),
    ]
    return "<ul>" + "".join(f"<li>{escape(fault)}</li>" for fault in faults) + "</ul>"


def _privacy() -> str:
    return _heading(_("Privacy")) + _paragraphs(
        _(
            "Nabij plaatst geen volgcookies en telt geen bezoekers. Uw browser vraagt alles aan "
            "deze website zelf; alleen als de beheerder een achtergrondkaart instelt, vraagt hij "
            "die kaartbeelden bij de uitgever ervan."
        ),
        _(
            "Wat u intypt om een centrum te vinden, wordt niet bewaard en komt niet in de link. "
            "Vindt Nabij het niet tussen de gemeenten, wijken en centra, dan stuurt deze website "
            "het als adres naar de adresdienst van Digitaal Vlaanderen, tenzij de beheerder dat "
            "uitzet. Uw locatie vraagt Nabij pas als u op de knop drukt; ze wordt afgerond op "
            "ongeveer tien meter en niet bewaard."
        ),
        _(
            "De link van een pagina bevat uw keuzes (gebied, gemeente, afstand), nooit een adres. "
            "Nabij toont alleen gegevens van centra, geen namen van medewerkers."
        ),
    )
