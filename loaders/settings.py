"""Settings: one typed object, filled from the environment variables ``NABIJ_*``."""

from __future__ import annotations

import ipaddress
import os
import re
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from geodata.errors import BadValueError
from geodata.languages import LANGUAGES, SOURCE_LANGUAGE

ENV_PREFIX = "NABIJ_"
_HOMES = {"HOME", "XDG_DATA_HOME"}
_LEAST_OF_A_CODE = 12
_HOST = re.compile(r"(?i)(?:https?://)?(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?")


def _default_data_folder() -> Path:
    """Return ``data`` in the checkout, or a folder of this user where Nabij is installed."""
    root = Path(__file__).resolve().parents[1]
    if (root / "pyproject.toml").is_file():
        return root / "data"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "nabij"


class Settings(BaseSettings):
    """Every setting of Nabij; the variable's name is the field's, after ``NABIJ_``."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    data: Path = Field(
        default_factory=_default_data_folder,
        description=(
            "Folder that holds the snapshots; by default `data` in the checkout, or "
            "`~/.local/share/nabij` where Nabij is installed."
        ),
    )
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address that the dashboard listens on.",
    )
    port: int = Field(
        default=8501, ge=1, le=65535, description="Port that the dashboard listens on."
    )
    tiles: str = Field(
        default="",
        description=(
            "URL template of the base map's tiles, with {x}, {y} and {z}; empty for no base map "
            "and no request to anyone."
        ),
    )
    tiles_attribution: str = Field(
        default="", description="Line that names the publisher of the base map."
    )
    geolocation: str = Field(
        default="https://geo.api.vlaanderen.be/geolocation",
        description=(
            "Address of Digitaal Vlaanderen's geolocation service, which typed addresses are sent "
            "to; empty to send them to no one and find places only."
        ),
    )
    mirror: str = Field(
        default="",
        description=(
            "Address that stands before those of the official sources, each with its own host as "
            "the first part of the path; empty to ask the publishers themselves."
        ),
    )
    contact: str = Field(
        default="",
        max_length=200,
        description="Address of a page or mailbox where the official sources can reach you.",
    )
    language: str = Field(
        default=SOURCE_LANGUAGE,
        description=f"Language a visitor first meets: {', '.join(LANGUAGES)}.",
    )
    upload_mb: int = Field(
        default=50, ge=1, le=2000, description="Largest file that may be uploaded, in megabytes."
    )
    own_visitors: int = Field(
        default=10,
        ge=0,
        le=1000,
        description=(
            "Visitors that may use files of their own at the same time, each in their own session, "
            "half of them from one network address; 0 for none."
        ),
    )
    connections: int = Field(
        default=100,
        ge=1,
        le=100_000,
        description=(
            "Pages that may be open at the same time from one network address; in IPv6 from one "
            "/64 network."
        ),
    )
    proxies: str = Field(
        default="127.0.0.1 ::1",
        description=(
            "Addresses or networks of reverse proxies, with spaces in between: only these are "
            "believed when they tell with X-Forwarded-For where a visitor comes from; empty for "
            "none."
        ),
    )
    embed_hosts: str = Field(
        default="",
        description=(
            "Hosts whose pages may show Nabij in a frame, with spaces in between, each as "
            "www.example.be, *.example.be or https://www.example.be:8443; empty for none."
        ),
    )
    admin_code: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "Code with which an administrator changes the data from the page; without it one is "
            "made at each start and printed in the terminal."
        ),
    )
    keep: int = Field(
        default=5,
        ge=2,
        le=1000,
        description=(
            "Snapshots that stay when one is published; the current one and the last good one "
            "before it always do."
        ),
    )

    database_url: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "Address of a PostgreSQL database with PostGIS that snapshots are published to and "
            "read from, postgresql://user:password@host/database; empty for none."
        ),
    )

    @field_validator("language")
    @classmethod
    def _one_of_ours(cls, value: str) -> str:
        if value not in LANGUAGES:
            msg = f"expected one of {', '.join(LANGUAGES)}"
            raise ValueError(msg)
        return value

    @field_validator("geolocation", "mirror")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            msg = "expected an address that begins with https://, or nothing"
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for network in value.split():
            ipaddress.ip_network(network)  # raises ValueError, which says what is wrong
        return " ".join(value.split())

    @field_validator("embed_hosts")
    @classmethod
    def _hosts(cls, value: str) -> str:
        hosts = value.split()
        if not all(_HOST.fullmatch(host) for host in hosts):
            msg = "expected hosts such as www.example.be, with spaces in between, or nothing"
            raise ValueError(msg)
        return " ".join(hosts)

    @field_validator("contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable():
            msg = "expected plain letters, digits and signs on one line"
            raise ValueError(msg)
        return value.strip()

    @field_validator("admin_code")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value().strip()) < _LEAST_OF_A_CODE:
            msg = f"expected at least {_LEAST_OF_A_CODE} characters, or nothing"
            raise ValueError(msg)
        return SecretStr(value.get_secret_value().strip())

    @field_validator("database_url")
    @classmethod
    def _of_postgresql(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value().strip()
        if address and not address.startswith(("postgresql://", "postgres://")):
            msg = "expected an address that begins with postgresql://, or nothing"
            raise ValueError(msg)
        return SecretStr(address)

    @field_validator("tiles")
    @classmethod
    def _template(cls, value: str) -> str:
        if value and not all(part in value for part in ("{x}", "{y}", "{z}")):
            msg = "expected a URL template with {x}, {y} and {z}, or nothing"
            raise ValueError(msg)
        return value


def get_settings() -> Settings:
    """Return the settings as the environment has them now.

    Raises
    ------
    BadValueError
        If a variable does not hold what it must; the message names the variable.
    """
    read = (i for i in os.environ.items() if i[0] in _HOMES or i[0].upper().startswith(ENV_PREFIX))
    return _settings(tuple(sorted(read)))


@lru_cache(maxsize=8)
def _settings(_variables: tuple[tuple[str, str], ...]) -> Settings:
    """Return the settings; they take some 10 ms to read, and a page asks for them many times."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        secret = first["loc"] in {("admin_code",), ("database_url",)}
        raise BadValueError(
            where=f"{ENV_PREFIX}{'_'.join(map(str, first['loc'])).upper()}",
            expected=first["msg"],
            got=f"{len(first['input'])}" if secret else repr(first["input"]),
            action="Correct or remove this environment variable.",
        ) from error
