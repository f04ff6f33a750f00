"""Opening hours: read from OSM syntax or words, and answered for a moment or a week."""
