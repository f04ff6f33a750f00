"""What the tests of Gegevens share: opening the page without a browser, and reading it."""

import json
import re
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"
HOSTILE = "<script>window.hacked=1</script>"
ENGLISH = re.compile(r"\b(the|expected|got|file|row|with|Correct|nothing)\b")


def opened(**address: str) -> AppTest:
    """Return Gegevens at an address, run once."""
    test = AppTest.from_file(str(FRAME), default_timeout=60)
    test._page_hash = calc_hash("gegevens")
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, [str(e.value) for e in test.exception]
    return test


def html(test: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in test.get("html"))


def text(test_or_html) -> str:
    body = test_or_html if isinstance(test_or_html, str) else html(test_or_html)
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def table(test: AppTest, key: str) -> list[list[str]]:
    """Return the rows of a table of pages.tables, without their codes."""
    found = [p for p in test.get("bidi_component") if key in str(p.proto)]
    rows = json.loads(found[0].proto.json)["rows"]
    return [row[1:] for row in rows]
