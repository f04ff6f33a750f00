"""The package as someone installs it: complete, with a working command, away from the checkout."""

import asyncio
import os
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import httpx
import pytest

from tests.bound_process import bound_process
from tests.browser.app_server import free_port, healthy
from tests.visitor_socket import visitor

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("geodata", "loaders", "maps", "pages")
NEEDED = 77
"""Version of setuptools that pyproject.toml asks for."""


def run(*arguments: str | Path, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        **options,
    )


def setuptools_version() -> int:
    try:
        return int(metadata.version("setuptools").split(".")[0])
    except metadata.PackageNotFoundError:
        return 0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Return the wheel, built from a copy of the sources and without a network."""
    if setuptools_version() < NEEDED:
        pytest.skip(f"building the package takes setuptools {NEEDED} or newer")
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("app.py", "nabij.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    built = run("-m", "pip", "wheel", *options, "-w", made, source)
    assert built.returncode == 0, built.stderr
    return next(made.glob("nabij-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """Return the folder that the wheel is installed in."""
    target = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--quiet", "--target", target)
    done = run("-m", "pip", "install", *options, wheel)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def nabij(installed, tmp_path):
    """Return a function that runs the command in an empty folder, with more environment."""

    def call(*arguments: str, **variables: str | Path):
        return run(
            installed / "bin" / "nabij", *arguments, cwd=tmp_path, env=clean(installed, **variables)
        )

    return call


def clean(installed: Path, **variables: str | Path) -> dict[str, str]:
    """Return an environment in which only the installed package is found."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NABIJ_", "XDG_"))}
    return kept | {"PYTHONPATH": str(installed)} | {k: str(v) for k, v in variables.items()}


def test_the_wheel_holds_every_file_of_the_rooms_and_nothing_else(wheel):
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    files = (p for room in ROOMS for p in (ROOT / room).rglob("*") if p.is_file())
    ours = {p.relative_to(ROOT).as_posix() for p in files if "__pycache__" not in p.parts}
    assert inside == ours | {"app.py", "nabij.py"}


def test_the_command_names_serve_and_every_command_of_the_loaders(nabij):
    help_text = nabij("--help").stdout
    commands = run("-m", "loaders", "--help", cwd=ROOT).stdout
    named = [line.split()[1] for line in commands.splitlines() if line.startswith("│ ")]
    assert {"import", "status", "rollback"} <= set(named)
    for name in ("serve", *named):
        assert f" {name} " in help_text


def test_without_data_the_command_names_the_folder_of_this_user(nabij, tmp_path):
    done = nabij("status", XDG_DATA_HOME=tmp_path / "mine")
    assert done.returncode == 2
    assert done.stderr.startswith("nabij: ")
    assert str(tmp_path / "mine" / "nabij") in done.stderr.replace("\n", "")


def test_the_status_of_a_data_folder(nabij, builtin_folder):
    done = nabij("status", NABIJ_DATA=builtin_folder)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_installed_application_serves_and_draws_its_pages_in_our_colours(
    installed, tmp_path, builtin_folder
):
    port = free_port()
    environment = clean(installed, NABIJ_DATA=builtin_folder, NABIJ_PORT=str(port))
    command = [sys.executable, str(installed / "bin" / "nabij"), "serve"]
    url = f"http://127.0.0.1:{port}"

    async def drawn() -> tuple[str, str]:
        async with visitor(url) as page:
            shown = await page.show("dekking", {"taal": "fr", "gebied": "municipality:24062"})
            return "".join(shown.texts), page.colour

    with bound_process(command, cwd=tmp_path, env=environment) as process:
        assert healthy(process, url)
        page = httpx.get(f"{url}/dekking", params={"taal": "fr"}, trust_env=False).text
        assert '<html lang="fr"' in page
        assert httpx.get(f"{url}/nabij/assets/nabij-map.js", trust_env=False).is_success
        texts, colour = asyncio.run(drawn())
        assert "Louvain" in texts
        assert colour == "#00606F"
