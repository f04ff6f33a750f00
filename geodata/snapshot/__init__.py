"""What a snapshot holds: frames, columns, checks, and what is computed once of a frame."""
