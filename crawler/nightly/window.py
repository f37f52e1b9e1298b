"""The hours in which a night may crawl; pure but for the machine's time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

_WINDOW = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """From one time of day to another, over midnight where the second is the earlier; by the local clock.

    What the clock shows decides: a night in which it is put forward is an hour shorter, one in which it is put back
    an hour longer.
    """

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the window of a text such as `22:00-06:00`; raise ValueError with what is wrong."""
        known = _WINDOW.fullmatch(text.strip())
        if known is None:
            raise ValueError(f"{text!r} is no window; write it as 22:00-06:00")
        try:
            begin, end = time(int(known[1]), int(known[2])), time(int(known[3]), int(known[4]))
        except ValueError as error:
            raise ValueError(f"{text!r} is no window: {error}") from error
        if begin == end:
            raise ValueError(f"{text!r} begins when it ends; leave the window out to crawl at any time")
        return cls(begin, end)

    def is_open(self, epoch: float) -> bool:
        """Return whether an instant, in seconds since the epoch, lies in the window."""
        at = datetime.fromtimestamp(epoch).time()  # noqa: DTZ006 - the local clock is meant
        return self.begin <= at < self.end if self.begin < self.end else at >= self.begin or at < self.end

    def opens(self, epoch: float) -> datetime:
        """Return when the window next opens after an instant outside it, as the local clock will show it."""
        now = datetime.fromtimestamp(epoch)  # noqa: DTZ006 - as above
        opens = datetime.combine(now.date(), self.begin)
        return opens if opens > now else opens + timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"
