"""Starting the application: what it prints before it serves."""

import pytest

import app as nabij

CODE = "paardenbloem-1953"


@pytest.fixture
def start(builtin_folder, monkeypatch, capsys):
    """Return a function that starts the app without serving: exit code and captured output."""
    served = []
    monkeypatch.setenv("NABIJ_DATA", str(builtin_folder))
    monkeypatch.setattr(nabij.app, "run", lambda **options: served.append(options))

    def call():
        code = nabij.main()
        assert len(served) == (code == 0)
        return code, capsys.readouterr()

    return call


def test_without_a_code_one_is_made_and_printed(start, monkeypatch):
    monkeypatch.delenv("NABIJ_ADMIN_CODE", raising=False)
    code, printed = start()
    assert code == 0
    assert "Administrator's code for this start: " in printed.out


def test_a_code_of_the_settings_is_not_printed(start, monkeypatch):
    monkeypatch.setenv("NABIJ_ADMIN_CODE", CODE)
    code, printed = start()
    assert code == 0
    assert printed.out + printed.err == ""


def test_a_short_code_is_one_line_and_nothing_is_served(start, monkeypatch):
    monkeypatch.setenv("NABIJ_ADMIN_CODE", "geheim")
    code, printed = start()
    assert code == 2
    assert printed.err.startswith("nabij: NABIJ_ADMIN_CODE: expected")
    assert "geheim" not in printed.err
