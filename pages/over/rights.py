"""Over, about what readers may count on: the document, accessibility, privacy."""

from __future__ import annotations

from pages.over.parts import Part, paragraphs
from pages.ui.i18n import _
from pages.ui.markup import listed


def analysis() -> Part:
    """Return what the omgevingsanalyse holds, and what a screen reader gets of its PDF."""
    body = paragraphs(
        _(
            "De omgevingsanalyse is één document over een gemeente, een ROP-gebied of een "
            "provincie. De cijfers zijn die van de pagina’s, voor hetzelfde "
            "gebied en dezelfde keuzes. U maakt ze op de pagina Gemeente of ROP-werking, leest ze "
            "op het scherm, drukt ze af of bewaart ze als PDF."
        ),
        _(
            "De PDF is gemaakt volgens PDF/UA-1, de norm voor toegankelijke PDF. Een schermlezer "
            "krijgt de taal, de titel, de koppen, de lijsten en de tabellen met hun koppen, in de "
            "volgorde van het lezen. Bij elke kaart hoort een tekst die zegt wat erop staat en in "
            "welke tabel dezelfde cijfers staan. Alle tekst kan worden geselecteerd."
        ),
        _(
            "Eén uitzondering: staat er een teken in dat geen enkel lettertype kent, dan wordt dat "
            "een leeg vakje. De PDF blijft dan leesbaar voor een schermlezer, maar noemt zich niet "
            "PDF/UA-1."
        ),
    )
    return Part("omgevingsanalyse", _("Omgevingsanalyse en PDF"), body)


def accessibility() -> Part:
    """Return the accessibility statement."""
    body = paragraphs(
        _(
            "Nabij wil voldoen aan WCAG 2.1 niveau AA en EN 301 549, zoals het Bestuursdecreet "
            "(art. II.16) van een overheid vraagt. Bij elke kaart hoort een lijst of tabel met "
            "dezelfde plaatsen, cijfers en klassen, die met het toetsenbord werkt. Kleuren staan "
            "nooit alleen: de klasse staat ook in woorden."
        ),
        _(
            "Elke wijziging wordt automatisch getoetst: met axe, met het toetsenbord, op een "
            "telefoonscherm en op 200 %. Ook de opbouw van de PDF wordt automatisch nagekeken. Een "
            "toets met een schermlezer, en een toets door mensen met een beperking, zijn nog niet "
            "gebeurd."
        ),
        _("Goed om te weten:"),
    )
    faults = [
        _(
            "Enkele woorden van Streamlit zelf blijven Engels, zoals “No results” in een "
            "keuzelijst."
        ),
        _(
            "De tekens op de kaart zijn één tabstop; met de pijltoetsen gaat u van teken naar "
            "teken."
        ),
        _(
            "De wijken en gemeenten op een kaart kiest u alleen met muis of vinger; met het "
            "toetsenbord kiest u ze in de tabel of in de keuzelijst."
        ),
        _("Websites van anderen, zoals die van de centra en openstreetmap.org, toetsen we niet."),
    ]
    feedback = _(
        "Werkt iets niet voor u? Meld het aan de organisatie die u deze website aanbiedt. Helpt "
        "haar antwoord u niet, dan kunt u terecht bij de klachtendienst van die organisatie."
    )
    return Part(
        "toegankelijkheid",
        _("Toegankelijkheid"),
        body + listed(faults) + paragraphs(feedback),
    )


def privacy() -> Part:
    """Return what happens to what a visitor types, chooses and uploads."""
    body = paragraphs(
        _(
            "Nabij plaatst geen volgcookies en telt geen bezoekers. Uw browser vraagt alles aan "
            "deze website zelf; alleen als de beheerder een achtergrondkaart instelt, vraagt hij "
            "die kaartbeelden bij de uitgever ervan."
        ),
        _(
            "Terwijl u typt om een centrum te vinden, zoekt uw eigen browser voorstellen en wordt "
            "niets verstuurd. Wat u daarna laat zoeken, wordt niet bewaard en komt niet in de "
            "link. Vindt Nabij het niet tussen de gemeenten, wijken en centra, dan stuurt deze "
            "website het als adres naar de adresdienst van Digitaal Vlaanderen, tenzij de "
            "beheerder dat uitzet. Uw locatie vraagt Nabij pas als u op de knop drukt; ze wordt "
            "afgerond op ongeveer tien meter en blijft alleen in dit tabblad van uw browser, "
            "zodat u uw resultaat terugvindt als u teruggaat."
        ),
        _(
            "Een link naar een andere website werkt pas als u erop drukt. Die website verneemt "
            "niet van welke pagina u komt. De link naar openstreetmap.org zegt alleen waar het "
            "centrum is, niet waar u bent of wat u zocht."
        ),
        _(
            "Een bestand dat u laat nakijken op de pagina Gegevens, wordt niet bewaard: als u die "
            "pagina verlaat, is het weg. Gebruikt u het in uw sessie, dan ziet alleen u de cijfers "
            "ermee; het verdwijnt enkele minuten nadat u Nabij verlaat, of meteen als u teruggaat "
            "naar de gegevens van Nabij. Zolang u het gebruikt, onthoudt uw browser in een cookie "
            "een willekeurig nummer, en niets anders."
        ),
        _(
            "De lijst van centra die u bewaart, staat alleen op uw eigen toestel. Nabij krijgt ze "
            "niet. Pas als u er een centrum uit opent, vraagt uw toestel de gegevens van dat "
            "centrum. Toont een andere website een pagina van Nabij in de hare, dan geldt daar "
            "hetzelfde, en werkt Nabij er zonder cookies."
        ),
        _(
            "De code waarmee een beheerder zich aanmeldt, wordt alleen vergeleken. Nabij bewaart "
            "ze niet, en zet ze niet in een link of een logboek."
        ),
        _(
            "De link van een pagina bevat uw keuzes: gebied, afstand, of de gemeente, wijk of "
            "postcode waar u zocht. Nooit een adres. Nabij toont gegevens van centra, diensten en "
            "ondersteuningspunten, geen namen van medewerkers."
        ),
    )
    return Part("privacy", _("Privacy"), body)
