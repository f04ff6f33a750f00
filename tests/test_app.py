"""The routes of our own: documents that say their language, geometry, assets, and the headers."""

import asyncio
import gzip
import json
import re

import httpx
import pytest

import app as nabij
from geodata.languages import LANGUAGES
from loaders.store import manifest, snapshots
from pages.navigation import paths
from pages.ui import scripts


class Client:
    """Asks the app itself, without a server."""

    def get(self, path, **options):
        return asyncio.run(self._get(path, options))

    async def _get(self, path, options):
        transport = httpx.ASGITransport(nabij.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://nabij") as client:
            return await client.get(path, **options)


@pytest.fixture
def client(builtin_folder, monkeypatch):
    monkeypatch.setenv("NABIJ_DATA", str(builtin_folder))
    return Client()


@pytest.fixture(scope="module")
def geometry(builtin_folder):
    snapshot = snapshots.load(builtin_folder)
    file = json.loads((snapshot.static / "index.json").read_text())["regions"]["province:4000"]
    return f"/nabij/geo/{snapshot.id}/{file['file']}"


@pytest.mark.parametrize("path", paths())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_starts_in_its_language(client, path, lang):
    html = client.get(path, params={"taal": lang}).text
    assert f'<html lang="{lang}"' in html
    assert "<title>Nabij</title>" in html


@pytest.mark.parametrize("lang", ["", "de", '"><script>'])
def test_a_language_that_is_not_ours_starts_in_the_configured_one(client, lang, monkeypatch):
    assert '<html lang="nl"' in client.get("/", params={"taal": lang}).text
    monkeypatch.setenv("NABIJ_LANGUAGE", "fr")
    assert '<html lang="fr"' in client.get("/", params={"taal": lang}).text


def test_a_link_to_dekking_from_when_it_was_the_start_page_still_goes_there(client):
    answer = client.get("/", params={"gebied": "province:70000", "taal": "fr"})
    assert answer.is_redirect
    assert answer.headers["location"] == "/dekking?gebied=province%3A70000&taal=fr"
    assert client.get("/", params={"plek": "municipality:44021"}).is_success


def test_geometry_comes_compressed_and_may_be_kept_for_ever(client, geometry):
    answer = client.get(geometry)
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Accept-Encoding"
    assert len(answer.json()["features"]) == 204


def test_a_browser_that_cannot_unpack_gets_the_same_geometry(client, geometry, builtin_folder):
    answer = client.get(geometry, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    packed = builtin_folder / "snapshots" / geometry.removeprefix("/nabij/geo/")
    packed = packed.parent / "static" / f"{packed.name}.gz"
    assert answer.content == gzip.decompress(packed.read_bytes())


def test_the_places_to_suggest_are_served_like_geometry(client, builtin_folder):
    snapshot = snapshots.load(builtin_folder)
    file = json.loads((snapshot.static / "index.json").read_text())["places"]
    answer = client.get(f"/nabij/geo/{snapshot.id}/{file}")
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.json()["places"]) > 3_500


@pytest.mark.parametrize(
    "name",
    [
        "geen/wijken-000000000000.json",
        "%2e%2e/%2e%2e/current",
        "..%2f..%2fcurrent",
        "{id}/../manifest.json",
        "{id}/..%2fmanifest.json",
        "{id}/units.parquet",
        "{id}/index.json.gz",
        "{id}",
        "",
    ],
)
def test_nothing_but_geometry_is_served_from_the_data_folder(client, builtin_folder, name):
    current = manifest.current_id(builtin_folder)
    answer = client.get(f"/nabij/geo/{name.format(id=current)}")
    assert answer.status_code in {400, 404}


def test_the_headers_allow_no_other_host(client):
    headers = client.get("/").headers
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "http" not in policy
    own = {"object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'self'"}
    assert own <= set(policy.split("; "))


def test_only_the_configured_tiles_are_allowed_and_only_as_images(monkeypatch):
    monkeypatch.setenv("NABIJ_TILES", "https://tiles.example/a/{z}/{x}/{y}.png?key=1")
    policy = nabij.OwnHostOnly(nabij.app).policy
    images = next(part for part in policy.split("; ") if part.startswith("img-src"))
    assert images.split()[-1] == "https://tiles.example"
    assert policy.count("tiles.example") == 1


@pytest.mark.parametrize("path", ["/unknown", "/dekking/x", "/gemeente/x", "/dekking/x/y"])
def test_where_there_is_no_page_the_reader_is_told_in_their_language(client, path):
    for headers, params, lang, words in (
        ({}, {}, "nl", "Deze pagina bestaat niet"),
        ({"accept-language": "de-BE, fr-BE;q=0.9, nl"}, {}, "fr", "Cette page n’existe pas"),
        ({"accept-language": "fr"}, {"taal": "en"}, "en", "This page does not exist"),
    ):
        answer = client.get(path, headers=headers, params=params)
        assert answer.status_code == 404
        assert f"<html lang='{lang}'>" in answer.text
        assert f"<h1>{words}</h1>" in answer.text
        assert "href='/dekking" in answer.text
        assert "content-security-policy" in answer.headers


def test_an_address_that_means_a_page_goes_there(client):
    for path, goal in {
        "/gemeente/44021": "/gemeente?gemeente=44021",
        "/gemeente/44021?taal=fr": "/gemeente?gemeente=44021&taal=fr",
        "/vind?plek=municipality%3A44021": "/?plek=municipality%3A44021",
        "/dekking/": "/dekking",
    }.items():
        answer = client.get(path)
        assert answer.is_redirect
        assert answer.headers["location"] == goal


def test_what_streamlit_serves_is_still_served(client):
    assert client.get("/favicon.png").headers["content-type"] == "image/png"
    assert client.get("/_stcore/host-config").is_success
    assert client.get("/dekking/_stcore/health").status_code == 404
    assert client.get("/static/js/none.js").status_code == 404


def test_scripts_of_streamlit_come_compressed_and_may_be_kept_for_ever(client):
    script = re.search(r"/static/js/index\.[\w-]+\.js", client.get("/").text)[0]
    answer = client.get(script)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["content-length"]) < len(answer.content) / 2
    plain = client.get(script, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
    assert client.get("/").headers["content-encoding"] == "gzip"


def test_the_small_scripts_of_streamlit_come_in_one_file_under_its_own_name_only(client):
    name = re.search(r"/nabij/modules-\w+\.js", client.get("/dekking").text)[0]
    answer = client.get(name)
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["content-length"]) < 150_000
    assert client.get("/nabij/modules-000000000000.js").status_code == 404


