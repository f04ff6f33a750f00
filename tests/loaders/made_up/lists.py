"""Lists of centres and services as administrations make them.

All of it is made up: only the municipalities are real.
"""

from __future__ import annotations

from tests.loaders.made_up.writing import MadeUp, points, text, workbook

CENTRES = (
    MadeUp(
        "centres",
        "Lijst LDC 2026.xlsx",
        workbook(
            Lijst=[
                ["Lokale dienstencentra – toestand op 1 oktober 2026"],
                [],
                [
                    *("Naam voorziening", "Uitbater", "Erkenningsnummer", "Straatnaam", "Huisnr"),
                    *("Postnummer", "Gemeentenaam", "Telefoonnummer", "Openingstijden"),
                    "Rolstoeltoegankelijk",
                ],
                [
                    *("LDC De Verzonnen Linde", "Zorg Voorbeeld", "CE9001", "Proefstraat", 12),
                    *(9000, "Gent", "09 555 01 01", "ma-vr 9u-12u en 13u-17u", "ja"),
                ],
                [
                    *("LDC Het Bedachte Huis", "OCMW Voorbeeld", "CE9002", "Proefplein", "3 bus 2"),
                    *(8000, "Brugge", "050 55 01 02", "gesloten op woensdag", "nee"),
                ],
            ],
            Toelichting=[["Deze lijst is een voorbeeld."]],
        ),
        {
            "LDC De Verzonnen Linde": (
                "Proefstraat 12",
                "9000",
                "44021",
                "Mo-Fr 09:00-12:00,13:00-17:00",
                "independent",
                "place",
            ),
            "LDC Het Bedachte Huis": (
                "Proefplein 3 bus 2",
                "8000",
                "31005",
                'Mo-Tu,Th-Su unknown "gesloten op woensdag"; We off',
                "no",
                "place",
            ),
        },
        (
            "left out above the header: 1 row",
            "1 of 2 sheets was read",
            "understood as Mo-Fr 09:00-12:00,13:00-17:00",
        ),
    ),
    MadeUp(
        "centres",
        "centres-agrees.csv",
        text(
            "Dénomination;Pouvoir organisateur;Adresse;Code postal;Commune;Téléphone;Courriel;"
            "Site internet;Heures d'ouverture;Accessible PMR\r\n"
            "Centre imaginaire « L'Étoile »;ASBL Exemple;Rue de l'Essai 5;1030;Bruxelles;"
            "02/555.01.03;etoile@exemple.example;www.etoile.example;lundi-vendredi 9h-12h;oui\r\n"
            "Centre inventé du Parc;ASBL Exemple;Avenue du Modèle 10 bte 3;1040;Etterbeek;"
            "02 555 01 04;;;;non\r\n",
            "cp1252",
        ),
        {
            "Centre imaginaire « L'Étoile »": (
                "Rue de l'Essai 5",
                "1030",
                "21015",
                "Mo-Fr 09:00-12:00",
                "independent",
                "municipality",
            ),
            "Centre inventé du Parc": (
                "Avenue du Modèle 10 bte 3",
                "1040",
                "21005",
                "",
                "no",
                "municipality",
            ),
        },
        ("1 row of Brussels with the postcode of another municipality",),
    ),
    MadeUp(
        "centres",
        "Dienstencentra_(feature_layer).geojson",
        points(
            "Dienstencentra.geojson",
            [
                {
                    "OBJECTID": 1,
                    "NAAM": "Dienstencentrum De Denkbeeldige Molen",
                    "ADRES": "Testlaan 7, 2060 Antwerpen",
                    "TEL": "03 555 01 05",
                    "created_user": "gis",
                    "lon": 4.4219,
                    "lat": 51.2285,
                },
                {
                    "OBJECTID": 2,
                    "NAAM": "Dienstencentrum De Denkbeeldige Beek",
                    "ADRES": "Testkaai 1, 2000 Antwerpen",
                    "TEL": None,
                    "created_user": "gis",
                    "lon": 4.3997,
                    "lat": 51.2213,
                },
            ],
            3857,
        ),
        {
            "Dienstencentrum De Denkbeeldige Beek": (
                "Testkaai 1",
                "2000",
                "11002",
                "",
                "",
                "address",
            ),
            "Dienstencentrum De Denkbeeldige Molen": (
                "Testlaan 7",
                "2060",
                "11002",
                "",
                "",
                "address",
            ),
        },
    ),
    MadeUp(
        "centres",
        "dienstencentra.gpkg",
        points(
            "dienstencentra.gpkg",
            [
                {
                    "benaming": "Huis van Proef",
                    "straat": "Voorbeelddreef",
                    "huisnummer": 4.0,
                    "postcode": 3000.0,
                    "gemeente": "Leuven",
                    "statuut": "Erkend",
                    "lon": 4.7009,
                    "lat": 50.8798,
                }
            ],
            31370,
        ),
        {"Huis van Proef": ("Voorbeelddreef 4", "3000", "24062", "", "", "address")},
    ),
    MadeUp(
        "centres",
        "vergunde centra.txt",
        text(
            "sep=,\r\n"
            "id,naam,type,hoort bij,straat en nr,woonplaats,coördinaten,website,"
            "laatste controle\r\n"
            'v1,LDC De Gedachte Ster,hoofdvestiging,,Stationsproef 1,9000 Gent,"51.0371, 3.7105",'
            "https://ster.example,31/01/2026\r\n"
            "v2,Antenne De Gedachte Ster,antenne,v1,Kerkproef 2,9030 Mariakerke,n.v.t.,-,\r\n"
            "v3,Centre rêvé de la Citadelle,hoofdvestiging,,Rue du Rêve 3,5000 Namur,,,\r\n",
            "utf-8-sig",
        ),
        {
            "LDC De Gedachte Ster": ("Stationsproef 1", "9000", "44021", "", "", "address"),
            "LDC De Gedachte Ster (antenne)": ("Kerkproef 2", "9030", "44021", "", "", "place"),
        },
        ("Left out: 1 rows of Wallonia", "2 cells with a word for nothing"),
    ),
)

