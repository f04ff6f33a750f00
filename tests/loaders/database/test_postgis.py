"""Snapshots in a real PostGIS: exact, in one transaction, without leaking the password."""

import os
import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from geodata.errors import DatabaseError
from geodata.snapshot.model import FRAMES, SCHEMA_VERSION
from loaders.database.connection import connected
from loaders.database.postgis import publish, read, read_within, status
from loaders.store import snapshots
from tests.campaigns import TALLY
from tests.loaders.postgis import assert_same

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def snapshot(small):
    """The small snapshot, as a store hands it out."""
    return published(small)


def published(data, *, minutes=0):
    """Return data as a store does that they were published in, without writing anything."""
    frames = {name: getattr(data, name) for name in FRAMES}
    texts = {
        name: dict.fromkeys(frame.select_dtypes(["object", "str"]), "str")
        for name, frame in frames.items()
    }
    tidy = {name: frame.astype(texts[name]) for name, frame in frames.items()}
    created = NOW + timedelta(minutes=minutes)
    name = f"{created:%Y%m%dT%H%M%S%fZ}-imported-drawn"
    data = replace(data, **tidy)
    return snapshots.Snapshot(data, name, "imported", created, Path(), SCHEMA_VERSION)


@pytest.fixture(scope="module")
def originals():
    """The address of a database with the small snapshot, once there is one."""
    return []


@pytest.fixture
def original(postgis, originals, snapshot):
    """The address of a database with the small snapshot, only to look at."""
    if not originals:
        url = postgis.new_database()
        publish(url, snapshot)
        originals.append(url)
    return originals[0]


@pytest.fixture
def filled(postgis, original):
    """The address of a database with the small snapshot."""
    return postgis.copy(original)


@pytest.fixture(scope="module")
def empty(postgis):
    """The address of a database without a snapshot, only to look at."""
    return postgis.new_database()


