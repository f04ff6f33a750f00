"""The client for all requests to official sources: patient, polite and bounded.

It says who asks, retries on failures that may pass, waits as long as the source asks, follows no
redirect to an unknown host, limits what it reads, and fails with one typed error.
"""

from __future__ import annotations

import json
import re
import time
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx
import tenacity

from geodata.enums import SourceProblem
from geodata.errors import SourceError
from loaders.certificates import trusted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

MAX_JSON_BYTES = 100_000_000
"""Largest page of records."""

LONGEST_WAIT_S = 120.0
"""Longest Retry-After that is honoured, in seconds; beyond it a request fails and says when to
retry."""

_BACKOFF_S = 1.0
_BACKOFF = tenacity.wait_exponential_jitter(multiplier=_BACKOFF_S, max=LONGEST_WAIT_S)
_CONNECT_S = 15.0
_BODY_S = 900.0
"""Longest time for a body of JSON; a slower one counts as a timeout."""
_REDIRECTS = 5
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_AGAIN = "Try again later; what there was stays in use."
_REPORT = "The source may have changed: report it to the makers of Nabij."

_T = TypeVar("_T")


@dataclass(frozen=True)
class Site:
    """Where a source is asked.

    Attributes
    ----------
    source
        Its code, for errors and folders.
    hosts
        Further hosts that it may redirect to.
    """

    source: str
    hosts: frozenset[str] = frozenset()

    def error(
        self, problem: SourceProblem, what: str, *, action: str = _AGAIN, status: str = ""
    ) -> SourceError:
        """Return the error that this source gave."""
        return SourceError(
            source=self.source, problem=problem, what=what, action=action, status=status
        )


@dataclass(frozen=True)
class Question:
    """What is asked: a GET, or a POST where there is a form.

    ``read_s`` is how long, in seconds, nothing may come.
    """

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    read_s: float = 60.0

    @property
    def key(self) -> str:
        """Return what tells one question from another."""
        return " ".join([self.url, *(f"{k}={v}" for k, v in {**self.params, **self.form}.items())])


@dataclass(frozen=True)
class Answer:
    """What came: the body as it was sent, and how to request it again.

    ``status`` is 304, and the body empty, where the source says that nothing changed.
    """

    url: str
    status: int
    body: bytes
    media_type: str
    charset: str
    etag: str
    last_modified: str


