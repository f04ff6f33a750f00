"""Two snapshots compared: which centre is which, and what changed."""
