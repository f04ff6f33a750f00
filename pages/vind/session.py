"""What Vind keeps in the session of a visitor; the address holds the other controls."""

from __future__ import annotations

PLACE, CENTRE = "plek", "centrum"
"""Keys of the place that was searched and of the centre that is open; both are in the address."""

TOWN, PROVINCE = "vind_gemeente", "vind_provincie"
"""Keys of the municipality and the province whose centres are listed; the address has them too."""

SPOT = "vind_spot"
"""Key of the :class:`~pages.vind.search.Spot` of an address or position, which no address holds."""

NOTICE = "vind_note"
"""Key of the :class:`~pages.vind.search.Notice` about the last search, or None."""

SUGGESTIONS, SUGGESTIONS_FIRST = "vind_suggestions", "vind_doubt"
"""Keys of what else may have been meant, and whether it comes before the answer."""

CARDS_SHOWN = "vind_count"
"""Key of how many centres are shown."""

OPENED_CARD = "vind_opened"
"""Key of the number of the card that a centre was opened from."""

ANNOUNCEMENTS, SCROLL_TO = "vind_arrivals", "vind_to"
"""Keys of how often the browser was asked to announce an answer, and where it scrolls to."""
