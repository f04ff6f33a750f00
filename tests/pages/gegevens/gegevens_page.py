"""What the tests of Gegevens share: reading its tables, and what must not be in it."""

import json
import re

from streamlit.testing.v1 import AppTest

HOSTILE = "<script>window.hacked=1</script>"
ENGLISH = re.compile(r"\b(the|expected|got|file|row|with|Correct|nothing)\b")


def table(test: AppTest, key: str) -> list[list[str]]:
    """Return the rows of a table of pages.ui.tables, without their codes."""
    found = [p for p in test.get("bidi_component") if key in str(p.proto)]
    rows = json.loads(found[0].proto.json)["rows"]
    return [row[1:] for row in rows]
