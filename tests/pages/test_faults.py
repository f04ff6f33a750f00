"""The page stays up when the store is changed, damaged or removed while it is shown."""

import shutil
from pathlib import Path

import pytest

from loaders.store.manifest import current_id
from pages.navigation import PAGES, START
from tests.pages.page_helpers import calm, to_map, words

pytestmark = pytest.mark.long

LAST_GOOD = "u ziet de laatste goede"
VIEW = {"gebied": "province:40000"}


@pytest.fixture
def store(builtin_folder, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(builtin_folder, folder)
    return folder


def publish_copy(folder: Path, name: str) -> Path:
    """Make a copy of the current snapshot the current one."""
    old = current_id(folder)
    made = folder / "snapshots" / name
    shutil.copytree(folder / "snapshots" / old, made)
    manifest = made / "manifest.json"
    manifest.write_text(manifest.read_text().replace(old, name))
    (folder / "current").write_text(name)
    return made


def test_a_page_outlives_a_new_a_damaged_and_a_removed_snapshot(open_page, store) -> None:
    first = current_id(store)
    test = open_page("dekking", store, **VIEW)
    assert f"/{first}/" in to_map(test)

    publish_copy(store, "29990101T000000000000Z-new")
    calm(test.run())
    assert "/29990101T000000000000Z-new/" in to_map(test)

    damaged = publish_copy(store, "29990102T000000000000Z-damaged")
    index = damaged / "static" / "index.json"
    index.write_bytes(b"x" * index.stat().st_size)
    calm(test.run())
    assert "/29990101T000000000000Z-new/" in to_map(test)
    assert LAST_GOOD in test.warning[0].value

    publish_copy(store, "29990103T000000000000Z-damaged")
    calm(test.run())
    assert [LAST_GOOD in shown.value for shown in test.warning] == [True]

    shutil.rmtree(store / "snapshots")
    test.query_params["afstand"], test.query_params["vrij"] = "0", "900"
    calm(test.run())  # what a new question needs is in memory
    assert "900 m" in words(test)
    assert "/29990101T000000000000Z-new/" in to_map(test)
    (store / "current").unlink()
    calm(test.run())
    assert [error.value for error in test.error] == ["Er zijn geen gegevens om te tonen."]


def test_every_page_shows_the_last_good_data_or_says_that_there_are_none(open_page, store) -> None:
    damaged = publish_copy(store, "29990101T000000000000Z-damaged")
    manifest = damaged / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-9])
    names = ["" if code == START else code for code in PAGES]
    for name in names:
        page = open_page(name, store)
        assert sum(LAST_GOOD in shown.value for shown in page.warning) == 1, name
        assert not page.error, name
    shutil.rmtree(store / "snapshots")
    (store / "current").unlink()
    for name in names:
        page = open_page(name, store)
        assert [error.value for error in page.error] == ["Er zijn geen gegevens om te tonen."], name
