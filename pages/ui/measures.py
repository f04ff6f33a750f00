"""The measures in words: a row for each row of :data:`geodata.measures.MEASURES`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geodata.choropleth import CLASSES, EVERYONE, NO_DATA, NOBODY, UNDECIDED
from geodata.measures import COUNT, DISTANCES, GAP, NEED, SHARE
from geodata.reach.spread import ADDRESS, SECTOR
from pages.ui.i18n import N_, _
from pages.ui.numbers import metres, number, percent

if TYPE_CHECKING:
    from geodata.measures import Bounds, Measure


@dataclass(frozen=True)
class MeasureWords:
    """What a measure is called, in Dutch; the message identifiers of the catalogues.

    Attributes
    ----------
    label
        As a choice, and above the legend.
    title
        Question that the page asks, with ``{region}`` and ``{far}``.
    caption
        Above the table, with ``{noun}`` for the people.
    value
        On the map, with ``{n}`` for the value and ``{noun}`` for the people.
    definition, definition_by_sector
        What it means, with people spread over wijken and over statistical sectors.
    along_streets, along_streets_by_sector
        The same for distances on foot.
    by_address
        The same for people who are where addresses are; empty if it is that of whole wijken.
    explanation
        Term and text on the page about the method; measures may share it.
    ends
        Heads of the two columns of a range, without the unit.
    head
        Head of the column where all values are certain, without the unit.
    lowest
        Name of the first class where its upper bound is 0; empty for a range like the others.
    highest
        Name of the last class, with ``{low}``.
    everyone
        Name of the last class of a share where it is exactly everyone.
    colour
        What the colours show, with ``{noun}``, where it is not the measure itself.
    """

    label: str
    title: str
    caption: str
    value: str
    definition: str
    definition_by_sector: str
    along_streets: str
    along_streets_by_sector: str
    explanation: tuple[str, str]
    ends: tuple[str, str]
    head: str
    lowest: str = ""
    highest: str = N_("Meer dan {low}")
    everyone: str = ""
    by_address: str = ""
    colour: str = ""


_BY_POSITION = (N_("Alle centra"), N_("Met gekende plek"))
_BY_BOUND = (N_("Minstens"), N_("Hoogstens"))
_BY_STREETS = (N_("Ruim gerekend"), N_("Streng gerekend"))

_DISTANCE_NAMES = (
    (
        N_("Afstand tot het dichtstbijzijnde centrum"),
        N_("Hoe ver is het dichtstbijzijnde dienstencentrum in {region}?"),
        N_("Wijken: afstand tot het dichtstbijzijnde centrum"),
    ),
    (
        N_("Afstand tot het tweede centrum"),
        N_("Hoe ver is het tweede dienstencentrum in {region}?"),
        N_("Wijken: afstand tot het tweede centrum"),
    ),
    (
        N_("Afstand tot het derde centrum"),
        N_("Hoe ver is het derde dienstencentrum in {region}?"),
        N_("Wijken: afstand tot het derde centrum"),
    ),
)

# in the order of the page about the method: what is out of reach follows from the share
WORDS = {
    SHARE.code: MeasureWords(
        label=N_("Aandeel mensen in bereik"),
        title=N_("Wie woont in {region} binnen {far} van een dienstencentrum?"),
        caption=N_("Wijken: aandeel {noun} in bereik"),
        value=N_("{noun} in bereik: {n} %"),
        definition=N_(
            "Aandeel in bereik: het deel van de oppervlakte van de wijk binnen de gekozen afstand "
            "van een dienstencentrum. We rekenen alsof de mensen gelijk verspreid over de wijk "
            "wonen."
        ),
        along_streets=N_(
            "Aandeel in bereik: het deel van de woonstraten van de wijk, in meter, dat te voet "
            "binnen de gekozen afstand van een dienstencentrum is. We rekenen alsof de mensen "
            "gelijk verspreid langs die straten wonen."
        ),
        along_streets_by_sector=N_(
            "Aandeel in bereik: het deel van de mensen van de wijk dat te voet binnen de gekozen "
            "afstand van een dienstencentrum woont. We rekenen alsof de mensen gelijk verspreid "
            "langs de woonstraten van hun statistische sector wonen."
        ),
        definition_by_sector=N_(
            "Aandeel in bereik: het deel van de mensen van de wijk dat binnen de gekozen afstand "
            "van een dienstencentrum woont. We rekenen alsof de mensen gelijk verspreid over hun "
            "statistische sector wonen."
        ),
        explanation=(
            N_("Aandeel in bereik"),
            N_(
                "Oppervlakte van de wijk in bereik ÷ oppervlakte van de wijk. De oppervlakte "
                "is exact berekend met cirkels, niet met veelhoeken."
            ),
        ),
        by_address=N_(
            "Aandeel in bereik: het deel van de adressen van de wijk binnen de gekozen afstand van "
            "een dienstencentrum. Weet het bestand hoeveel mensen er op een adres wonen, dan telt "
            "het adres zo zwaar. Hoeveel mensen er in de wijk wonen, komt niet uit dat bestand."
        ),
        ends=_BY_POSITION,
        head=N_("In bereik"),
        lowest=N_("Niemand in bereik"),
        everyone=N_("Iedereen in bereik"),
    ),
    GAP.code: MeasureWords(
        label=N_("Mensen buiten bereik"),
        title=N_("Wie woont in {region} verder dan {far} van een dienstencentrum?"),
        caption=N_("Wijken: {noun} buiten bereik"),
        value=N_("{noun} buiten bereik: {n}"),
        definition=N_(
            "Buiten bereik: mensen in het deel van de wijk dat verder ligt dan de gekozen afstand "
            "van elk dienstencentrum. We rekenen alsof de mensen gelijk verspreid over de wijk "
            "wonen."
        ),
        along_streets=N_(
            "Buiten bereik: mensen langs het deel van de woonstraten van de wijk dat te voet "
            "verder is dan de gekozen afstand van elk dienstencentrum. We rekenen alsof de mensen "
            "gelijk verspreid langs die straten wonen."
        ),
        along_streets_by_sector=N_(
            "Buiten bereik: mensen langs het deel van de woonstraten van hun statistische sector "
            "dat te voet verder is dan de gekozen afstand van elk dienstencentrum. We rekenen "
            "alsof de mensen gelijk verspreid langs die straten wonen; een wijk is de som van haar "
            "sectoren."
        ),
        definition_by_sector=N_(
            "Buiten bereik: mensen in het deel van hun statistische sector dat verder ligt dan de "
            "gekozen afstand van elk dienstencentrum. We rekenen alsof de mensen gelijk verspreid "
            "over hun sector wonen; een wijk is de som van haar sectoren."
        ),
        explanation=(
            N_("Mensen in en buiten bereik"),
            N_(
                "In bereik = mensen × aandeel in bereik. Buiten bereik = mensen − in bereik. "
                "We rekenen alsof de mensen gelijk verspreid over de wijk wonen. Sommen tellen de "
                "niet afgeronde cijfers op."
            ),
        ),
        by_address=N_(
            "Buiten bereik: mensen van de wijk × het deel van haar adressen dat verder is dan de "
            "gekozen afstand van elk dienstencentrum. Weet het bestand hoeveel mensen er op een "
            "adres wonen, dan telt het adres zo zwaar. Hoeveel mensen er in de wijk wonen, komt "
            "niet uit dat bestand."
        ),
        ends=_BY_POSITION,
        colour=N_("aandeel {noun} buiten bereik (kleur) en hun aantal (cirkel)"),
        head=N_("Buiten bereik"),
        lowest=N_("Niemand buiten bereik"),
        everyone=N_("Iedereen buiten bereik"),
    ),
    NEED.code: MeasureWords(
        label=N_("Nood en nabijheid samen"),
        title=N_("Waar wonen in {region} veel mensen met geen dienstencentrum dichtbij?"),
        caption=N_("Wijken: {noun}, en afstand tot het centrum (m)"),
        value=N_("afstand: {n} m"),
        definition=N_(
            "Twee maten in één kleur: hoeveel mensen van de groep er in de wijk wonen, en hoe ver "
            "het dichtstbijzijnde dienstencentrum ligt van een punt midden in de wijk."
        ),
        definition_by_sector=N_(
            "Twee maten in één kleur: hoeveel mensen van de groep er in de wijk wonen, en hoe ver "
            "het dichtstbijzijnde dienstencentrum is voor minstens de helft van hen, gemeten van "
            "een punt midden in hun statistische sector."
        ),
        along_streets=N_(
            "Twee maten in één kleur: hoeveel mensen van de groep er in de wijk wonen, en hoe ver "
            "het dichtstbijzijnde dienstencentrum te voet is van het midden van de woonstraten."
        ),
        along_streets_by_sector=N_(
            "Twee maten in één kleur: hoeveel mensen van de groep er in de wijk wonen, en hoe ver "
            "het dichtstbijzijnde dienstencentrum te voet is voor minstens de helft van hen, "
            "gemeten van het midden van de woonstraten van hun statistische sector."
        ),
        explanation=(
            N_("Nood en nabijheid samen"),
            N_(
                "Dichtbij is tot de gekozen afstand, ver is meer dan twee keer zo ver. Weinig, "
                "meer en veel mensen zijn drie delen met ongeveer evenveel wijken van het gebied."
            ),
        ),
        ends=_BY_BOUND,
        head=N_("Afstand"),
    ),
    **{
        measure.code: MeasureWords(
            label=label,
            title=title,
            caption=caption,
            value=N_("afstand: {n} m"),
            definition=N_("Afstand van een punt midden in de wijk tot het dienstencentrum."),
            along_streets=N_(
                "Afstand te voet van het midden van de woonstraten van de wijk tot het "
                "dienstencentrum."
            ),
            along_streets_by_sector=N_(
                "Afstand te voet tot het dienstencentrum: minstens de helft van de mensen van de "
                "wijk woont zo dichtbij of dichter. Gemeten van het midden van de woonstraten van "
                "hun statistische sector."
            ),
            definition_by_sector=N_(
                "Afstand tot het dienstencentrum: minstens de helft van de mensen van de wijk "
                "woont zo dichtbij of dichter. Gemeten van een punt midden in hun statistische "
                "sector."
            ),
            explanation=(
                N_("Afstand tot het eerste, tweede en derde centrum"),
                N_("De rechte lijn van een punt midden in de wijk tot het centrum."),
            ),
            ends=_BY_BOUND,
            head=N_("Afstand"),
            highest=N_("Meer dan {low}, of geen"),
        )
        for measure, (label, title, caption) in zip(DISTANCES, _DISTANCE_NAMES, strict=True)
    },
    COUNT.code: MeasureWords(
        label=N_("Aantal centra in bereik"),
        title=N_("Hoeveel dienstencentra liggen binnen {far} in {region}?"),
        caption=N_("Wijken: aantal centra in bereik"),
        value=N_("centra in bereik: {n}"),
        definition=N_(
            "Aantal dienstencentra en antennes binnen de gekozen afstand van een punt midden in de "
            "wijk."
        ),
        along_streets=N_(
            "Aantal dienstencentra en antennes binnen de gekozen afstand te voet van het midden "
            "van de woonstraten van de wijk."
        ),
        along_streets_by_sector=N_(
            "Aantal dienstencentra en antennes binnen de gekozen afstand te voet: minstens de "
            "helft van de mensen van de wijk heeft er zoveel of meer. Gemeten van het midden van "
            "de woonstraten van hun statistische sector."
        ),
        definition_by_sector=N_(
            "Aantal dienstencentra en antennes binnen de gekozen afstand: minstens de helft van de "
            "mensen van de wijk heeft er zoveel of meer. Gemeten van een punt midden in hun "
            "statistische sector."
        ),
        explanation=(
            N_("Aantal centra in bereik"),
            N_(
                "Hoeveel centra en antennes binnen de gekozen afstand liggen van een punt midden "
                "in de wijk."
            ),
        ),
        ends=_BY_BOUND,
        head=N_("Centra"),
        lowest=N_("Geen enkel"),
    ),
}


def measure_label(code: str) -> str:
    """Return what a measure is called."""
    return _(WORDS[code].label)


def colour_label(measure: Measure, noun: str) -> str:
    """Return what the colours of a map of a measure show."""
    words = WORDS[measure.code]
    return _(words.colour or words.label).format(noun=noun)


def definition(code: str, *, spread: str, along: bool) -> str:
    """Return what a measure means, with people spread over sectors, along streets or how else."""
    words = WORDS[code]
    if spread == ADDRESS.code and words.by_address:
        return _(words.by_address)
    by_sector = spread == SECTOR.code
    if along:
        return _(words.along_streets_by_sector if by_sector else words.along_streets)
    return _(words.definition_by_sector if by_sector else words.definition)


def ends(code: str, *, along: bool) -> list[str]:
    """Return the heads of the two columns of a range."""
    heads = WORDS[code].ends
    if along and heads == _BY_POSITION:
        heads = _BY_STREETS
    return [_(head) for head in heads]


def explanations() -> list[tuple[str, str]]:
    """Return term and text of every measure, for the page about the method."""
    found = dict.fromkeys(words.explanation for words in WORDS.values())
    return [(_(term), _(text)) for term, text in found]


def class_labels(measure: Measure, bounds: Bounds) -> dict[str, str]:
    """Return what each class character means, for legend, tooltip and table."""
    labels = dict(zip(CLASSES, _ramp_labels(measure, bounds), strict=False))
    return labels | _special_labels()


def crossed_labels() -> dict[str, str]:
    """Return what each class of two crossed measures means: people, and how far they have to go."""
    people = (_("weinig mensen"), _("meer mensen"), _("veel mensen"))
    return _crossed(people, (_("dichtbij"), _("verder"), _("ver")))


def crossed_legend(bounds: Bounds, need: Bounds, noun: str) -> dict[str, str]:
    """Return the same with the bounds: metres, and people of a group."""
    near, far = (metres(bound) for bound in bounds)
    few, many = (number(bound) for bound in need)
    people = (
        _("weinig {noun} (tot {high})").format(noun=noun, high=few),
        _("meer {noun} ({low} tot {high})").format(noun=noun, low=few, high=many),
        _("veel {noun} (meer dan {low})").format(noun=noun, low=many),
    )
    away = (
        _("dichtbij (tot {high})").format(high=near),
        _("verder ({low} tot {high})").format(low=near, high=far),
        _("ver (meer dan {low})").format(low=far),
    )
    return _crossed(people, away)


def _crossed(people: tuple[str, ...], away: tuple[str, ...]) -> dict[str, str]:
    texts = [_("{a}, {b}").format(a=a, b=b) for a in people for b in away]
    return dict(zip(CLASSES, texts, strict=True)) | _special_labels()


def _special_labels() -> dict[str, str]:
    return {UNDECIDED: _("Onzeker"), NOBODY: _("Niemand"), NO_DATA: _("Geen gegevens")}


def legend_labels(labels: dict[str, str], *, along: bool) -> dict[str, str]:
    """Return class labels for a legend, those outside the ramp in full, along streets or not."""
    unsure = _("Onzeker: ligging van een centrum niet precies bekend")
    if along:
        unsure = _("Onzeker: ligging van een centrum of alle straten niet bekend")
    return labels | {
        UNDECIDED: unsure,
        NOBODY: _("Hier woont niemand uit deze groep"),
    }


def _ramp_labels(measure: Measure, bounds: Bounds) -> list[str]:
    words, measure = WORDS[measure.code], measure.colour
    if measure.counts and bounds[0] == 0:
        return _count_labels(words, bounds)
    write = percent if measure.unit == "%" else number
    unit = " m" if measure.unit == "m" else ""
    edges = [write(b) + unit for b in bounds]
    ranges = [_("{low} tot {high}").format(low=a, high=b) for a, b in pairwise(edges)]
    below = [_("Tot {high}").format(high=edges[0])]
    if words.lowest and bounds[0] == 0:
        below = [_(words.lowest)]
        ranges[0] = _("Tot {high}").format(high=edges[1])
    if bounds[-1] == EVERYONE:
        ranges[-1] = _("Meer dan {low}, niet iedereen").format(low=edges[-2])
        return [*below, *ranges, _(words.everyone)]
    return [*below, *ranges, _(words.highest).format(low=edges[-1])]


def _count_labels(words: MeasureWords, bounds: Bounds) -> list[str]:
    """Return class labels of whole numbers, whose first bound is 0."""
    ranges = [
        number(high)
        if high == low + 1
        else _("{low} tot {high}").format(low=number(low + 1), high=number(high))
        for low, high in pairwise(bounds)
    ]
    return [_(words.lowest), *ranges, _("{n} of meer").format(n=number(bounds[-1] + 1))]
