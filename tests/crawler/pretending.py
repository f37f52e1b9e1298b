"""What a worker does that pretends to parse: an article's text says what becomes of it. Imports no Scrapy either."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from archive.reader import read_document
from crawler import worker
from crawler.worker import Parsed, Refusal


def pretend(data_dir, places):
    text = read_document(data_dir, places).captures[0].payload.decode()
    with (data_dir / "read.log").open("a") as log:
        log.write(f"{os.getpid()} {text}\n")
    if "crash" in text:
        os._exit(9)
    if "hang" in text:
        re.match("(a*)*b", "a" * 64)  # lets no other thread have its turn, for years
    if "no room" in text:
        raise OSError(errno.ENOSPC, "no space left")
    if "no database" in text:
        raise OSError("no database")
    if "notice" in text:
        return Refusal("NotAReport", "a notice")
    (data_dir / "reports").mkdir(exist_ok=True)
    report = Path(data_dir / "reports" / re.sub(r"\W+", "-", text)[:80])
    outcome = "known" if report.exists() else "new"
    report.touch()
    return Parsed(report=report.name, outcome=outcome, anomalies=2)


def read(job, seconds, *, lacking=False):  # noqa: ARG001 - as worker.read
    with worker.within(seconds):
        return pretend(*job)
