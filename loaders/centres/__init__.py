"""One list of centres from many sources: records, doubts, geocoding."""
