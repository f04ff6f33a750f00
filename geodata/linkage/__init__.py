"""Record linkage: which records of several sources, or of two snapshots, are one centre."""
