"""Cluster: units worked on by a Dask cluster that is there already."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from planner.findings import ExitCode, Refusal
from scenarios.districts.attempt import Answered, Ended, Trouble, U, attempt, lost

USUAL_PORT = 8786  # of a Dask scheduler whose address names none
PATIENCE = 10  # seconds for the scheduler to answer, and again for a first worker to be there


class Unreachable(Refusal):
    """No cluster to work with, or no more: the units without an outcome can be done elsewhere."""

    def __init__(self, message: str) -> None:
        super().__init__(message, exit_code=ExitCode.STORE)


def on_cluster(
    work: Callable[[U], Answered], units: Sequence[U], address: str
) -> Generator[tuple[U, Ended]]:
    """Each unit with its outcome, in the order in which they end.

    What a killed worker was at is begun again by the scheduler, as often as that is set to. Units
    that it gives up are tried again at the end, one at a time: they may only have been beside the
    one that kills workers. Closing the generator takes back what has not begun. Raises
    Unreachable where Dask is not installed, the scheduler does not answer or has no worker, or is
    lost on the way.
    """
    distributed = _dask()
    with _client(distributed, address) as client:
        suspects = []
        for unit, came in _outcomes(distributed, client, work, units):
            if isinstance(came, distributed.KilledWorker):
                suspects.append(unit)
            else:
                yield unit, _ended(came, unit)
        for suspect in suspects:
            for unit, came in _outcomes(distributed, client, work, [suspect]):
                killed = isinstance(came, distributed.KilledWorker)
                yield unit, lost(unit) if killed else _ended(came, unit)


def _outcomes(
    distributed: Any, client: Any, work: Callable[[U], Answered], units: Sequence[U]
) -> Generator[tuple[U, Ended | Exception]]:
    """Each unit with what it came to, or with what kept it from that. Raises Unreachable."""
    address = client.scheduler.address
    name = uuid4().hex  # no outcome of an earlier run is to be found under the same key
    unit_of = {
        client.submit(attempt, work, unit, key=f"mitan-{unit.code}-{name}", pure=False): unit
        for unit in units
    }
    try:
        for future in distributed.as_completed(list(unit_of)):
            came: Ended | Exception
            try:
                came = future.result()  # made again where its worker was lost a moment ago
            except (CancelledError, OSError):
                raise Unreachable(
                    f"The Dask scheduler at {address} was lost. What is finished is kept: the "
                    "same command goes on from there."
                ) from None
            except Exception as error:
                came = error
            yield unit_of.pop(future), came
            future.release()  # else it is made again where its worker is lost later
    finally:
        client.cancel(list(unit_of))


def _dask() -> Any:
    """Dask's library for clusters, which is heavy and an extra."""
    try:
        import distributed
    except ImportError:
        raise Unreachable(
            "For --scheduler, Dask must be installed, here and with each worker: "
            "pip install 'mitan[distributed]'"
        ) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # we say it ourselves
    return distributed


def _client(distributed: Any, address: str) -> Any:
    """A client of the scheduler that has at least one worker."""
    _knock(address)
    try:
        client = distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:  # whatever listens there is no scheduler
        raise _nobody(address, type(error).__name__) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise Unreachable(
            f"The Dask scheduler at {address} has no worker. Begin one with: "
            f"dask worker {address} --nthreads 1"
        ) from None
    return client


def _knock(address: str) -> None:
    """Raise Unreachable where nothing listens: a Dask client tries for long and says much."""
    try:
        where = urlsplit(address)
        door = (where.hostname or "", where.port or USUAL_PORT)
        with socket.create_connection(door, timeout=PATIENCE):
            return
    except (OSError, ValueError) as error:  # ValueError: of the port
        raise _nobody(address, getattr(error, "strerror", None) or str(error)) from None


def _nobody(address: str, why: str) -> Unreachable:
    return Unreachable(
        f"No Dask scheduler answers at {address} ({why}). Look whether it runs and its port is "
        "open; without --scheduler, or with --fall-back, this machine does the work."
    )


def _ended(came: Ended | Exception, unit: U) -> Ended:
    """What a unit came to. An error that `attempt` did not see is one before it began."""
    if isinstance(came, Ended):
        return came
    return Ended(
        None,
        Trouble(
            f"The worker could not begin {unit.code} ({type(came).__name__}). Look whether the "
            "same version of Mitan is installed there.",
            ExitCode.BUG,
        ),
    )
