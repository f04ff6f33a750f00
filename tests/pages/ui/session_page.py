"""Gegevens with a file of the visitor's own: what tests of it hand over and read."""

from streamlit.util import calc_hash

from pages.ui.session_data import SESSION_KEY
from tests.pages.page_helpers import calm

LIST = b"naam;gemeente;lat;lon;e-mail\nDe Kring;Gent;51.05;3.72;\nFoute Haven;Gent;50.85;4.35;x\n"
GOOD = b"naam;gemeente;lat;lon\nDe Kring;Gent;51.05;3.72\n"
LIGHT = b"nis;jaar;bevolking\n44021;2031;270000\n"
"""Projections of one municipality: what does not need centres is quicker with these."""


def button(test, key):
    return next(button for button in test.button if button.key and button.key.startswith(key))


def turn_to(test, page, **address):
    """Turn to another page in the same session."""
    test._page_hash = calc_hash(page)
    test.query_params.clear()
    test.query_params.update(address)
    return calm(test.run())


def centres(test):
    return test.session_state[SESSION_KEY].data.snapshot.data.centres["name"].tolist()
