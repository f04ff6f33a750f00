"""What a browser may send, and how often: tried on the gate itself, without a server."""

import asyncio
import json

import pytest
from starlette.websockets import WebSocketDisconnected
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages import connections
from pages.connections import Address, Addresses, Connection, Connections, RunQueue
from pages.protocols import LONGEST

HOST = [(b"host", b"nabij.example")]
STREAM = {
    "type": "websocket",
    "path": "/_stcore/stream",
    "headers": HOST,
    "client": ("192.0.2.1", 5),
}


def back(**fields) -> dict:
    return {"type": "websocket.receive", "bytes": BackMsg(**fields).SerializeToString()}


RUN = back(rerun_script={"query_string": "a=1"})


def passed(*messages, scope=STREAM):
    """Send messages through the gate; return what the application got, and what the browser did."""
    got, sent = [], []

    async def application(_scope, receive, send) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            got.append(BackMsg.FromString(message["bytes"]).WhichOneof("type"))
            ended = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
            await send({"type": "websocket.send", "bytes": ended.SerializeToString()})
        got.append(message["type"])

    async def run() -> None:
        coming = iter([*messages, {"type": "websocket.disconnect", "code": 1000}])

        async def receive():
            message = next(coming)
            if message["type"] == "websocket.disconnect":
                await asyncio.sleep(0.01)  # after all that it sent has reached the application
            return message

        async def send(message) -> None:
            sent.append(message)

        await Connections(application)(scope, receive, send)

    asyncio.run(run())
    return got, sent


def test_only_what_pages_send_reaches_the_application() -> None:
    strange = [
        back(clear_cache=True),
        back(set_run_on_save=True),
        back(load_git_info=True),
        back(debug_shutdown_runtime=True),
        back(debug_disconnect_websocket=True),
        back(backend_operation_request={"install_skills": {}}),
        back(),
    ]
    file = back(backend_operation_request={"deferred_file": {"file_id": "a"}})
    got, _ = passed(*strange, RUN, file, back(app_heartbeat=True), back(stop_script=True))
    kinds = ["rerun_script", "backend_operation_request", "app_heartbeat", "stop_script"]
    assert got == [*kinds, "websocket.disconnect"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "websocket.receive", "text": "hello"}, 1003),
        ({"type": "websocket.receive", "bytes": b"\xff" * 40}, 1007),
        ({"type": "websocket.receive", "bytes": bytes(LONGEST + 1)}, 1009),
    ],
)
def test_what_is_no_message_ends_the_connection(message, code) -> None:
    got, sent = passed(message, RUN)
    assert got == ["websocket.disconnect"]
    assert sent == [{"type": "websocket.close", "code": code}]


def test_a_page_of_another_origin_gets_no_connection() -> None:
    opens = {"type": "websocket.connect"}
    for origin, reaches in ((b"http://nabij.example", True), (b"http://localhost:3000", False)):
        headers = [*HOST, (b"origin", origin)]
        got, sent = passed(opens, scope={**STREAM, "headers": headers})
        assert bool(got) is reaches
        assert [one["type"] for one in sent] == ([] if reaches else ["websocket.close"])


def test_an_address_has_so_many_connections_and_a_household_in_ipv6_is_one(monkeypatch) -> None:
    monkeypatch.setenv("NABIJ_CONNECTIONS", "2")

    async def outcome(*clients) -> list[str]:
        inside, leave = [], asyncio.Event()

        async def application(_scope, _receive, _send) -> None:
            inside.append("open")
            await leave.wait()

        gate, sent = Connections(application), []

        async def receive():
            return {"type": "websocket.connect"}

        async def send(message) -> None:
            sent.append(message["type"])

        scopes = [
            {**STREAM, "client": (peer, 1), "headers": [*HOST, (b"x-forwarded-for", b"8.8.8.8")]}
            for peer in clients
        ]
        tasks = [asyncio.create_task(gate(one, receive, send)) for one in scopes]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        leave.set()
        await asyncio.gather(*tasks)
        return inside + sent

    closed = ["open", "open", "websocket.close"]
    assert asyncio.run(outcome(*["192.0.2.1"] * 3)) == closed
    assert asyncio.run(outcome(*(f"2001:db8:1:2::{at}" for at in range(3)))) == closed
    assert asyncio.run(outcome(*(f"2001:db8:1:{at}::1" for at in range(3)))) == ["open"] * 3


