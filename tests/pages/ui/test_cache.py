"""What is computed once, and what the garbage collector need not look at."""

import gc
import weakref
from dataclasses import replace

from pages.ui.cache import freeze_what_stays


class Node:
    """Something that only the garbage collector removes: it refers to itself."""

    def __init__(self):
        self.me = self


def is_looked_at(thing) -> bool:
    return any(one is thing for one in gc.get_objects())


def test_what_a_page_loaded_is_frozen_once_and_again_with_a_new_snapshot(snapshot):
    try:
        freeze_what_stays(snapshot, "dekking")
        assert gc.get_freeze_count() > 0

        kept, gone = Node(), weakref.ref(Node())
        freeze_what_stays(snapshot, "dekking")
        assert is_looked_at(kept)  # the page was seen before: nothing is done

        freeze_what_stays(replace(snapshot, id="newer"), "dekking")
        assert not is_looked_at(kept)
        assert gone() is None  # what is no longer used is not kept for ever
    finally:
        gc.unfreeze()
        gc.freeze()  # as before: see tests/conftest.py
