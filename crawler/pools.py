"""Worker processes that read documents: each bounded in memory and time, none able to take another with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic, TypeVar

from crawler import worker
from crawler.worker import Refusal

_FORKS = multiprocessing.get_context("forkserver")
"""Workers are forked from a process that has loaded the readers, and neither Scrapy nor a thread."""

CORES = os.cpu_count() or 1

_AHEAD = 4
"""Documents a worker that may wait for a slow one before them to be told."""

STARTS = 5
_BETWEEN_STARTS = 0.1
"""How often a worker is started, and the seconds between: the process that they are forked from may just be ending."""

TRIES = 2
"""Workers that a document may take with it before it is refused: one may have been killed by somebody else."""

Job = TypeVar("Job")
Result = TypeVar("Result")


def new_worker(preloaded: Sequence[str] = worker.PRELOADED) -> ProcessPoolExecutor:
    """Return one worker, a pool of its own: one that dies is known to have died of its document and of no other.

    Its process starts with its first document. The first worker of all decides which modules are `preloaded`.
    """
    _FORKS.set_forkserver_preload(list(preloaded))
    return ProcessPoolExecutor(max_workers=1, mp_context=_FORKS, initializer=worker.start)


def submit(
    pool: ProcessPoolExecutor, task: Callable[[Job, int], Result], job: Job, seconds: int
) -> Future[Result]:
    """Give a worker a job; whatever process is started for it is deaf to the terminal's interrupt from the first.

    Raises BrokenProcessPool too where the process died that workers are forked from; there is another for the next.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(task, job, seconds)
    except (ConnectionError, EOFError) as error:
        time.sleep(_BETWEEN_STARTS)
        raise BrokenProcessPool("no process to fork a worker from") from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin(
    pool: ProcessPoolExecutor,
    task: Callable[[Job, int], Result],
    job: Job,
    seconds: int,
    preloaded: Sequence[str] = worker.PRELOADED,
) -> tuple[ProcessPoolExecutor, Future[Result]]:
    """Give a worker a job, or a new one where that has died meanwhile; return who has it and its future."""
    for _ in range(STARTS - 1):
        try:
            return pool, submit(pool, task, job, seconds)
        except BrokenProcessPool:
            pool.shutdown(wait=False)
            pool = new_worker(preloaded)
    return pool, submit(pool, task, job, seconds)


def died(seconds: int) -> Refusal:
    """Return the refusal of a document whose worker died or was ended, `seconds` as for `worker.within`."""
    return Refusal(
        "Unreadable", f"its worker process died or took more than {seconds} s of computing", died=True
    )


def in_order(
    task: Callable[[Job, int], Result],
    jobs: Iterable[Job],
    *,
    processes: int,
    seconds: int,
    preloaded: Sequence[str] = worker.PRELOADED,
) -> Iterator[tuple[Job, Result | Refusal]]:
    """Yield each job with its result, in the order of the jobs, whatever the number of processes.

    `task` gets the job and the seconds it may take, and ends its process when it takes longer (`worker.within`).
    """
    running = _Running(task, processes, seconds, preloaded)
    try:
        for job in jobs:
            yield from running.told(room=1)
            running.begin(job)
        yield from running.told(room=processes * _AHEAD)
    except BaseException:
        running.kill()
        raise
    finally:
        running.end()


@dataclass(eq=False, slots=True)
class _UnderWay(Generic[Job, Result]):
    """A job, its latest future, and how many workers it has taken with it."""

    job: Job
    future: Future[Result]
    deaths: int = 0

    @property
    def is_broken(self) -> bool:
        return self.future.done() and isinstance(self.future.exception(), BrokenProcessPool)


class _Running(Generic[Job, Result]):
    """Jobs under way and done but not told yet, in order."""

    def __init__(
        self, task: Callable[[Job, int], Result], processes: int, seconds: int, preloaded: Sequence[str]
    ) -> None:
        self._task = task
        self._seconds = seconds
        self._most = processes * _AHEAD
        self._preloaded = preloaded
        self._free = [new_worker(preloaded) for _ in range(processes)]
        self._busy: dict[Future[Result], tuple[ProcessPoolExecutor, _UnderWay[Job, Result]]] = {}
        self._order: deque[_UnderWay[Job, Result]] = deque()

    def begin(self, job: Job) -> None:
        """Give a job to the next free worker."""
        while not self._free:
            self._wait()
        pool, future = self._submit(self._free.pop(), job)
        one = _UnderWay(job, future)
        self._busy[future] = pool, one
        self._order.append(one)

    def _submit(self, pool: ProcessPoolExecutor, job: Job) -> tuple[ProcessPoolExecutor, Future[Result]]:
        return begin(pool, self._task, job, self._seconds, self._preloaded)

    def told(self, *, room: int) -> Iterator[tuple[Job, Result | Refusal]]:
        """Yield what is done at the head of the order, and more until there is room for so many jobs."""
        while self._order and (self._is_done(self._order[0]) or len(self._order) + room > self._most):
            while not self._is_done(self._order[0]):
                self._wait()
            one = self._order.popleft()
            yield one.job, died(self._seconds) if one.is_broken else one.future.result()

    def _is_done(self, one: _UnderWay[Job, Result]) -> bool:
        """Return whether there is a result, or there will be none; one that is to be tried again is not done."""
        return one.future.done() and not (one.is_broken and one.future in self._busy)

    def _wait(self) -> None:
        done, _ = wait(self._busy, return_when=FIRST_COMPLETED)
        for future in done:
            pool, one = self._busy.pop(future)
            if not one.is_broken:
                self._free.append(pool)
                continue
            one.deaths += 1
            if one.deaths < TRIES:
                pool, one.future = self._submit(pool, one.job)
                self._busy[one.future] = pool, one
            else:
                pool.shutdown(wait=False)
                self._free.append(new_worker(self._preloaded))

    def kill(self) -> None:
        """End the workers at once: whoever interrupts waits for no document."""
        for process in multiprocessing.active_children():
            process.kill()

    def end(self) -> None:
        """Let the workers go."""
        for pool in (*self._free, *(pool for pool, _ in self._busy.values())):
            pool.shutdown(cancel_futures=True)
