import asyncio
import errno
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from archive.errors import ArchiveError, unwritten
from archive.writer import QUICK
from crawler.archiving import Archiving
from crawler.commits import GROUP, UNCOMMITTED, Commits
from crawler.frontier import Completion
from tests.archive.exchanges import context, exchange, response, writer

pytestmark = pytest.mark.usefixtures("watchdog")


class Disk:
    """A writer whose fsync takes until it is let go, and the frontier that it is waited for by."""

    def __init__(self, error=None):
        self.asked, self.let_go, self.done, self.failed = Event(), Event(), [], []
        self._error = error

    def sync(self):
        self.asked.set()
        self.let_go.wait()
        if self._error:
            raise self._error
        return ()

    def finish(self, completions, *_):
        self.done += [completion.row for completion in completions]

    @contextmanager
    def durably(self):
        try:
            yield
        except ArchiveError as error:
            self.failed.append(error)


def commits(disk, thread, committed=lambda: None):
    return Commits(disk, disk, thread, durably=disk.durably, committed=committed)


def run(watch):
    with ThreadPoolExecutor(1) as thread:
        asyncio.run(asyncio.wait_for(watch(thread), 20))


def test_the_loop_turns_while_the_disk_is_waited_for():
    disk = Disk()

    async def watch(thread):
        ended = asyncio.Event()
        group = commits(disk, thread, ended.set)
        for row in range(GROUP):
            group.finish(Completion(row, "done"))
        await asyncio.to_thread(disk.asked.wait)
        group.finish(Completion(GROUP, "done"))
        for _ in range(1000):
            await asyncio.sleep(0)
        assert disk.done == [], "nothing is done before its fsync has ended"
        assert group.are_waiting()
        disk.let_go.set()
        await ended.wait()
        assert disk.done == list(range(GROUP)), "what came meanwhile is the next group's"
        group.flush()
        assert disk.done == list(range(GROUP + 1))
        assert not group.are_waiting()

    run(watch)


def test_nothing_is_fetched_while_too_much_waits():
    disk = Disk()

    async def watch(thread):
        group = commits(disk, thread)
        for row in range(UNCOMMITTED):
            assert not group.are_behind()
            group.finish(Completion(row, "done"))
        assert group.are_behind()
        disk.let_go.set()
        group.flush()
        assert not group.are_behind()

    run(watch)


def test_after_a_failed_fsync_nothing_is_done_any_more():
    """The system may say that all is well when it is asked again, and have dropped the bytes."""
    disk = Disk(unwritten("it", OSError(errno.EIO, "no")))
    disk.let_go.set()

    async def watch(thread):
        group = commits(disk, thread)
        group.finish(Completion(1, "done"))
        group.flush()
        disk._error = None
        group.finish(Completion(2, "done"))
        group.flush()
        assert not group.are_waiting()

    run(watch)
    assert disk.done == []
    assert len(disk.failed) == 1


def test_the_loop_turns_while_a_large_body_is_written(tmp_path):
    """And what comes meanwhile is written behind it."""
    warcs, begun, let_go = writer(tmp_path), Event(), Event()
    warcs.write(exchange(), context())
    write = warcs.write

    def slowly(capture, told):
        if len(capture.response) > QUICK:
            begun.set()
            let_go.wait()
        return write(capture, told)

    warcs.write = slowly

    async def watch(thread):
        archiving = Archiving(warcs, thread)
        large = asyncio.ensure_future(archiving.write(exchange(response(bytes(QUICK))), context()))
        small = asyncio.ensure_future(archiving.write(exchange(), context()))
        await asyncio.to_thread(begun.wait)
        for _ in range(1000):
            await asyncio.sleep(0)
        assert not large.done()
        let_go.set()
        first, second = await asyncio.gather(large, small)
        assert first.place.offset < second.place.offset

    run(watch)
    warcs.close()
