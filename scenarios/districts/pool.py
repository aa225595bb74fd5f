"""Pool: units worked on by processes of this machine, some at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing

from planner.stopping import apart
from scenarios.districts.attempt import Answered, Ended, U, attempt, lost

MOST_TRIES = 3  # of a unit whose process is killed


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def in_pool(
    work: Callable[[U], Answered], units: Sequence[U], workers: int
) -> Generator[tuple[U, Ended]]:
    """Each unit with its outcome, in the order in which they end.

    When a process is killed, all that ran at that moment are begun again, one at a time, so that
    the one that kills its process is known and the others are not spoilt. After MOST_TRIES it is
    given up. Closing the generator ends the processes.
    """
    tries = dict.fromkeys(range(len(units)), 0)
    fresh, suspect = deque(tries), deque[int]()
    while fresh or suspect:
        waiting, side_by_side = (fresh, workers) if fresh else (deque([suspect.popleft()]), 1)
        broken: list[int] = []
        with closing(_until_one_breaks(work, units, waiting, side_by_side, broken)) as ended:
            for k, outcome in ended:
                yield units[k], outcome
        for k in broken:
            tries[k] += 1
            if tries[k] < MOST_TRIES:
                suspect.append(k)
            else:
                yield units[k], lost(units[k])


def _until_one_breaks(
    work: Callable[[U], Answered],
    units: Sequence[U],
    waiting: deque[int],
    side_by_side: int,
    broken: list[int],
) -> Generator[tuple[int, Ended]]:
    """Take units from `waiting` until none is left or a process is killed.

    Those that ran then go into `broken`. No more are handed over than can run, so that those that
    wait are not suspected.
    """
    before = set(multiprocessing.active_children())
    spawn = multiprocessing.get_context("spawn")  # a fork would take along locks and open stores
    size = min(side_by_side, len(waiting))
    with ProcessPoolExecutor(size, mp_context=spawn, initializer=_settle_in) as pool:
        try:
            running: dict[Future[Ended], int] = {}
            while (waiting and not broken) or running:
                while waiting and not broken and len(running) < size:
                    k = waiting.popleft()
                    try:
                        with apart():  # Ctrl-C is for this process, which ends the others
                            running[pool.submit(attempt, work, units[k])] = k
                    except BrokenProcessPool:
                        broken.append(k)
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    k = running.pop(future)
                    try:
                        outcome = future.result()
                    except BrokenProcessPool:
                        broken.append(k)
                    else:
                        yield k, outcome
        except BaseException:  # Ctrl-C, or nobody wants to know any more: do not wait for the rest
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
            pool.shutdown(cancel_futures=True)
            raise


def _settle_in() -> None:
    """End when the process that began this one is gone; Ctrl-C is left to that, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # else it would wait for work for ever; what it has not committed is undone
