"""The omgevingsanalyse: one document about one region, as page and PDF."""
