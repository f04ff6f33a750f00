"""The words on a card: phone, website, distance, door and week."""

import re
from datetime import date, datetime

import pytest

from geodata.opening_hours.schedule import BRUSSELS, opening_state
from pages.ui.contact import phone_html, website_html
from pages.ui.i18n import with_language
from pages.vind import distance
from pages.vind import hours as vind_hours


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("03 660 68 20", "tel:036606820"),
        ("+32 (0)3 660.68/20", "tel:+32036606820"),
        ("vraag Jan <b>", ""),
        ("1234", ""),
    ],
)
def test_only_a_phone_number_is_a_link(phone, link):
    shown = phone_html(phone)
    assert (f"href='{link}'" in shown) if link else ("<a" not in shown and "<b>" not in shown)


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "javascript://x.be/%0aalert(1)",
        "data:text/html,x",
        "https://user@evil.be",
        "https://[",
        "http://localhost/x",
        "geen website",
        "https://x.be' onclick='alert(1)",
        "http://127.0.0.1/",
    ],
)
def test_only_a_web_address_is_a_link(website):
    shown = website_html(website)
    assert "<a" not in shown
    assert "'" not in shown


def test_a_bare_host_is_a_web_address():
    assert "href='https://www.gent.be/ldc' rel='noopener'" in website_html("www.gent.be/ldc")


@pytest.mark.parametrize(
    ("distance_m", "text"), [(3, "10 m"), (434, "430 m"), (997, "1 km"), (1_260, "1,3 km")]
)
def test_a_distance_is_no_more_exact_than_a_person_needs(distance_m, text):
    assert distance.rounded_distance(distance_m) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "Nu open, tot 17:00."),
        ("Mo 13:00-17:00; PH off", "Nu gesloten. Opent om 13:00."),
        ("Tu 09:00-12:00; PH off", "Nu gesloten. Opent morgen om 9:00."),
        ("Fr 09:00-12:00; PH off", "Nu gesloten. Opent vrijdag om 9:00."),
        ('Mo "op afspraak"', "Niet zeker open: “op afspraak”. Bel even vooraf."),
        (None, "Openingsuren niet bekend. Bel even vooraf."),
        ("onzin", "Openingsuren niet bekend. Bel even vooraf."),
    ],
)
def test_the_door_says_when_it_changes(hours, text):
    now = datetime(2026, 11, 23, 10, 0, tzinfo=BRUSSELS)
    state = opening_state(hours, now=now)
    assert vind_hours.open_state_text(state, phone=True, now=now) == text


@pytest.mark.parametrize(
    ("hours", "items"),
    [
        (
            "Mo-Fr 09:00-12:00,13:30-16:30",
            [
                "maandag tot vrijdag: 9:00 tot 12:00, 13:30 tot 16:30",
                "zaterdag, zondag: gesloten",
            ],
        ),
        (
            'Mo 09:00-12:00; Tu "op afspraak"; We 18:00-02:00 open "bel aan"; Th',
            [
                "maandag: 9:00 tot 12:00",
                "dinsdag: op afspraak",
                "woensdag: 18:00 tot 24:00 (bel aan)",
                "donderdag: de hele dag",
                "vrijdag tot zondag: gesloten",
            ],
        ),
        (
            'Mo-Fr 09:00-12:00,13:00-17:00 || "op afspraak"',
            [
                "maandag tot vrijdag: 9:00 tot 12:00, 13:00 tot 17:00, anders: op afspraak",
                "zaterdag, zondag: op afspraak",
            ],
        ),
        ('"op afspraak"', []),
        ("onzin", []),
        ("", []),
    ],
)
def test_the_hours_of_a_week_are_told_by_days_alike(hours, items):
    shown = vind_hours.week_html(hours, today=datetime(2026, 6, 17, tzinfo=BRUSSELS).date())
    assert re.findall(r"<li>(.*?)</li>", shown) == items


@pytest.mark.parametrize(
    ("hours", "day", "text"),
    [
        ("24/7", "2026-06-17", "<p>Elke dag open, dag en nacht.</p>"),
        ("off", "2026-06-17", "<p>Deze week gesloten.</p>"),
        ("Jul Mo-Fr 09:00-12:00", "2026-06-17", "<p>Deze week gesloten.</p>"),
        ("Mo 09:00-12:00", "2026-05-25", "<li>maandag: feestdag, vraag of het open is</li>"),
    ],
)
def test_a_week_without_ordinary_hours_is_a_sentence(hours, day, text):
    assert text in vind_hours.week_html(hours, today=date.fromisoformat(day))


def test_hours_in_french_are_those_of_a_french_speaker():
    now = datetime(2026, 11, 23, 8, 0, tzinfo=BRUSSELS)
    hours = "Mo-Fr 09:00-12:30; PH off"
    with with_language("fr"):
        week = vind_hours.week_html(hours, today=now.date()).replace("\xa0", " ")
        door = vind_hours.open_state_text(opening_state(hours, now=now), phone=False, now=now)
    assert "<li>du lundi au vendredi : de 9 h à 12 h 30</li>" in week
    assert "<li>samedi, dimanche : fermé</li>" in week
    assert door.replace("\xa0", " ") == "Actuellement fermé. Ouvre à 9 h."
