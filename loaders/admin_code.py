"""The administrator's code of this process, and the waits after wrong attempts.

The code is ``NABIJ_ADMIN_CODE``; without it one is made at each start and printed in the terminal,
so that a visitor can change nothing. It is in no page, address, log or file.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING

from loaders.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Callable

_FREE_TRIES = 3
_DOUBLINGS = 5
"""The wait grows from 1 to 2, 4, 8, 16 and 32 seconds."""


class Answer(Enum):
    """The outcome of an attempt."""

    RIGHT = auto()
    WRONG = auto()
    WAIT = auto()


@dataclass
class AdminCode:
    """The code, and the waits after wrong attempts, which all sessions share.

    An attempt during a wait is not checked and does not lengthen it; the longest wait is half a
    minute. Visitors who only read, and administrators who signed in before, notice nothing.
    """

    code: str = field(repr=False)
    clock: Callable[[], float] = time.monotonic
    _wrong: int = 0
    _opens_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def attempt(self, given: str) -> Answer:
        """Check a code."""
        with self._lock:
            if self.wait_s() > 0:
                return Answer.WAIT
            if hmac.compare_digest(given.strip().encode(errors="replace"), self.code.encode()):
                self._wrong = 0
                return Answer.RIGHT
            self._wrong += 1
            if self._wrong >= _FREE_TRIES:
                wait_s = 2 ** min(self._wrong - _FREE_TRIES, _DOUBLINGS)
                self._opens_at = self.clock() + wait_s
            return Answer.WRONG

    def wait_s(self) -> float:
        """Return how many seconds there are to wait before the next attempt."""
        return max(self._opens_at - self.clock(), 0.0)


@cache
def _of_process(configured: str) -> AdminCode:
    return AdminCode(configured or secrets.token_urlsafe(12))


def admin_code() -> AdminCode:
    """Return the code of this process, the one that the settings ask for.

    There is one object in a process, and not one in a cache of Streamlit: the code is printed
    before Streamlit starts, and clearing its caches must neither change it nor end a wait.
    """
    return _of_process(get_settings().admin_code.get_secret_value())


def code_to_print() -> str:
    """Return the code that was made for this process; empty where the settings have one."""
    return "" if get_settings().admin_code.get_secret_value() else admin_code().code
