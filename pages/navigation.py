"""The pages: one row each, in the order of the navigation.

To add one: a row here, and a module or package ``pages.<code>`` that is a :class:`PageModule`. The
routes of ``app``, the navigation and the frame follow. The module is only imported when someone
asks for the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from pages.ui.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.store.snapshots import Snapshot
    from pages.ui.url_state import Param


class PageModule(Protocol):
    """What the module of a page offers."""

    def params(self, snapshot: Snapshot, /) -> Sequence[Param]:
        """Return the controls of the page that the address holds."""

    def page(self) -> None:
        """Draw the page."""

    def subject(self, snapshot: Snapshot, /) -> str:
        """Return what it is about now, for the title of the window; empty for the page itself."""


@dataclass(frozen=True)
class Page:
    """A page of the site; texts are Dutch, to be translated where they are shown.

    Attributes
    ----------
    code
        Its path in the address, and the name of its module in ``pages``.
    title
        What the navigation calls it.
    map_title
        What a screen reader calls its map, and where the same can be read.
    side_bar
        What the button of the side bar is called.
    datasets
        Names of the datasets that it rests on, for the banner about their quality; None for all.
    starts_with_map
        Whether a map is in view when it opens: its scripts are then requested at once.
    embeds
        Whether a page of another website may show it in a frame.
    """

    code: str
    title: str
    map_title: str = N_("Kaart van het gebied; de tabel op de pagina toont hetzelfde")
    side_bar: str = N_("Menu")
    datasets: frozenset[str] | None = None
    starts_with_map: bool = False
    embeds: bool = False

    def module(self) -> PageModule:
        """Import the page when it is asked for: the first visitor waits for no other."""
        return cast("PageModule", import_module(f"pages.{self.code}"))


_ROWS: Final = (
    Page(
        "vind",
        N_("Vind een centrum"),
        map_title=N_("Kaart van de centra; de lijst op de pagina toont dezelfde"),
        datasets=frozenset({"centres", "network", "services"}),
        embeds=True,
    ),
    Page("dekking", N_("Dekking"), side_bar=N_("Keuzes"), starts_with_map=True, embeds=True),
    Page("scenario", N_("Scenario"), side_bar=N_("Keuzes"), starts_with_map=True, embeds=True),
    Page("gemeente", N_("Gemeente"), starts_with_map=True, embeds=True),
    Page("rop", N_("ROP-werking"), starts_with_map=True, embeds=True),
    Page("gegevens", N_("Gegevens")),
    Page("over", N_("Over")),
)

PAGES: Final = {page.code: page for page in _ROWS}
"""Code → page."""

START: Final = _ROWS[0].code
"""The page at the root of the address."""


def paths() -> dict[str, Page]:
    """Return every page by its path, e.g. ``/`` and ``/dekking``."""
    return {"/" if code == START else f"/{code}": page for code, page in PAGES.items()}
