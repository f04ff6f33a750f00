"""A file of each kind, as an administration makes it, is used by way of the page Gegevens."""

import pytest

from loaders.imports.kinds import KINDS
from loaders.store import snapshots
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import settled
from tests.browser.gegevens_page import hand_over
from tests.loaders.made_up import lists, people, support

FILES = (
    *(support.SUPPORT_POINTS[1], support.DIVISION[2]),
    *(people.PROJECTIONS[3], lists.SERVICES[1], people.POPULATION[1]),
    *(lists.CENTRES[0], people.NEIGHBOURHOODS[4]),
)


@pytest.mark.soak
@pytest.mark.parametrize("files", [FILES[:2], FILES[2:]])
def test_a_file_of_each_kind_is_used_in_the_session(
    open_page, builtin, builtin_folder, files
) -> None:
    assert {file.kind for file in FILES} == set(KINDS)
    data = snapshots.load(builtin_folder).data
    page = open_page()
    for file in files:
        page.goto(f"{builtin}/gegevens?luik=nakijken&bestand={file.kind}")
        settled(page)
        hand_over(page, file.content(data), file.name)
        page.wait_for_selector(".st-key-eigen_knoppen button:enabled")
        page.locator(".st-key-eigen_knoppen button").first.click()
        page.locator(".st-key-eigen_bestanden").get_by_text(file.name).first.wait_for()
        settled(page)
    assert faults(page) == []
