"""How much the server keeps of files that visitors upload, before a page has looked at them.

Streamlit keeps them in memory as long as their session lasts, for anyone who has one.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from loaders.session_files import MOST_OF_LARGEST
from loaders.settings import get_settings

if TYPE_CHECKING:
    from starlette.types import Scope

_PATH = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+/?")
_AT_A_TIME = 3
"""Files that one address may be sending."""
_OF_ADDRESS, _OF_ALL = 10, 20
"""What all sessions of an address may keep, and all together: as many files of the largest size."""
_FILES_OF_SESSION = 24


class Uploads:
    """Says whether another file may come."""

    def __init__(self) -> None:
        self._coming: Counter[str] = Counter()
        self._owners: dict[str, str] = {}
        """Session → the network address that its files come from."""

    def begin(self, scope: Scope, address: str) -> bool | None:
        """Count a file that comes; None for what is no upload, False where there is no room."""
        found = _PATH.fullmatch(scope["path"])
        if found is None or scope["method"] != "PUT":
            return None
        if self._coming[address] >= _AT_A_TIME or not self._has_room(found[1], address):
            return False
        self._coming[address] += 1
        return True

    def end(self, address: str) -> None:
        """Count a file that has come, or does not any more."""
        self._coming[address] -= 1
        if not self._coming[address]:
            del self._coming[address]

    def _has_room(self, session: str, address: str) -> bool:
        manager = runtime.get_instance().uploaded_file_mgr
        if not isinstance(manager, MemoryUploadedFileManager):
            return True
        kept = {name: list(files.values()) for name, files in list(manager.file_storage.items())}
        used = {name: sum(len(file.data) for file in files) for name, files in kept.items()}
        self._owners = {name: owner for name, owner in self._owners.items() if name in kept}
        self._owners[session] = address
        of_address = sum(used.get(n, 0) for n, owner in self._owners.items() if owner == address)
        largest = get_settings().upload_mb * 1024 * 1024
        return (
            len(kept.get(session, ())) < _FILES_OF_SESSION
            and used.get(session, 0) <= (MOST_OF_LARGEST - 1) * largest
            and of_address <= (_OF_ADDRESS - 1) * largest
            and sum(used.values()) <= (_OF_ALL - 1) * largest
        )
