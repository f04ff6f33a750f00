"""What axe finds wrong on a page: the rules of WCAG 2.x that a program can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page


def faults(place: Page | Frame) -> list[str]:
    """Return every fault in a page or a frame: its rule, where it is, and the HTML there."""
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}"
        for violation in Axe().run(place).response["violations"]
        for node in violation["nodes"]
    ]