SERVICES = (
    MadeUp(
        "services",
        "sociale-huizen.csv",
        text(
            "Soort;Naam;Adres;Telefoonnummer;E-mailadres;Website;Openingsuren\n"
            "Sociaal huis;Sociaal Huis Één;Proefstraat 5, 9000 Gent;09 555 02 01;"
            "huis@voorbeeld.example;www.huis.example;maandag tot vrijdag 9-12 uur\n"
            "Sociaal huis;Sociaal Huis Twee;Proefplein 6, 8000 Brugge;050 55 02 02;;;\n",
            "cp1252",
        ),
        {
            "Sociaal Huis Één": (
                "social_house",
                "Proefstraat 5",
                "9000",
                "44021",
                "Mo-Fr 09:00-12:00",
                "",
                False,
            ),
            "Sociaal Huis Twee": ("social_house", "Proefplein 6", "8000", "31005", "", "", False),
        },
    ),
    MadeUp(
        "services",
        "Maisons sociales.xlsx",
        workbook(
            Feuil1=[
                ["Genre", "Nom", "Rue et n°", "CP", "Localité", "Tél", "Accès PMR"],
                *[
                    [
                        *("maison sociale", "Maison sociale imaginaire", "Rue de l'Essai 1", 1030),
                        *("Bruxelles", "02 555 02 03", "oui"),
                    ],
                    [
                        *("entraide", "Groupe d'entraide inventé", "Place du Modèle 2", 1040),
                        *("Etterbeek", "02 555 02 04", "limité"),
                    ],
                ],
            ]
        ),
        {
            "Maison sociale imaginaire": (
                "social_house",
                "Rue de l'Essai 1",
                "1030",
                "21015",
                "",
                "independent",
                False,
            ),
            "Groupe d'entraide inventé": (
                "self_help",
                "Place du Modèle 2",
                "1040",
                "21005",
                "",
                "help",
                False,
            ),
        },
    ),
    MadeUp(
        "services",
        "zelfhulp.geojson",
        points(
            "zelfhulp.geojson",
            [
                {
                    "type": "zelfhulpgroep",
                    "name": "Verzonnen Praatgroep",
                    "theme": "rouw",
                    "municipality": "Leuven",
                    "lon": 4.7009,
                    "lat": 50.8798,
                }
            ],
            4326,
        ),
        {"Verzonnen Praatgroep": ("self_help", "", "", "24062", "", "", True)},
    ),
    MadeUp(
        "services",
        "sociaalhuis.zip",
        points(
            "sociaalhuis.zip",
            [
                {
                    "SOORT": "sociaal huis",
                    "NAAM": "Sociaal Huis Kiel (voorbeeld)",
                    "STRAAT": "Proeflei",
                    "HUISNR": "12A",
                    "POSTCODE": 2020,
                    "GEMEENTE": "Antwerpen",
                    "lon": 4.3927,
                    "lat": 51.1936,
                }
            ],
            31370,
            encoding="ISO-8859-1",
        ),
        {
            "Sociaal Huis Kiel (voorbeeld)": (
                "social_house",
                "Proeflei 12A",
                "2020",
                "11002",
                "",
                "",
                True,
            )
        },
    ),
    MadeUp(
        "services",
        "services.txt",
        text(
            "Kind\tName\tTown\tX\tY\tCRS\tWheelchair\n"
            "social house\tMade-up Social House\tGhent\t104797\t193811\t31370\tyes\n"
            "self help\tMade-up Self-Help\tBrussels\t149000\t170600\t31370\tnot accessible\n",
            "utf-16",
        ),
        {
            "Made-up Social House": ("social_house", "", "", "44021", "", "independent", True),
            "Made-up Self-Help": ("self_help", "", "", "21004", "", "no", True),
        },
    ),
)
