"""What the long campaigns did: counted while they run, and written down after ``make soak``."""

import os
import platform
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

RESULTS = Path(__file__).resolve().parents[1] / "benchmarks" / "soak.md"


class Tally:
    """How often each campaign ended in what, ``campaign → outcome → number``."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)

    def __call__(self, campaign: str, outcome: str) -> None:
        self.outcomes[campaign][outcome] += 1

    def add(self, outcomes: Mapping[str, Mapping[str, int]]) -> None:
        """Add what another process counted."""
        for campaign, counts in outcomes.items():
            self.outcomes[campaign].update(counts)

    def report(self, *, now: datetime, failed: int, passed: int) -> str:
        """Return the results as a page of Markdown."""
        lines = [
            "# The long campaigns",
            "",
            f"Written by `pytest --soak` (`make soak`) on {now:%Y-%m-%d}: {passed:,} tests passed,",
            f"{failed} failed. What came of the campaigns that count:",
            "",
            f"- Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores",
            f"- Python {platform.python_version()}",
            "",
            "| campaign | outcome | times |",
            "|---|---|--:|",
        ]
        for campaign, outcomes in sorted(self.outcomes.items()):
            lines += [f"| {campaign} | {what} | {n:,} |" for what, n in outcomes.most_common()]
            lines.append(f"| {campaign} | **in all** | **{outcomes.total():,}** |")
        return "\n".join([*lines, ""])

    def write(self, *, failed: int, passed: int) -> None:
        """Write the results next to the benchmarks."""
        text = self.report(now=datetime.now(UTC), failed=failed, passed=passed)
        RESULTS.write_text(text, encoding="utf-8")


TALLY = Tally()


def combinations(*choices: Iterable[object]) -> list:
    """Return all combinations for ``parametrize``; a run takes each choice of all of them once.

    The rest is left to the campaigns.
    """
    every = [list(choice) for choice in choices]
    most = max(map(len, every))
    share = {tuple(choice[n % len(choice)] for choice in every) for n in range(most)}
    return [
        pytest.param(*one, marks=() if one in share else pytest.mark.soak)
        for one in product(*every)
    ]
