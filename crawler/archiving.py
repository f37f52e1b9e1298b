"""Captures written without holding the event loop up."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor

from archive.capture import Context, Place
from archive.exchange import Exchange, Rendering
from archive.writer import WarcWriter
from crawler.frontier import Archived


class Archiving:
    """Writes captures one at a time, in the order in which they come.

    Most take less time than to hand them to a thread. The others, large or met by the end of a file, are written in
    `thread`, and those that come meanwhile wait.
    """

    def __init__(self, writer: WarcWriter, thread: Executor) -> None:
        self._writer = writer
        self._thread = thread
        self._turn = asyncio.Lock()

    async def write(
        self, capture: Exchange | Rendering, context: Context, status: int | None = None
    ) -> Archived:
        """Hand a capture to the operating system; raises what the writer raises."""
        place = await self._write(capture, context)
        if isinstance(capture, Rendering):
            return Archived(place, context, capture.url, status, None)
        method = capture.request.partition(b" ")[0].decode("latin-1")
        what = (capture.url, status, capture.truncated, method, len(capture.response))
        return Archived(place, context, *what)

    async def _write(self, capture: Exchange | Rendering, context: Context) -> Place:
        async with self._turn:
            if self._writer.is_quick(capture):
                return self._writer.write(capture, context)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._writer.write, capture, context)
