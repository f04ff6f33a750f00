import pytest

from loaders.store import manifest, snapshots
from tests.store_helpers import run


def test_status_prints_the_current_snapshot_its_sources_and_licences(folder, capsys):
    assert run("status") == 0
    out = capsys.readouterr().out
    assert manifest.current_id(folder) in out
    for part in ("published 2026-03-01 12:00 UTC", "days ago", "drawn by hand", "CC0", "© nobody"):
        assert part in out
    assert "units: 4 [approximate]" in out


def test_status_and_check_of_an_empty_store_say_how_to_fill_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NABIJ_DATA", str(tmp_path))
    for command in ("status", "check"):
        assert run(command) == 2
        assert "python -m loaders build" in capsys.readouterr().err


def test_build_leaves_a_snapshot_that_is_there(folder, capsys):
    before = manifest.current_id(folder)
    assert run("build") == 0
    assert manifest.current_id(folder) == before
    assert before in capsys.readouterr().out


def test_check_finds_one_changed_byte(folder, capsys):
    assert run("check") == 0
    assert "9 files as they were published" in capsys.readouterr().out
    path = folder / "snapshots" / manifest.current_id(folder) / "units.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert run("check") == 2
    assert "units.parquet: expected SHA-256" in capsys.readouterr().err


@pytest.mark.parametrize("pointer", ["2026-gone", "", None])
def test_check_fails_without_the_current_snapshot(folder, pointer, capsys):
    if pointer is None:
        (folder / "current").unlink()
    else:
        (folder / "current").write_text(pointer)
    assert run("check") == 2
    printed = capsys.readouterr()
    assert "files as they were published" in printed.out
    assert ("2026-gone is not there" if pointer else "no snapshot is current") in printed.err
    assert "python -m loaders rollback ID" in printed.err


def test_people_are_imported_into_the_current_snapshot(
    folder, write_statbel, statbel_lines, capsys
):
    before = manifest.current_id(folder)
    assert run("import", write_statbel(statbel_lines)) == 0
    snapshot = snapshots.load(folder)
    assert snapshot.id != before
    assert snapshot.kind == "imported"
    assert snapshot.data.units["people_all"].sum() == 150
    assert "people: 150 [estimated]" in capsys.readouterr().out


class Good:
    """Files that could be imported."""

    def __init__(self, levels_folder, statbel_lines, write_statbel) -> None:
        self.folder, self.lines, self.write = levels_folder, statbel_lines, write_statbel


@pytest.fixture
def good(levels_folder, statbel_lines, write_statbel) -> Good:
    return Good(levels_folder, statbel_lines, write_statbel)


def bad_row(good):
    return good.write([*good.lines, "11001|x|F|1|minus one|2024"])


def unknown_nis(good):
    return good.write([*good.lines, "99999|x|F|1|1|2024"])


def cut_off_zip(good):
    path = good.folder / "TF_SOC_POP_STRUCT_2023.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    return path


def web_page(good):
    (good.folder / "ggw7.shp").write_text("<html>Not found</html>", encoding="utf-8")
    return good.folder


def no_crs(good):
    (good.folder / "ggw7.prj").unlink()
    return good.folder


def other_edition(good):
    return good.folder  # of two municipalities


def nothing(good):
    return good.folder / "gone"


@pytest.mark.long
@pytest.mark.parametrize(
    "spoil", [bad_row, unknown_nis, cut_off_zip, web_page, no_crs, other_edition, nothing]
)
def test_bad_input_is_one_line_and_leaves_the_current_snapshot(folder, good, spoil, capsys):
    before = manifest.current_id(folder)
    path = spoil(good)
    assert run("import", path) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("nabij: ")]
    assert len(lines) == 1
    assert "expected" in lines[0]
    assert manifest.current_id(folder) == before
    assert snapshots.snapshot_ids(folder) == [before]
    snapshots.verify(folder, before)


def test_a_setting_that_cannot_be_is_one_line(monkeypatch, capsys):
    monkeypatch.setenv("NABIJ_PORT", "many")
    assert run("status") == 2
    assert "NABIJ_PORT" in capsys.readouterr().err
