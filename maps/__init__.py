"""Folium maps and their table twins: draws what it is given."""
