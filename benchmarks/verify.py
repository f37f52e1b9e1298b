"""What verifying costs beside other checkers: `python -m benchmarks.verify [--megabytes 1000] [--rounds 3]`.

An archive is written of pages as portals send them, half of them gzipped, 40 KB each, in four files of one portal
(`--files 1`: in one, which is divided); `--keep FOLDER` writes it there, or finds it there. Each round runs
`gongkai verify` in one process and in as many as there are cores, `fastwarc check -p` and `warcio check`, one after
another; the fastest round of each counts. CPU seconds are those of worker processes too; MB are those of the files.
`fastwarc check` and `warcio check` look at digests alone.
"""

from __future__ import annotations

import argparse
import ctypes
import gzip
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from archive.capture import Context, Role
from archive.exchange import Exchange
from archive.scan import ignore, scan
from archive.writer import WarcWriter

SCRIPTS = Path(sys.executable).parent
PORTAL = "www.example.gov.cn"
REQUEST = b"GET / HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n"
PAGES = 400
PR_SET_CHILD_SUBREAPER = 36


def pages() -> list[bytes]:
    """Return pages of Chinese text that compress as real ones do, to a third or a fourth."""
    chance = random.Random(1)
    words = ["".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(3)) for _ in range(4000)]
    lines = (f"<p class='c'>{''.join(chance.choices(words, k=40))}</p>\n" for _ in range(PAGES * 100))
    return ["".join(next(lines) for _ in range(100)).encode() for _ in range(PAGES)]


def response(body: bytes, *, coded: bool) -> bytes:
    if coded:
        body = gzip.compress(body, 6)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"Content-Encoding: gzip\r\n" * coded
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def write(data_dir: Path, megabytes: int, files: int) -> None:
    """Write an archive of about so many MB."""
    bodies, records, wanted = pages(), 0, megabytes * 1_000_000
    warcs = WarcWriter(
        data_dir, PORTAL, run_id="1", software="gongkai/0", user_agent="b", max_bytes=wanted // files
    )
    while sum(path.stat().st_size for path in data_dir.rglob("*.warc.gz*")) < wanted:
        for number, body in enumerate(bodies):
            url = f"http://{PORTAL}/zwgk/{records}.html"
            raw = response(b"%s<!--%d-->" % (body, records), coded=bool(number % 2))
            exchange = Exchange(url, REQUEST, raw, started_at=datetime.now(UTC), ip="192.0.2.7")
            warcs.write(exchange, Context(PORTAL, Role.PAGE))
            records += 3
    warcs.close()


def counted(warc: Path) -> int:
    with warc.open("rb") as file:
        return sum(1 for _ in scan(file, ignore))


def measured(command: Sequence[str | Path]) -> tuple[float, float]:
    """Run a command; return seconds by the clock and by the processors, with those of all its processes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.perf_counter() - began
    with suppress(ChildProcessError):  # what its workers were forked from ends after it
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    # Processes left behind by one that ended become this one's children (Linux), and can be waited for.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = asked.keep or Path(folder)
        if not (data_dir / "warc").is_dir():
            write(data_dir, asked.megabytes, asked.files)
        files = sorted((data_dir / "warc").rglob("*.warc.gz"))
        size = sum(file.stat().st_size for file in files) / 1e6
        verify = [SCRIPTS / "gongkai", "verify", "--data", data_dir, "--processes"]
        commands: dict[str, list[list[str | Path]]] = {
            "gongkai verify, 1 process": [[*verify, "1"]],
            f"gongkai verify, {os.cpu_count()} processes": [[*verify, str(os.cpu_count())]],
            "fastwarc check -p": [[SCRIPTS / "fastwarc", "check", "-q", "-p", file] for file in files],
            "warcio check": [[SCRIPTS / "warcio", "check", *files]],
        }
        records = sum(map(counted, files))
        print(f"{len(files)} files, {size:.0f} MB, {records} records")
        best: dict[str, tuple[float, float]] = {}
        for _ in range(asked.rounds):
            for name, runs in commands.items():
                took = [sum(figures) for figures in zip(*map(measured, runs), strict=True)]
                best[name] = min(best.get(name, (float("inf"),) * 2), (took[0], took[1]))
        for name, (clock, cpu) in best.items():
            print(
                f"{name:28} {clock:6.1f} s {cpu:6.1f} CPU s {size / clock:6.0f} MB/s {records / clock:8.0f} records/s"
            )


if __name__ == "__main__":
    main()
