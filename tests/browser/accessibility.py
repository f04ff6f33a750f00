"""What axe finds wrong on a page: the rules of WCAG 2.x that a program can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

if TYPE_CHECKING:
    from playwright.sync_api import Frame

_FAULTS_ONLY: dict[str, object] = {"resultTypes": ["violations"]}
"""What is well is not described node by node: that takes longer than finding it."""
_OF_WHOLE_PAGES = {
    rule: {"enabled": False} for rule in ("landmark-one-main", "page-has-heading-one")
}
"""What a page needs once, and a map inside it not."""


def faults(place: Page | Frame) -> list[str]:
    """Return every fault in a page or a frame: its rule, where it is, and the HTML there."""
    options = _FAULTS_ONLY | ({} if isinstance(place, Page) else {"rules": _OF_WHOLE_PAGES})
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}"
        for violation in Axe().run(place, options=options).response["violations"]
        for node in violation["nodes"]
    ]
