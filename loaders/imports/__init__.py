"""Importing files that users supply: one registry of kinds, and one road for all of them."""
