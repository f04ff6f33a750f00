"""What all tests share: data folders with a snapshot, made once."""

import gc
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser.app_server import OFFICIAL, loaders, official_files
from tests.campaigns import TALLY
from tests.shared_folders import made_once


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--soak``: the long campaigns, of which the suite otherwise runs a share."""
    parser.addoption("--soak", action="store_true", help="run the long campaigns too")


def pytest_configure(config: pytest.Config) -> None:
    """Make Hypothesis draw the same few examples every time; in a campaign many new ones."""
    settings.register_profile("share", max_examples=10, deadline=None, derandomize=True)
    settings.register_profile("soak", max_examples=2_000, deadline=None)
    settings.load_profile("soak" if config.getoption("--soak") else "share")


BROWSER = "tests/browser"
LONGEST = (
    *(BROWSER, "tests/loaders/centres", "tests/pages", "tests/loaders/database"),
    *("tests/loaders", "tests/test_package.py", "tests/geodata"),
)
"""Where the modules are that take longest: they come first, so that a short one ends last."""


_LONG = {"official", "official_folder", "official_levels", "official_areas", "open_page"}
"""What reads official files and what opens a page: a minute, which `make check` does not have."""
_QUICK = ("tests/pages/test_app.py", "tests/pages/test_frame.py")
"""The pages that are opened nevertheless."""


def _nth(item: pytest.Item) -> int:
    """Return where a test comes by its folder."""
    starts = (n for n, one in enumerate(LONGEST) if item.nodeid.startswith(one))
    return next(starts, len(LONGEST))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest first, mark what needs a browser or a database, leave campaigns out."""
    items.sort(key=_nth)
    for item in items:
        if item.nodeid.startswith(f"{BROWSER}/"):
            item.add_marker(pytest.mark.browser)
        fixtures = set(getattr(item, "fixturenames", ()))
        if "postgis" in fixtures:
            item.add_marker(pytest.mark.database)
        if fixtures & _LONG and not item.nodeid.startswith(_QUICK):
            item.add_marker(pytest.mark.long)
        if "soak" in item.keywords and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip(reason="a long campaign: make soak"))


def pytest_collection_finish() -> None:
    """Keep the modules and tests out of the garbage collector's way: each page collects it all."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Keep each module in one process, and all browser tests: they share apps and a browser."""
    from xdist.scheduler import LoadFileScheduling

    class ByRoom(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(f"{BROWSER}/") else super()._split_scope(nodeid)

    return ByRoom(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the counts of this worker to the main process."""
    if hasattr(session.config, "workeroutput"):
        plain = {campaign: dict(counts) for campaign, counts in TALLY.outcomes.items()}
        session.config.workeroutput["tally"] = plain  # xdist sends nothing but plain types


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Add the counts of a worker."""
    TALLY.add(getattr(node, "workeroutput", {}).get("tally", {}))


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Write the report of the long campaigns."""
    of_all = not hasattr(config, "workerinput")
    if of_all and config.getoption("--soak") and TALLY.outcomes:
        count = {how: len(terminalreporter.stats.get(how, [])) for how in ("failed", "passed")}
        TALLY.write(**count)


@pytest.fixture(scope="session")
def builtin_folder(tmp_path_factory) -> Path:
    """Return a data folder with the built-in snapshot, to read only."""
    return made_once(tmp_path_factory, "builtin", lambda folder: loaders(folder, "build"))


@pytest.fixture(scope="session")
def official_folder(tmp_path_factory, builtin_folder) -> Path:
    """Return a data folder with the official areas and people, to read only."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")

    def make(folder: Path) -> None:
        shutil.copytree(builtin_folder, folder, dirs_exist_ok=True)  # not built a second time
        loaders(folder, "import", *official_files())

    return made_once(tmp_path_factory, "official", make)
