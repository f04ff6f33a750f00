import json
import logging
import math
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from geodata.enums import Precision
from geodata.errors import GeocoderError
from loaders.centres.geolocation import Geolocation, Located
from loaders.settings import Settings

TYPED = "Geheimstraat 7, Zelzate"
FOUND = {
    "LocationResult": [
        {
            "ID": 1,
            "FormattedAddress": "Kerkstraat 1, 9000 Gent",
            "Municipality": "Gent",
            "Location": {
                "Lat_WGS84": 51.05,
                "Lon_WGS84": 3.72,
                "X_Lambert72": 104_000.0,
                "Y_Lambert72": 193_000.0,
            },
            "LocationType": "crab_huisnummer_afgeleidVanGebouw",
            "BoundingBox": {"LowerLeft": {}, "UpperRight": {}},
        }
    ]
}


@dataclass
class Service:
    """A local geolocation service with prepared answers."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    silent: bool = False
    dripping: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    def answers_with(self, body, status=200):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((status, raw))

    def next_answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def service(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    played = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            played.asked.append((parts.path, parse_qs(parts.query)))
            played.agents.append(self.headers["User-Agent"])
            if played.silent:
                played.over.wait(30)
                return
            status, body = played.next_answer()
            self.send_response(status)
            for name, value in played.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if played.dripping:
                while not played.over.wait(0.02):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            else:
                self.wfile.write(body)

        def log_message(self, *_):
            pass

        def handle_one_request(self):
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    played.url = f"http://127.0.0.1:{server.server_port}/geolocation"
    yield played
    played.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def failure(call) -> GeocoderError:
    with pytest.raises(GeocoderError) as caught:
        call(TYPED)
    return caught.value


def test_an_address_is_found_with_how_exactly_it_is_known(service):
    service.answers_with(FOUND)
    assert Geolocation(service.url).locate(" Kerkstraat 1,\x00 Gent ") == Located(
        label="Kerkstraat 1, 9000 Gent",
        lat=51.05,
        lon=3.72,
        precision=Precision.ADDRESS,
        kind="crab_huisnummer_afgeleidVanGebouw",
    )
    assert service.asked == [
        ("/geolocation/v4/Location", {"q": ["Kerkstraat 1, Gent"], "c": ["1"]})
    ]
    assert service.agents[0].startswith("Nabij")


@pytest.mark.parametrize(
    ("kind", "precision"),
    [
        ("crab_straat", Precision.STREET),
        ("crab_gemeente", Precision.MUNICIPALITY),
        ("basisregisters_adres", Precision.ADDRESS),
        ("POI", Precision.PLACE),
    ],
)
def test_the_kind_of_location_says_how_exact_it_is(service, kind, precision):
    service.answers_with({"LocationResult": [{**FOUND["LocationResult"][0], "LocationType": kind}]})
    found = Geolocation(service.url).locate("Kerkstraat Gent")
    assert found is not None
    assert found.precision is precision
    assert found.error_m == (0 if precision is Precision.ADDRESS else math.inf)


@pytest.mark.parametrize(
    ("north", "expected"), [(51.051, 131.5), (51.05, math.inf), ("nergens", math.inf)]
)
def test_a_street_is_as_uncertain_as_its_farthest_corner_is_away(service, north, expected):
    low = {"Lat_WGS84": 51.05, "Lon_WGS84": 3.72}
    high = {"Lat_WGS84": north, "Lon_WGS84": 3.72 if north == 51.05 else 3.721}
    box = {"LowerLeft": low, "UpperRight": high}
    row = FOUND["LocationResult"][0] | {"LocationType": "crab_straat", "BoundingBox": box}
    service.answers_with({"LocationResult": [row]})
    found = Geolocation(service.url).locate("Kerkstraat Gent")
    assert found is not None
    assert found.error_m == pytest.approx(expected, abs=1)


def test_suggestions_are_the_services_own_lines_without_marks(service):
    service.answers_with({"SuggestionResult": ["Kerkstraat, Gent", "Kerkstraat\u202e, Aalst", "x"]})
    found = Geolocation(service.url).suggest("kerkstr", count=2)
    assert found == ["Kerkstraat, Gent", "Kerkstraat, Aalst"]
    assert service.asked[0][0] == "/geolocation/v4/Suggestion"


def test_an_address_that_the_service_does_not_know_is_none(service):
    service.answers_with({"LocationResult": []})
    assert Geolocation(service.url).locate("nergens") is None


def test_nothing_is_asked_for_a_query_without_content(service):
    assert Geolocation(service.url).locate(" \x00\u200f ") is None
    assert Geolocation(service.url).suggest("<p>") == []
    assert service.asked == []


def test_a_query_of_ten_thousand_characters_is_cut_before_it_leaves(service):
    service.answers_with({"LocationResult": []})
    Geolocation(service.url).locate("a" * 10_000)
    assert len(service.asked[0][1]["q"][0]) == 120


def test_without_an_address_of_the_service_nothing_is_asked():
    assert failure(Geolocation("").locate).params["problem"] == "off"


SPOT = FOUND["LocationResult"][0]
WRONG_BODIES = {
    "a web page": b"<!doctype html><title>Storing</title>",
    "half a JSON": json.dumps(FOUND).encode()[:120],
    "nothing": b"",
    "no bytes of text": b"\xff\xfe\x00",
    "another shape": b'{"results": []}',
    "a list": b"[1, 2]",
    "no coordinates": {"LocationResult": [{**SPOT, "Location": {}}]},
    "coordinates that are no number": {
        "LocationResult": [{**SPOT, "Location": {"Lat_WGS84": "noord", "Lon_WGS84": 3.7}}]
    },
    "infinite coordinates": b'{"LocationResult": [{"FormattedAddress": "x", "Location": '
    b'{"Lat_WGS84": Infinity, "Lon_WGS84": 3.7}}]}',
    "a thousand brackets": b"[" * 100_000,
}


@pytest.mark.parametrize("body", WRONG_BODIES.values(), ids=WRONG_BODIES)
def test_an_answer_that_is_no_location_is_one_error(service, body):
    service.answers_with(body)
    assert failure(Geolocation(service.url).locate).params["problem"] == "content"
    assert len(service.asked) == 1


def test_a_location_outside_belgium_is_refused(service):
    spot = {"Lat_WGS84": 48.86, "Lon_WGS84": 2.35}
    service.answers_with({"LocationResult": [{**SPOT, "Location": spot}]})
    assert failure(Geolocation(service.url).locate).params["problem"] == "outside"


def test_a_failing_server_is_asked_twice_more(service):
    service.answers_with(b"oeps", status=500)
    assert failure(Geolocation(service.url).suggest).params["problem"] == "status"
    assert len(service.asked) == 3


def test_a_server_that_recovers_is_believed(service):
    service.answers_with(b"oeps", status=503)
    service.answers_with(FOUND)
    assert Geolocation(service.url).locate(TYPED) is not None


def test_a_refusal_is_not_asked_again(service):
    service.answers_with(b"te veel", status=429)
    assert failure(Geolocation(service.url).locate).params["problem"] == "status"
    assert len(service.asked) == 1


def test_a_redirect_elsewhere_is_not_followed(service):
    service.headers["Location"] = f"{service.url}/elders"
    service.answers_with(b"", status=302)
    assert failure(Geolocation(service.url).locate).params["problem"] == "redirect"
    assert len(service.asked) == 1


def test_an_endless_answer_is_cut_off(service):
    service.answers_with(b" " * 300_000)
    assert failure(Geolocation(service.url).locate).params["problem"] == "size"


def test_a_server_that_does_not_answer_is_given_up_in_time(service):
    service.silent = True
    assert failure(Geolocation(service.url, total_s=0.3).locate).params["problem"] == "timeout"
    assert not service.over.is_set()  # it was still silent


def test_a_server_that_answers_a_byte_at_a_time_is_left_in_time(service):
    service.dripping = True
    service.answers_with(b"")
    assert failure(Geolocation(service.url, total_s=0.3).locate).params["problem"] == "timeout"
    assert not service.over.is_set()  # it was still dripping


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://[half", "gopher://127.0.0.1"])
def test_a_server_that_is_not_there_is_one_error(service, url):
    del service
    assert failure(Geolocation(url).locate).params["problem"] == "unreachable"


def chain(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("fault", ["none", "500", "html", "silent", "redirect", "gone"])
def test_what_was_typed_is_in_no_log_and_no_error(service, fault, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    service.silent = fault == "silent"
    service.answers_with(
        b"<p>" if fault == "html" else {"LocationResult": [{**SPOT, "FormattedAddress": TYPED}]},
        status={"500": 500, "redirect": 301}.get(fault, 200),
    )
    service.headers["Location"] = f"{service.url}/?q={TYPED}".replace(" ", "+")
    client = Geolocation("http://127.0.0.1:9" if fault == "gone" else service.url, total_s=0.5)
    texts = []
    if fault == "none":
        assert client.locate(TYPED) is not None
    else:
        error = failure(client.locate)
        assert [type(e) for e in chain(error)] == [GeocoderError]
        texts += [str(error), repr(error), str(error.params)]
    texts += [r.getMessage() + str(r.__dict__) for r in caplog.records]
    texts += capfd.readouterr()
    assert "geheim" not in " ".join(texts).casefold()


def test_the_official_service_is_the_default_and_can_be_switched_off(monkeypatch):
    monkeypatch.delenv("NABIJ_GEOLOCATION", raising=False)
    assert Settings().geolocation == "https://geo.api.vlaanderen.be/geolocation"
    monkeypatch.setenv("NABIJ_GEOLOCATION", "")
    assert Settings().geolocation == ""


def test_an_address_of_the_service_must_be_one(monkeypatch):
    monkeypatch.setenv("NABIJ_GEOLOCATION", "geo.api.vlaanderen.be")
    with pytest.raises(ValueError, match="https://"):
        Settings()
