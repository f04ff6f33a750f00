"""How much of uploaded files is kept before a page has seen them."""

from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from pages.uploads import Uploads

MB = 1024 * 1024


def put(session: str = "one", method: str = "PUT") -> dict:
    return {"path": f"/_stcore/upload_file/{session}/file", "method": method}


@pytest.fixture
def manager(monkeypatch):
    monkeypatch.setenv("NABIJ_UPLOAD_MB", "1")
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    known = SimpleNamespace(uploaded_file_mgr=manager)
    monkeypatch.setattr(runtime, "get_instance", lambda: known)
    return manager


def keep(manager, session: str, name: str, size: int) -> None:
    manager.add_file(session, UploadedFileRec(name, name, "", bytes(size)))


def test_a_session_keeps_three_of_the_largest_files_and_all_together_twenty(manager) -> None:
    uploads = Uploads()
    for number in range(2):
        keep(manager, "one", str(number), MB)
        assert uploads.begin(put("one"), f"a{number}") is True
    keep(manager, "one", "third", MB)
    assert uploads.begin(put("one"), "b") is False
    assert uploads.begin(put("other"), "b") is True
    for number in range(17):
        keep(manager, f"session {number}", "file", MB)
    assert uploads.begin(put("other"), "c") is False


def test_the_sessions_of_an_address_together_keep_half_of_what_all_may(manager) -> None:
    uploads = Uploads()
    for number in range(10):
        assert uploads.begin(put(f"session {number}"), "a") is True
        uploads.end("a")
        keep(manager, f"session {number}", "file", MB)
    assert uploads.begin(put("another"), "a") is False
    assert uploads.begin(put("another"), "b") is True


def test_a_session_keeps_few_files_however_small(manager) -> None:
    for number in range(24):
        keep(manager, "one", str(number), 1)
    assert Uploads().begin(put("one"), "a") is False


@pytest.mark.usefixtures("manager")
def test_an_address_sends_three_at_a_time_and_what_is_no_upload_is_not_counted() -> None:
    uploads = Uploads()
    assert [uploads.begin(put(), "a") for _ in range(4)] == [True, True, True, False]
    assert uploads.begin(put(), "b") is True
    uploads.end("a")
    assert uploads.begin(put(), "a") is True
    assert uploads.begin(put(method="DELETE"), "a") is None
    assert uploads.begin({"path": "/vind", "method": "PUT"}, "a") is None
