"""Reach: exact shares within a distance, distances, overlaps, people in and out of reach."""
