"""Two processes of the app behind nginx, with the configuration of docs/deploy."""

import asyncio
import json
import re
import shutil
import signal
import time

import httpx
import pytest
import websockets

from loaders.store.manifest import current_id
from tests.proxied import behind_nginx
from tests.system import nginx
from tests.visitor_socket import visitor

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        nginx() is None or shutil.which("openssl") is None,
        reason="no nginx or openssl here; `python -m tests.system` can install nginx",
    ),
]
CONNECTIONS = 6
VIEW = {"gebied": "province:40000", "afstand": "800", "taal": "fr"}
COOKIE = "nabij_process="


@pytest.fixture(scope="module")
def data(builtin_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("proxied") / "data"
    shutil.copytree(builtin_folder, folder)
    return folder


@pytest.fixture(scope="module")
def proxied(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    settings = {"connections": CONNECTIONS, "admin_code": "a code for all processes"}
    with behind_nginx(data, folder, **settings) as running:
        yield running


def first_visit(proxied, *, local="127.0.0.1") -> str:
    with proxied.client(local=local) as client:
        return client.get("/dekking").headers["set-cookie"].partition(";")[0]


def upstreams(proxied, path: str, *, requests: int) -> list[str]:
    """Return the process that answered each request for a path; ``-`` for nginx itself."""
    for _ in range(100):  # a line is written after its answer
        lines = [line for line in proxied.log.read_text().splitlines() if f" {path} " in line]
        if len(lines) >= requests:
            break
        time.sleep(0.05)
    assert len(lines) == requests
    return [line.rpartition(" ")[2] for line in lines]


def shown_geometry(shown) -> set[bytes]:
    return set(re.findall(rb"geo/([\w-]+)/wijken", shown.content))


def test_a_visitor_stays_with_one_process_and_visitors_are_spread(proxied) -> None:
    used = set()
    for number in range(8):
        cookie = first_visit(proxied)
        assert re.fullmatch(rf"{COOKIE}[0-9a-f]{{32}}", cookie)
        with proxied.client() as client:
            for _ in range(3):
                again = client.get(f"/nowhere{number}", headers={"cookie": cookie})
                assert "set-cookie" not in again.headers
        (process,) = set(upstreams(proxied, f"/nowhere{number}", requests=3))
        used.add(process)
    assert len(used) == 2
    with proxied.client() as client:  # a browser that keeps no cookies, as in a frame
        for _ in range(3):
            client.cookies.clear()
            client.get("/framed?embed=true")
    assert len(set(upstreams(proxied, "/framed", requests=3))) == 1


def test_pages_work_over_the_websocket_and_files_reach_the_process_of_their_session(
    proxied, data
) -> None:
    cookie = first_visit(proxied)

    async def visit() -> None:
        with proxied.client() as client:
            xsrf = client.get("/_stcore/health", headers={"cookie": cookie}).cookies[
                "_streamlit_xsrf"
            ]
            cookies = f"{cookie}; _streamlit_xsrf={xsrf}"
            async with visitor(proxied.url, cookie=cookies) as page:
                shown = await page.show("dekking", VIEW)
                assert shown_geometry(shown) == {current_id(data).encode()}
                headers = {"cookie": cookies, "x-xsrftoken": xsrf}
                url = f"/_stcore/upload_file/{page.session}/one"
                sent = client.put(url, headers=headers, files={"file": b"a;b"})
                assert sent.status_code == 204
                large = client.put(url, headers=headers, files={"file": bytes(52 * 2**20)})
                assert large.status_code == 413

    asyncio.run(visit())


def test_geometry_is_compressed_and_kept_by_nginx_and_browsers(proxied, data) -> None:
    static = data / "snapshots" / current_id(data) / "static"
    name = json.loads((static / "index.json").read_text())["regions"]["province:40000"]["file"]
    url = f"/nabij/geo/{current_id(data)}/{name}"
    with proxied.client() as client:
        answers = [client.get(url) for _ in range(2)]
        script = client.get("/nabij/assets/nabij-map.js")
    for answer in answers:
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.json() == json.loads((static / name).read_text())
    assert upstreams(proxied, url, requests=2)[1] == "-"  # the second came from nginx
    assert script.headers["content-encoding"] == "gzip"


def test_every_answer_has_our_headers_once(proxied) -> None:
    with proxied.client() as client:
        page, unknown, hidden = (client.get(p) for p in ("/over", "/nope", "/_stcore/metrics"))
        large = client.post("/", content=bytes(70_000))
        framed = client.get("/over", headers={"x-forwarded-proto": "javascript"})
        health = client.get("/_stcore/health")
    assert (health.status_code, health.text) == (200, "ok")
    statuses = [answer.status_code for answer in (page, unknown, hidden, large, framed)]
    assert statuses == [200, 404, 404, 413, 200]
    for answer in (page, unknown, hidden, large):
        policy = answer.headers.get_list("content-security-policy")
        assert len(policy) == 1
        assert "frame-ancestors 'self'" in policy[0]
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
        assert answer.headers.get_list("referrer-policy") == ["same-origin"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["server"] == "nginx"  # and no version
    plain = httpx.get(f"{proxied.plain_url}/dekking?afstand=800", trust_env=False)
    assert plain.status_code == 301
    assert plain.headers["location"] == "https://127.0.0.1/dekking?afstand=800"


async def refused_after(url: str, **options) -> int:
    """Return how many pages one address can open, when each says it is someone else."""
    opened = 0
    try:
        async with asyncio.timeout(60):
            for number in range(CONNECTIONS + 3):
                headers = {"X-Forwarded-For": f"198.51.100.{number}"}
                connection = visitor(url, headers=headers, **options)
                await connection.__aenter__()
                OPEN.append(connection)
                opened += 1
    except (websockets.InvalidStatus, websockets.ConnectionClosed):
        pass
    return opened


OPEN = []


def test_limits_count_the_real_address_of_a_visitor_and_nobody_can_forge_one(proxied) -> None:
    cookie = f"{COOKIE}{'a' * 32}"

    async def all_of_them() -> list[int]:
        direct = next(iter(proxied.processes.values()))[0].url
        counts = [
            await refused_after(proxied.url, cookie=cookie, local="127.0.0.2"),
            await refused_after(proxied.url, cookie=cookie, local="127.0.0.3"),
            await refused_after(direct, local="127.0.0.4"),  # no proxy: it is not believed
        ]
        for connection in OPEN:
            await connection.__aexit__(None, None, None)
        return counts

    assert asyncio.run(all_of_them()) == [CONNECTIONS] * 3


def test_a_restart_of_each_process_in_turn_loses_no_one_and_all_show_a_new_snapshot(
    proxied, data
) -> None:
    cookie = first_visit(proxied)

    async def view() -> tuple[list[str], set[bytes]]:
        """Reload the page, as a browser does."""
        with proxied.client() as client:
            assert client.get("/dekking", params=VIEW, headers={"cookie": cookie}).is_success
        async with visitor(proxied.url, cookie=cookie) as page:
            shown = await page.show("dekking", VIEW)
            return shown.texts, shown_geometry(shown)

    async def visit() -> None:
        first = await view()
        for port, ending in zip(
            list(proxied.processes), (signal.SIGTERM, signal.SIGKILL), strict=True
        ):
            proxied.kill(port, ending)
            assert await view() == first
            proxied.start(port)
        async with (
            visitor(next(iter(proxied.processes.values()))[0].url) as one,
            visitor(list(proxied.processes.values())[1][0].url) as other,
        ):
            pages = (one, other)
            old = {current_id(data).encode()}
            assert [shown_geometry(await p.show("dekking", VIEW)) for p in pages] == [old, old]
            publish_copy(data, "29991231T000000000000Z-copy")
            new = {b"29991231T000000000000Z-copy"}
            assert [shown_geometry(await p.show("dekking", VIEW)) for p in pages] == [new, new]

    asyncio.run(visit())


def publish_copy(data, name: str) -> None:
    """Make a copy of the current snapshot the current one."""
    old = current_id(data)
    folder = data / "snapshots" / name
    shutil.copytree(data / "snapshots" / old, folder)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(old, name))
    (data / "current.new").write_text(name)
    (data / "current.new").replace(data / "current")


def test_without_a_process_a_page_says_so_and_tries_again_and_logs_hold_nothing_personal(
    proxied,
) -> None:
    proxied.stop_all()
    with proxied.client(local="127.0.0.2") as client:
        answer = client.get("/dekking", params=VIEW)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Nabij is er zo weer" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    logs = "".join(log.read_text() for log in proxied.folder.glob("*.log"))
    assert "/dekking" in logs
    for hidden in ("127.0.0.2", "127.0.0.3", "198.51.100", "afstand", "upload_file/", "Traceback"):
        assert hidden not in logs
