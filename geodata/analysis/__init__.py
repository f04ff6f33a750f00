"""Coverage, nearest service points and access for millions of demand points, part by part."""
