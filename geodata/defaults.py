"""What is chosen unless a reader or operator chooses otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

THRESHOLDS_M = (400, 800, 1_200, 1_500)
"""The distances that are offered, in metres; each has a source (:mod:`pages.ui.labels`)."""

DEFAULT_THRESHOLD_M = 1_200.0
"""What counts as in reach: a quarter of an hour on foot."""

DEFAULT_DETOUR_FACTOR = 1.3
"""Distance along the way divided by straight-line distance, where a reader asks for a factor."""


def default_group(groups: Sequence[str]) -> str:
    """Return the population group that is shown first.

    Parameters
    ----------
    groups
        The groups of a snapshot, at least one.

    Examples
    --------
    >>> default_group(["all", "65plus"])
    '65plus'
    >>> default_group(["carers", "alone"])
    'carers'
    """
    return "65plus" if "65plus" in groups else groups[0]