def test_the_style_sheet_and_scripts_of_the_pages_may_be_kept_for_ever(client):
    html = client.get("/dekking").text
    script, style = re.findall(r'="\.(/nabij/(?:style|script)/[\w.-]+)"', html)
    table = f"/nabij/script/{scripts.address('nabij-table.js')}"
    assert table in scripts.component("nabij-table.js")
    for path, kind in [
        (style, "text/css"),
        (script, "text/javascript"),
        (table, "text/javascript"),
    ]:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert "immutable" in answer.headers["cache-control"]
    assert ".nabij-rows" in client.get(style).text
    # after the styles of Streamlit, before those of a page
    assert html.index("</head>") < html.index(style) < html.index('id="root"')


def test_a_page_from_before_an_update_gets_the_scripts_of_now(client):
    answer = client.get("/nabij/script/nabij-table-0123456789ab.js")
    assert answer.text == scripts.asset("nabij-table.js")
    assert answer.headers["cache-control"] == "no-store"
    for name in ["nabij-none-0123456789ab.js", "nabij-table.js"]:
        assert client.get(f"/nabij/script/{name}").status_code == 404


def test_a_page_requests_early_only_what_it_starts_with(client):
    assert "leaflet.js" in client.get("/dekking").text
    over = client.get("/over", params={"taal": "fr"}).text
    assert "leaflet" not in over
    assert "JavaScript. Activez" in over


@pytest.mark.parametrize(
    ("path", "framed"),
    [
        ("/?embed=true", True),
        ("/dekking?gebied=all&embed=true", True),
        ("/scenario?embed=true", True),
        ("/component/streamlit_folium.st_folium/index.html", True),
        ("/", False),
        ("/?embed=false", False),
        ("/gegevens?embed=true", False),
        ("/over?embed=true", False),
        ("/verzonnen?embed=true", False),
    ],
)
def test_only_the_embedded_view_may_be_framed_and_by_the_configured_hosts_only(
    client, monkeypatch, path, framed
):
    monkeypatch.setenv("NABIJ_EMBED_HOSTS", " https://www.gent.be  *.example.org:8443 ")
    monkeypatch.setattr(nabij, "app", nabij.OwnHostOnly(nabij.app))  # Streamlit starts one app
    policy = client.get(path).headers["content-security-policy"]
    hosts = " https://www.gent.be *.example.org:8443" if framed else ""
    assert policy.endswith(f"; frame-ancestors 'self'{hosts}")


@pytest.mark.parametrize(
    "path",
    [
        "/nabij/leaflet/leaflet.js",
        "/nabij/leaflet/leaflet.css",
        "/nabij/assets/nabij-map.js",
        "/nabij/assets/nabij-map.css",
    ],
)
def test_the_assets_of_the_map_are_served_by_ourselves(client, path):
    assert client.get(path).is_success
