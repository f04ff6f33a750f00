"""Cases that Nabij collected, each with its right answer; see ``cases/README.md``."""

import base64
from pathlib import Path

CASES = Path(__file__).parent / "cases"


def written(name: str, folder: Path) -> Path:
    """Write a case under its own name; return its path."""
    own = name.split("-", 1)[1]
    if name.endswith(".b64"):
        stem, ending = own.removesuffix(".b64").rsplit("-", 1)
        path = folder / f"{stem}.{ending}"
        path.write_bytes(base64.decodebytes((CASES / name).read_bytes()))
    else:
        path = folder / own
        path.write_bytes((CASES / name).read_bytes())
    return path
