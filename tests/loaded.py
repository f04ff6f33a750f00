"""Run the browser tests of painting, focus and Back many times while the processors are busy.

``python -m tests.loaded`` (``make loaded``): what only fails on a loaded machine fails here.
That is a fault of the product, or of a test that does not wait for what must come. No test is tried
again.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.bound_process import bound_process

if TYPE_CHECKING:
    from collections.abc import Generator

TESTS = tuple(
    f"tests/browser/{one}"
    for one in (
        "test_address.py::test_back_goes_to_the_view_before_and_other_pages_keep_what_they_share",
        "test_map.py::test_one_map_follows_every_choice_of_control_table_and_map",
        "test_screens.py::test_the_keyboard_reaches_controls_and_table_and_keeps_its_place",
        "test_gemeente.py::test_a_wijk_chosen_by_keyboard_is_outlined_explained_and_in_the_link",
        "test_vind.py::test_a_keyboard_user_types_reaches_the_cards_and_the_map_follows",
    )
)


class Rounds:
    """A plugin of pytest: run each test this many times, and print at once what goes wrong."""

    def __init__(self, count: int) -> None:
        self.count = count

    @pytest.fixture(autouse=True)
    def nth_round(self, request: pytest.FixtureRequest) -> int:
        """Return which round this is, from 1."""
        return int(request.param)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make one test of each round."""
        metafunc.parametrize("nth_round", range(1, self.count + 1), indirect=True, scope="function")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write why a test failed: the last round may be an hour away."""
        report = yield
        if report.failed:
            text = f"\n{report.nodeid} ({report.when}):\n{report.longreprtext}\n"
            item.config.get_terminal_writer().write(text, flush=True)
        return report


def main() -> int:
    """Run the rounds; return the exit code of pytest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--loops", type=int, default=4, help="busy loops next to the tests")
    options = parser.parse_args()
    with ExitStack() as stack:
        for _ in range(options.loops):
            stack.enter_context(bound_process([sys.executable, "-c", "while True: pass"]))
        return int(pytest.main([*TESTS, "-q", "--tb=short"], plugins=[Rounds(options.rounds)]))


if __name__ == "__main__":
    sys.exit(main())
