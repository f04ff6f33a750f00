"""What the tests of Vind share: opening the page without a browser, and reading it."""

import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geodata.hours import BRUSSELS
from loaders import store
from pages import vind_search

ROOT = Path(__file__).resolve().parents[2]
FRAME = ROOT / "pages" / "frame.py"
EXAMPLE = ROOT / "loaders" / "examples" / "services.csv"


def opened(**address: str) -> AppTest:
    """Return the page at an address, run once."""
    test = AppTest.from_file(str(FRAME), default_timeout=60)
    for name, value in address.items():
        test.query_params[name] = value
    return calm(test.run())


def calm(test: AppTest) -> AppTest:
    assert not test.exception, [str(e.value) for e in test.exception]
    return test


def html(test: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in test.get("html"))


def cards(test: AppTest) -> list[str]:
    return re.findall(r"<h3>\d+\. (.*?)</h3>", html(test))


def look(test: AppTest, text: str) -> AppTest:
    """Send a text as the search box does: AppTest has no way to press its button."""
    return tell(test, {"text": text})


def tell(test: AppTest, answer: object) -> AppTest:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.session_state", test.session_state)
        vind_search.answered(answer)
    return calm(test.run())


def publish(data, folder: Path, *, like: Path) -> None:
    """Publish data whose maps are those of the current snapshot of another folder: fast."""
    static = store.load(like).static
    store.publish(
        data,
        folder=folder,
        kind="imported",
        now=datetime.now(BRUSSELS),
        write_geometry=lambda _data, into: shutil.copytree(static, into, dirs_exist_ok=True),
    )
