"""The clock: by it hosts rest, robots.txt grows old, and what is due is chosen."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import crawler
from crawler import clock as time_of_day
from crawler.doctor.diagnosis import Case, Diagnosis, fault, ok, warning
from crawler.doctor.stored import newest

_SLACK = timedelta(minutes=10)
_REMEDY = "timedatectl set-ntp true; without systemd: apt-get install chrony"


def clock(case: Case) -> Iterator[Diagnosis]:
    """Hold the clock against what cannot be later than now, and ask whether it is kept."""
    now = time_of_day.instant()
    known = max(filter(None, (newest(case.data), _installed())))
    if now + _SLACK < known:
        text = f"it is {now:%F %T} UTC by the clock, but {known:%F %T} was before: what is due, and who rests, is wrong"
        yield fault("clock", text, _REMEDY)
    else:
        local = now.astimezone()
        yield ok("clock", f"{now:%F %T} UTC, {local:%T} {local.tzname()} here (time windows are of here)")
    yield from _kept()


def _installed() -> datetime:
    return datetime.fromtimestamp(Path(crawler.__file__).stat().st_mtime, UTC)


def _kept() -> Iterator[Diagnosis]:
    """Ask systemd whether the clock is kept; nothing is said where there is none, as in a container."""
    command = shutil.which("timedatectl")
    if command is None:
        return
    asked = [command, "show", "--property=NTPSynchronized", "--value"]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout.strip()  # noqa: S603
    if told == "no":
        yield warning("clock", "nothing keeps it: it will drift", _REMEDY)
    elif told == "yes":
        yield ok("clock", f"kept by a time server, after {time.monotonic() / 3600:.0f} h")
