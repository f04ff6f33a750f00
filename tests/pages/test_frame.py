"""The frame around the pages: titles of the window, and sessions that begin again."""

import json
import re

import pytest
from streamlit.runtime.state import SafeSessionState, SessionState

from pages.ui import session_data
from pages.ui.streamlit_words import translations
from tests.pages.page_helpers import calm, html, words


def texts(test):
    """Return what the frame hands to its script."""
    return json.loads(re.search(r"nabijTexts = (\{.+\});", html(test))[1])


@pytest.mark.parametrize(
    ("page", "address", "title"),
    [
        ("", {}, "Vind een centrum – Nabij"),
        (
            "",
            {"plek": "municipality:34022"},
            "Dienstencentra bij Kortrijk – Vind een centrum – Nabij",
        ),
        ("dekking", {"gebied": "municipality:34022"}, "Kortrijk – Dekking – Nabij"),
        ("gemeente", {"gemeente": "44021", "taal": "fr"}, "Gand – Commune – Nabij"),
        ("rop", {}, "ROP-werking – Nabij"),
        ("gegevens", {"luik": "versies"}, "Versies – Gegevens – Nabij"),
        ("over", {"taal": "en"}, "About – Nabij"),
    ],
)
def test_the_title_names_result_and_page(open_page, page, address, title):
    assert texts(open_page(page, **address))["title"] == title


def test_the_title_names_the_centre(open_page, snapshot):
    centre = snapshot.data.centres.iloc[0]
    found = texts(open_page("", centrum=centre["id"]))["title"]
    assert found == f"{centre['name']} – Vind een centrum – Nabij"


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_the_words_of_streamlit_are_in_the_language_of_the_page(open_page, lang):
    english = dict(texts(open_page("over", taal=lang))["english"])
    assert {"Select all", "Open", "Help for (.+)", "Skip to main content"} <= english.keys()
    assert all(ours and ours != theirs for theirs, ours in english.items())
    assert english["Help for (.+)"].endswith("$1")
    for pattern, _ours in translations(side_bar="Keuzes"):
        re.compile(pattern)


def test_a_choice_sent_to_a_server_that_restarted_is_kept(open_page):
    test = open_page("dekking", gebied="municipality:34022")
    test.selectbox(key="groep").set_value("80plus")
    # the browser sends all it shows to a session that knows nothing but the address
    test.session_state = SafeSessionState(SessionState(), lambda: None)
    calm(test.run())
    assert test.selectbox(key="groep").value == "80plus"
    assert test.selectbox(key="gebied").value == "municipality:34022"
    assert test.query_params["groep"] == "80plus"


def test_own_files_that_are_gone_are_reported_and_the_cookie_is_cleared(open_page, monkeypatch):
    cookies = {session_data.COOKIE: "0" * 32}
    monkeypatch.setattr(type(session_data.st.context), "cookies", property(lambda _: cookies))
    test = open_page("dekking")
    assert "eigen bestanden zijn er niet meer" in test.warning[0].value
    assert '("");' in html(test)


def test_without_own_files_nothing_is_said_of_them(open_page):
    test = open_page("dekking")
    assert not test.warning
    assert "nabij_eigen" not in words(test)