def ask(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def tell(url, *commands):
    with psycopg.connect(url) as connection:
        for command in commands:
            connection.execute(command)


# --- round trip


def test_what_is_published_is_read_back_as_it_was(database, snapshot):
    from_database = publish_and_read(database, snapshot)
    for name in FRAMES:
        assert_same(getattr(from_database, name), getattr(snapshot.data, name))
    assert from_database.datasets == snapshot.data.datasets


def publish_and_read(url, snapshot):
    publish(url, snapshot)
    info, data = read(url)
    assert (info.id, info.kind, info.created) == (snapshot.id, snapshot.kind, snapshot.created)
    return data


def test_the_built_in_snapshot_is_read_back_as_it_was(database, builtin_folder):
    snapshot = snapshots.load(builtin_folder)
    from_database = publish_and_read(database, snapshot)
    for name in FRAMES:
        assert_same(getattr(from_database, name), getattr(snapshot.data, name))


# --- what colleagues find


def test_tables_have_keys_indexes_and_comments_with_source_and_attribution(original):
    keys = ask(
        original,
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid "
        "AND a.attnum = ANY (i.indkey) WHERE i.indisprimary "
        "AND c.relnamespace = 'nabij'::regnamespace GROUP BY c.relname",
    )
    assert {name: columns for name, columns in keys if name in {"units", "areas", "doubts"}} == {
        "units": ["code"],
        "areas": ["level", "code"],
        "doubts": ["fid"],
    }
    gist = ask(
        original,
        "SELECT tablename FROM pg_indexes WHERE schemaname = 'nabij' AND indexdef LIKE '%gist%'",
    )
    assert {"units", "areas", "points", "services", "sectors"} <= {name for (name,) in gist}
    [[comment]] = ask(original, "SELECT obj_description('nabij.units'::regclass)")
    assert "Demand units" in comment
    assert "© nobody" in comment
    [[comment]] = ask(original, "SELECT col_description('nabij.units'::regclass, 2)")
    assert comment == "wijk code of the publisher"


def test_every_layer_says_its_type_and_coordinates(original):
    columns = ask(
        original,
        "SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_schema = 'nabij'",
    )
    assert {srid for *_, srid in columns} == {3812}
    types = {name: kind for name, kind, _ in columns}
    assert (types["units"], types["points"]) == ("MULTIPOLYGON", "POINT")
    assert (types["services"], types["sectors"]) == ("POINT", "MULTIPOLYGON")  # without rows


def test_who_may_use_the_schema_may_use_the_next_one_too(filled, small):
    role = 'colleague "one" %'
    tell(
        filled,
        """CREATE ROLE "colleague ""one"" %" LOGIN""",
        """GRANT USAGE ON SCHEMA nabij TO "colleague ""one"" %" """,
    )
    publish(filled, published(small, minutes=1))
    url = filled.replace("nabij@", f"{quote(role)}@")
    assert ask(url, "SELECT count(*) FROM nabij.units") == [(4,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tell(url, "DELETE FROM nabij.units")


def test_qgis_finds_styles_and_points_with_the_status_of_their_centre(filled, small):
    query = "SELECT f_table_name FROM public.layer_styles WHERE useasdefault ORDER BY 1"
    layers = [name for (name,) in ask(filled, query)]
    assert {"areas", "centre_points", "units"} <= set(layers)
    assert len(layers) == len(set(layers))
    assert ask(filled, "SELECT id, name, status FROM nabij.centre_points") == [
        ("c-1", "De Kring", "recognised")
    ]
    tell(
        filled,
        "UPDATE public.layer_styles SET useasdefault = false WHERE f_table_name = 'units'",
        "INSERT INTO public.layer_styles (f_table_catalog, f_table_schema, f_table_name, "
        "stylename, useasdefault) VALUES (current_database(), 'nabij', 'units', 'mine', true)",
    )
    publish(filled, published(small, minutes=1))
    query = (
        "SELECT stylename FROM public.layer_styles WHERE f_table_name = 'units' AND useasdefault"
    )
    assert ask(filled, query) == [("mine",)]
    assert [name for (name,) in ask(filled, "SELECT stylename FROM public.layer_styles")].count(
        "Aantal 65-plussers"
    ) == 2  # of wijken and of sectors


def test_who_may_not_write_styles_publishes_without_them(database, snapshot):
    name = database.partition("?")[0].rpartition("/")[2]
    tell(
        database,
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "CREATE ROLE publisher LOGIN",
        f"GRANT CREATE ON DATABASE {name} TO publisher",
    )
    publish(database.replace("nabij@", "publisher@"), snapshot)
    assert ask(database, "SELECT to_regclass('public.layer_styles')") == [(None,)]
    assert read(database)[0].id == snapshot.id


# --- one after the other


def test_the_previous_snapshot_is_kept_and_the_one_before_it_goes(filled, small):
    second, third = (published(small, minutes=n) for n in (1, 2))
    publish(filled, second)
    publish(filled, third)
    state = status(filled)
    assert (state.current.id, state.previous.id, state.old) == (third.id, second.id, ())


def test_what_others_put_there_is_never_dropped(filled, small):
    tell(
        filled,
        "CREATE VIEW public.mine AS SELECT code FROM nabij.units",
        "CREATE TABLE nabij.notes AS SELECT 1 AS mine",
    )
    for minute in (1, 2):
        publish(filled, published(small, minutes=minute))
    assert len(ask(filled, "SELECT * FROM public.mine")) == 4
    [old] = status(filled).old
    query = sql.SQL("SELECT mine FROM {}").format(sql.Identifier(old, "notes"))
    assert ask(filled, query) == [(1,)]


def test_who_is_reading_does_not_keep_a_snapshot_from_being_published(filled, small):
    with psycopg.connect(filled) as reader:
        assert reader.execute("SELECT count(*) FROM nabij.units").fetchone() == (4,)
        second = published(small, minutes=1)
        publish(filled, second)
        assert status(filled).current.id == second.id


def test_a_snapshot_of_another_machine_is_not_replaced_without_the_option(filled, small):
    theirs = status(filled).current.id
    ours = published(small, minutes=1)
    with pytest.raises(DatabaseError, match=theirs) as error:
        publish(filled, ours, known={ours.id})
    assert error.value.params["problem"] == "conflict"
    assert status(filled).current.id == theirs
    publish(filled, ours, known={ours.id, theirs})
    assert status(filled).current.id == ours.id


def test_two_publishers_do_not_mix(filled, small):
    ours = published(small, minutes=1)

    def publish_meanwhile(_):
        with pytest.raises(DatabaseError, match="another process") as error:
            publish(filled, ours)
        assert error.value.params["problem"] == "busy"

    publish(filled, ours, progress=publish_meanwhile)
    assert status(filled).current.id == ours.id


# --- what goes wrong


def test_a_database_without_a_snapshot_says_so(empty):
    with pytest.raises(DatabaseError, match="holds no snapshot"):
        read(empty)
    assert status(empty).current is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE nabij.units SET name = 'x' WHERE code = '11001W01'",
        "DELETE FROM nabij.units WHERE code = '11001W01'",
        "UPDATE nabij.points SET geometry = ST_Translate(geometry, 0.001, 0)",
        "ALTER TABLE nabij.units RENAME name TO title",
        "DROP TABLE nabij.centres CASCADE",
        "UPDATE nabij.snapshot SET id = '../../etc'",
        "UPDATE nabij.snapshot SET frames = '{'",
        "UPDATE nabij.snapshot SET frames = '[1]'",
        """UPDATE nabij.snapshot SET frames = replace(frames, '"str"', '"evil"')""",
        "DELETE FROM nabij.snapshot",
        "DROP SCHEMA nabij CASCADE",
    ],
)
def test_what_is_not_as_it_was_published_is_never_read(original, damage):
    with pytest.raises(DatabaseError):
        read_damaged(original, damage)


def read_damaged(url, damage):
    """Read what was damaged; the damage is undone."""
    with connected(url) as connection:
        connection.exec_driver_sql(damage)
        read_within(connection)
        connection.rollback()


def test_a_snapshot_of_a_newer_version_is_not_read(original):
    with pytest.raises(DatabaseError, match="newer version"):
        read_damaged(original, "UPDATE nabij.snapshot SET schema_version = 99")


def test_text_that_postgresql_cannot_hold_is_an_error_and_changes_nothing(filled, snapshot):
    before = status(filled)
    centres = snapshot.data.centres.assign(name="a\0b")
    bad = replace(snapshot, data=replace(snapshot.data, centres=centres))
    with pytest.raises(DatabaseError, match="NUL"):
        publish(filled, bad)
    assert status(filled) == before


def test_without_postgis_and_the_right_to_install_it_the_error_says_so(postgis, snapshot):
    url = postgis.new_database(template="template0")
    tell(postgis.url("postgres"), "CREATE ROLE nobody LOGIN")
    with pytest.raises(DatabaseError, match="postgis"):
        publish(url.replace("nabij@", "nobody@"), snapshot)


# --- killed

KILL_AT = """
import os, pickle, signal, sys
from pathlib import Path
import sqlalchemy as sa
from loaders.database import postgis

call, count = int(sys.argv[3]), 0

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def counted(*_):
    global count
    count += 1
    if count == call:
        os.kill(os.getpid(), signal.SIGKILL)

postgis.publish(sys.argv[1], pickle.loads(Path(sys.argv[2]).read_bytes()))
"""


def kill_at(call, url, snapshot, folder):
    """Publish, killed before the call-th statement; return the exit code."""
    pickled = folder / "snapshot.pickle"
    pickled.write_bytes(pickle.dumps(snapshot))
    command = [sys.executable, "-c", KILL_AT, url, str(pickled), str(call)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("step", ["writing", "swapping"])
def test_a_killed_publisher_leaves_the_previous_snapshot(postgis, filled, small, tmp_path, step):
    before, new = status(filled), published(small, minutes=1)
    call = 30 if step == "writing" else statements(postgis.copy(filled), new)
    assert kill_at(call, filled, new, tmp_path) == -signal.SIGKILL
    assert status(filled) == before
    assert_same(read(filled)[1].units, new.data.units)
    assert not ask(filled, "SELECT nspname FROM pg_namespace WHERE nspname = 'nabij_new'")
    publish(filled, new)
    assert status(filled).current.id == new.id


def statements(url, snapshot):
    """Publish; return how many statements there are up to the last that renames a schema."""
    renamed = []

    def counted(_, __, statement, *___):
        renamed.append("RENAME TO nabij" in statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", counted)
    try:
        publish(url, snapshot)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", counted)
    return len(renamed) - renamed[::-1].index(True)


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killed_at_one_statement_after_another_there_is_always_a_whole_snapshot(
    postgis, filled, small, tmp_path
):
    good, new = status(filled).current.id, published(small, minutes=1)
    killed = 0
    for call in range(1, statements(postgis.copy(filled), new) + 1, 4):
        killed += kill_at(call, filled, new, tmp_path) == -signal.SIGKILL
        found = read(filled)[0].id
        assert found in {good, new.id}
        which = "the old snapshot" if found == good else "the new snapshot"
        TALLY("publisher to PostGIS killed", f"{which} is served")
    assert killed > 20
