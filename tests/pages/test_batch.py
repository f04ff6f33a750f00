"""The batch of documents: resumable, and in spite of what fails."""

import pytest

from pages import batch
from pages.report import document

pytestmark = pytest.mark.long

GENT = "municipality:44021"


@pytest.fixture
def run(capsys, tmp_path, builtin_folder, monkeypatch):
    """Return a function that runs the command: its exit code, and what it says."""
    monkeypatch.setenv("NABIJ_DATA", str(builtin_folder))

    def start(*arguments):
        try:
            batch.main(["--out", str(tmp_path), *arguments])
        except SystemExit as end:
            return end.code, capsys.readouterr()
        return 0, capsys.readouterr()

    return start


def test_a_batch_goes_on_where_it_was(run, tmp_path, snapshot):
    regions = ("--region", GENT, "--region", "elz:elz43")
    code, said = run(*regions)
    files = sorted(tmp_path.rglob("*.pdf"))
    assert (code, len(files)) == (0, 2)
    assert snapshot.id in files[0].parts
    assert "2 made, 0 were there" in said.out
    files[0].unlink()
    times = files[1].stat().st_mtime_ns
    code, said = run(*regions)
    assert "1 made, 1 were there" in said.out
    assert (files[0].exists(), files[1].stat().st_mtime_ns) == (True, times)
    code, said = run("--region", "elz:elz43", "--language", "fr")
    assert "1 made, 0 were there" in said.out


def test_every_municipality_is_in_a_batch(snapshot):
    assert len(batch.municipalities(snapshot)) == 304


@pytest.mark.parametrize(
    "wrong",
    [
        ("--region", "municipality:99999"),
        ("--region", "x"),
        ("--language", "de"),
        ("--distance", "-1"),
        ("--workers", "0"),
    ],
)
def test_a_wrong_request_makes_nothing(run, tmp_path, wrong):
    code, said = run(*wrong)
    assert code == 2
    assert said.err
    assert list(tmp_path.rglob("*.pdf")) == []


def test_one_failure_does_not_stop_a_batch(run, tmp_path, monkeypatch):
    real = document.render

    def failing(snapshot, request):
        if request.region == GENT:
            raise OSError(28, "disk full")
        return real(snapshot, request)

    monkeypatch.setattr(document, "render", failing)
    code, said = run("--region", GENT, "--region", "elz:elz43")
    assert (code, len(list(tmp_path.rglob("*.pdf")))) == (2, 1)
    assert "disk full" in said.err
    assert list(tmp_path.rglob("*.new")) == []
