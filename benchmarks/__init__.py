"""Measurements next to named alternatives, each a module to run."""
