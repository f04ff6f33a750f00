"""A publisher killed at random moments: 200 times in the campaign, a few in every run."""

import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from loaders.store.manifest import current_id
from loaders.store.snapshots import load, snapshot_ids, verify
from tests.campaigns import TALLY
from tests.store_helpers import publish_bare

ROOT = Path(__file__).resolve().parents[3]
CAMPAIGN = "publishing, killed at a random moment (SIGKILL)"
SEED = 2026
pytestmark = pytest.mark.campaign

# Forks a publisher for every line that it reads: what is slow to import is imported once.
NURSERY = """
import os, pickle, sys
from datetime import datetime, UTC
from pathlib import Path
import loaders.store.snapshots
import geodata.snapshot.schemas
from loaders.store.map_files import write_geometry

data, folder = pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2])
for _ in sys.stdin:
    child = os.fork()
    if not child:
        loaders.store.snapshots.publish(
            data, folder=folder, kind="imported", now=datetime.now(UTC),
            write_geometry=write_geometry,
        )
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def nursery(tmp_path):
    """Return a function that publishes, killed after some seconds or not; it tells how it ended."""
    store = tmp_path / "store"
    started = []

    def begin(data):
        pickled = tmp_path / "data.pickle"
        pickled.write_bytes(pickle.dumps(data))
        publish_bare(data, store)
        command = [sys.executable, "-c", NURSERY, str(pickled), str(store)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        process = subprocess.Popen(command, cwd=ROOT, bufsize=1, **pipes)
        started.append(process)

        def publish(after_s: float | None = None) -> int:
            process.stdin.write("\n")
            child = int(process.stdout.readline())
            if after_s is not None:
                time.sleep(after_s)
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            return int(process.stdout.readline())

        return SimpleNamespace(store=store, publish=publish)

    yield begin
    for process in started:
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


def survive(nest, *, times: int) -> tuple[int, int]:
    """Kill publishers; return how many were killed, and how many had published by then."""
    assert nest.publish() == 0
    begun = time.perf_counter()
    assert nest.publish() == 0
    whole_s = time.perf_counter() - begun
    killed, published = 0, 0
    for moment_s in np.random.default_rng(SEED).uniform(0, 1.1 * whole_s, times):
        before, known = load(nest.store), set(snapshot_ids(nest.store))
        ended = nest.publish(after_s=moment_s)
        assert ended in {0, -signal.SIGKILL}
        found = load(nest.store)
        assert not found.warnings
        assert found.id == current_id(nest.store)
        for name in snapshot_ids(nest.store):  # a folder with its name is complete
            verify(nest.store, name)
        new = set(snapshot_ids(nest.store)) - known
        assert found.id in {before.id, *new}
        killed += ended != 0
        published += found.id != before.id
        what = "killed" if ended else "done before it was killed"
        which = "the new snapshot" if found.id != before.id else "the previous snapshot"
        TALLY(CAMPAIGN, f"{what}, {which} is served")
    assert nest.publish() == 0
    assert not list((nest.store / "snapshots").glob(".new-*"))
    return killed, published


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killed_at_some_moments_the_store_serves_a_whole_snapshot(small, nursery):
    killed, _published = survive(nursery(small), times=4)
    assert killed


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killed_200_times_the_store_always_serves_a_whole_snapshot(builtin, nursery):
    killed, published = survive(nursery(builtin), times=200)
    assert killed > 100
    assert published
