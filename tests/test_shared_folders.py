"""What takes long is made once, also when several processes want it at the same time."""

import threading

import pytest

from tests.shared_folders import made_once


def test_what_several_want_at_once_is_made_once(tmp_path_factory) -> None:
    tmp_path_factory.getbasetemp()  # which itself is not made for threads
    made, found = [], []

    def make(folder) -> None:
        made.append(folder)
        (folder / "content").write_text("whole", encoding="utf-8")

    def want() -> None:
        found.append(made_once(tmp_path_factory, "wanted", make))

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(found) == 4
    assert len(set(found)) == 1
    assert (found[0] / "content").read_text(encoding="utf-8") == "whole"


def test_what_failed_is_made_again(tmp_path_factory) -> None:
    def fail(folder) -> None:
        (folder / "content").write_text("half", encoding="utf-8")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        made_once(tmp_path_factory, "failing", fail)
    folder = made_once(tmp_path_factory, "failing", lambda _folder: None)
    assert list(folder.iterdir()) == []
