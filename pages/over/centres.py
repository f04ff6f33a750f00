"""Over, about how many sources become one list of centres."""

from __future__ import annotations

from geodata.comparison.matches import SPOT_M
from geodata.linkage.conflicts import ADDRESS_M
from geodata.linkage.matches import DOUBTFUL_FROM, SAME_FROM
from geodata.linkage.place_evidence import NEAR_M, Evidence
from pages.over.parts import Part, paragraphs, table
from pages.ui.i18n import N_, _
from pages.ui.markup import listed, terms
from pages.ui.numbers import metres, number
from pages.ui.source_words import centre_sources_described

_EVIDENCE = {
    Evidence.SPOT: N_("Hetzelfde adres, of binnen {spot}"),
    Evidence.NEAR: N_(
        "Dezelfde straat of binnen {near}; of dezelfde gemeente met dezelfde telefoon, e-mail of "
        "website"
    ),
    Evidence.TOWN: N_("Dezelfde gemeente; meer weten we niet"),
    Evidence.STREET: N_("Dezelfde straat met een ander nummer, of dichtbij in een andere straat"),
    Evidence.ELSEWHERE: N_("Dezelfde gemeente, maar een ander adres"),
    Evidence.NOWHERE: N_("Van een van de twee kennen we de plaats niet"),
    Evidence.APART: N_("Andere gemeenten, en niet dicht bij elkaar"),
}


def one_list() -> Part:
    """Return which source is trusted first, what is the same centre, and what a person decides."""
    lead = _(
        "Verschillende bronnen vertellen over dezelfde centra. Nabij maakt er één lijst van en "
        "onthoudt van elk gegeven uit welke bron het komt. Dit is de volgorde van vertrouwen, de "
        "meest vertrouwde bron eerst:"
    )
    order = listed(centre_sources_described(), ordered=True)
    words = terms(
        (
            _("Welk gegeven wordt genomen"),
            _(
                "Van elk gegeven dat van de meest vertrouwde bron die het heeft; bij evenveel "
                "vertrouwen dat wat het laatst is nagekeken. Straat, postcode en plaats komen "
                "samen uit één fiche. De ligging is de nauwkeurigste die bij dat adres hoort."
            ),
        ),
        (
            _("Twijfel"),
            _(
                "Nabij voegt nooit stilzwijgend samen wat twijfelachtig is. Zulke paren blijven "
                "apart en staan op de pagina Gegevens, onder Twijfels. Een mens beslist, en die "
                "beslissing blijft gelden. Twee fiches van dezelfde bron voegt Nabij niet samen, "
                "tenzij ze gelijk zijn."
            ),
        ),
        (
            _("Tegenspraak"),
            _(
                "Zeggen vertrouwde bronnen iets anders over naam, status, telefoon of straat, of "
                "liggen hun plaatsen meer dan {far} uit elkaar, dan staat ook dat bij Twijfels."
            ).format(far=metres(ADDRESS_M)),
        ),
    )
    title = _("Eén lijst van centra uit vele bronnen")
    return Part("lijst", title, paragraphs(lead) + order + words + _limits())


def _limits() -> str:
    """Return from which likeness of names two records are the same, or doubtful."""
    lead = _(
        "Hoe minder we van de plaats weten, hoe meer de namen moeten gelijken (van 0 tot 100, "
        "zonder woorden als “dienstencentrum” of “OCMW”):"
    )
    rows = []
    for evidence in sorted(Evidence, reverse=True):
        what = _(_EVIDENCE[evidence]).format(spot=metres(SPOT_M), near=metres(NEAR_M))
        rows.append((what, _from(SAME_FROM.get(evidence)), _from(DOUBTFUL_FROM.get(evidence))))
    caption = _("Vanaf welke gelijkenis van de namen twee fiches hetzelfde centrum zijn")
    heads = (_("Wat we van de plaats weten"), _("Hetzelfde"), _("Twijfel"))
    return paragraphs(lead) + table(caption, heads, rows)


def _from(likeness: float | None) -> str:
    if likeness is None:
        return _("nooit")
    return _("vanaf {n}").format(n=number(likeness)) if likeness else _("altijd")
