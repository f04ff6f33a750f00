"""The outside world: files, settings and the snapshot store, validated and kept."""
