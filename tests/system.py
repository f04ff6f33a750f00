"""Install what the tests need from the system, where that is allowed.

On Debian as root this installs Chromium; elsewhere Playwright's own browser is tried. Where neither
works the browser tests skip, and say why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    found = next((p for name in _NAMES if (p := shutil.which(name))), None)
    if found:
        return found
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (slow to import)

        with sync_playwright() as play:
            path = play.chromium.executable_path
    except Exception:  # noqa: BLE001  (whatever keeps Playwright from starting: there is none)
        return None
    return path if Path(path).exists() else None


def main() -> None:
    """Install Chromium if there is none."""
    if chromium():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the browser tests…")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
            subprocess.run([*command, "-qq"], env=environment, check=False, stdout=sys.stderr)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not chromium():
        print("No Chromium: the browser tests will skip.")


if __name__ == "__main__":
    main()
