import shutil
from functools import partial

import pytest

from loaders.imports.centres import CENTRES
from loaders.imports.projections import PROJECTIONS
from tests.pages.page_helpers import calm
from tests.pages.ui.session_page import LIGHT, button


@pytest.fixture
def run(open_page, snapshot, monkeypatch):
    """Return a function that opens Gegevens at an address and has run it.

    The drawing of all polygons takes seconds and is tested elsewhere: here the index is enough.
    """

    def write(_data, folder, **_options):
        folder.mkdir(exist_ok=True)
        shutil.copy(snapshot.static / "index.json", folder)

    monkeypatch.setenv("NABIJ_OWN_VISITORS", "1000")  # sessions of tests never end
    monkeypatch.setattr("loaders.store.map_files.write_geometry", write)
    monkeypatch.setattr("loaders.store.map_files.write_points_and_places", write)
    return partial(open_page, "gegevens")


@pytest.fixture
def hand_over(run):
    """Return a function that hands a file over on Gegevens; what the page then is, is returned."""

    def handed(content, name="lijst.csv", *, kind=CENTRES, test=None, **address):
        test = test or run(luik="nakijken", bestand=kind.code, **address)
        test.file_uploader(key="upload").set_value((name, content, "text/csv"))
        return calm(test.run())

    return handed


@pytest.fixture
def use(hand_over):
    """Return a function that hands a file over and uses it."""

    def used(content, name="lijst.csv", **how):
        kind = PROJECTIONS if content is LIGHT else CENTRES
        test = hand_over(content, name, **{"kind": kind, **how})
        for box in test.checkbox:
            if box.key.startswith("eigen_goede"):
                calm(box.check().run())
        return calm(button(test, "eigen_gebruik").click().run())

    return used
