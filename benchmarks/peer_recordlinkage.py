"""The records of two lists linked with recordlinkage, for :mod:`benchmarks.large_lists`.

It runs in an environment of its own (``build/peers``, made by ``make benchmark``), for Nabij does
not need the package: pairs of one place, names by Jaro-Winkler and streets by Levenshtein. Prints
as JSON the seconds of processor time, the peak memory in GB, and the pairs.
"""

from __future__ import annotations

import json
import resource
import sys
from time import process_time

import pandas as pd
import recordlinkage

LEAST_NAME, LEAST_STREET = 0.85, 0.85


def main() -> None:
    records = pd.read_csv(sys.argv[1], dtype=str).fillna("").set_index("record_id")
    start = process_time()
    for column in ("name", "street"):
        records[column] = records[column].str.casefold()
    a, b = (records[records["source"] == source] for source in ("a", "b"))
    indexer = recordlinkage.Index()
    indexer.block("place")
    compare = recordlinkage.Compare()
    compare.string("name", "name", method="jarowinkler", threshold=LEAST_NAME)
    compare.string("street", "street", method="levenshtein", threshold=LEAST_STREET)
    found = compare.compute(indexer.index(a, b), a, b)
    pairs = list(found.index[found.sum(axis=1) == len(found.columns)])
    seconds = process_time() - start
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # kilobytes on Linux
    print(json.dumps([seconds, peak_gb, pairs]))


if __name__ == "__main__":
    main()
