"""How the working areas came about, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag
from pages.ui.i18n import _

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData


def is_example(data: SnapshotData) -> bool:
    """Return whether the division into ROP areas is made up."""
    return DatasetFlag.EXAMPLE in data.dataset("division").flags


def example_text() -> str:
    """Return that the ROP areas are made up."""
    return _(
        "Voorbeeld: deze ROP-gebieden en ondersteuningspunten zijn verzonnen om te tonen hoe het "
        "werkt. De echte zijn niet openbaar; de coördinator kan ze invoeren."
    )


def computed_text(data: SnapshotData) -> list[str]:
    """Return that the division is computed; nothing where it is not."""
    if not data.division["computed"].any():
        return []
    return [
        _(
            "Berekend: elke gemeente hoort bij het dichtstbijzijnde ondersteuningspunt, in "
            "vogelvlucht van een punt midden in de gemeente. Het is geen afgesproken lijst."
        )
    ]


def provinces_text() -> str:
    """Return how municipalities belong to provinces."""
    return _("Elke gemeente staat bij haar provincie. Brussel staat apart.")
