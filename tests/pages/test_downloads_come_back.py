"""What Dekking and Gemeente give to download can be imported again: the same people and names."""

import pytest

from loaders.imports.file_import import import_file
from loaders.imports.file_kind import Source
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from loaders.imports.population import POPULATION

pytestmark = pytest.mark.long

PEOPLE = ["name", "people_all", "people_65plus", "people_80plus", "estimated"]
RIJKEVORSEL = "municipality:13037"


@pytest.mark.parametrize("lang", ["nl", "fr", "en"])
def test_neighbourhoods_come_back_in_every_language_and_format(
    lang, open_page, snapshot, monkeypatch, tmp_path
):
    made = {}
    monkeypatch.setattr(
        "pages.wijken.downloads.buttons",
        lambda makers, **_: made.update((k.ending, make()) for k, make in makers.items()),
    )
    open_page("dekking", gebied=RIJKEVORSEL, taal=lang)
    before = snapshot.data.units[snapshot.data.units["municipality"] == "13037"].set_index("code")[
        PEOPLE
    ]
    for ending in ("csv", "xlsx", "geojson", "gpkg"):
        path = tmp_path / f"wijken.{ending}"
        path.write_bytes(made[ending])
        kind = POPULATION if ending in {"csv", "xlsx"} else NEIGHBOURHOODS
        found = import_file(path, kind, base=snapshot.data, source=Source("Nabij"))
        assert found.left_out == ()
        units = found.data.units.set_index("code")
        after = units.loc[units["municipality"] == "13037", PEOPLE]
        assert after.sort_index().equals(before.sort_index()), ending


def test_the_programme_comes_back_as_people_per_municipality(
    open_page, snapshot, monkeypatch, tmp_path
):
    made = {}
    monkeypatch.setattr(
        "pages.gemeente.overview.buttons",
        lambda makers, **_: made.update((k.ending, make()) for k, make in makers.items()),
    )
    open_page("gemeente", taal="en")
    before = snapshot.data.units.groupby("municipality")["people_all"].sum()
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"programmatie.{ending}"
        path.write_bytes(made[ending])
        found = import_file(path, POPULATION, base=snapshot.data, source=Source("Nabij"))
        assert found.left_out == ()
        after = found.data.units.groupby("municipality")["people_all"].sum()
        assert after.equals(before)
