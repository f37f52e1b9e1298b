"""Captures had from a web archive by the crawler's own means: its frontier, politeness and archive writer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from archive.capture import Context, Role
from archive.digests import digest
from archive.exchange import Exchange, Replayed
from archive.http import parse_response, strip_interim
from crawler.database import connect
from crawler.importing import replays
from crawler.importing.cdx import Line, Server
from crawler.importing.spider import ReplaySpider, noted
from crawler.jobs import Job, Options
from crawler.refusals import RefusalMiddleware
from crawler.run import crawl
from crawler.wire import ArchivingDownloadHandler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from crawler.outcome import Summary

QUEUE = ".replays"
"""What is added to a portal's name for the queue of what is imported into it."""

_FINDINGS = """SELECT url, text FROM findings WHERE portal = :queue
    AND job = (SELECT max(id) FROM jobs WHERE portal = :queue) ORDER BY url"""
# A host that is given up says so as the reason of all that it was not asked for any more.
_REQUESTS = """SELECT
    count(*) FILTER (WHERE state = 'queued'
        OR (state = 'dead' AND (reason LIKE 'blocked:%' OR reason LIKE 'no answer:%'))),
    count(*) FILTER (WHERE role = 'page')
    FROM requests WHERE portal = :queue"""

# No robots.txt: an archive's index and raw replays are interfaces for programs, and each address is asked for by name.
_SETTINGS = {
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
        "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
        "crawler.importing.fetching.ReplayMiddleware": 585,
        "crawler.decoding.DecodingMiddleware": 590,
    },
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawler.importing.fetching.ReplayHandler"),
    "ITEM_PIPELINES": {},
    "SPIDER_MODULES": [],
    "URLLENGTH_LIMIT": 8000,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How a web archive is asked; `begin` and `end` are years or longer timestamps, `delay` is in seconds."""

    data_dir: Path
    servers: Sequence[Server]
    begin: str | None = None
    end: str | None = None
    delay: float = 1.0
    max_requests: int = 0
    allow_private: bool = False
    progress: TextIO | None = None
    settings: dict[str, Any] | None = None


def fetch(wanted: dict[str, list[str]], terms: Terms) -> Summary:
    """Have the captures of addresses, by portal, and write them to the archive; what was had is not asked for again.

    Runs the event loop, which a process can do once. The caller holds the portals' locks.
    """
    web_archive = {
        "servers": [[one.index, one.replay] for one in terms.servers],
        "from": terms.begin,
        "to": terms.end,
    }
    options = Options(
        data_dir=terms.data_dir,
        delay=terms.delay,
        allow_private=terms.allow_private,
        max_requests=terms.max_requests,
        progress=terms.progress,
        spider=ReplaySpider,
        settings={
            **_SETTINGS,
            "WEB_ARCHIVE": json.dumps(web_archive),
            "QUEUE_ENDING": QUEUE,
            **(terms.settings or {}),
        },
    )
    return crawl([Job(portal, tuple(urls)) for portal, urls in wanted.items()], options, "import")


@dataclass(frozen=True, slots=True)
class Left:
    """What the last import into a portal left behind.

    `findings` are addresses and words on what could not be had or was told wrongly, `waiting` counts requests that the
    next start goes on with, `known` the captures that the archive's index ever named.
    """

    findings: tuple[tuple[str, str], ...]
    waiting: int
    known: int


def left(data_dir: Path, portal: str) -> Left:
    """Return what the last import from a web archive into a portal left behind."""
    values = {"queue": portal + QUEUE}
    with closing(connect(data_dir)) as connection:
        found = connection.execute(_FINDINGS, values).fetchall()
        return Left(tuple(found), *connection.execute(_REQUESTS, values).fetchone())


class ReplayHandler(ArchivingDownloadHandler):
    """Archives a raw replay as what it was captured as; every other answer of a web archive as the exchange it is."""

    def _captured(self, request: Request, exchange: Exchange) -> Exchange:
        if "line" not in request.meta:
            return exchange
        line = Line(**request.meta["line"])
        answer = parse_response(strip_interim(exchange.response))
        refused = "cut off" if exchange.truncated else replays.refusal(answer, line)
        if refused:
            request.meta["replayed"] = {"refused": refused}
            return exchange
        rebuilt = replays.rebuilt(answer, line)
        captured_at = replays.instant(line.timestamp)
        request.meta["replayed"] = {
            "fault": rebuilt.fault,
            "location": rebuilt.location,
            "digest": digest(parse_response(rebuilt.response).body),
            "captured_at": captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return Replayed(
            url=line.url,
            request=b"",
            response=rebuilt.response,
            started_at=captured_at,
            source=request.url,
            fetched_at=exchange.started_at,
            notes=noted(line, request.url, rebuilt.fault),
        )

    def _context(self, request: Request) -> Context:
        context = super()._context(request)
        return Context(context.portal, Role.OTHER)


class ReplayMiddleware(RefusalMiddleware):
    """Tells a web archive's own refusals from what it replays, which may be another host's, long ago."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass on what was replayed as an answer, whatever status was captured."""
        told = request.meta.get("replayed")
        if told is None or "refused" in told:
            return super().process_response(request, response)
        with self._session.gate.noting(request.url) as host:
            host.answered()
        return response.replace(status=200)
