"""Over, about scenarios: what the figures of the page Scenario mean."""

from __future__ import annotations

from geodata.scenario.catchment import ENHANCED
from geodata.scenario.changes import GRID_M
from geodata.scenario.covering import MOST_SITES
from geodata.scenario.solver import TIME_LIMIT_S
from pages.over.parts import Part, formula, paragraphs
from pages.ui.i18n import _, semicolons
from pages.ui.markup import terms
from pages.ui.numbers import number


def scenario() -> Part:
    """Return how the figures of a scenario are computed."""
    lead = _(
        "Een scenario is een lijst van wijzigingen: centra die erbij komen, sluiten, verhuizen of "
        "van soort veranderen. De gegevens van Nabij veranderen niet. Elke plek van een scenario "
        "is afgerond op {grid} m."
    ).format(grid=GRID_M)
    formulas = formula(
        _("Nieuw bereikt = mensen × (aandeel in bereik van oud of nieuw − aandeel nu in bereik)"),
        _(
            "Niet meer bereikt = mensen × (aandeel in bereik van oud of nieuw − aandeel dan in "
            "bereik)"
        ),
        _("Netto = nieuw bereikt − niet meer bereikt"),
    )
    words = terms(
        (
            _("Beste plekken"),
            _(
                "Wat er is, blijft. Er komen 1 tot {n} centra bij, op een punt midden in een wijk "
                "of op een plek van uw lijst, zo dat de meeste mensen nieuw in bereik zijn "
                "(maximal covering, Church en ReVelle 1974). Eerst komt een snel antwoord: telkens "
                "de plek die het meest toevoegt; dat bereikt minstens 63 % van het best mogelijke. "
                "Daarna zoekt HiGHS het beste antwoord, met het bewijs erbij, hoogstens {s} "
                "seconden per vraag. Het model telt mensen dubbel die binnen één wijk in twee "
                "cirkels wonen; zijn grens is dus veilig, en de cijfers van elk antwoord zijn "
                "exact nagerekend."
            ).format(n=MOST_SITES, s=number(TIME_LIMIT_S)),
        ),
        (
            _("Kleinste gemiddelde en kleinste grootste afstand"),
            _(
                "De p-mediaan en het p-centrum (Hakimi 1964), met de mensen van elke wijk op een "
                "punt in het midden. Een snel antwoord komt door plekken te ruilen zolang dat "
                "helpt (Teitz en Bart 1968). Daarna zoekt HiGHS het beste antwoord, met het bewijs "
                "erbij; is de tijd om, dan staat erbij hoeveel beter het nog kan."
            ),
        ),
        (
            _("Bijna even goed"),
            _(
                "De beste andere keuze waarvan minstens één plek verder dan de gekozen afstand "
                "ligt van alle plekken van elke eerdere keuze."
            ),
        ),
        (
            _("Gini en Lorenzcurve"),
            _(
                "Mensen op een rij van dichtbij naar ver: de curve toont welk deel van alle "
                "afstand zij samen hebben. Gini is twee keer de oppervlakte tussen de curve en de "
                "rechte lijn."
            ),
        ),
        (
            _("Toegang met concurrentie (2SFCA, E2SFCA)"),
            _(
                "Elk centrum verdeelt zijn aanbod over alle mensen in bereik; een wijk telt op wat "
                "zij van elk centrum krijgt (Luo en Wang 2003). E2SFCA weegt met {weights}: tot "
                "een derde, twee derde en de hele afstand (Luo en Qi 2009). Zonder centrum in "
                "bereik is de toegang 0."
            ).format(weights=semicolons(number(w, digits=2) for _bound, w in ENHANCED)),
        ),
    )
    both = _(
        "Kennen we van een centrum het adres niet, dan staan er twee getallen: als het niet "
        "meetelt, en als het midden in zijn plaats staat. Ook de beste plekken zijn voor beide "
        "gezocht; de pagina zegt het als ze verschillen."
    )
    return Part("scenario", _("Scenario’s"), paragraphs(lead) + formulas + words + paragraphs(both))
