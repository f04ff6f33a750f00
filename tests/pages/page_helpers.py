"""What the tests of all pages share: opening a page without a browser, and reading it."""

import json
import re
from html import unescape
from pathlib import Path

import pandas as pd
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"

# tests do not start through app.py, which makes Streamlit read pages/.streamlit/config.toml
config.set_option("runner.magicEnabled", value=False)
config.set_option("browser.gatherUsageStats", value=False)


def opened(page: str, /, *, embedded: bool = False, **address: str) -> AppTest:
    """Return a page at an address, run once; the first page has no name."""
    test = AppTest.from_file(str(FRAME), default_timeout=60)
    test.context = {"is_embedded": embedded}
    if page:
        test._page_hash = calc_hash(page)
    for name, value in address.items():
        test.query_params[name] = value
    return calm(test.run())


def calm(test: AppTest) -> AppTest:
    assert not test.exception, [str(e.value) for e in test.exception]
    return test


def html(test: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in test.get("html"))


def words(test_or_html: AppTest | str) -> str:
    """Return what can be read; spaces that keep words together as any others."""
    body = test_or_html if isinstance(test_or_html, str) else html(test_or_html)
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def to_map(test: AppTest) -> str:
    """Return what the page hands to the frame of the map, as JSON."""
    parts = [p.proto for p in test.get("component_instance")]
    return next(p.json_args for p in parts if "streamlit_folium" in p.component_name)


def rows_of(test: AppTest, key: str = "") -> pd.DataFrame:
    """Return the rows of a table of pages.ui.tables as they are first shown, by their code."""
    parts = [p.proto for p in test.get("bidi_component") if p.proto.component_name == "nabij_table"]
    data = json.loads(next(part.json for part in parts if key in part.id))

    def cells(column: dict[str, object]) -> list[object]:
        found = column.get("cells")
        if found is None:
            element = f"data-cells='{column['at']}' value='(.*?)'>"
            found = json.loads(re.findall(element, html(test))[0])
        if isinstance(found, dict):
            return [found["texts"][at] for at in found["which"]]
        return found

    columns = {column["label"]: cells(column) for column in data["columns"]}
    every = pd.DataFrame(columns, index=cells(data["codes"]), dtype=object)
    return every.iloc[cells(data["order"])]
