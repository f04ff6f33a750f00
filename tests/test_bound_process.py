"""Programs that tests start end with what started them."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.bound_process import bound_process

ROOT = Path(__file__).resolve().parents[1]
STARTER = """
import sys
from tests.bound_process import bound_process

with bound_process([sys.executable, "-c", "import signal; signal.pause()"]) as process:
    print(process.pid, flush=True)
    sys.stdin.read()
"""


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_program_ends_with_its_block() -> None:
    with bound_process([sys.executable, "-c", "import signal; signal.pause()"]) as process:
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_program_ends_when_the_process_that_started_it_is_killed(end) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as starter:
        pid = int(starter.stdout.readline())
        assert not is_gone(pid)
        starter.send_signal(end)
    deadline = time.monotonic() + 30
    while not is_gone(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert is_gone(pid)
