"""All official sources on this machine, in their documented shapes, with faults on demand.

``with playing() as play`` serves them under ``play.url`` as a mirror does (``NABIJ_MIRROR``): each
under ``/<host>/<path>``. What is served is made up; the shapes are not.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from geodata.enums import SourceProblem
from loaders.sources.gebiedsniveaus import COMMIT
from loaders.sources.http import Site
from loaders.sources.official_files import SHA256

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loaders.sources.http import Question

SOCIALE_KAART = "www.desocialekaart.be"
POI = "geo.api.vlaanderen.be"
OLDER_POI = "poi.api.geopunt.be"
OSM = "overpass-api.de"
STATBEL = "statbel.fgov.be"
GITHUB = "raw.githubusercontent.com"

RUBRIC = "14.02.03. Lokale dienstencentra (LDC)"
_OPENDATA = f"{STATBEL}/sites/default/files/files/opendata"
PEOPLE = (
    f"{_OPENDATA}/bevolking naar woonplaats, nationaliteit burgelijke staat , leeftijd en geslacht"
)
SECTORS = f"{_OPENDATA}/Statistische sectoren"
SECTOR_PEOPLE = f"{_OPENDATA}/bevolking/sectoren"
AREAS = f"{GITHUB}/provinciesincijfers/gebiedsniveaus/{COMMIT}"


def offer(number: int, *, name: str = "", state: str = "ACTIVE", addresses=None) -> dict:
    """Return a record as de Sociale Kaart has it, in Leuven."""
    here = {"lat": round(50.88 + number / 1000, 3), "lon": 4.70}
    return {
        "id": {"id": f"VES-{number}", "authenticSource": "SOKA"},
        "legalName": {"description": name or f"Dienstencentrum {number}"},
        "type": "ORGANIZATION",
        "state": state,
        "verified": True,
        "links": [{"rel": "self", "href": "https://www.desocialekaart.be/api/x"}],
        "activities": [{"name": {"description": "Warme maaltijden"}}],
        "addresses": [address(number, primary=True, **here)] if addresses is None else addresses,
        "contactInfo": {
            "phones": [
                {"value": "016 00 00 00", "primary": False},
                {"value": f"016 20 00 {number:02}", "primary": True},
            ],
            "emails": [{"value": f"centrum{number}@leuven.example", "primary": True}],
            "websites": [{"value": "www.leuven.example", "primary": True}],
        },
    }


def address(number: int, *, primary: bool, street: str = "Ridderstraat", **location) -> dict:
    """Return an address as de Sociale Kaart has it."""
    return {
        "primary": primary,
        "street": {"name": {"description": street}},
        "number": str(number),
        "municipality": {"postalCode": "3000", "name": {"description": "Leuven"}},
        "location": location or None,
    }


def feature(number: int, *, category: str = "Lokaal dienstencentrum") -> dict:
    """Return a feature as the OGC API of POI Vlaanderen has it."""
    return {
        "type": "Feature",
        "id": f"POI.{number}",
        "geometry": {"type": "Point", "coordinates": [4.70, round(50.88 + number / 1000, 3)]},
        "properties": {
            "CATEGORIE": category,
            "PRODUCT": "Zorgvoorzieningen erkend door het Departement Zorg",
            "NAAM": f"LDC {number}",
            "STRAAT": "Ridderstraat",
            "HUISNUMMER": str(number),
            "POSTCODE": 3000,
            "GEMEENTE": "Leuven",
        },
    }


def older_poi(number: int, *, point: str = "Point") -> dict:
    """Return a point of interest as the older service has it."""
    spot = {"type": "Point", "coordinates": [4.70, round(50.88 + number / 1000, 3)], "crs": {}}
    return {
        "id": number,
        "labels": [
            {"term": "alternative", "value": "x"},
            {"term": "primary", "value": f"LDC {number}"},
        ],
        "categories": [{"type": "Type", "term": "LDC", "value": "Lokaal dienstencentrum"}],
        "location": {
            "address": {
                "street": "Ridderstraat",
                "streetnumber": str(number),
                "boxnumber": "",
                "postalcode": "3000",
                "municipality": "Leuven",
            },
            "points": [{point: spot}],
        },
        "phone": "016 20 00 00",
        "email": "ldc@leuven.example",
        "links": [{"href": "https://www.leuven.example/ldc"}],
    }


def element(number: int, kind: str = "node", **tags: str) -> dict:
    """Return an element of OpenStreetMap as Overpass answers it."""
    spot = {"lat": round(50.88 + number / 1000, 3), "lon": 4.70}
    named = {"amenity": "community_centre", "name": f"Dienstencentrum {number}", **tags}
    return {
        "type": kind,
        "id": number,
        **(spot if kind == "node" else {"center": spot}),
        "tags": {key.replace("__", ":"): value for key, value in named.items()},
    }


def zipped(name: str, content: bytes) -> bytes:
    """Return a zip that holds one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@dataclass
