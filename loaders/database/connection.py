"""A connection to the database, whose password is in no error and no log."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import shapely
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from geodata.enums import DatabaseProblem
from geodata.errors import DatabaseError, NabijError

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAIT = {
    "application_name": "nabij",
    "connect_timeout": 5,
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""When a database that no longer answers counts as gone, unless its address sets this itself."""


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """Open a transaction, committed at the end of the block; failures become DatabaseError."""
    address = _address(url)
    wait = {name: value for name, value in _WAIT.items() if name not in address.query}
    reached = False
    try:
        engine = sa.create_engine(
            address, poolclass=NullPool, connect_args=wait, hide_parameters=True
        )
        with engine.begin() as connection:
            reached = True
            yield connection
    except NabijError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, shapely.GEOSException) as error:
        raise damaged(
            what=f"its manifest or a table is not as Nabij wrote it ({error!r})"
        ) from error
    except (SQLAlchemyError, psycopg.Error) as error:
        text = " ".join(str(getattr(error, "orig", None) or error).split())
        for secret in _secrets(url, address):
            text = text.replace(secret, "…")
        # from None: what was thrown may hold the password
        raise DatabaseError(
            problem=DatabaseProblem.FAILED if reached else DatabaseProblem.UNREACHABLE,
            what=text.rstrip(".?"),
            action="Check NABIJ_DATABASE_URL and the rights of its user, and try again.",
        ) from None


def _address(url: str) -> sa.URL:
    with suppress(ValueError, SQLAlchemyError):
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
        # a password that was not encoded reaches into what follows it
        if not any("@" in part for part in (address.host or "", address.database or "")):
            return address
    raise DatabaseError(
        problem=DatabaseProblem.UNREACHABLE,
        what="its address cannot be read",
        action=(
            "Check NABIJ_DATABASE_URL: signs such as @ : / # ? in a password are written as "
            "%40 %3A %2F %23 %3F."
        ),
    )


def _secrets(url: str, address: sa.URL) -> set[str]:
    """Return how the password may be written in an error."""
    password = str(address.password or "")
    written = url.rpartition("@")[0].partition("//")[2].partition(":")[2]
    asked = address.query.get("password", ())
    passwords = {password, *([asked] if isinstance(asked, str) else asked)}
    encoded = {quote(one, safe=safe) for one in passwords for safe in ("/", "")}
    return (passwords | encoded | {written}) - {""}


def damaged(*, what: str) -> DatabaseError:
    """Return the error for content that cannot be used."""
    return DatabaseError(
        problem=DatabaseProblem.DAMAGED,
        what=what,
        action="Publish again: python -m loaders database publish --replace",
    )
