"""Data quality of centres: rules and findings."""
