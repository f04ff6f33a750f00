"""The administrator's code of this process, and the waits after wrong attempts.

The code is ``NABIJ_ADMIN_CODE``; without it one is made at each start and printed in the terminal,
so that a visitor can change nothing. It is in no page, address, log or file.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
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
_MOST_ADDRESSES = 10_000
"""The attempts of at most this many addresses are remembered."""


class Answer(Enum):
    """The outcome of an attempt."""

    RIGHT = auto()
    WRONG = auto()
    WAIT = auto()


@dataclass
class AdminCode:
    """The code, and the waits after wrong attempts: each for the network address they came from.

    An attempt during a wait is not checked and does not lengthen it; the longest wait is half a
    minute. Who comes from another address notices nothing.
    """

    code: str = field(repr=False)
    clock: Callable[[], float] = time.monotonic
    _tried: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def attempt(self, given: str, *, address: str = "") -> Answer:
        """Check a code that was given from a network address."""
        with self._lock:
            if self.wait_s(address) > 0:
                return Answer.WAIT
            wrong, _ = self._tried.pop(address, (0, 0.0))
            if hmac.compare_digest(given.strip().encode(errors="replace"), self.code.encode()):
                return Answer.RIGHT
            wrong += 1
            wait_s = 2 ** min(wrong - _FREE_TRIES, _DOUBLINGS) if wrong >= _FREE_TRIES else 0
            self._tried[address] = wrong, self.clock() + wait_s
            if len(self._tried) > _MOST_ADDRESSES:
                self._tried.popitem(last=False)
            return Answer.WRONG

    def wait_s(self, address: str = "") -> float:
        """Return how many seconds an address has to wait before the next attempt."""
        return max(self._tried.get(address, (0, 0.0))[1] - self.clock(), 0.0)


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
