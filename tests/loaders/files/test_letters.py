"""Which letters the bytes of a text are: the right ones, or undecided."""

import pytest

from loaders.files.letters import decode, looks_garbled, repaired

TEXTS = (
    "Café Zoé",
    "Crèche Noël",
    "’t Kiel – œuvre",
    "CAFÉ NOËL",
    "Hôtel de Ville; Saint-Génès",
    "geïnteresseerd; reünie; coördinatie",
    "“Huis” – 5 °C, € 5",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_letters_in_the_usual_encodings_are_right(text, encoding):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
@pytest.mark.parametrize("text", TEXTS)
def test_letters_in_old_encodings_are_right_or_asked(text, encoding):
    found = decode(text.encode(encoding, "ignore"))

    assert found is None or found.text == text.encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_usual_names_in_old_encodings_are_right(encoding):
    names = "Café Zoé\nCrèche Noël\nRue de l'Église"

    assert decode(names.encode(encoding)) == (names, encoding)


@pytest.mark.parametrize("text", TEXTS[:5])
def test_letters_encoded_twice_are_repaired(text):
    assert decode(text.encode().decode("cp1252", "ignore").encode()).text == text


@pytest.mark.parametrize("declared", ["ISO-8859-1", "1252", "ANSI 1252", "UTF-8", "xyz", ""])
def test_what_the_bytes_are_weighs_more_than_what_the_file_declares(declared):
    assert decode("’t Kiel – œuvre".encode("cp1252"), declared=declared).text == "’t Kiel – œuvre"
    assert decode("Café Noël".encode(), declared=declared).text == "Café Noël"


def test_a_declared_encoding_decides_between_readings_that_are_as_likely():
    assert decode("Voilà".encode("cp850")) is None
    assert decode("Voilà".encode("cp850"), declared="850") == ("Voilà", "cp850")
    assert decode("5 €".encode("iso8859-15"), declared="ISO-8859-15").text == "5 €"


@pytest.mark.parametrize("content", [b"a\0b\xe9", "Caf\ufffd".encode(), b"\xff\xfe\x00"])
def test_bytes_that_are_no_text_or_have_lost_letters_are_not_accepted(content):
    assert decode(content) is None


def test_good_text_is_not_garbled():
    good = "«CAFÉ» Ångström, Âge, Œuvre, 5 °C; São Paulo; “É”"

    assert not looks_garbled(good)
    assert repaired(good) == good
