"""A document takes seconds: it is made when someone asks for it."""

from threading import Thread

import pytest
from streamlit.testing.v1 import AppTest

from pages.report import document as report

pytestmark = pytest.mark.long


def section():
    """Draw the section alone."""
    from geodata.reach.question import ReachQuestion
    from pages.report import document as report
    from pages.ui.session_data import current_snapshot

    report.show(current_snapshot(), "municipality:44021", reach=ReachQuestion())


@pytest.fixture
def page(builtin_folder, monkeypatch):
    monkeypatch.setenv("NABIJ_DATA", str(builtin_folder))
    return AppTest.from_function(section, default_timeout=60)


def test_a_document_is_only_made_when_it_is_asked_for(page, monkeypatch):
    report._documents.clear()
    asked = []
    real = report.render
    monkeypatch.setattr(report, "render", lambda *a, **k: asked.append(a) or real(*a, **k))
    page.run()
    assert (asked, len(page.exception)) == ([], 0)
    assert not page.get("download_button")
    page.button[0].click().run()
    assert len(page.exception) == 0
    assert len(asked) == 1
    assert len(page.get("download_button")) == 1
    page.run()
    assert len(page.get("download_button")) == 1
    page.button[0].click().run()
    assert len(asked) == 1


def quick_section():
    """Draw a section whose document takes no time."""
    from pages.report import document as report

    made = report.RenderedDocument("<p>made</p>", b"%PDF")
    report.offer(lambda _: made, key=("a",), name="quick", file_name="a.pdf", steps=["a"])


def test_a_document_is_made_after_the_one_that_is_being_made(monkeypatch):
    report._documents.clear()
    monkeypatch.setattr(report, "_LOOK_S", 0.02)
    page = AppTest.from_function(quick_section, default_timeout=60).run()
    click = Thread(target=page.button[0].click().run)
    with report._documents().making:
        click.start()
        click.join(0.3)
        assert click.is_alive()
    click.join()
    assert len(page.get("download_button")) == 1
