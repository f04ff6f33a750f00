"""The headers that a column of a user's file may have: Dutch, French and English, in one list.

A kind of file composes its columns from this list with :func:`columns`. Case, accents and
punctuation of a header do not matter (:func:`geodata.places.gazetteer.fold`).
"""

from __future__ import annotations

_SYSTEMS = ("lambert72", "lambert 72", "l72", "31370", "lambert2008", "lambert 2008", "lambert08")
_SYSTEMS += ("l08", "3812", "3857", "web mercator", "wgs84", "4326")
_IN_A_SYSTEM = {
    axis: tuple(
        name.format(axis=axis, system=system)
        for system in _SYSTEMS
        for name in ("{axis} {system}", "{system} {axis}", "{axis}-coördinaat {system}")
    )
    for axis in "xy"
}

HEADERS: dict[str, tuple[str, ...]] = {
    "activities": ("activiteiten", "aanbod", "activités", "offre", "activities"),
    "checked_on": ("gecontroleerd op", "nagekeken op", "vérifié le", "checked on"),
    "code": ("wijkcode", "wijknummer", "code wijk", "code quartier", "neighbourhood code"),
    "crs": ("crs", "epsg", "coördinatenstelsel", "coordinate system", "système de coordonnées"),
    "email": ("e-mail", "email", "mail", "e-mailadres", "courriel"),
    "example": ("voorbeeld", "exemple", "example"),
    "host": ("gastorganisatie", "organisatie", "gehuisvest bij", "hébergé par", "host"),
    "id": ("id",),
    "kind": ("soort", "type", "kind", "genre"),
    "lat": ("lat", "latitude", "breedtegraad"),
    "lon": ("lon", "long", "lng", "longitude", "lengtegraad"),
    "municipality": ("gemeente", "gemeentenaam", "commune", "municipality"),
    "name": ("naam", "nom", "name"),
    "nis": ("nis", "nis code", "niscode", "refnis", "code nis", "code ins", "ins", "gemeentecode"),
    "number": ("nummer", "huisnummer", "nr", "numéro", "number", "house number"),
    "opening_hours": ("openingsuren", "heures d'ouverture", "horaire", "opening hours"),
    "operator": (
        *("inrichtende macht", "organisatie", "initiatiefnemer", "beheerder", "operator"),
        "uitbater",
        *("pouvoir organisateur", "organisation", "gestionnaire"),
    ),
    "parent": (
        *("hoofdvestiging", "antenne van", "hoort bij", "siège principal", "antenne de"),
        *("main site", "outpost of", "antenna of", "parent"),
    ),
    "people": (
        *("bevolking", "inwoners", "aantal", "aantal inwoners", "bevolkingsvooruitzicht"),
        *("population", "habitants", "nombre", "nombre d'habitants"),
        *("people", "inhabitants", "number"),
    ),
    "people_all": (
        *("inwoners", "bevolking", "aantal inwoners", "totaal", "alle leeftijden"),
        *("population", "habitants", "total", "inhabitants", "people", "people_all"),
    ),
    "people_65plus": (
        *("65+", "65plus", "65-plussers", "65 jaar en ouder", "65 ans et plus"),
        *("65 and over", "people_65plus"),
    ),
    "people_80plus": (
        *("80+", "80plus", "80-plussers", "80 jaar en ouder", "80 ans et plus"),
        *("80 and over", "people_80plus"),
    ),
    "phone": ("telefoon", "tel", "téléphone", "phone", "telephone"),
    "place": ("plaats", "deelgemeente", "localité", "lieu", "place", "town"),
    "position": (
        *("coördinaten", "gps", "gps-coördinaten", "lat,lon", "lat,long", "lat,lng", "lon,lat"),
        *("latlon", "latlong", "geo_point_2d", "geo_point", "geopoint", "punt", "ligging"),
        *("coordonnées", "coordonnées gps", "coordinates", "point", "wkt", "geom", "geometry"),
        *("the_geom", "latitude, longitude"),
    ),
    "postcode": ("postcode", "code postal", "postal code", "post code"),
    "rop": (
        *("rop", "ondersteuningspunt", "regionaal ondersteuningspunt", "rop-gebied"),
        *("point d'appui", "point d'appui régional", "support point"),
    ),
    "source": ("bron", "source"),
    "status": ("statuut", "status", "erkenning", "statut", "agrément", "recognition status"),
    "street": ("straat", "straat en nummer", "adres", "rue", "adresse", "street", "address"),
    "theme": ("thema", "thème", "theme"),
    "themes": ("thema's", "themas", "thema", "thèmes", "thème", "themes", "theme"),
    "website": ("website", "site", "site web", "url"),
    "wheelchair": ("rolstoel", "toegankelijk", "fauteuil roulant", "accessible", "wheelchair"),
    "x": ("x", "x-coördinaat", "coordonnée x", "x coordinate", *_IN_A_SYSTEM["x"]),
    "y": ("y", "y-coördinaat", "coordonnée y", "y coordinate", *_IN_A_SYSTEM["y"]),
    "year": ("jaar", "année", "year"),
}
"""Our name of a column → the headers it may have in every kind of file; the first is ours too."""

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
    >>> columns("name", "year", name=("boom",), trees=("bomen", "trees"))["name"]
    ('naam', 'nom', 'name', 'boom')
    """
    shared = {name: HEADERS[name] for name in names}
    return shared | {name: (*shared.get(name, ()), *more) for name, more in extra.items()}