class Play:
    """What the sources have, how they misbehave, and what they were asked.

    Attributes
    ----------
    faults
        Beginning of a path → a fault: a status (``429``), ``html``, ``half``, ``charset``,
        ``elsewhere``, ``no_range``, or ``cut`` (of a file, once).
    asked
        Path, question and headers of every request.
    """

    url: str = ""
    offers: list[dict] = field(default_factory=lambda: [offer(n) for n in range(1, 9)])
    rubrics: list[str] = field(default_factory=lambda: ["09.01. Regionale dienstencentra", RUBRIC])
    embedded: bool = False
    features: list[dict] = field(default_factory=lambda: [feature(n) for n in range(1, 7)])
    next_links: bool = True
    wfs: bool = False
    pois: list[dict] = field(default_factory=lambda: [older_poi(n) for n in range(1, 5)])
    elements: list[dict] = field(default_factory=lambda: [element(n) for n in range(1, 6)])
    remark: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    retry_after: str = ""
    asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)

    def put_areas(self, folder: Path) -> None:
        """Serve the files of gebiedsniveaus from a folder that holds them under their names."""
        for name in SHA256:
            where = "verzamelbestanden" if name.endswith(".xlsx") else "data_voor_swing/shapefiles"
            self.files[f"{AREAS}/{where}/{name}"] = (folder / name).read_bytes()

    def questions(self, start: str) -> list[dict[str, list[str]]]:
        """Return what was asked under paths that begin so."""
        return [question for path, question, _ in self.asked if path.startswith(start)]

    def ask(self, question: Question) -> object:
        """Answer without a network, as ``loaders.sources.json_answers.Ask`` does."""
        parts = urlsplit(question.url)
        asked = {**question.params, **question.form}
        values = {**parse_qs(parts.query), **{key: [value] for key, value in asked.items()}}
        path = parts.netloc + unquote(parts.path)
        self.asked.append((path, values, {}))
        if path.startswith(tuple(self.faults)):
            raise Site(path).error(SourceProblem.UNREACHABLE, "not reached")
        return json.loads(json.dumps(self.answer(path, values)))

    def answer(self, path: str, question: dict[str, list[str]]) -> object:
        """Return the content of a path: bytes, JSON, or None."""
        asked = {key: values[0] for key, values in question.items()}
        if path == f"{SOCIALE_KAART}/api/generic-list/rubric":
            return {"content": [{"name": name} for name in self.rubrics]}
        if path == f"{SOCIALE_KAART}/api/health-offers":
            return self._offers(int(asked["page"]), int(asked["size"]))
        layers = {
            f"{POI}/POI/ogc/features/v1/collections/POI/items": True,
            f"{POI}/POI/wfs": self.wfs,
        }
        if layers.get(path):
            offset, limit = ("startIndex", "count") if "service" in asked else ("offset", "limit")
            return self._features(int(asked[offset]), int(asked[limit]))
        if path == f"{OLDER_POI}/v1/core":
            return {"pois": self.pois, "labels": [{"term": "count", "value": str(len(self.pois))}]}
        if path == f"{OSM}/api/interpreter":
            remark = {"remark": self.remark} if self.remark else {}
            return {"version": 0.6, "elements": self.elements, **remark}
        return self.files.get(path)

    def _offers(self, page: int, size: int) -> dict:
        shown = self.offers[page * size : (page + 1) * size]
        pages = -(-len(self.offers) // size)
        paging = {"page": {"size": size, "number": page, "totalPages": pages}}
        paging["page"]["totalElements"] = len(self.offers)
        if self.embedded:
            return {**paging, "_embedded": {"healthOfferProviderRepresentationList": shown}}
        return {**paging, "content": shown}

    def _features(self, offset: int, limit: int) -> dict:
        shown = self.features[offset : offset + limit]
        links = [{"rel": "self", "href": "x"}]
        if self.next_links and offset + limit < len(self.features):
            items = f"https://{POI}/POI/ogc/features/v1/collections/POI/items"
            rest = f"offset={offset + limit}&limit={limit}&f=application/geo%2Bjson"
            links.append({"rel": "next", "href": f"{items}?{rest}"})
        return {
            "type": "FeatureCollection",
            "features": shown,
            "links": links,
            "numberMatched": len(self.features),
            "numberReturned": len(shown),
        }


_BAD = {
    "html": (200, b"<!doctype html><p>Onderhoud</p>", "text/html", {}),
    "elsewhere": (302, b"", "text/plain", {"Location": "http://elsewhere.example/x"}),
}


class _Handler(BaseHTTPRequestHandler):
    play: Play
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.reply(unquote(parts.path.lstrip("/")), parse_qs(parts.query))

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.reply(unquote(urlsplit(self.path).path.lstrip("/")), parse_qs(form))

    def reply(self, path: str, question: dict[str, list[str]]) -> None:
        self.play.asked.append((path, question, dict(self.headers)))
        faults = [f for start, f in self.play.faults.items() if path.startswith(start)]
        fault = faults[0] if faults else ""
        if fault in _BAD or fault.isdigit():
            waits = {"Retry-After": self.play.retry_after} if self.play.retry_after else {}
            sorry = (int(fault) if fault.isdigit() else 0, b"<html>", "text/html", waits)
            return self.send(*_BAD.get(fault, sorry))
        found = self.play.answer(path, question)
        if found is None:
            return self.send(404, b"not here", "text/plain", {})
        if isinstance(found, bytes):
            return self.send_file(found, fault)
        if fault == "charset":
            body = (
                json.dumps(found, ensure_ascii=False).replace("Dienst", "Dïenst").encode("latin-1")
            )
            return self.send(200, body, "application/json; charset=utf-8", {})
        body = json.dumps(found).encode()
        return self.send_versioned(body, "application/json", half=fault == "half")

    def send_file(self, body: bytes, fault: str) -> None:
        if fault == "cut":  # once: half of it, and the line goes dead
            self.play.faults = {k: v for k, v in self.play.faults.items() if v != "cut"}
            return self.send_versioned(body, "application/zip", half=True)
        start = self.headers.get("Range", "")
        etag = self.headers.get("If-Range", "")
        if not start or fault == "no_range" or etag not in {"", _etag(body)}:
            return self.send_versioned(body, "application/zip", half=fault == "half")
        first = int(start.removeprefix("bytes=").rstrip("-"))
        if first >= len(body):
            return self.send(416, b"", "text/plain", {"Content-Range": f"bytes */{len(body)}"})
        headers = {
            "Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}",
            "ETag": _etag(body),
        }
        return self.send(206, body[first:], "application/zip", headers, half=fault == "half")

    def send_versioned(self, body: bytes, kind: str, *, half: bool = False) -> None:
        etag = _etag(body)
        if self.headers.get("If-None-Match") == etag and not half:
            return self.send(304, b"", kind, {"ETag": etag})
        return self.send(200, body, kind, {"ETag": etag}, half=half)

    def send(
        self, status: int, body: bytes, kind: str, headers: dict[str, str], *, half: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        if half:
            self.close_connection = True

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


@contextmanager
def playing() -> Iterator[Play]:
    """Serve all sources on a free port of this machine until the block ends."""
    play = Play()
    handler = type("Handler", (_Handler,), {"play": play})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    play.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield play
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
