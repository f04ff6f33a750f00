"""Snapshots in PostGIS."""
