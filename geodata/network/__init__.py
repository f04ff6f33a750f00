"""Distances on foot, over the streets and paths of OpenStreetMap."""
