"""Support points and divisions as administrations make them; all of it is made up."""

from __future__ import annotations

from tests.loaders.made_up.writing import MadeUp, points, text, workbook

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
        {
            "ROP Eén (voorbeeld)": (
                "Proefstraat 5",
                "9000",
                "Gent",
                "quality,cooperation",
                104300,
                194000,
            ),
            "ROP Twee (voorbeeld)": ("", "", "Antwerpen", "personnel", 152400, 212200),
        },
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
        {
            "ROP Eén (voorbeeld)": ("Proefstraat 5", "9000", "Gent", "", 104800, 193800),
            "ROP Twee (voorbeeld)": ("Proeflaan 6", "2000", "Antwerpen", "", 152700, 212300),
        },
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
        {
            "ROP Eén (voorbeeld)": ("", "", "", "", 104300, 194000),
            "ROP Twee (voorbeeld)": ("", "", "", "", 152400, 212200),
        },
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
        {
            "Appui Un (exemple)": ("Rue Proef 5", "9000", "Gand", "quality", 104300, 194000),
            "Appui Deux (exemple)": ("", "1030", "Schaerbeek", "finance", 150300, 173000),
        },
        ("Left out: 1 rows of Wallonia",),
    ),
    MadeUp(
        "support_points",
        "rop_qgis.csv",
        text(
            "WKT,fid,naam,e-mail\n"
            '"POINT (3.7174 51.0543)",1,ROP Eén (voorbeeld),rop@voorbeeld.example\n'
            '"POINT (4.4025 51.2194)",2,ROP Twee (voorbeeld),\n'
        ),
        {
            "ROP Eén (voorbeeld)": ("", "", "", "", 104300, 194000),
            "ROP Twee (voorbeeld)": ("", "", "", "", 152400, 212200),
        },
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
        {"11002": "rop-twee-voorbeeld", "44021": "rop-een-voorbeeld"},
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
        {"11002": "rop-twee-voorbeeld", "44021": "rop-een-voorbeeld"},
    ),
    MadeUp(
        "division",
        "repartition.csv",
        text(
            "Code INS;Commune;Point d'appui\n44021;Gand;ROP Eén (voorbeeld)\n"
            "11002;Anvers;ROP Twee (voorbeeld)\n92094;Namur;ROP Twee (voorbeeld)\n",
            "cp1252",
        ),
        {"11002": "rop-twee-voorbeeld", "44021": "rop-een-voorbeeld"},
    ),
    MadeUp(
        "division",
        "export.csv",
        text(
            ",nis,rop\n0,44021.0,ROP Eén (voorbeeld)\n1,11002.0,ROP Twee (voorbeeld)\n",
        ),
        {"11002": "rop-twee-voorbeeld", "44021": "rop-een-voorbeeld"},
    ),
    MadeUp(
        "division",
        "areas.txt",
        text(
            "Municipality\tSupport point\nGhent\tROP Eén (voorbeeld)\n"
            "Antwerp\tROP Twee (voorbeeld)\nBrussels\t\n",
            "utf-16",
        ),
        {"11002": "rop-twee-voorbeeld", "44021": "rop-een-voorbeeld"},
    ),
)
