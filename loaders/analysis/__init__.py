"""Analyses of partitioned files, in one process or on Dask."""