def test_few_runs_begin_at_a_time_first_of_who_used_least() -> None:
    async def run() -> list[str]:
        now, began = [0.0], []
        queue = RunQueue(places=1, lease_s=60.0, clock=lambda: now[0])
        greedy, modest, first = Connection(), Connection(), Connection()

        async def begin(name, connection) -> None:
            await queue.begin(connection)
            began.append(name)

        await begin("greedy", greedy)
        now[0] = 5.0  # it used five seconds
        queue.end(greedy)
        await begin("first", first)
        waiting = [
            asyncio.create_task(begin(name, one))
            for name, one in (("greedy again", greedy), ("modest", modest))
        ]
        await asyncio.sleep(0)
        assert began == ["greedy", "first"]
        for one in (first, modest):
            queue.end(one)
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        return began

    assert asyncio.run(run()) == ["greedy", "first", "modest", "greedy again"]


def test_a_choice_interrupts_its_own_run_a_few_times_and_then_waits_for_its_end() -> None:
    async def run() -> None:
        queue = RunQueue(places=1, lease_s=60.0, clock=lambda: 0.0)
        hasty = Connection()
        for _ in range(9):
            await asyncio.wait_for(queue.begin(hasty), 1)
        later = asyncio.create_task(queue.begin(hasty))
        await asyncio.sleep(0)
        assert not later.done()
        queue.end(hasty)
        await asyncio.wait_for(later, 1)

    asyncio.run(run())


def test_a_long_run_keeps_others_waiting_no_longer_than_its_lease() -> None:
    async def run() -> None:
        queue = RunQueue(places=1, lease_s=0.01)
        await queue.begin(Connection())
        await asyncio.wait_for(queue.begin(Connection()), 5)

    asyncio.run(run())


def test_a_run_that_begins_anew_has_not_ended() -> None:
    async def run() -> int:
        gate, coming, sent = None, [RUN], []

        async def application(_scope, receive, send) -> None:
            await receive()
            for status in ("FINISHED_EARLY_FOR_RERUN", "FINISHED_SUCCESSFULLY"):
                ended = ForwardMsg(script_finished=ForwardMsg.ScriptFinishedStatus.Value(status))
                ended.metadata.run.script_run_id = "1" * 36
                ended.metadata.run.fragment_ids.extend(["2" * 32] * 4)
                await send({"type": "websocket.send", "bytes": ended.SerializeToString()})

        async def receive():
            return coming.pop()

        async def send(_message) -> None:
            sent.append(len(gate.runs._running))

        gate = Connections(application)
        await gate(STREAM, receive, send)
        return [*sent, len(gate.runs._running)]

    assert asyncio.run(run()) == [1, 1, 0]


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/host-config"]
)
def test_streamlit_tells_a_stranger_neither_figures_nor_hosts(path) -> None:
    sent = []

    async def application(_scope, _receive, send) -> None:
        body = json.dumps({"allowedOrigins": ["https://*.example"], "useExternalAuthToken": False})
        headers = [(b"content-length", str(len(body)).encode()), (b"set-cookie", b"a=b")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})

    async def send(message) -> None:
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": "http", "path": path, "headers": HOST}
    asyncio.run(Connections(application)(scope, receive, send))
    start, body = sent
    if not path.endswith("host-config"):
        assert start["status"] == 404
        return
    assert json.loads(body["body"]) == {"allowedOrigins": [], "useExternalAuthToken": False}
    headers = dict(start["headers"])
    assert int(headers[b"content-length"]) == len(body["body"])
    assert headers[b"set-cookie"] == b"a=b"


def test_who_only_makes_quick_choices_does_not_wait_for_long_runs_of_others() -> None:
    async def run() -> list[str]:
        now, began = [0.0], []
        queue = RunQueue(places=1, lease_s=60.0, clock=lambda: now[0])
        honest, other = Connection(), Connection()

        async def begin(name, connection) -> None:
            await queue.begin(connection)
            began.append(name)

        await begin("first view", honest)
        now[0] = 0.2
        queue.end(honest)
        await begin("document", other)
        document = asyncio.create_task(begin("another document", Connection()))
        await begin("quick", honest)  # there would be no place for a newcomer
        now[0] = 9.2
        queue.end(honest)
        slow = asyncio.create_task(begin("slow", honest))
        await asyncio.sleep(0)
        assert began == ["first view", "document", "quick"]
        queue.end(other)
        await document
        slow.cancel()
        return began

    assert asyncio.run(run())[-1] == "another document"


