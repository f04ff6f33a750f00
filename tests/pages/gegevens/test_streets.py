"""The streets on Gegevens: what was read, what is covered, and how an administrator loads them."""

import shutil

import pytest

from loaders.store import snapshots
from pages.ui import upload
from pages.ui.visitor import Browser
from tests.loaders.drawn_streets import grid
from tests.pages.gegevens.gegevens_page import ENGLISH
from tests.pages.page_helpers import calm, html, words

pytestmark = pytest.mark.long


class Upload:
    """What Streamlit's upload box returns."""

    def __init__(self, name, content):
        self.name, self.content, self.size = name, content, len(content)

    def getbuffer(self):
        return memoryview(self.content)


@pytest.fixture
def extract(tmp_path):
    """Streets of two by one kilometre near Ghent, with one that is private."""
    drawing = grid().street((5, 5), (255, 255), access="private")
    return drawing.write(tmp_path / "drawn.osm.pbf").read_bytes()


@pytest.fixture
def store(builtin_folder, tmp_path):
    return shutil.copytree(builtin_folder, tmp_path / "store")


def test_an_administrator_loads_streets_and_everyone_sees_what_was_read(
    open_page, store, extract, monkeypatch
):
    given = {}
    monkeypatch.setattr(upload, "ask", lambda _label, *, key: given.get(key))
    page = open_page("gegevens", store, luik="straten")
    assert "Er zijn nog geen straten geladen." in words(page)
    assert "import-network belgium-latest.osm.pbf --boundary belgium.poly" in words(page)
    assert not [b for b in page.button if b.label == "Laad deze straten"]
    before = snapshots.load(store).id

    page.session_state["_beheer"] = Browser("a cookie", "")
    given["upload_straten"] = Upload("<b>drawn</b>.osm.pbf", extract[:-30])
    calm(page.run())
    calm(page.button("straten_laad").click().run())
    assert "Dit is geen volledig uittreksel van OpenStreetMap." in words(page)
    assert snapshots.load(store).id == before

    page.text_input("straten_dag").input("gisteren")
    calm(page.run())
    assert page.button("straten_laad").disabled
    page.text_input("straten_dag").input("31/01/2025")
    given["upload_straten"] = Upload("<b>drawn</b>.osm.pbf", extract)
    calm(page.run())
    calm(page.button("straten_laad").click().run())
    network = snapshots.load(store).data.network
    assert network.date == "2025-01-31"
    shown = words(page)
    assert "is geladen. Iedereen ziet nu afstanden te voet." in shown
    assert "<b>drawn" not in html(page)
    assert "© OpenStreetMap contributors" in shown
    assert "31 januari 2025" in shown
    assert "woonstraten 19" in " ".join(shown.split())
    assert "Privé of afgesloten: 1" in shown
    assert "0 van 2.767 wijken" in shown
    assert not ENGLISH.search(" ".join(shown.split("Straten laden met een opdracht")[0]))
