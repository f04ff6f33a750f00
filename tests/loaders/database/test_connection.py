"""Errors of a database that cannot be reached: informative, and without the password."""

import traceback
from urllib.parse import quote

import psycopg
import pytest
import sqlalchemy as sa

from geodata.errors import DatabaseError
from loaders.database.postgis import status

SECRET = "s3cr:et/p@ss"  # noqa: S105  (not of anything)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://ann:{quote(SECRET, safe='')}@127.0.0.1:1/nabij",
        f"postgresql://ann:{SECRET}@127.0.0.1:1/nabij",
        f"postgresql://ann:{SECRET}#x@127.0.0.1:1/nabij",
        f"postgresql://ann:{SECRET}?x@127.0.0.1:1/nabij",
        f"postgresql://ann:{SECRET.replace('/', '')}@127.0.0.1:1/nabij",
        f"postgresql://127.0.0.1:1/nabij?password={quote(SECRET, safe='')}&user=ann&bad=1",
        f"postgresql://ann@/nabij?host=/nowhere&password={quote(SECRET, safe='')}",
    ],
)
def test_no_error_contains_the_password(address, caplog):
    with pytest.raises(DatabaseError) as error:
        status(address)
    trace = "".join(traceback.format_exception(error.value)) + caplog.text
    assert error.value.params["problem"] == "unreachable"
    for part in ("s3cr", "p@ss", "p%40ss"):
        assert part not in trace


def test_a_password_in_a_database_message_is_masked(monkeypatch):
    message = psycopg.OperationalError(f"no {SECRET} or {quote(SECRET, safe='')}")

    def refuse(*_, **__):
        raise sa.exc.OperationalError(None, {}, message)

    monkeypatch.setattr("loaders.database.connection.sa.create_engine", refuse)
    for address in (
        f"postgresql://ann:{quote(SECRET, safe='')}@127.0.0.1/nabij",
        f"postgresql://ann@127.0.0.1/nabij?password={quote(SECRET, safe='')}",
    ):
        with pytest.raises(DatabaseError, match="no … or …"):
            status(address)
