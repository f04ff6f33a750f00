"""The snapshot store: published atomically, verified, with the last good snapshots kept."""
