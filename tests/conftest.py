"""What all tests share: data folders with a snapshot, made once."""

import shutil
from pathlib import Path

import pytest

from tests.browser.serving import OFFICIAL, loaders, official_files


@pytest.fixture(scope="session")
def builtin_folder(tmp_path_factory) -> Path:
    """Return a data folder with the built-in snapshot."""
    folder = tmp_path_factory.mktemp("builtin")
    loaders(folder, "build")
    return folder


@pytest.fixture(scope="session")
def official_folder(tmp_path_factory, builtin_folder) -> Path:
    """Return a data folder with the official areas and people."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    folder = tmp_path_factory.mktemp("official")
    shutil.copytree(builtin_folder, folder, dirs_exist_ok=True)  # not built a second time
    loaders(folder, "import", *official_files())
    return folder
