"""The colours of the maps: ColorBrewer ramps, safe for colour-blind readers, and the tokens."""

from geodata.choropleth import NO_DATA, NOBODY, UNDECIDED
from geodata.enums import Measure

INK = "#1B2733"
PRIMARY = "#00606F"

MORE_IS_WORSE = ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000")
"""OrRd: people out of reach, distance."""

MORE_IS_BETTER = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
"""YlGnBu: share in reach, points in reach."""

SWATCHES = {
    UNDECIDED: "repeating-linear-gradient(135deg,#fff 0 4px,#7B8794 4px 5.2px)",
    NOBODY: "#E3E6EA",
    NO_DATA: "#ffffff",
}
"""CSS backgrounds of the classes that are not on a ramp, as the map draws them."""

PROGRAMME_STANDINGS = ("#b2182b", "#fdae61", "#abd9e9", "#2c7bb6")
"""RdYlBu: no centre, room, full, over; safe for colour-blind readers."""

WORKING_STANDINGS = ("#e66101", "#fdb863", "#b2abd2", "#5e3c99")
"""PuOr: no centre, incomplete records, room, full; safe for colour-blind readers."""


def ramp(measure: Measure) -> tuple[str, ...]:
    """Return the five colours of a measure, from the lowest class to the highest."""
    better = measure in {Measure.SHARE, Measure.COUNT}
    return MORE_IS_BETTER if better else MORE_IS_WORSE
