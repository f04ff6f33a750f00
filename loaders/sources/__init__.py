"""Official sources: fetched over HTTP, read in their documented formats."""
