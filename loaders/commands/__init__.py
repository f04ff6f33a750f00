"""The commands of ``python -m loaders``, and what they print."""
