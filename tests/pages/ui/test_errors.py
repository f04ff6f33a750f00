"""Errors in the reader's language: each problem has a sentence, the English message is folded."""

import pytest
from streamlit.testing.v1 import AppTest

from geodata.enums import DatabaseProblem, SourceProblem
from geodata.errors import (
    BadValueError,
    DatabaseError,
    GeocoderError,
    NoSnapshotError,
    PublishBusyError,
    SnapshotError,
    SourceError,
)
from pages.ui.errors import error_text
from pages.ui.i18n import with_language
from tests.pages.page_helpers import html


def source_error(problem: str, status: str = "") -> SourceError:
    return SourceError(source="osm", problem=problem, what="it", action="Wait.", status=status)


def test_every_problem_of_a_source_or_the_database_has_its_own_sentence():
    with with_language("nl"):
        of_sources = [error_text(source_error(problem)) for problem in SourceProblem]
        of_database = [
            error_text(DatabaseError(problem=problem, what="it", action="Wait."))
            for problem in DatabaseProblem
        ]
    assert len(set(of_sources)) == len(of_sources)
    # data that does not fit is a failure of the database to those who only read
    assert len(set(of_database)) >= len(of_database) - 1


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (NoSnapshotError("x"), "Cette version n’existe plus."),
        (PublishBusyError("x"), "Quelqu’un d’autre"),
        (source_error("status", "503"), "503"),
        (GeocoderError("x"), "Un problème est survenu."),
    ],
)
def test_a_sentence_is_in_the_readers_language(error, text):
    with with_language("fr"):
        assert text in error_text(error)


def test_an_error_without_its_own_sentence_has_that_of_its_kind():
    class DamagedFileError(SnapshotError):
        pass

    bad = BadValueError(where="a", expected="b", got="c", action="d")
    with with_language("nl"):
        assert error_text(DamagedFileError("x")) == error_text(SnapshotError("x"))
        assert "Nabij kan dit bestand niet gebruiken" in error_text(bad)


def test_the_message_is_folded_and_cannot_hold_html():
    def page() -> None:
        from geodata.errors import SnapshotError
        from pages.ui.errors import draw_detail

        draw_detail(SnapshotError("<b>damaged</b>"))

    drawn = html(AppTest.from_function(page, default_timeout=60).run())
    assert "<details" in drawn
    assert "&lt;b&gt;damaged&lt;/b&gt;" in drawn
