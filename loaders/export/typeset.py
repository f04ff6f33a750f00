"""Set one document in type, as a process of its own that :mod:`loaders.export.pdf` starts.

Typst remembers what it has set for as long as its process lives, some 10 MB for each document; and
a process can have a lower priority than the pages. Reads the work as JSON, writes the PDF.
"""

import json
import os
import sys
from datetime import datetime
from typing import Any

import typst

_NOT_ACCESSIBLE = "PDF/UA-1 error"
_NICE = 10


def main() -> None:
    """Set a document; one that cannot be accessible without the claim that it is."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    work = json.load(sys.stdin.buffer)
    try:
        made = _compiled(work, ["ua-1"])
    except typst.TypstError as error:
        if _NOT_ACCESSIBLE not in error.message:
            raise
        made = _compiled(work, [])
    sys.stdout.buffer.write(made)


def _compiled(work: dict[str, str], standards: list[Any]) -> bytes:
    return typst.compile(
        work["template"].encode(),
        format="pdf",
        sys_inputs={"document": work["document"], "colours": work["colours"]},
        ignore_system_fonts=True,
        pdf_standards=standards,
        timestamp=datetime.fromisoformat(work["created"]),
    )


if __name__ == "__main__":
    main()
