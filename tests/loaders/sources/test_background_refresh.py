"""A refresh in the background: one at a time, visible steps, stopped without a trace."""

import threading

import pytest

from geodata.errors import PublishBusyError
from loaders.settings import Settings
from loaders.sources import background_refresh
from loaders.sources.background_refresh import BackgroundRefresh
from loaders.sources.official_files import Step
from loaders.sources.report import FetchReport

WAIT_S = 20


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path)


class Fetch:
    """Replaces ``fetch``: takes one step each time ``go`` is released."""

    def __init__(self):
        self.go, self.stepped = threading.Semaphore(0), threading.Semaphore(0)
        self.arguments = {}

    def __call__(self, _settings, *, only, accept, progress):
        self.arguments = {"only": only, "accept": accept}
        for source in only:
            progress(Step(source, "Asking"))
            self.stepped.release()
            assert self.go.acquire(timeout=WAIT_S)
        return FetchReport((), "new")


@pytest.fixture
def fetch(monkeypatch):
    fetch = Fetch()
    monkeypatch.setattr(background_refresh, "refresh_sources", fetch)
    return fetch


def ended(refresh):
    """Wait until the thread of the refresh is gone; return how it went."""
    for thread in threading.enumerate():
        if thread.name == "refresh":
            thread.join(WAIT_S)
    return refresh.state


def test_nothing_runs_at_first():
    state = BackgroundRefresh().state
    assert not state.running
    assert not state.broke_off


def test_steps_are_seen_while_it_runs_and_the_report_when_it_is_done(settings, fetch):
    refresh = BackgroundRefresh()
    assert refresh.start(settings, only=["osm", "poi"], accept=["osm"])
    assert fetch.stepped.acquire(timeout=WAIT_S)
    assert refresh.state.running
    assert refresh.state.sources == ("poi", "osm")
    assert list(refresh.state.steps) == ["poi"]
    fetch.go.release(2)
    state = ended(refresh)
    assert (state.running, state.report.snapshot) == (False, "new")
    assert list(state.steps) == ["poi", "osm"]
    assert fetch.arguments == {"only": ("poi", "osm"), "accept": ("osm",)}


def test_there_is_one_at_a_time(settings, fetch):
    refresh = BackgroundRefresh()
    refresh.start(settings, only=["poi"])
    assert not refresh.start(settings, only=["osm"])
    assert refresh.state.sources == ("poi",)
    fetch.go.release()
    ended(refresh)
    assert refresh.start(settings, only=["osm"])
    fetch.go.release()
    assert ended(refresh).sources == ("osm",)


def test_it_stops_at_its_next_step(settings, fetch):
    refresh = BackgroundRefresh()
    refresh.start(settings, only=["poi", "osm"])
    assert fetch.stepped.acquire(timeout=WAIT_S)
    refresh.stop()
    assert refresh.state.stopping
    fetch.go.release()
    state = ended(refresh)
    assert (state.running, state.stopping, state.broke_off) == (False, False, True)
    assert state.error.code == "stopped"
    assert list(state.steps) == ["poi"]


def test_why_it_broke_off_is_kept(settings, monkeypatch):
    def busy(*_, **__):
        msg = "busy"
        raise PublishBusyError(msg, where="here")

    monkeypatch.setattr(background_refresh, "refresh_sources", busy)
    refresh = BackgroundRefresh()
    refresh.start(settings, only=["poi"])
    state = ended(refresh)
    assert (state.broke_off, state.error.code) == (True, "publish_busy")


def test_a_stop_between_two_answers_leaves_the_data_and_the_report_as_they_were(
    play, tmp_path, monkeypatch
):
    monkeypatch.setattr("time.sleep", lambda _: None)
    settings = Settings(data=tmp_path, mirror=play.url, geolocation="")
    refresh = BackgroundRefresh()
    note = refresh._note

    def stop_after_an_answer(step):
        if step.done:
            refresh.stop()
        note(step)

    monkeypatch.setattr(refresh, "_note", stop_after_an_answer)
    refresh.start(settings, only=["osm"])
    assert ended(refresh).error.code == "stopped"
    assert not (tmp_path / "current").exists()
    assert not (tmp_path / "downloads" / "report.json").exists()
