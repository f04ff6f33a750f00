"""Measurements beside named peers, each a module to run."""
