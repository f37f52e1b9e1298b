"""What the crawl's parts take when many addresses are known: `python -m benchmarks.memory [ADDRESSES …]`.

For each number a data directory is filled whose database knows so many addresses: a fifth of them in one list of one
portal, the others on as many portals of 57. Then each part is run once in a process of its own. Told are its seconds
of computing and by how much the process grew beyond what it was when the part began, in MiB: a part whose growth
follows the number holds what it should leave on disk.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from types import SimpleNamespace
from typing import Any

from scrapy.settings import Settings

import crawler.run  # noqa: F401 - loaded before a part is measured, as by the commands
from archive.cdxj import Entry as Line
from archive.cdxj import write as write_index
from archive.names import index_path, make_folder, portal_folder
from crawler import accounts as listed
from crawler import findings, losses
from crawler import settings as defaults
from crawler.commands import app
from crawler.database import connect
from crawler.frontier import Completion, Frontier
from crawler.incremental.rota import Cost, Rota
from crawler.originals import catch_up
from crawler.requests import Entry
from crawler.session import Session
from crawler.terms import Terms
from spiders.found import FoundEntry, FoundListing

SIZES = (10_000, 100_000, 1_000_000)
EACH = 57
"""Addresses of a portal but the huge one."""
PER_PAGE = 20
NIGHTS = 10
"""Earlier runs of each portal."""
HUGE, AT = "huge", "2026-03-01T01:00:00Z"
STARTED = "2026-03-01T01:00:00Z"
LEASED = 200


def address(portal: str, number: int) -> str:
    return f"http://www.{portal}.gov.cn/zwgk/zfxxgknb/2026{number % 12 + 1:02}/t2026_{number:07}.html"


def listing(portal: str, page: int) -> str:
    return f"http://www.{portal}.gov.cn/zwgk/zfxxgknb/" + (f"index_{page - 1}.html" if page > 1 else "")


def request(url: str, portal: str, role: str) -> str:
    """A queued request as the frontier holds it."""
    context = {"portal": portal, "role": role, "via": listing(portal, 1), "listing_url": listing(portal, 1)}
    empty = dict.fromkeys(("page", "document", "listing_title", "issuer", "division", "rendered", "route"))
    callback = "parse_listing" if role == "listing" else "parse_detail"
    given: dict[str, Any] = {
        "url": url,
        "callback": callback,
        "errback": None,
        "method": "GET",
        "priority": 0,
        "dont_filter": False,
        "meta": {"context": {**context, **empty}},
        "cb_kwargs": {},
        "body": "",
        "headers": {"Referer": [listing(portal, 1)]},
    }
    if role == "listing":
        given["meta"]["listing"] = {"first": listing(portal, 1), "sure": True}
    return json.dumps(given)


# --- filling


def fill(folder: Path, addresses: int) -> int:
    """Fill a data directory; return how many portals there are."""

    others = max(1, addresses * 4 // 5 // EACH)
    with closing(connect(folder)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _portal(connection, HUGE, 1, addresses // 5)
        for number in range(others):
            _portal(connection, f"portal-{number:05}", number + 2, EACH)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _index(folder, addresses // 5)
    _registry(folder, others)
    return others + 1


def _portal(connection: Connection, portal: str, job: int, size: int) -> None:
    for table, columns, rows in _tables(portal, job, size):
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _tables(
    portal: str, job: int, size: int
) -> Iterator[tuple[str, tuple[str, ...], Iterator[tuple[Any, ...]]]]:
    """Yield tables with columns and rows, as crawls of a portal with one list of reports leave them."""
    host, first, pages = f"www.{portal}.gov.cn", listing(portal, 1), -(-size // PER_PAGE)
    warc = f"warc/{portal}/{portal}-20260301010000-00001.warc.gz"
    entries = range(size)
    place = json.dumps([{"warc": warc, "offset": 1, "length": 4000, "record_id": "urn:uuid:" + "0" * 36}])
    yield "jobs", ("id", "portal", "started_at", "finished_at"), iter([(job, portal, STARTED, AT)])
    roles = [("seed", f"http://{host}/")] + [("listing", listing(portal, page + 1)) for page in range(pages)]
    asked = [*roles, *(("page", address(portal, number)) for number in entries)]
    yield (
        "requests",
        ("portal", "job", "fingerprint", "url", "host", "role", "priority", "state", "status", "request"),
        (
            (
                portal,
                job,
                f"{number:08x}" + "0" * 32,
                url,
                host,
                role,
                0,
                "done",
                200,
                request(url, portal, role),
            )
            for number, (role, url) in enumerate(asked)
        ),
    )
    yield (
        "documents",
        ("portal", "job", "url", "places", "state", "report"),
        ((portal, job, address(portal, number), place, "parsed", f"{portal}-{number}") for number in entries),
    )
    yield (
        "listings",
        ("portal", "url", "job", "first", "page", "title", "pager", "pages_stated", "entries", "sure"),
        (
            (portal, listing(portal, page), job, first, page, "政府信息公开年报", "trs", pages, PER_PAGE, 1)
            for page in range(1, pages + 1)
        ),
    )
    title = "示例县教育局2025年政府信息公开工作年度报告"
    yield (
        "entries",
        ("portal", "first", "url", "job", "title", "fingerprint"),
        (
            (portal, first, address(portal, number), job, title, f"{number + pages + 1:08x}" + "0" * 32)
            for number in entries
        ),
    )
    yield (
        "known_lists",
        ("portal", "first", "job", "starts", "seen_at", "reports"),
        iter([(portal, first, job, json.dumps([f"http://{host}/"]), AT, size)]),
    )
    yield (
        "captures",
        ("record_id", "portal", "job", "url", "role", "status", "warc", "offset", "length", "method"),
        (
            (
                f"urn:uuid:{job:08x}-0000-4000-8000-{number:012x}",
                portal,
                job,
                url,
                role,
                200,
                warc,
                number * 5000,
                4000,
                "GET",
            )
            for number, (role, url) in enumerate(asked)
        ),
    )
    yield (
        "originals",
        ("portal", "digest", "warc", "offset", "length"),
        ((portal, f"sha1:{job:08X}{number:024X}", warc, number * 5000, 4000) for number in entries),
    )
    yield "indexed", ("portal", "name"), iter([(portal, warc.rpartition("/")[2])])
    yield (
        "reports",
        ("id", "base_id", "source", "portal", "report_year", "title", "partial", "file", "digest"),
        (
            (
                f"{portal}-{n}",
                f"{portal}-{n}",
                address(portal, n),
                portal,
                2025,
                title,
                0,
                f"reports/{portal}/{n}.json",
                "",
            )
            for n in entries
        ),
    )
    yield (
        "observations",
        ("report", "key", "value", "raw", "status", "capture", "locator"),
        ((f"{portal}-{n}", "tables.requests.received_new.total", 3, "3", "number", 0, "{}") for n in entries),
    )
    counts = (
        "requests",
        "bytes",
        "archived",
        "seconds",
        "lists",
        "list_pages",
        "listed",
        "stored",
        "new",
        "changed",
    )
    more = ("vanished", "unmodified", "refused", "anomalies", "cells", "dead", "findings")
    yield (
        "portal_runs",
        ("run", "portal", "depth", "job", "started_at", "ended_at", "reason", *counts, *more),
        (
            (f"202602{night + 10}010000-00000{night}", portal, "night", job, AT, AT, "finished", *[5] * 17)
            for night in range(NIGHTS)
        ),
    )


def _index(folder: Path, size: int) -> None:
    """Write the index of the huge portal's archive file, of which only the name is there."""
    warc = portal_folder(folder, HUGE) / f"{HUGE}-20260301010000-00001.warc.gz"
    make_folder(warc.parent)
    warc.touch()
    lines = (
        Line(address(HUGE, n), STARTED, "text/html", 200, f"sha1:{n:032X}", n * 5000, 4000, warc.name).line()
        for n in range(size)
    )
    write_index(index_path(folder, warc), lines)


