"""The rows of a table, as a browser gets them."""

import json
import re

import numpy as np
import pandas as pd

from pages.ui.tables import rows_of

HOSTILE = "</data><script>&'\" ]> -->"


def cells(rows, column):
    """Return the cells of a column as the script of the table reads them."""
    found = column.get("cells")
    if found is None:
        elements = [e for e in rows.elements if f"data-cells='{column['at']}'" in e]
        found = json.loads(
            re.fullmatch(r"<data hidden [^ ]+ value='([^'<>&]*)'></data>", elements[0])[1]
        )
    return [found["texts"][n] for n in found["which"]] if isinstance(found, dict) else found


def made(n, **columns):
    frame = {"name": [f"{HOSTILE} {i}" for i in range(n)], **columns}
    return pd.DataFrame(frame, index=[f"c{i}" for i in range(n)])


def test_a_long_column_is_an_element_of_its_own_whatever_it_says():
    frame = made(300, kind=["far", None, "near"] * 100, metres=[1.0, 2.5, np.nan] * 100)
    rows = rows_of(frame)
    assert len(rows.elements) == 4  # not of the kinds: three texts
    names, kinds, metres = (cells(rows, column) for column in rows.columns)
    assert names == frame["name"].tolist()
    assert kinds == ["far", None, "near"] * 100
    assert metres == [1, 2.5, None] * 100
    assert cells(rows, rows.codes) == frame.index.tolist()


def test_only_what_changed_is_sent_again():
    frame = made(300, metres=np.arange(300.0))
    before, after = (rows_of(f, order=np.arange(300)) for f in [frame, frame.assign(metres=7.0)])
    assert sorted(set(after.elements) - set(before.elements)) == [
        element for element in after.elements if f"'{after.columns[1].get('at')}'" in element
    ]
    turned = rows_of(frame, order=np.arange(300)[::-1])
    assert len(set(turned.elements) - set(before.elements)) == 1


def test_a_short_table_is_sent_as_it_is():
    frame = made(3, people=[1, 2, 3])
    rows = rows_of(frame, estimated={"people": pd.Series([True, False, True], frame.index)})
    assert rows.elements == []
    assert rows.order == {"cells": [0, 1, 2]}
    assert cells(rows, rows.columns[1]) == [[5], 2, [5]]
