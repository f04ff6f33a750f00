"""A refresh in the background: one at a time in this process, which all its visitors see.

It continues when its visitor leaves. It is a thread of this process: when that ends, so does the
refresh, and the data stay as they were.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.errors import NabijError, StoppedError
from loaders.sources.fetch import source_codes
from loaders.sources.refresh import refresh_sources

if TYPE_CHECKING:
    from collections.abc import Collection

    from loaders.settings import Settings
    from loaders.sources.official_files import Step
    from loaders.sources.report import FetchReport


@dataclass(frozen=True)
class RefreshState:
    """How far a refresh has come.

    Attributes
    ----------
    running
        Whether it is running.
    stopping
        Whether someone asked it to stop, which it does at its next step.
    sources
        Sources that are asked, in that order.
    steps
        Source → its last step, in the order in which they began; ``snapshot`` comes after all
        sources, while what came is put in.
    begun
        When it started.
    report
        How it went; None while it runs, or if it broke off.
    error
        Why it broke off.
    """

    running: bool = False
    stopping: bool = False
    sources: tuple[str, ...] = ()
    steps: dict[str, Step] = field(default_factory=dict)
    begun: datetime | None = None
    report: FetchReport | None = None
    error: NabijError | None = None

    @property
    def broke_off(self) -> bool:
        """Return whether it ended without a report."""
        return bool(self.begun and not self.running and not self.report)


class BackgroundRefresh:
    """Runs :func:`loaders.sources.refresh.refresh_sources` in a thread, one at a time.

    All visitors of a process share one, which the page holds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = RefreshState()

    @property
    def state(self) -> RefreshState:
        """Return how far the running refresh is, or how the last one went."""
        return self._state

    def start(
        self, settings: Settings, *, only: Collection[str], accept: Collection[str] = ()
    ) -> bool:
        """Begin a refresh of some sources; return False if one is running already."""
        sources = tuple(source for source in source_codes() if source in only)
        with self._lock:
            if self._state.running:
                return False
            self._state = RefreshState(running=True, sources=sources, begun=datetime.now(UTC))
        arguments = (settings, sources, tuple(accept))
        threading.Thread(target=self._run, args=arguments, name="refresh", daemon=True).start()
        return True

    def stop(self) -> None:
        """Ask the running refresh to stop at its next step."""
        with self._lock:
            self._state = replace(self._state, stopping=self._state.running)

    def _run(self, settings: Settings, only: tuple[str, ...], accept: tuple[str, ...]) -> None:
        report = error = None
        try:
            report = refresh_sources(settings, only=only, accept=accept, progress=self._note)
        except NabijError as problem:
            error = problem
        finally:  # after a fault of ours too, which Python writes to the terminal
            with self._lock:
                state = replace(self._state, running=False, stopping=False)
                self._state = replace(state, report=report, error=error)

    def _note(self, step: Step) -> None:
        with self._lock:
            state = self._state
            if state.stopping:
                message = "The refresh was stopped; nothing was published."
                raise StoppedError(message)
            self._state = replace(state, steps={**state.steps, step.source: step})
