"""Where the work is done: in this process, or by the workers of Dask (`distributed`)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import uuid4

from geodata.errors import BadValueError, NabijError, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client

    from loaders.analysis.parts import Part
    from loaders.analysis.tasks import Done


class Broken(NamedTuple):
    """A part that could not be finished, and why."""

    reason: str


class Processes(Protocol):
    """Does the work on parts, in any order."""

    def each(
        self, work: Callable[..., Done], parts: Iterable[Part], *others: object
    ) -> Iterator[tuple[Part, Done | Broken]]:
        """Yield each part with what came of ``work(*others, part)``, as soon as it is known."""


class OneProcess:
    """Work in this process, one part after the other."""

    def each(
        self, work: Callable[..., Done], parts: Iterable[Part], *others: object
    ) -> Iterator[tuple[Part, Done | Broken]]:
        """Do the work here (:meth:`Processes.each`)."""
        for part in parts:
            done = attempt(work, part, *others)
            yield part, done


class OnDask:
    """The workers of a Dask cluster, which does lost work again.

    A part that loses its worker several times (``distributed.scheduler.allowed-failures``) is
    broken.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def each(
        self, work: Callable[..., Done], parts: Iterable[Part], *others: object
    ) -> Iterator[tuple[Part, Done | Broken]]:
        """Have the work done (:meth:`Processes.each`)."""
        from distributed import as_completed

        run = uuid4().hex[:8]
        futures = {
            self.client.submit(
                attempt, work, part, *others, key=f"{work.__name__}-{part.name}-{run}"
            ): part
            for part in parts
        }
        for future in as_completed(futures):
            error = future.exception()
            yield futures[future], future.result() if error is None else Broken(_reason(error))
            future.release()


def attempt(work: Callable[..., Done], part: Part, *others: object) -> Done | Broken:
    """Do the work on a part; one that fails does not stop the others."""
    try:
        return work(part, *others)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is reported)
        return Broken(_reason(error))


def _reason(error: BaseException) -> str:
    """Return why a part is broken, in one line."""
    if isinstance(error, NabijError):
        return str(error)
    if type(error).__name__ == "KilledWorker":
        return "its worker died every time: too little memory? Give workers more (--memory)."
    return one_line(f"{type(error).__name__}: {error}")


@contextmanager
def processes(*, workers: int = 0, memory: str = "", scheduler: str = "") -> Iterator[Processes]:
    """Start what does the work.

    Parameters
    ----------
    workers
        Local worker processes; 0 for none: this process.
    memory
        Most memory of each local worker, such as ``1.5GB``; else its part of the machine's.
    scheduler
        Address of a scheduler that is there, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    BadValueError
        If the scheduler does not answer.
    """
    if not workers and not scheduler:
        yield OneProcess()
        return
    from distributed import Client, LocalCluster

    if scheduler:
        try:
            client = Client(scheduler, timeout="10s")
        except (OSError, ValueError) as error:
            raise BadValueError(
                where="--scheduler",
                expected="the address of a Dask scheduler that answers, tcp://HOST:PORT",
                got=f"{scheduler} ({error})",
                action="Start one (dask scheduler), or correct the address.",
            ) from error
        with client:
            yield OnDask(client)
        return
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        memory_limit=memory or "auto",
        dashboard_address=None,
    )
    with cluster, cluster.get_client() as client:
        yield OnDask(client)
