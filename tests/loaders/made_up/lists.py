"""Lists of centres, services, support points and divisions as administrations make them.

All of it is made up: only the municipalities are real.
"""

from __future__ import annotations

from tests.loaders.made_up.writing import MadeUp, points, text, workbook

GHENT, ANTWERP, BRUGES, LEUVEN = "44021", "11002", "31005", "24062"
SCHAERBEEK, ETTERBEEK = "21015", "21005"

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
        {},
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
        {},
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
        {},
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
        {},
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
        {},
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
        {},
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
        {},
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
        {},
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
        {},
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
        {},
    ),
)

SUPPORT_POINTS = (
    MadeUp(
        "support_points",
        "rop.csv",
        text(
            "Ondersteuningspunt;Gastorganisatie;Straat;Huisnummer;Postcode;Gemeente;Thema's;"
            "Breedtegraad;Lengtegraad\n"
            "ROP Eén (voorbeeld);Proef vzw;Proefstraat;5;9000;Gent;kwaliteit, samenwerking;"
            "51,0543;3,7174\n"
            "ROP Twee (voorbeeld);Proef vzw;;;;Antwerpen;HR;51,2194;4,4025\n",
            "cp1252",
        ),
        {},
    ),
    MadeUp(
        "support_points",
        "ROP.xlsx",
        workbook(
            Info=[["Ondersteuningspunten, voorbeeld"]],
            ROP=[
                ["ROP", "Adres", "X Lambert72", "Y Lambert72"],
                ["ROP Eén (voorbeeld)", "Proefstraat 5, 9000 Gent", 104797.4, 193811.2],
                ["ROP Twee (voorbeeld)", "Proeflaan 6, 2000 Antwerpen", 152700, 212300],
            ],
        ),
        {},
    ),
    MadeUp(
        "support_points",
        "rop.geojson",
        points(
            "rop.geojson",
            [
                {"FID": 1, "naam": "ROP Eén (voorbeeld)", "lon": 3.7174, "lat": 51.0543},
                {"FID": 2, "naam": "ROP Twee (voorbeeld)", "lon": 4.4025, "lat": 51.2194},
            ],
            3812,
        ),
        {},
    ),
    MadeUp(
        "support_points",
        "points-appui.csv",
        text(
            "Point d'appui;Hébergé par;Rue et numéro;Code postal;Commune;Coordonnées GPS;Thèmes\n"
            'Appui Un (exemple);ASBL Essai;Rue Proef 5;9000;Gand;"51.0543, 3.7174";qualité\n'
            'Appui Deux (exemple);ASBL Essai;;1030;Schaerbeek;"50.8676, 4.3737";finances\n'
            'Appui Trois (exemple);ASBL Essai;;5000;Namur;"50.4669, 4.8675";finances\n'
        ),
        {},
    ),
    MadeUp(
        "support_points",
        "rop_qgis.csv",
        text(
            "WKT,fid,naam,e-mail\n"
            '"POINT (3.7174 51.0543)",1,ROP Eén (voorbeeld),rop@voorbeeld.example\n'
            '"POINT (4.4025 51.2194)",2,ROP Twee (voorbeeld),\n'
        ),
        {},
    ),
)

DIVISION = (
    MadeUp(
        "division",
        "indeling.csv",
        text(
            "NIS-code;Gemeente;ROP\n44021;Gent;ROP Eén (voorbeeld)\n"
            "11002;Antwerpen;ROP Twee (voorbeeld)\n"
        ),
        {},
    ),
    MadeUp(
        "division",
        "Indeling ROP.xlsx",
        workbook(
            Uitleg=[["Voorbeeld van een indeling"]],
            Indeling=[
                ["Indeling van de gemeenten over de ondersteuningspunten"],
                ["Gemeentenaam", "Ondersteuningspunt"],
                ["Gent", "ROP Eén (voorbeeld)"],
                ["Antwerpen", "rop-twee-voorbeeld"],
            ],
        ),
        {},
    ),
    MadeUp(
        "division",
        "repartition.csv",
        text(
            "Code INS;Commune;Point d'appui\n44021;Gand;ROP Eén (voorbeeld)\n"
            "11002;Anvers;ROP Twee (voorbeeld)\n92094;Namur;ROP Twee (voorbeeld)\n",
            "cp1252",
        ),
        {},
    ),
    MadeUp(
        "division",
        "export.csv",
        text(
            ",nis,rop\n0,44021.0,ROP Eén (voorbeeld)\n1,11002.0,ROP Twee (voorbeeld)\n",
        ),
        {},
    ),
    MadeUp(
        "division",
        "areas.txt",
        text(
            "Municipality\tSupport point\nGhent\tROP Eén (voorbeeld)\n"
            "Antwerp\tROP Twee (voorbeeld)\nBrussels\t\n",
            "utf-16",
        ),
        {},
    ),
)
