"""Extracts of OpenStreetMap: read, checked, and made into a walking network."""
