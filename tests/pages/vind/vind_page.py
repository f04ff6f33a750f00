"""What the tests of Vind share: its search box, its cards, and data of their own."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.vind import search
from tests.pages.page_helpers import calm, html

EXAMPLE = Path(__file__).resolve().parents[3] / "loaders" / "builtin" / "examples" / "services.csv"


def cards(test: AppTest) -> list[str]:
    return re.findall(r"<h3>\d+\. (.*?)</h3>", html(test))


def look(test: AppTest, text: str) -> AppTest:
    """Send a text as the search box does: AppTest has no way to press its button."""
    return tell(test, {"text": text})


def tell(test: AppTest, answer: object) -> AppTest:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.session_state", test.session_state)
        search.on_search(answer)
    return calm(test.run())
