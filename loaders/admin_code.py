"""The administrator's code of this process, and what wrong tries cost.

The code is ``NABIJ_ADMIN_CODE``; without it one is made at each start and printed in the terminal,
so that a visitor can change nothing. It stands in no page, address, log or file.
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
    """What a try comes to."""

    RIGHT = auto()
    WRONG = auto()
    WAIT = auto()


@dataclass
class Door:
    """The code, and what wrong tries cost: after each a longer wait, for all sessions together.

    A try during a wait is not looked at and does not lengthen it, and the longest wait is half a
    minute. Who only reads, or has signed in already, notices nothing.
    """

    code: str = field(repr=False)
    clock: Callable[[], float] = time.monotonic
    _wrong: int = 0
    _opens_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def attempt(self, given: str) -> Answer:
        """Try a code."""
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
        """Return how many seconds there are to wait before the next try."""
        return max(self._opens_at - self.clock(), 0.0)


@cache
def _door(configured: str) -> Door:
    """Return the one door of this process."""
    return Door(configured or secrets.token_urlsafe(12))


def door() -> Door:
    """Return the door that the settings ask for."""
    return _door(get_settings().admin_code.get_secret_value())


def code_to_print() -> str:
    """Return the code that was made for this process; empty where the settings have one."""
    return "" if get_settings().admin_code.get_secret_value() else door().code
