"""Install what the tests need from the system, where that is allowed.

On Debian as root this installs Chromium, PostgreSQL with PostGIS, and nginx; elsewhere Playwright's
own browser is tried. Where that does not work the tests that need them skip, and say why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_SHELL = "chromium-headless-shell"
"""Chromium without its windows: the same pages for some 40 % less processor time."""
_NAMES = (_SHELL, "chromium", "chromium-browser", "google-chrome")
_SERVICES = Path("/usr/sbin/policy-rc.d")
"""Debian asks this program whether a package may start its service."""
_NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/no-cluster-for-tests.conf")


def chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    found = next((p for name in _NAMES if (p := shutil.which(name))), None)
    if found:
        return found
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as play:
            path = play.chromium.executable_path
    except Exception:  # noqa: BLE001  (whatever keeps Playwright from starting: there is none)
        return None
    return path if Path(path).exists() else None


def postgres() -> Path | None:
    """Return the folder of the programs of a PostgreSQL that has PostGIS, or None."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for programs in (*debian, *(Path(p).resolve().parent for p in [shutil.which("initdb")] if p)):
        config = programs / "pg_config"
        if not ((programs / "initdb").exists() and config.exists()):
            continue
        command = [str(config), "--sharedir"]
        shared = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        if Path(shared, "extension", "postgis.control").is_file():
            return programs
    return None


def nginx() -> str | None:
    """Return the path of nginx, or None; it is not always where users' programs are."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def main() -> None:
    """Install what there is not."""
    wanted = {
        "Chromium": shutil.which(_SHELL) is None,
        "PostGIS": postgres() is None,
        "nginx": nginx() is None,
    }
    if shutil.which("apt-get") and os.geteuid() == 0:
        if any(wanted.values()):
            print(f"Installing {', '.join(w for w in wanted if wanted[w])} for the tests…")
            _apt("update")
        if wanted["Chromium"]:
            _apt("install", "-y", _SHELL, "fonts-liberation")
        if wanted["PostGIS"]:
            _install_postgis()
        if wanted["nginx"]:
            _install_nginx()
    elif chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not chromium():
        print("No Chromium: the browser tests will skip.")
    if not postgres():
        print("No PostgreSQL with PostGIS: the tests of the database will skip.")
    if not nginx():
        print("No nginx: the tests of several processes behind it will skip.")


def _install_postgis() -> None:
    """Install PostGIS and the server; Debian's own cluster is neither made nor started."""
    try:
        _NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        _NO_CLUSTER.write_text("create_main_cluster = false\n", encoding="utf-8")
        _apt("install", "-y", "--no-install-recommends", "postgresql-postgis")
    finally:
        _NO_CLUSTER.unlink(missing_ok=True)


def _install_nginx() -> None:
    """Install nginx; where there is no rule for services yet, its server is not started."""
    if _SERVICES.exists():
        _apt("install", "-y", "--no-install-recommends", "nginx-light")
        return
    try:
        _SERVICES.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        _SERVICES.chmod(0o755)
        _apt("install", "-y", "--no-install-recommends", "nginx-light")
    finally:
        _SERVICES.unlink(missing_ok=True)


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *arguments, "-qq"]
    subprocess.run(command, env=environment, check=False, stdout=sys.stderr)


if __name__ == "__main__":
    main()
