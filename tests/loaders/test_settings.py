from pathlib import Path

import pytest

from geodata.errors import BadValueError
from loaders.settings import ENV_PREFIX, Settings, get_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(ENV_PREFIX + name.upper(), raising=False)


def test_without_an_environment_nothing_leaves_this_machine():
    settings = get_settings()
    assert settings.data == ROOT / "data"
    assert settings.host == "127.0.0.1"
    assert settings.tiles == ""
    assert settings.language == "nl"


def test_the_environment_is_read_at_each_call(monkeypatch, tmp_path):
    monkeypatch.setenv("NABIJ_DATA", str(tmp_path))
    monkeypatch.setenv("NABIJ_PORT", "80")
    monkeypatch.setenv("NABIJ_LANGUAGE", "fr")
    assert get_settings().data == tmp_path
    assert (get_settings().port, get_settings().language) == (80, "fr")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NABIJ_PORT", "many"),
        ("NABIJ_PORT", "70000"),
        ("NABIJ_LANGUAGE", "de"),
        ("NABIJ_TILES", "https://tiles.example/only.png"),
        ("NABIJ_UPLOAD_MB", "0"),
        ("NABIJ_HOST", ""),
        ("NABIJ_MIRROR", "ftp://mirror.example"),
        ("NABIJ_CONTACT", "a\nb"),
        ("NABIJ_EMBED_HOSTS", "www.example.be; script-src *"),
        ("NABIJ_EMBED_HOSTS", "https://www.example.be/page"),
        ("NABIJ_EMBED_HOSTS", "*"),
        ("NABIJ_EMBED_HOSTS", "www.example.be,example.org"),
    ],
)
def test_a_setting_that_cannot_be_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(BadValueError, match=name):
        get_settings()


def test_every_setting_is_described():
    assert all(field.description for field in Settings.model_fields.values())
