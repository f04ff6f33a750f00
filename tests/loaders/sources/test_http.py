from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from geodata.enums import SourceProblem
from geodata.errors import SourceError
from loaders.sources import http
from loaders.sources.http import MAX_JSON_BYTES, Answer, Client, Question, Site, json_of

SITE = Site("osm", frozenset({"mirror.example"}))
URL = "https://source.example/data"


class Body(httpx.SyncByteStream):
    """A body that is still to come."""

    def __init__(self, content):
        self.content = content

    def __iter__(self):
        yield self.content


def answer(status=200, body=b'{"a": 1}', headers=None):
    sent_headers = {"content-type": "application/json", **(headers or {})}
    return lambda: httpx.Response(status, stream=Body(body), headers=sent_headers)


class Played:
    """Answers in turn, the last one again and again; notes what was asked and slept."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []
        self.slept = []

    def handle(self, request):
        self.requests.append(request)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found()

    def client(self, **options):
        client = Client(**options)
        headers = client._http.headers
        client._http = httpx.Client(
            transport=httpx.MockTransport(self.handle), headers=headers, follow_redirects=False
        )
        return client

    def ask(self, url=URL, *, options=None, max_bytes=MAX_JSON_BYTES, **question):
        with pytest.MonkeyPatch.context() as patch, self.client(**(options or {})) as client:
            patch.setattr("time.sleep", self.slept.append)
            return client.ask(SITE, Question(url, **question), max_bytes=max_bytes)


def failure(played, **question):
    with pytest.raises(SourceError) as caught:
        played.ask(**question)
    return caught.value.params


def test_an_answer_carries_its_validators():
    played = Played(answer(headers={"ETag": '"1"', "Last-Modified": "yesterday"}))
    found = played.ask(params={"q": "é"})
    assert (found.body, found.etag, found.last_modified) == (b'{"a": 1}', '"1"', "yesterday")
    assert str(played.requests[0].url) == f"{URL}?q=%C3%A9"
    assert played.slept == []


@pytest.mark.parametrize(
    ("contact", "expected"), [("", "no contact given"), ("https://x.be", "+https://x.be")]
)
def test_the_user_agent_names_nabij_and_the_contact(contact, expected):
    played = Played(answer())
    played.ask(options={"contact": contact})
    assert played.requests[0].headers["User-Agent"] == f"Nabij/{http.version()} ({expected})"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_temporary_errors_are_retried_with_growing_waits(status):
    played = Played(answer(status), answer(status), answer())
    assert played.ask().status == 200
    assert len(played.slept) == 2
    assert 1 <= played.slept[0] <= 2 <= played.slept[1] <= 4


def test_it_gives_up_after_the_last_attempt_with_the_last_answer():
    played = Played(answer(503))
    params = failure(played)
    assert len(played.requests) == 4
    assert (params["problem"], params["status"], params["source"]) == (
        SourceProblem.STATUS,
        "503",
        "osm",
    )


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ReadTimeout("late")])
def test_a_connection_that_fails_is_tried_again(error):
    played = Played(error, answer())
    assert played.ask().status == 200
    assert failure(Played(error))["problem"] in {SourceProblem.UNREACHABLE, SourceProblem.TIMEOUT}


def test_it_waits_as_long_as_the_source_asks():
    played = Played(answer(429, headers={"Retry-After": "30"}), answer())
    played.ask()
    assert played.slept == [30.0]


def test_it_waits_until_the_moment_that_the_source_names():
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    played = Played(answer(503, headers={"Retry-After": moment}), answer())
    played.ask()
    assert 50 < played.slept[0] <= 60


def test_it_does_not_wait_for_hours():
    params = failure(played := Played(answer(429, headers={"Retry-After": "7200"})))
    assert (len(played.requests), played.slept) == (1, [])
    assert "7200 seconds" in params["what"]


@pytest.mark.parametrize("header", ["soon", "", "-5"])
def test_an_unreadable_wait_is_not_waited_for(header):
    played = Played(answer(429, headers={"Retry-After": header}), answer())
    played.ask()
    assert played.slept[0] <= 2


@pytest.mark.parametrize(
    ("status", "problem"), [(404, SourceProblem.NOT_THERE), (403, SourceProblem.STATUS)]
)
def test_permanent_errors_are_not_retried(status, problem):
    played = Played(answer(status))
    assert failure(played)["problem"] == problem
    assert len(played.requests) == 1


@pytest.mark.parametrize("location", ["/other", "https://mirror.example/data"])
def test_a_redirect_to_a_known_host_is_followed(location):
    played = Played(answer(302, headers={"Location": location}), answer())
    assert played.ask().status == 200


@pytest.mark.parametrize(
    "location",
    ["https://elsewhere.example/x", "http://source.example/data", "https://source.example:444/"],
)
def test_a_redirect_to_elsewhere_or_to_http_is_refused(location):
    played = Played(answer(302, headers={"Location": location}), answer())
    assert failure(played)["problem"] == SourceProblem.REDIRECT
    assert len(played.requests) == 1


def test_redirects_without_end_are_refused():
    played = Played(answer(302, headers={"Location": "/again"}))
    assert failure(played)["problem"] == SourceProblem.REDIRECT


def test_no_more_is_read_than_the_limit():
    params = failure(Played(answer(body=b"x" * 101)), max_bytes=100)
    assert params["problem"] == SourceProblem.SIZE
    assert Played(answer(body=b"x" * 100)).ask(max_bytes=100).status == 200


def test_a_mirror_is_put_before_the_address():
    with Client(mirror="http://127.0.0.1:9") as client:
        assert client.address(URL) == "http://127.0.0.1:9/source.example/data"
        assert client.address("http://127.0.0.1:9/x") == "http://127.0.0.1:9/x"


def of(body, *, kind="application/json", charset=""):
    return json_of(Answer(URL, 200, body, kind, charset, "", ""), SITE)


def test_json_is_read_in_the_charset_that_it_declares():
    assert of('["é"]'.encode("latin-1"), charset="iso-8859-1") == ["é"]
    assert of(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize(
    ("body", "kind", "charset"),
    [
        (b"<!doctype html>", "text/plain", ""),
        (b"{}", "text/html", ""),
        (b'{"a": ', "application/json", ""),
        (b"", "application/json", ""),
        ('["é"]'.encode("latin-1"), "application/json", "utf-8"),
        (b"[]", "application/json", "klingon"),
        (b"[" * 100_000, "application/json", ""),
    ],
)
def test_an_answer_that_is_no_json_is_one_of_our_errors(body, kind, charset):
    with pytest.raises(SourceError) as caught:
        of(body, kind=kind, charset=charset)
    assert caught.value.params["problem"] == SourceProblem.CONTENT


def test_a_body_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(http, "_BODY_S", -1.0)
    assert failure(Played(answer()))["problem"] == SourceProblem.TIMEOUT