class PassingError(Exception):
    """A request failed in a way that may pass; ``wait_s`` is how long the source asks to wait."""

    def __init__(self, error: SourceError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s


class Client:
    """Asks sources over HTTP; to be used in a ``with`` block.

    Parameters
    ----------
    mirror
        Address that stands before that of each source (``Settings.mirror``), or nothing.
    contact
        Where sources can reach the administrator of this installation, or nothing.
    attempts
        How often something is tried in all.
    """

    def __init__(
        self,
        *,
        mirror: str = "",
        contact: str = "",
        attempts: int = 4,
    ) -> None:
        self._retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(attempts),
            retry=tenacity.retry_if_exception(_may_pass),
            wait=_wait_s,
            reraise=True,
        )
        self._mirror = mirror
        agent = f"Nabij/{version()} ({f'+{contact}' if contact else 'no contact given'})"
        # As it is, so that limits hold for what is read, and a download can be resumed.
        headers = {"User-Agent": agent, "Accept-Encoding": "identity"}
        self._http = httpx.Client(headers=headers, verify=trusted(), follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, site: Site, question: Question, *, max_bytes: int = MAX_JSON_BYTES) -> Answer:
        """Return the whole answer.

        Raises
        ------
        SourceError
            If there is no usable answer, however often it was tried.
        """

        def once() -> Answer:
            with self.stream(site, question) as response:
                body = _body(response, site, max_bytes)
                return Answer(
                    url=str(response.url),
                    status=response.status_code,
                    body=body,
                    media_type=response.headers.get("content-type", "").split(";")[0].lower(),
                    charset=response.charset_encoding or "",
                    etag=response.headers.get("etag", ""),
                    last_modified=response.headers.get("last-modified", ""),
                )

        return self.retrying(once)

    def retrying(self, work: Callable[[], _T]) -> _T:
        """Return what work returns; try it again, ever later, while it raises PassingError."""
        try:
            return self._retrying(work)
        except PassingError as failure:
            raise failure.error from failure.__cause__

    @contextmanager
    def stream(
        self, site: Site, question: Question, *, also: Collection[int] = ()
    ) -> Iterator[httpx.Response]:
        """Open one answer, body unread: a success, 304, or another status asked for.

        Raises
        ------
        PassingError
            If it failed in a way that may pass, also while the body is read in the block.
        SourceError
            If it failed for good.
        """
        limits = httpx.Timeout(question.read_s, connect=_CONNECT_S)
        try:
            request = self._http.build_request(
                "POST" if question.form else "GET",
                self.address(question.url),
                params=dict(question.params) or None,
                data=dict(question.form) or None,
                headers=dict(question.headers),
                timeout=limits,
            )
            response = self._send(site, request)
            try:
                if response.status_code not in {304, *also}:
                    _require_success(response, site)
                yield response
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise PassingError(site.error(SourceProblem.TIMEOUT, "no answer in time")) from error
        except httpx.TransportError as error:
            what = f"not reached, or cut off ({error})"
            raise PassingError(site.error(SourceProblem.UNREACHABLE, what)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise site.error(SourceProblem.UNREACHABLE, str(error), action=_REPORT) from error

    def address(self, url: str) -> str:
        """Return where an address of a source is asked: at the mirror, if there is one."""
        if not self._mirror or url.startswith(f"{self._mirror}/"):
            return url
        return f"{self._mirror}/{re.sub(r'^https?://', '', url)}"

    def _send(self, site: Site, request: httpx.Request) -> httpx.Response:
        """Send a request, and follow its redirects to hosts that the source may redirect to."""
        for _ in range(_REDIRECTS):
            response = self._http.send(request, stream=True)
            following = response.next_request
            if following is None:
                return response
            response.close()
            here, there = request.url, following.url
            known = (there.host, there.port) == (here.host, here.port) or there.host in site.hosts
            if not known or (here.scheme == "https" and there.scheme != "https"):
                raise site.error(
                    SourceProblem.REDIRECT,
                    f"sends us on to {there.scheme}://{there.host}, which it is not known to use",
                    action="Check whether that is the publisher's; if so, report the new address.",
                    status=str(response.status_code),
                )
            request = following
        raise site.error(SourceProblem.REDIRECT, f"sends us on more than {_REDIRECTS} times")


def json_of(answer: Answer, site: Site) -> Any:
    """Return the JSON of an answer, in whatever charset it declares.

    Raises
    ------
    SourceError
        If it is a web page, text in another charset than it says, half a body, or no JSON.
    """
    if answer.media_type.endswith("html") or answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        what = "a web page or XML came instead of data"
        raise site.error(SourceProblem.CONTENT, what, status=str(answer.status))
    charset = answer.charset or "utf-8"
    try:
        text = answer.body.decode("utf-8-sig" if charset.lower() in {"utf-8", "utf8"} else charset)
        return json.loads(text)
    except (UnicodeDecodeError, LookupError) as error:
        what = f"text that is not in the charset {charset}, as it says"
        raise site.error(SourceProblem.CONTENT, what, action=_REPORT) from error
    except (ValueError, RecursionError) as error:
        what = f"no JSON, or half of it ({error})"
        raise site.error(SourceProblem.CONTENT, what) from error


@cache
def version() -> str:
    """Return the version of Nabij: of this checkout, else of the package that is installed."""
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if not project.is_file():
        return metadata.version("nabij")
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def _may_pass(failure: BaseException) -> bool:
    """Return whether it makes sense to try again, within the longest wait."""
    return isinstance(failure, PassingError) and (failure.wait_s or 0) <= LONGEST_WAIT_S


def _wait_s(state: tenacity.RetryCallState) -> float:
    """Return the seconds until the next attempt: as long as the source asks, or ever longer."""
    failure = state.outcome.exception() if state.outcome else None
    asked_s = failure.wait_s if isinstance(failure, PassingError) else None
    return _BACKOFF(state) if asked_s is None else max(asked_s, _BACKOFF_S)


def _require_success(response: httpx.Response, site: Site) -> None:
    if response.is_success:
        return
    code = response.status_code
    what = f"answered {code} {response.reason_phrase}".strip()
    if code in _PASSING:
        wait_s = _asked_to_wait(response.headers.get("retry-after", ""))
        if wait_s:
            what += f", and asks to wait {wait_s:.0f} seconds"
        raise PassingError(site.error(SourceProblem.STATUS, what, status=str(code)), wait_s)
    problem = SourceProblem.NOT_THERE if code in {404, 410} else SourceProblem.STATUS
    raise site.error(problem, what, action=_REPORT, status=str(code))


def _asked_to_wait(header: str) -> float | None:
    """Return the seconds of a Retry-After, which may be a number or a moment."""
    if re.fullmatch(r"\d{1,9}", header.strip()):
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def _body(response: httpx.Response, site: Site, max_bytes: int) -> bytes:
    body = bytearray()
    until = time.monotonic() + _BODY_S
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > max_bytes:
            what = f"more than {max_bytes:,} bytes came"
            raise site.error(SourceProblem.SIZE, what, action=_REPORT)
        if time.monotonic() > until:
            raise PassingError(site.error(SourceProblem.TIMEOUT, "the answer drips in"))
    return bytes(body)