def test_a_browser_that_goes_while_it_is_sent_to_leaves_no_trace_in_the_log() -> None:
    async def application(_scope, _receive, _send) -> None:
        raise WebSocketDisconnected

    async def run() -> None:
        async def receive():
            return {"type": "websocket.connect"}

        await Connections(application)(STREAM, receive, None)

    asyncio.run(run())


def test_who_once_used_much_is_not_passed_over_for_ever() -> None:
    async def run() -> int:
        now = [0.0]
        queue = RunQueue(places=1, lease_s=600.0, clock=lambda: now[0])
        heavy, others = Connection(used_s=10.0), [Connection(used_s=6.0) for _ in range(3)]
        await queue.begin(others[0])
        turn = asyncio.create_task(queue.begin(heavy))
        for number in range(60):
            one, following = others[number % 3], others[(number + 1) % 3]
            waiting = asyncio.create_task(queue.begin(following))
            await asyncio.sleep(0)
            now[0] += 1.0
            queue.end(one)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if turn.done():
                waiting.cancel()
                return number
        return 60

    assert asyncio.run(run()) < 30


def test_who_sends_what_no_page_sends_opens_no_page_for_a_while_and_others_do() -> None:
    opens = {"type": "websocket.connect"}

    async def run() -> list[int]:
        now, reached = [100.0], []

        async def application(_scope, receive, _send) -> None:
            reached[-1] += (await receive())["type"] == "websocket.connect"

        gate = Connections(application)
        gate.runs.clock = lambda: now[0]

        async def visit(peer, message) -> None:
            async def receive():
                return message

            async def send(_message) -> None:
                pass

            reached.append(0)
            await gate({**STREAM, "client": (peer, 1)}, receive, send)

        await visit("192.0.2.1", {"type": "websocket.disconnect", "code": 1009})  # by the protocol
        await visit("192.0.2.2", {"type": "websocket.receive", "bytes": b"\xff" * 9})
        for peer in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
            await visit(peer, opens)
        now[0] += 11.0
        await visit("192.0.2.1", opens)
        return reached

    assert asyncio.run(run()) == [0, 0, 0, 0, 1, 1]


def test_a_new_connection_of_an_address_that_used_much_comes_after_other_addresses() -> None:
    async def run() -> list[str]:
        now, began = [0.0], []
        queue = RunQueue(places=1, lease_s=60.0, clock=lambda: now[0])
        greedy, other = Address(), Address()
        first = Connection(address=greedy)

        async def begin(name, connection) -> None:
            await queue.begin(connection)
            began.append(name)
            queue.end(connection)

        await queue.begin(first)
        waiting = [
            asyncio.create_task(begin("back again", Connection(address=greedy))),
            asyncio.create_task(begin("other", Connection(address=other, used_s=1.0))),
        ]
        await asyncio.sleep(0)
        now[0] = 3.0
        queue.end(first)
        await asyncio.gather(*waiting)
        return began

    assert asyncio.run(run()) == ["other", "back again"]


def test_few_addresses_are_remembered_and_none_that_has_a_page_open(monkeypatch) -> None:
    monkeypatch.setattr(connections, "_MOST_ADDRESSES", 2)
    known = Addresses()
    known.get("open").pages = 1
    known.get("barred").barred_until = 5.0
    for name in ("a", "b"):
        known.get(name)
    assert (known.get("open").pages, known.get("barred").barred_until) == (1, 0.0)


def test_what_a_browser_asked_before_it_went_is_not_done() -> None:
    async def run() -> list[str]:
        got, coming = [], [RUN, RUN, {"type": "websocket.disconnect", "code": 1001}]

        async def application(_scope, receive, _send) -> None:
            await asyncio.sleep(0.01)
            while not got or got[-1] != "websocket.disconnect":
                got.append((await receive())["type"])

        async def receive():
            return coming.pop(0)

        await Connections(application)(STREAM, receive, None)
        return got

    assert asyncio.run(run()) == ["websocket.disconnect"]
