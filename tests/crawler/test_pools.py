import multiprocessing
import os
import signal
from itertools import count

import pytest

from crawler import pools
from crawler.pools import in_order
from crawler.worker import MEMORY, Refusal
from tests.crawler import tasks

pytestmark = pytest.mark.usefixtures("watchdog")


def results(task, jobs, processes=2, seconds=60):
    return list(in_order(task, jobs, processes=processes, seconds=seconds))


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_of_the_jobs(processes):
    numbers = list(range(23))
    assert results(tasks.square, numbers, processes) == [(number, number**2) for number in numbers]


def test_a_slow_job_holds_back_what_follows_but_not_its_work():
    told = results(tasks.last_first, range(4))
    assert [result[0] for _, result in told] == [0, 1, 2, 3]
    assert len({result[1] for _, result in told}) == 2


def test_jobs_are_taken_as_they_are_told():
    taken = []
    jobs = (taken.append(number) or number for number in count())
    told = in_order(tasks.square, jobs, processes=2, seconds=60)
    assert [next(told) for _ in range(3)] == [(0, 0), (1, 1), (2, 4)]
    told.close()
    assert len(taken) < 20


def test_a_worker_that_dies_takes_no_other_job_with_it():
    told = [result for _, result in results(tasks.die, range(6))]
    assert [result for result in told if not isinstance(result, Refusal)] == [0, 2, 4]
    assert [isinstance(result, Refusal) for result in told] == [False, True] * 3


def test_a_document_whose_worker_was_killed_by_somebody_else_is_read_by_another(tmp_path):
    marks = [tmp_path / name for name in "abc"]
    assert results(tasks.die_once, marks) == [(mark, mark.name) for mark in marks]


def test_a_worker_that_is_killed_while_it_waits_is_replaced():
    told = in_order(tasks.last_first, iter(range(12)), processes=1, seconds=60)
    _, (_, worker) = next(told)
    os.kill(worker, signal.SIGKILL)
    assert [number for _, (number, _) in told] == list(range(1, 12))


class Unstarted:
    """A pool whose process could not be forked, since the one that forks was just killed."""

    def submit(self, *_):
        raise ConnectionRefusedError

    def shutdown(self, **_):
        pass


def test_a_job_waits_while_there_is_no_process_to_fork_a_worker_from(monkeypatch):
    made, new_worker = [], pools.new_worker
    monkeypatch.setattr(
        pools, "new_worker", lambda *_: made.append(1) or (new_worker() if len(made) > 3 else Unstarted())
    )
    assert results(tasks.square, range(3), processes=1) == [(0, 0), (1, 1), (2, 4)]


def test_a_worker_that_takes_too_long_is_ended():
    told = [result for _, result in results(tasks.hang, range(3), seconds=1)]
    assert (told[0], told[2]) == (0, 2)
    assert "more than 1 s" in told[1].message


def test_a_document_that_needs_too_much_memory_is_refused_and_the_worker_goes_on():
    told = [result for _, result in results(tasks.greedy, [MEMORY, 1000], processes=1)]
    assert isinstance(told[0], Refusal)
    assert "memory" in told[0].message
    assert told[1] == 1000


def test_a_document_whose_worker_gets_no_memory_even_for_little_is_read_by_another(tmp_path):
    marks = [tmp_path / name for name in "abc"]
    assert results(tasks.starve_once, marks) == [(mark, mark.name) for mark in marks]


def test_a_worker_makes_do_with_less_memory_where_the_system_allows_no_more():
    most = MEMORY // 4
    [(_, (limits, refusal))] = results(tasks.begin_within, [most], processes=1)
    assert limits == (most, most)
    assert "1024 MiB" in refusal.message


def test_no_worker_is_left_when_the_one_who_asked_is_interrupted():
    told = in_order(tasks.hang, count(0), processes=2, seconds=60)
    assert next(told) == (0, 0)
    with pytest.raises(KeyboardInterrupt):
        told.throw(KeyboardInterrupt)
    for process in multiprocessing.active_children():
        process.join(10)
    assert multiprocessing.active_children() == []
