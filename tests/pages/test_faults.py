"""The page stays up when the store is changed, damaged or removed while it is shown."""

import shutil
from pathlib import Path

import pytest

from loaders.store.manifest import current_id
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