def _registry(folder: Path, portals: int) -> None:
    rows = (f"portal-{n:05},http://www.portal-{n:05}.gov.cn/,示例{n}县人民政府,\n" for n in range(portals))
    with (folder / "portals.csv").open("w", encoding="utf-8") as file:
        file.write("name,address,issuer,division\n")
        file.write(f"{HUGE},http://www.{HUGE}.gov.cn/,示例市人民政府,\n")
        file.writelines(rows)


# --- the parts


def opening(folder: Path) -> None:
    """A session opened and closed."""
    _session(folder).close()


def _session(folder: Path) -> Session:

    settings = Settings()
    settings.setmodule(defaults, priority="project")
    settings.setdict({"DATA_DIR": str(folder), "RUN_ID": "bench", "DEPTH": "night"}, priority="cmdline")
    crawler: Any = SimpleNamespace(
        settings=settings, spider=SimpleNamespace(portal=HUGE, name="portal"), engine=None
    )
    return Session(crawler, Terms.of(crawler))


def _frontier(folder: Path) -> Frontier:

    return Frontier(connect(folder), HUGE)


def _entries() -> list[Entry]:

    host = f"www.{HUGE}.gov.cn"
    urls = [f"http://{host}/new/{number}.html" for number in range(LEASED)]
    return [Entry(f"new {n}", url, host, "page", 0, request(url, HUGE, "page")) for n, url in enumerate(urls)]


