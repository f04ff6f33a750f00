"""Programs that tests start: they run as long as their block, and never longer than the tests."""

from __future__ import annotations

import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_STOP_S = 30
_WATCH = 'read -r _; kill -s "$2" "$1" 2>/dev/null'
"""``read`` waits for a pipe that we hold open; the system closes it when we die."""


@contextmanager
def bound_process(
    command: Sequence[str | Path], *, stop: signal.Signals = signal.SIGTERM, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends, or until this process dies, even if it is killed.

    Parameters
    ----------
    command
        The program and its arguments.
    stop
        The signal that asks it to stop; 30 s later it is killed.
    **options
        For :class:`subprocess.Popen`.
    """
    with subprocess.Popen(command, **options) as process:
        watcher = ["sh", "-c", _WATCH, "sh", str(process.pid), stop.name.removeprefix("SIG")]
        with subprocess.Popen(watcher, stdin=subprocess.PIPE, start_new_session=True) as watch:
            try:
                yield process
            finally:
                watch.kill()
                process.send_signal(stop)
                try:
                    process.wait(_STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
