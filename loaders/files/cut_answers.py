"""Answers of a map server that are saved as a file, and of which the rest was never asked."""

from __future__ import annotations

import re

_TOTALS = re.compile(rb'"(?:numberMatched|totalFeatures|total_count|nhits)"\s*:\s*"?(\d+)')
_MORE = re.compile(
    rb'"exceededTransferLimit"\s*:\s*(?:true|"true")|"rel"\s*:\s*"next"|"next"\s*:\s*"https?:',
    re.IGNORECASE,
)
_MOST_READ = 200_000
"""Bytes at the beginning and at the end of a file, where an answer tells about itself."""


def missing_features(content: bytes, count: int) -> str:
    """Return what an answer in JSON lacks, as it tells itself; empty if it is complete.

    Parameters
    ----------
    content
        GeoJSON, OGC API Features, WFS or ArcGIS.
    count
        Features that it has.

    Examples
    --------
    >>> missing_features(b'{"features": [], "numberMatched": 2300, "numberReturned": 1000}', 1000)
    '1,000 of 2,300 features'
    >>> missing_features(b'{"exceededTransferLimit": true, "features": []}', 1000)
    '1,000 features, and the server has more'
    """
    ends = content[:_MOST_READ] + b"\n" + content[_MOST_READ:][-_MOST_READ:]
    totals = [int(total) for total in _TOTALS.findall(ends)]
    if totals:
        most = max(totals)
        return f"{count:,} of {most:,} features" if most > count else ""
    return f"{count:,} features, and the server has more" if _MORE.search(ends) else ""