def leasing(folder: Path) -> None:
    """Two hundred requests queued, handed out and ended, each with a list page of known entries."""

    frontier = _frontier(folder)
    frontier.add(_entries())
    number = 0
    while lease := frontier.lease():
        urls = [address(HUGE, number * PER_PAGE + n) for n in range(PER_PAGE)]
        shown = tuple(FoundEntry(url, "示例", "other_title") for url in urls)
        page = FoundListing(lease.url, listing(HUGE, 1), number + 1, entries=shown)
        frontier.finish([Completion(lease.row, "done", 200, listings=(page,))], [])
        number += 1


def accounts(folder: Path) -> None:
    """The accounts and findings at the end of a job, and what is kept of its lists."""

    with closing(connect(folder)) as connection:
        lists = listed.of_job(connection, HUGE, 1)
        list(findings.shrunk(connection, HUGE, lists))
        findings.of_job(connection, HUGE, 1, lists, [])
        listed.remember(connection, HUGE, 1, lists)


def catching_up(folder: Path) -> None:
    """The originals of an index taken into the database again."""

    with closing(connect(folder)) as connection:
        connection.execute("DELETE FROM originals WHERE portal = ?", (HUGE,))
        connection.execute("DELETE FROM indexed WHERE portal = ?", (HUGE,))
        catch_up(connection, folder, HUGE)


def settling(folder: Path) -> None:
    """What a file that is gone takes with it put back into the frontier."""

    with closing(connect(folder)) as connection:
        connection.execute("BEGIN")
        connection.execute(
            "UPDATE captures SET warc = 'warc/huge/gone.warc.gz' WHERE portal = ? AND role <> 'page'", (HUGE,)
        )
        connection.execute("COMMIT")
        losses.settle(connection, folder, HUGE, 1, [])


def rota(folder: Path) -> None:
    """Twenty known reports chosen to be looked at again in a night."""

    with closing(connect(folder)) as connection:
        connection.execute(
            "UPDATE jobs SET requests = 1000000, bytes = 10000000000 WHERE portal = ?", (HUGE,)
        )
        turns = Rota(connection, HUGE, 1 << 40)
        for number in range(20):
            turns.queue(Cost(number, 0))


def status(folder: Path) -> None:
    """`gongkai status`."""
    _command(folder, "status")


def planning(folder: Path) -> None:
    """`gongkai nightly --dry-run` of all portals."""
    _command(folder, "nightly", "--portals", str(folder / "portals.csv"), "--dry-run")


def _command(folder: Path, name: str, *more: str) -> None:

    try:
        app([name, "--data", str(folder), *more], standalone_mode=False)
    except SystemExit as ended:
        if ended.code not in (0, None):
            raise


PARTS: dict[str, Callable[[Path], None]] = {
    "opening": opening,
    "leasing": leasing,
    "rota": rota,
    "accounts": accounts,
    "catching_up": catching_up,
    "settling": settling,
    "status": status,
    "planning": planning,
}
"""In this order: what changes the directory comes after what needs it whole."""


# --- measuring


def measure(folder: Path, part: str) -> dict[str, float]:
    """Run a part in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.memory", "--part", part, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {"cpu": float("nan"), "grown": float("nan"), "peak": float("nan")}
    return json.loads(done.stdout.splitlines()[-1])


def run_part(part: str, folder: Path) -> None:

    asyncio.set_event_loop(asyncio.new_event_loop())
    before, begun = _memory("VmRSS"), time.process_time()
    real = sys.stdout
    with (folder / "said.txt").open("w") as sys.stdout:
        PARTS[part](folder)
    sys.stdout = real
    peak = _memory("VmHWM")  # of getrusage(2) the parent's is part
    print(json.dumps({"cpu": time.process_time() - begun, "grown": peak - before, "peak": peak}))


def _memory(what: str) -> float:
    """MiB that the process has in memory now (`VmRSS`), or had at most (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


def main() -> None:
    if "--part" in sys.argv:
        run_part(sys.argv[2], Path(sys.argv[3]))
        return
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    told: dict[str, list[dict[str, float]]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            portals = fill(Path(folder), size)
            stored = (Path(folder) / "gongkai.db").stat().st_size / size
            print(f"{size} addresses on {portals} portals: {stored:.0f} bytes of database each", flush=True)
            for part in PARTS:
                told.setdefault(part, []).append(measure(Path(folder), part))
                last = told[part][-1]
                print(f"  {part:12} {last['cpu']:8.2f} s CPU  {last['grown']:8.1f} MiB grown", flush=True)
    for part, figures in told.items():
        grown = "  ".join(f"{one['grown']:8.1f}" for one in figures)
        print(f"{part:12} {grown} MiB")


if __name__ == "__main__":
    main()
