"""What the kinds of file, their columns and what may be in them are called, all in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.enums import FigureCause, ImportStep
from loaders.files.notes import NoteKind
from loaders.imports.people_columns import band_of
from pages.ui.i18n import N_, _, ngettext, semicolons
from pages.ui.numbers import number

if TYPE_CHECKING:
    from loaders.files.notes import FileNote, Place
    from loaders.imports.file_kind import FileKind


@dataclass(frozen=True)
class KindWords:
    """The words of a kind of file, to be translated.

    Attributes
    ----------
    label
        What it is called.
    text
        What it holds.
    expected
        Our name of a column → what may be in it, where that is special to this kind.
    """

    label: str
    text: str
    expected: dict[str, str] = field(default_factory=dict)


KIND_WORDS = {
    "centres": KindWords(
        N_("Lokale dienstencentra"),
        N_(
            "Eén rij per vestiging: de hoofdvestiging of een antenne. Een naam is nodig, en waar "
            "het is: een gemeente, een postcode of coördinaten."
        ),
        {"kind": N_("Hoofdvestiging of antenne, of niets.")},
    ),
    "services": KindWords(
        N_("Sociale Huizen en zelfhulp"),
        N_("Eén rij per Sociaal Huis of zelfhulpgroep, met de soort, de naam en de gemeente."),
        {"kind": N_("Sociaal Huis of zelfhulp.")},
    ),
    "support_points": KindWords(
        N_("Regionale ondersteuningspunten (ROP)"),
        N_("Eén rij per ondersteuningspunt, met de naam en de coördinaten."),
        {"lat": N_("Coördinaten van een punt in België. Kijk na of de twee niet verwisseld zijn.")},
    ),
    "division": KindWords(
        N_("Indeling van gemeenten bij een ROP"),
        N_("Eén rij per gemeente, met het ondersteuningspunt waar ze bij hoort."),
        {
            "municipality": N_(
                "Een gemeente van vandaag in Vlaanderen of Brussel, elke gemeente één keer."
            )
        },
    ),
    "projections": KindWords(
        N_("Bevolkingsvooruitzichten"),
        N_("Eén rij per gemeente en jaar, met het verwachte aantal inwoners."),
        {
            "municipality": N_(
                "Een gemeente in Vlaanderen of Brussel, elke gemeente één keer per jaar. Van een "
                "gefuseerde gemeente: de nieuwe gemeente, of al haar delen."
            )
        },
    ),
    "population": KindWords(
        N_("Aantallen inwoners"),
        N_(
            "Het bestand van Statbel zoals het is (TF_SOC_POP_STRUCT), of een tabel met één rij "
            "per gemeente of per wijk: alle inwoners, 65-plussers en 80-plussers, of groepen van "
            "leeftijden. Ontbreken de leeftijden, dan schat Nabij ze. Cijfers per gemeente "
            "verdeelt Nabij over haar wijken: dat is een schatting. Cijfers per wijk blijven zoals "
            "ze zijn."
        ),
        {
            "code": N_(
                "De code van een wijk die geladen is, of haar naam samen met haar gemeente; elke "
                "wijk één keer. U vindt de codes in de downloads van Dekking."
            ),
            "municipality": N_(
                "Een gemeente in Vlaanderen of Brussel, elke gemeente één keer. Van een gefuseerde "
                "gemeente: de nieuwe gemeente, of al haar delen."
            ),
        },
    ),
    "neighbourhoods": KindWords(
        N_("Wijken (kaartlaag)"),
        N_(
            "Een kaartlaag met vlakken, elk met een code en een naam, en als u wilt met inwoners, "
            "65-plussers en 80-plussers. Ze vervangt de wijken van de gemeenten die ze bedekt."
        ),
    ),
    "addresses": KindWords(
        N_("Adressen of gebouwen"),
        N_(
            "Eén rij per adres of gebouw, met de coördinaten, en als u wilt met het aantal mensen. "
            "Zonder mensen telt elk adres even zwaar. De adressen zeggen enkel waar in de wijk de "
            "mensen wonen; hoeveel mensen er in een wijk wonen, blijft zoals het is."
        ),
        {
            "lat": N_("Coördinaten in België. Kijk na of de twee niet verwisseld zijn."),
            "geometry": N_("Een punt of een vlak."),
            "people_all": N_("Een geheel aantal mensen, 0 of meer."),
        },
    ),
}
"""Code of a kind of file → its words; a new kind needs its own here."""

_FIELDS = {
    "activities": N_("activiteiten"),
    "checked_on": N_("nagekeken op"),
    "code": N_("wijkcode"),
    "cover": N_("vlak"),
    "crs": N_("coördinatenstelsel"),
    "elsewhere": N_("vlak"),
    "email": N_("e-mail"),
    "estimated": N_("schatting"),
    "example": N_("voorbeeld"),
    "geometry": N_("vlak"),
    "host": N_("gastorganisatie"),
    "household_size": N_("grootte van het huishouden"),
    "id": N_("nummer of code"),
    "kind": N_("soort"),
    "lat": N_("breedtegraad"),
    "lon": N_("lengtegraad"),
    "municipality": N_("gemeente"),
    "name": N_("naam"),
    "neighbourhood": N_("naam van de wijk"),
    "nis": N_("NIS-code"),
    "number": N_("huisnummer"),
    "opening_hours": N_("openingsuren"),
    "operator": N_("uitbater"),
    "overlap": N_("vlak"),
    "parent": N_("hoofdvestiging"),
    "people": N_("bevolking"),
    "people_65plus": N_("65-plussers"),
    "people_80plus": N_("80-plussers"),
    "people_all": N_("alle inwoners"),
    "phone": N_("telefoon"),
    "place": N_("plaats"),
    "position": N_("ligging"),
    "postcode": N_("postcode"),
    "rop": N_("ondersteuningspunt"),
    "source": N_("bron"),
    "status": N_("status"),
    "street": N_("straat"),
    "theme": N_("thema"),
    "themes": N_("thema’s"),
    "website": N_("website"),
    "wheelchair": N_("toegang met een rolstoel"),
    "within_m": N_("nauwkeurigheid (m)"),
    "x": N_("x-coördinaat"),
    "y": N_("y-coördinaat"),
    "year": N_("jaar"),
}
_TOWN = N_(
    "Een gemeente van vandaag in Vlaanderen of Brussel: haar naam of haar NIS-code. Is ze "
    "gefuseerd, geef dan de nieuwe gemeente."
)
_SPOT = N_(
    "Een getal, en samen met de andere coördinaat een plek in België, in de gemeente van de rij. "
    "Kijk na of de twee niet verwisseld zijn."
)
_COUNT = N_(
    "Een geheel aantal mensen, 0 of meer: niet meer 80-plussers dan 65-plussers, en niet meer "
    "65-plussers dan inwoners. Schrijf alle getallen van een kolom op dezelfde manier: met een "
    "punt voor duizendtallen, met een spatie of zonder teken."
)
_EXPECTED = {
    "activities": N_(
        "Een of meer van: warme maaltijden, boodschappenhulp, hygiënische zorg, ontspanning, "
        "vorming, informatie, buurthulp, mobiliteit, doorverwijzing. Zet er een komma tussen."
    ),
    "checked_on": N_("Een datum, zoals 2026-01-31 of 31/01/2026."),
    "code": N_("Een code; elke wijk een andere, en geen die een wijk elders al heeft."),
    "cover": N_(
        "Een vlak in een gemeente waarvan de kaartlaag ten minste de helft bedekt: een gemeente "
        "houdt haar wijken, of krijgt ze allemaal nieuw."
    ),
    "crs": N_(
        "Het stelsel van x en y: 31370 (Lambert 72), 3812 (Lambert 2008), 4326 (WGS84) of 3857 "
        "(Web Mercator). Nabij raadt het nooit."
    ),
    "elsewhere": N_(
        "Een vlak in Vlaanderen of Brussel. Kijk na of het stelsel klopt, en of de coördinaten "
        "niet verwisseld zijn."
    ),
    "email": N_("Eén e-mailadres van de dienst, of niets."),
    "estimated": N_("Ja of nee, of niets."),
    "example": N_("Ja of nee, of niets."),
    "geometry": N_("Een vlak dat zichzelf niet snijdt. Herstel het, of laat het weg."),
    "id": N_("Letters of cijfers; elk nummer één keer."),
    "lat": _SPOT,
    "lon": _SPOT,
    "municipality": _TOWN,
    "name": N_("Een naam. Dezelfde rij mag er geen twee keer staan."),
    "nis": _TOWN,
    "opening_hours": N_("Openingsuren zoals ma-vr 9u-12u en 13u-17u, of zoals {example}."),
    "overlap": N_(
        "Een vlak naast de andere: er mag niet meer dan een tiende van op een ander vlak liggen."
    ),
    "parent": N_(
        "Bij een antenne: de naam of het nummer van één hoofdvestiging in dit bestand, waarvan de "
        "rij zelf klopt. Bij een hoofdvestiging: niets."
    ),
    "people": N_("Een geheel aantal mensen, 1 of meer."),
    "people_all": _COUNT,
    "people_65plus": _COUNT,
    "people_80plus": _COUNT,
    "phone": N_("Een telefoonnummer, of niets."),
    "position": N_(
        "Een breedtegraad en een lengtegraad, zoals 51.0543, 3.7174, in de gemeente van de rij."
    ),
    "postcode": N_("Een postcode van vier cijfers, of niets."),
    "rop": N_(
        "De naam of de code van een ondersteuningspunt dat in het andere bestand staat, of al "
        "geladen is."
    ),
    "status": N_("Erkend, vergund, aangevraagd, niet erkend, gesloten of onbekend, of niets."),
    "themes": N_("Een of meer van: financieel beleid, personeelsbeleid, kwaliteit, samenwerking."),
    "website": N_("Het adres van een website, zoals www.voorbeeld.be, of niets."),
    "wheelchair": N_("Ja (zonder hulp), met hulp of nee; niets als u het niet weet."),
    "within_m": N_(
        "Een aantal meter, zoals 300: het centrum ligt hoogstens zo ver van de coördinaten."
    ),
    "x": _SPOT,
    "y": _SPOT,
    "year": N_("Een jaar van 2000 tot 2100."),
}
_CAUSES = {
    FigureCause.ZERO: N_("formules die nooit zijn uitgerekend, of aantallen die niet bekend zijn"),
    FigureCause.PERCENTAGES: N_("percentages"),
    FigureCause.THOUSANDS: N_("aantallen in duizendtallen"),
    FigureCause.TENFOLD: N_("een komma te weinig: tien of honderd keer te veel"),
    FigureCause.LARGER_AREA: N_("de provincie, het arrondissement of het gewest met die naam"),
    FigureCause.HOUSEHOLDS: N_("huishoudens, geen mensen"),
}
_HOURS = "Mo-Fr 09:00-12:00,13:30-16:30"
_SAME = {"neighbourhood": "code", "nis": "municipality", "lon": "lat", "x": "lat", "y": "lat"}


def kind_label(kind: FileKind) -> str:
    """Return what a kind of file is called."""
    return _(KIND_WORDS[kind.code].label)


def kind_text(kind: FileKind) -> str:
    """Return what a kind of file holds."""
    return _(KIND_WORDS[kind.code].text)


def cause_text(cause: FigureCause) -> str:
    """Return why a figure is probably so different; empty if that is not known."""
    return _(_CAUSES[cause]) if cause in _CAUSES else ""


def field_label(name: str) -> str:
    """Return what one of our columns is called."""
    if band := band_of(name):
        return _("leeftijd {ages}").format(ages=band)
    return _(_FIELDS[name]) if name in _FIELDS else name


def expected(kind: FileKind, name: str) -> str:
    """Return what may be in one of our columns; empty: what a row as a whole must be."""
    if not name:
        return _(
            "Niet meer cellen dan de rij met de namen van de kolommen. Zet een cel waarin het "
            "scheidingsteken zelf staat, tussen dubbele aanhalingstekens."
        )
    special = KIND_WORDS[kind.code].expected
    name = "people_all" if band_of(name) else name
    text = special.get(name) or special.get(_SAME.get(name, "")) or _EXPECTED.get(name)
    if text:
        return _(text).format(example=_HOURS)
    return _("Deze waarde kan niet worden gebruikt: verbeter of wis ze.")


_STEPS = {
    ImportStep.READING: N_("De rijen lezen"),
    ImportStep.PLACING: N_("De rijen bij hun gemeente of wijk zetten"),
    ImportStep.LINKING: N_("Zoeken welke rijen hetzelfde centrum zijn"),
    ImportStep.MERGING: N_("Eén lijst maken"),
    ImportStep.CHECKING: N_("Alles nakijken en de kaarten klaarzetten"),
    ImportStep.PUBLISHING: N_("Publiceren"),
}


def step_label(step: ImportStep) -> str:
    """Return what is being done with a file."""
    return _(_STEPS[step])


def note_text(note: FileNote) -> str:
    """Return what a reader noticed in a file, with the first places."""
    n = note.count
    text = {
        NoteKind.ENCODING: _("De letters zijn gelezen als {text}. Kijk de accenten na."),
        NoteKind.REPAIRED: ngettext(
            "{n} keer waren letters dubbel gecodeerd (UTF-8); Nabij heeft ze hersteld.",
            "{n} keer waren letters dubbel gecodeerd (UTF-8); Nabij heeft ze hersteld.",
            n,
        ),
        NoteKind.ABOVE_HEADER: ngettext(
            "{n} rij boven de namen van de kolommen is niet gelezen.",
            "{n} rijen boven de namen van de kolommen zijn niet gelezen.",
            n,
        ),
        NoteKind.OTHER_SHEETS: _("1 van {n} bladen is gelezen: {text}. Kies hierboven een ander."),
        NoteKind.HIDDEN_ROWS: ngettext(
            "{n} verborgen of weggefilterde rij is ook gelezen.",
            "{n} verborgen of weggefilterde rijen zijn ook gelezen.",
            n,
        ),
        NoteKind.HIDDEN_COLUMNS: ngettext(
            "{n} verborgen kolom is ook gelezen.", "{n} verborgen kolommen zijn ook gelezen.", n
        ),
        NoteKind.STRUCK_ROWS: ngettext(
            "{n} rij met doorgestreepte tekst is ook gelezen.",
            "{n} rijen met doorgestreepte tekst zijn ook gelezen.",
            n,
        ),
        NoteKind.NOT_COMPUTED: ngettext(
            "{n} formule is niet berekend en telt als leeg. Open het bestand in Excel of "
            "LibreOffice, bewaar het en kies het opnieuw.",
            "{n} formules zijn niet berekend en tellen als leeg. Open het bestand in Excel of "
            "LibreOffice, bewaar het en kies het opnieuw.",
            n,
        ),
        NoteKind.ALL_ZERO: ngettext(
            "De enige formule ({n}) heeft de waarde 0. Kijk na of ze berekend is.",
            "Alle {n} formules hebben de waarde 0. Kijk na of ze berekend zijn.",
            n,
        ),
        NoteKind.ERROR_CELLS: ngettext(
            "{n} cel heeft een fout als waarde en telt als leeg.",
            "{n} cellen hebben een fout als waarde en tellen als leeg.",
            n,
        ),
        NoteKind.PLACEHOLDERS: ngettext(
            "In {n} cel staat een woord voor niets. Ze telt als leeg.",
            "In {n} cellen staat een woord voor niets. Ze tellen als leeg.",
            n,
        ),
        NoteKind.ROUGH_POSITION: ngettext(
            "{n} rij heeft coördinaten met te weinig cijfers na de komma. Dat is geen adres: we "
            "kennen de plek op een kilometer na, of nog minder goed.",
            "{n} rijen hebben coördinaten met te weinig cijfers na de komma. Dat is geen adres: we "
            "kennen die plekken op een kilometer na, of nog minder goed.",
            n,
        ),
        NoteKind.OTHER_POSTCODE: ngettext(
            "{n} rij heeft een postcode van een andere gemeente. Nabij volgt de naam van de "
            "gemeente.",
            "{n} rijen hebben een postcode van een andere gemeente. Nabij volgt de naam van de "
            "gemeente.",
            n,
        ),
        NoteKind.BY_POSTCODE: ngettext(
            "{n} rij van Brussel heeft de postcode van een andere gemeente. Nabij volgt de "
            "postcode.",
            "{n} rijen van Brussel hebben de postcode van een andere gemeente. Nabij volgt de "
            "postcode.",
            n,
        ),
        NoteKind.NOT_A_CENTRE: ngettext(
            "{n} rij is een ondersteuningspunt en geen centrum. Ze telt niet mee.",
            "{n} rijen zijn ondersteuningspunten en geen centra. Ze tellen niet mee.",
            n,
        ),
        NoteKind.REPEATED_COLUMNS: _(
            "{n} kolommen kunnen {text} zijn. De eerste is gebruikt; kies zelf als het een andere "
            "moet zijn."
        ),
    }[note.kind].format(n=number(n), text=field_label(note.text))
    places = ", ".join(map(_place_text, note.places)) + "…" * (n > len(note.places))
    return f"{text} ({places})" if places else text


def _place_text(place: Place) -> str:
    row = _("rij {n}").format(n=number(place.row)) if place.row else ""
    parts = (row, place.column, f"“{place.cell}”" if place.cell else "")
    return " ".join(filter(None, parts))


def source_words(title: str) -> str:
    """Return the name of a source, translated if it ships with Nabij."""
    return semicolons(_(part) for part in title.split("; ")) if title else ""
