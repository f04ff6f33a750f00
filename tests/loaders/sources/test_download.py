import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.enums import SourceProblem
from geodata.errors import SourceError
from loaders.sources.download import download, kept, meta_path
from loaders.sources.http import Client, Site
from tests.loaders.fake_sources import STATBEL, zipped

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PATH = f"{STATBEL}/files/people.zip"
URL = f"https://{PATH}"
BODY = zipped("people.txt", bytes(range(256)) * 4000)


@pytest.fixture
def bring(play, tmp_path, monkeypatch):
    """Return a function that downloads the file, and where it comes."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    play.files[PATH] = BODY
    path = tmp_path / "downloads" / "people.zip"

    def call(**options):
        with Client(mirror=play.url) as client:
            return download(client, Site("people"), URL, path, now=NOW, **options)

    call.path = path
    return call


def sha(body=BODY):
    return hashlib.sha256(body).hexdigest()


def names(bring):
    return sorted(path.name for path in bring.path.parent.iterdir())


def problem(bring, **options):
    with pytest.raises(SourceError) as caught:
        bring(**options)
    return caught.value.params["problem"]


def test_a_file_comes_whole_with_where_it_is_from(play, bring):
    steps = []
    meta = bring(progress=lambda done, total: steps.append((done, total)))
    assert bring.path.read_bytes() == BODY
    assert steps[-1] == (len(BODY), len(BODY))
    assert meta.changed
    assert (meta.sha256, meta.bytes, meta.url) == (sha(), len(BODY), f"{play.url}/{PATH}")
    assert meta.fetched_at.startswith("2026-03-01")
    assert names(bring) == ["people.zip", "people.zip.meta"]


def test_a_file_that_did_not_change_is_not_sent_again(play, bring):
    bring()
    again = bring()
    assert not again.changed
    assert "If-None-Match" in play.asked[-1][2]
    play.files[PATH] = zipped("people.txt", b"new")
    assert bring().changed
    assert bring.path.read_bytes() == play.files[PATH]


def test_a_pinned_file_that_is_here_is_not_asked_for(play, bring):
    bring(checksum=sha())
    assert not bring(checksum=sha()).changed
    assert len(play.asked) == 1
    bring.path.write_bytes(b"damaged")
    assert bring(checksum=sha()).sha256 == sha()
    assert bring.path.read_bytes() == BODY


def test_an_interrupted_download_resumes(play, bring):
    play.faults[STATBEL] = "cut"
    assert bring().sha256 == sha()
    (first, second) = [headers.get("Range") for _, _, headers in play.asked]
    assert first is None
    assert second == f"bytes={len(BODY) // 2}-"


def test_it_goes_on_where_an_earlier_run_stopped(play, bring):
    play.faults[STATBEL] = "half"
    assert problem(bring) == SourceProblem.UNREACHABLE
    assert names(bring) == ["people.zip.part", "people.zip.part.meta"]
    play.faults.clear()
    play.asked.clear()
    assert bring().sha256 == sha()
    assert play.asked[0][2]["Range"].startswith("bytes=")


def test_a_server_that_does_not_resume_sends_it_all_again(play, bring):
    play.faults[STATBEL] = "half"
    assert problem(bring) == SourceProblem.UNREACHABLE
    play.faults[STATBEL] = "no_range"
    assert bring().sha256 == sha()


def test_a_file_that_changed_in_between_is_not_sewn_together(play, bring):
    play.faults[STATBEL] = "half"
    assert problem(bring) == SourceProblem.UNREACHABLE
    play.faults.clear()
    play.files[PATH] = new = zipped("people.txt", bytes(range(255, -1, -1)) * 4000)
    assert bring().sha256 == sha(new)


def test_a_part_that_is_longer_than_the_file_is_started_over(play, bring):
    play.faults[STATBEL] = "half"
    assert problem(bring) == SourceProblem.UNREACHABLE
    play.faults.clear()
    part = bring.path.with_name("people.zip.part")
    part.write_bytes(BODY + b"more")
    assert bring().sha256 == sha()


def test_a_damaged_part_of_a_pinned_file_is_started_over(play, bring):
    play.faults[STATBEL] = "half"
    assert problem(bring, checksum=sha()) == SourceProblem.UNREACHABLE
    play.faults.clear()
    part = bring.path.with_name("people.zip.part")
    part.write_bytes(b"x" * 1000)
    assert bring(checksum=sha()).sha256 == sha()


def test_another_checksum_than_pinned_is_refused_and_the_old_file_stays(play, bring):
    bring()
    play.files[PATH] = zipped("people.txt", b"tampered with")
    assert problem(bring, checksum=sha(b"something else")) == SourceProblem.CHECKSUM
    assert bring.path.read_bytes() == BODY
    assert names(bring) == ["people.zip", "people.zip.meta", "people.zip.part.meta"]


@pytest.mark.parametrize(
    "body",
    [b"<!doctype html><p>Onderhoud", b"", BODY[: len(BODY) // 2]],
    ids=["html", "empty", "cut"],
)
def test_a_file_that_is_no_zip_never_replaces_one(play, bring, body):
    bring()
    play.files[PATH] = body
    assert problem(bring) == SourceProblem.CONTENT
    assert bring.path.read_bytes() == BODY


def test_more_than_the_limit_is_refused(bring):
    assert problem(bring, max_bytes=len(BODY) - 1) == SourceProblem.SIZE
    assert not bring.path.exists()


def test_a_full_disk_is_an_error_and_leaves_no_partial_file(bring, monkeypatch):
    monkeypatch.setattr("loaders.sources.download._Transfer._receive", full_disk)
    assert problem(bring) == SourceProblem.DISK
    assert names(bring) == []


def full_disk(transfer, *_):
    transfer.part.write_bytes(b"half")
    with Path("/dev/full").open("wb", buffering=0) as device:
        device.write(b"x")


def test_a_file_that_was_meddled_with_counts_as_not_here(bring):
    bring()
    assert kept(bring.path) is not None
    bring.path.write_bytes(b"short")
    assert kept(bring.path) is None
    meta_path(bring.path).write_text("{", encoding="utf-8")
    assert kept(bring.path) is None
