"""Settings: one typed object, filled from the environment variables ``NABIJ_*``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from geodata.errors import BadValueError

ENV_PREFIX = "NABIJ_"


class Settings(BaseSettings):
    """Every setting of Nabij; the variable's name is the field's, after ``NABIJ_``."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="ignore")

    data: Path = Field(
        default=Path(__file__).resolve().parents[1] / "data",
        description="Folder that holds the snapshots; by default `data` beside `app.py`.",
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
        description="Address of a page or mailbox that the official sources are told to reach you.",
    )
    language: Literal["nl", "fr", "en"] = Field(
        default="nl", description="Language a visitor first meets."
    )
    upload_mb: int = Field(
        default=50, ge=1, le=2000, description="Largest file that may be uploaded, in megabytes."
    )

    @field_validator("geolocation", "mirror")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            msg = "expected an address that begins with https://, or nothing"
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable():
            msg = "expected plain letters, digits and signs on one line"
            raise ValueError(msg)
        return value.strip()

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
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise BadValueError(
            where=f"{ENV_PREFIX}{'_'.join(map(str, first['loc'])).upper()}",
            expected=first["msg"],
            got=repr(first["input"]),
            action="Correct or remove this environment variable.",
        ) from error
