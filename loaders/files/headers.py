"""The headers that a column of a user's file may have: Dutch, French and English, in one list.

A kind of file composes its columns from this list with :func:`columns`. Case, accents and
punctuation of a header do not matter (:func:`geodata.places.gazetteer.fold`).
"""

from __future__ import annotations

_SYSTEMS = (
    *("lambert72", "lambert 72", "l72", "31370", "lambert2008", "lambert 2008", "lambert08"),
    *("l08", "3812", "3857", "web mercator", "wgs84", "4326"),
)
_IN_A_SYSTEM = {
    axis: tuple(
        name.format(axis=axis, system=system)
        for system in _SYSTEMS
        for name in ("{axis} {system}", "{system} {axis}", "{axis}-coördinaat {system}")
    )
    for axis in "xy"
}

HEADERS: dict[str, tuple[str, ...]] = {
    "activities": (
        *("activiteiten", "aanbod", "activités", "offre", "activities"),
        *("diensten", "dienstverlening", "activités proposées", "services", "services offered"),
    ),
    "checked_on": (
        *("gecontroleerd op", "nagekeken op", "vérifié le", "checked on"),
        *("laatst gecontroleerd", "laatste controle", "datum controle", "bijgewerkt op"),
        *("date de vérification", "mis à jour le"),
    ),
    "code": (
        *("wijkcode", "wijknummer", "code wijk", "code quartier", "neighbourhood code"),
        *("wijknr", "mdzone", "numéro de quartier", "code du quartier"),
    ),
    "crs": ("crs", "epsg", "coördinatenstelsel", "coordinate system", "système de coordonnées"),
    "email": (
        *("e-mail", "email", "mail", "e-mailadres", "courriel"),
        *("emailadres", "mailadres", "mail adres", "adresse e-mail", "adresse mail"),
        *("adresse électronique", "email address", "e-mail contact"),
    ),
    "estimated": ("geschat", "schatting", "estimé", "estimation", "estimated", "estimate"),
    "example": ("voorbeeld", "exemple", "example"),
    "host": ("gastorganisatie", "organisatie", "gehuisvest bij", "hébergé par", "host"),
    "id": (
        *("id",),
        *("dossiernr", "dossiernummer", "erkenningsnr", "erkenningsnummer", "hco_approval_id"),
        *("numéro d'agrément", "n° d'agrément", "numéro de dossier", "recognition number"),
    ),
    "kind": ("soort", "type", "kind", "genre"),
    "lat": (
        *("lat", "latitude", "breedtegraad"),
        *("lat wgs84", "wgs84 lat", "latitude wgs84", "gps lat"),
    ),
    "lon": (
        *("lon", "long", "lng", "longitude", "lengtegraad"),
        *("lon wgs84", "lng wgs84", "wgs84 lon", "longitude wgs84", "gps lon", "gps lng"),
    ),
    "municipality": (
        *("gemeente", "gemeentenaam", "commune", "municipality"),
        *(
            "naam gemeente",
            "fusiegemeente",
            "stad of gemeente",
            "stad/gemeente",
            "hco_municipality",
        ),
        *("nom de la commune", "nom commune"),
    ),
    "name": (
        *("naam", "nom", "name"),
        *("benaming", "voorziening", "naam voorziening", "naam van de voorziening", "instelling"),
        *("naam instelling", "naam van het centrum", "dénomination", "intitulé"),
        *("établissement", "nom de l'établissement", "nom du centre", "hco_name_nl"),
        *("hco_name_fr", "hco_name", "hospital_name", "facility name"),
    ),
    "nis": (
        *("nis", "nis code", "niscode", "refnis", "code nis", "code ins", "ins", "gemeentecode"),
        *("nis5", "cd_refnis", "cd_munty_refnis", "code_ins", "nis gemeente", "gemeente nis"),
    ),
    "number": (
        *("huisnummer", "nummer", "nr", "numéro", "number", "house number"),
        *("huisnr", "huis nr", "numéro de maison", "hco_house_number", "housenumber"),
    ),
    "opening_hours": (
        *("openingsuren", "heures d'ouverture", "horaire", "opening hours"),
        *("openingstijden", "horaires", "horaires d'ouverture", "opening times"),
    ),
    "operator": (
        *("inrichtende macht", "organisatie", "initiatiefnemer", "beheerder", "operator"),
        *("pouvoir organisateur", "organisation", "gestionnaire"),
        *("beheersinstantie", "uitbater", "exploitant", "inrichter", "organiserend bestuur"),
        *(
            "beheersorgaan",
            "rechtspersoon",
            "organisme gestionnaire",
            "nom du pouvoir organisateur",
        ),
    ),
    "parent": (
        *("hoofdvestiging", "antenne van", "hoort bij", "siège principal", "antenne de"),
        *("main site", "outpost of", "branch of", "antenna of", "parent"),
    ),
    "people": (
        *("bevolking", "inwoners", "aantal", "aantal inwoners", "bevolkingsvooruitzicht"),
        *("population", "habitants", "nombre", "nombre d'habitants"),
        *("people", "inhabitants", "number"),
    ),
    "people_all": (
        *("inwoners", "bevolking", "aantal inwoners", "totaal", "alle leeftijden"),
        *("population", "habitants", "total", "inhabitants", "people", "people_all"),
        *("iedereen", "tout le monde", "everyone"),
    ),
    "people_65plus": (
        *("65+", "65plus", "65-plussers", "65 jaar en ouder", "65 ans et plus"),
        *("65 and over", "aged 65 and over", "people_65plus"),
    ),
    "people_80plus": (
        *("80+", "80plus", "80-plussers", "80 jaar en ouder", "80 ans et plus"),
        *("80 and over", "aged 80 and over", "people_80plus"),
    ),
    "phone": (
        *("telefoon", "tel", "téléphone", "phone", "telephone"),
        *("telefoonnummer", "telefoonnr", "tel nr", "telnr", "tél", "numéro de téléphone"),
        *("n° de téléphone", "phone number", "gsm"),
    ),
    "place": (
        *("plaats", "deelgemeente", "localité", "lieu", "place", "town"),
        *("plaatsnaam", "woonplaats", "stad", "ville", "city", "district"),
    ),
    "position": (
        *("coördinaten", "gps", "gps-coördinaten", "lat,lon", "lat,long", "lat,lng", "lon,lat"),
        *("latlon", "latlong", "geo_point_2d", "geo_point", "geopoint", "punt", "ligging"),
        *("coordonnées", "coordonnées gps", "coordinates", "point", "wkt", "geom", "geometry"),
        *("the_geom", "latitude, longitude"),
    ),
    "postcode": (
        *("postcode", "code postal", "postal code", "post code"),
        *("postnummer", "postcodenummer", "cp", "code postale", "zip", "zip code", "zipcode"),
        *("hco_zip_code",),
    ),
    "rop": (
        *("rop", "ondersteuningspunt", "regionaal ondersteuningspunt", "rop-gebied"),
        *("point d'appui", "point d'appui régional", "support point"),
    ),
    "source": ("bron", "source"),
    "status": (
        *("statuut", "status", "erkenning", "statut", "agrément"),
        *(
            "erkenningsstatus",
            "hco_approval_status",
            "statut d'agrément",
            "approval status",
            "recognition status",
        ),
    ),
    "street": (
        *("straat", "straat en nummer", "adres", "rue", "adresse", "street", "address"),
        *("street and number", "rue et numéro"),
        *(
            "straatnaam",
            "straat + nr",
            "straat en nr",
            "straat + huisnummer",
            "straat en huisnummer",
        ),
        *("straat nr", "adreslijn", "adreslijn 1", "rue et n°", "nom de rue"),
        *("hco_street", "street name", "street address"),
    ),
    "theme": ("thema", "thème", "theme"),
    "themes": ("thema's", "themas", "thema", "thèmes", "thème", "themes", "theme"),
    "website": (
        *("website", "site", "site web", "url"),
        *("link", "web", "www", "webadres", "webpagina", "website url", "site internet"),
        *("page web", "homepage"),
    ),
    "wheelchair": (
        *("rolstoel", "toegankelijk", "fauteuil roulant", "accessible", "wheelchair"),
        *("rolstoeltoegankelijk", "toegankelijkheid", "toegankelijk voor rolstoelen"),
        *("rolstoeltoegankelijkheid", "pmr", "accessible pmr", "accès pmr", "accessibilité pmr"),
        *("wheelchair accessible",),
    ),
    "within_m": (
        *("nauwkeurigheid", "nauwkeurigheid (m)", "nauwkeurigheid in meter", "within_m"),
        *("exactitude", "exactitude (m)", "précision (m)", "précision en mètres", "precision_m"),
        *("accuracy", "accuracy (m)", "accuracy_m", "precision (m)"),
    ),
    "x": (
        *("x", "x-coördinaat", "coordonnée x", "x coordinate"),
        *("xcoord", "x coord", "coord x", "coördinaat x", "xcoordinaat"),
        *_IN_A_SYSTEM["x"],
    ),
    "y": (
        *("y", "y-coördinaat", "coordonnée y", "y coordinate"),
        *("ycoord", "y coord", "coord y", "coördinaat y", "ycoordinaat"),
        *_IN_A_SYSTEM["y"],
    ),
    "year": ("jaar", "année", "year"),
}
"""Our name of a column → the headers it may have in every kind of file; the first is ours too.

Of several columns of a file that may be one of ours, the first in this list is used.
"""

HOUSEHOLD_SIZE = (
    *("aantal huishoudleden", "huishoudgrootte", "grootte van het huishouden"),
    *("taille du ménage", "household size", "household members"),
)
"""Headers that only a table of households has."""

CONTACT = ("street", "postcode", "place", "phone", "email", "website")
POSITION = ("lat", "lon", "x", "y", "crs", "position")


def columns(*names: str, **extra: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return our names of the columns of a kind → the headers that each may have.

    Parameters
    ----------
    names
        Columns of :data:`HEADERS`.
    extra
        Headers that only this kind knows, of one of ``names`` or of a column of its own.

    Examples
    --------
    >>> columns("name", "year", name=("boom",), trees=("bomen", "trees"))["name"][-1]
    'boom'
    """
    shared = {name: HEADERS[name] for name in names}
    return shared | {name: (*shared.get(name, ()), *more) for name, more in extra.items()}
