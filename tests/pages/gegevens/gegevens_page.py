"""What the tests of Gegevens share: reading its tables, and what must not be in it."""

import re

import pandas as pd
from streamlit.testing.v1 import AppTest

from geodata.enums import DoubtKind
from geodata.snapshot.frames import FRAMES
from tests.pages.page_helpers import rows_of

HOSTILE = "<script>window.hacked=1</script>"
ENGLISH = re.compile(r"\b(the|expected|got|file|row|with|Correct|nothing)\b")


def table(test: AppTest, key: str) -> list[list[str]]:
    """Return the rows of a table of pages.ui.tables, without their codes."""
    return rows_of(test, key).to_numpy().tolist()


def made_doubts() -> pd.DataFrame:
    """Return a conflict, a pair and a vague address that nobody had."""
    rows = [
        (DoubtKind.CONFLICT, "a:1", "recognised", "b:1", "closed", None, "status", None),
        (DoubtKind.PAIR, "a:2", HOSTILE, "b:2", "De Kring, Gent", None, None, 120.0),
        (DoubtKind.VAGUE, "a:3", "De Linde", None, "municipality", None, "position", None),
    ]
    columns = list(FRAMES["doubts"].columns)
    doubts = pd.DataFrame(rows, columns=columns[:8]).reindex(columns=columns)
    texts = [c for c in columns if c not in {"distance_m", "score"}]
    return doubts.astype(dict.fromkeys(texts, "str") | {"score": "float64"})
