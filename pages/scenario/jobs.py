"""A search that takes long: it runs in a thread, shows how far it is, and can be stopped.

HiGHS computes outside Python's lock, so that other visitors are served meanwhile. One search runs
at a time; others wait for their turn.
"""

from __future__ import annotations

from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from geodata.errors import NabijError

if TYPE_CHECKING:
    from collections.abc import Callable

_R = TypeVar("_R")


class Job(Generic[_R]):
    """A search and what is known of it.

    Attributes
    ----------
    key
        What it searches: another key asks for another search.
    step
        Number of the part that it is at, from 0.
    best, bound
        Of that part: the best so far, and what no answer can be better than; None if not known.
    result, error
        What came of it, when it is done.
    """

    def __init__(self, key: object, work: Callable[[Job[_R]], _R]) -> None:
        self.key = key
        self.step = 0
        self.best: float | None = None
        self.bound: float | None = None
        self.result: _R | None = None
        self.error: NabijError | None = None
        self.waiting = True
        self._work = work
        self._stop = Event()
        self._done = Event()

    @property
    def done(self) -> bool:
        """Return whether it is over."""
        return self._done.is_set()

    @property
    def stopped(self) -> bool:
        """Return whether it was asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask it to stop with the best so far."""
        self._stop.set()

    def begin(self, step: int) -> None:
        """Begin a part."""
        self.step, self.best, self.bound = step, None, None

    def watch(self, best: float, bound: float) -> bool:
        """Keep what the solver reports; return whether it goes on."""
        self.best, self.bound = best, bound
        return not self.stopped

    def start(self, turn: Lock) -> None:
        """Run it in a thread of its own, when it is its turn."""
        Thread(target=self._run, args=(turn,), daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until it is over; return whether it is."""
        return self._done.wait(seconds)

    def _run(self, turn: Lock) -> None:
        try:
            with turn:
                self.waiting = False
                self.result = self._work(self)
        except NabijError as error:
            self.error = error
        finally:
            self._done.set()


@st.cache_resource(show_spinner=False)
def turn() -> Lock:
    """Return the lock of which the holder may search: there is one for all visitors."""
    return Lock()
