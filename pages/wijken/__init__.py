"""A region's neighbourhoods, as several pages show them: map, table, card, notes, downloads."""
