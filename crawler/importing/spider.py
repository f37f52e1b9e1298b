"""The spider that asks a web archive's index for captures and has each replayed raw, every payload once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy.http import Response

from archive.capture import Context, Place, Role
from archive.exchange import Replayed
from archive.originals import Original
from crawler import clock
from crawler.importing import cdx
from crawler.importing.cdx import Dialect, Line, Server
from crawler.importing.replays import instant
from crawler.importing.seen import address_of
from crawler.session import Session
from spiders import hosts
from spiders.found import Finding, FindingKind, FoundOutcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_MOST_REDIRECTS = 5

Yielded = scrapy.Request | Finding | FoundOutcome


class ReplaySpider(scrapy.Spider):
    """Asks for the captures of addresses: `url` holds prefixes, hosts and `*.` domains, separated by spaces.

    The setting `WEB_ARCHIVE` says whose they are and of which years: `servers` (pairs of index and replay, likeliest
    first), `from` and `to`.
    """

    name = "replay"

    def __init__(self, url: str, portal: str, web_archive: dict[str, Any], **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's
        super().__init__(**kwargs)
        self.portal = portal
        self._servers = [Server(*pair) for pair in web_archive["servers"]]
        self._years = {name: web_archive[name] for name in ("from", "to") if web_archive.get(name)}
        self._asked = [_asked(one) for one in url.split()]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's
        """Return the spider for the archive that the settings name."""
        given = {name: kwargs[name] for name in ("url", "portal")}
        spider = cls(web_archive=json.loads(crawler.settings["WEB_ARCHIVE"]), **given)
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Yield the first question for each address: which server answers, and in which dialect."""
        for asked in self._asked:
            yield self._index(asked | self._years, self._servers)

    def _index(
        self,
        asked: dict[str, str],
        servers: Sequence[Server],
        dialect: Dialect | None = None,
        resume: str | None = None,
        hops: int = 0,
    ) -> scrapy.Request:
        query = cdx.query(servers[0], dialect, asked, resume)
        meta = {
            "context": self._context(Role.LISTING),
            "asked": asked,
            "servers": [[one.index, one.replay] for one in servers],
            "dialect": dialect,
            "hops": hops,
        }
        return scrapy.Request(query, self.parse_index, meta=meta)

    def parse_index(self, response: Response) -> Iterator[Yielded]:
        """Go on with what an index answered, or ask at the next place where there may be one."""
        asked, hops = response.meta["asked"], response.meta["hops"]
        servers = [Server(*pair) for pair in response.meta["servers"]]
        answer = cdx.read(response.body) if response.status == 200 else None
        if answer is None or (answer.dialect is None and answer.broken):
            yield from self._elsewhere(response, asked, servers)
        elif response.meta["dialect"] is None:
            if answer.dialect is not None:  # what is empty has nothing to go on with
                yield self._index(asked, servers, answer.dialect, hops=hops)
        else:
            if answer.broken:
                yield _doubt(
                    response.url, f"{answer.broken} lines are none, the first: {answer.first_broken}"
                )
            yield from self._replays(answer.lines, servers[0], hops)
            if answer.resume and answer.lines:
                yield self._index(asked, servers, Dialect(response.meta["dialect"]), answer.resume, hops)
            elif len(answer.lines) + answer.broken >= cdx.PART and answer.dialect is Dialect.WAYBACK:
                yield _doubt(response.url, "a whole part came without a key to go on: narrow the years")

    def _elsewhere(
        self, response: Response, asked: dict[str, str], servers: list[Server]
    ) -> Iterator[Yielded]:
        probing = response.meta["dialect"] is None
        if probing and len(servers) > 1 and response.status != 0:
            yield FoundOutcome("onward")
            yield self._index(asked, servers[1:], hops=response.meta["hops"])
            return
        said = response.flags[0] if response.status == 0 else f"http {response.status}, which is no index"
        yield Finding(FindingKind.UNREACHABLE, response.url, said)

    def _replays(self, lines: Sequence[Line], server: Server, hops: int) -> Iterator[scrapy.Request]:
        """Yield a request for each payload; captures of the same address with the same one are told with it."""
        alike: dict[tuple[str, ...], list[Line]] = defaultdict(list)
        for line in lines:
            if line.is_wanted and self._is_of_years(line):
                alike[line.url, line.digest or line.timestamp].append(line)
        for first, *others in alike.values():
            yield self._replay(first, others, server, hops)

    def _is_of_years(self, line: Line) -> bool:
        begin, end = self._years.get("from", ""), self._years.get("to", "9")
        return bool(begin <= line.timestamp and line.timestamp[: len(end)] <= end)

    def _replay(self, line: Line, others: Sequence[Line], server: Server, hops: int) -> scrapy.Request:
        meta = {
            "context": self._context(Role.PAGE),
            "line": asdict(line),
            "others": [asdict(one) for one in others],
            "server": [server.index, server.replay],
            "hops": hops,
            "dont_redirect": True,
        }
        return scrapy.Request(server.raw(line), self.parse_replay, priority=100, meta=meta)

    async def parse_replay(self, response: Response) -> AsyncIterator[Yielded]:
        """Note what was wrong with a replay; enter the captures that had the same payload, or try the next of them."""
        line, told = Line(**response.meta["line"]), response.meta.get("replayed", {})
        others = [Line(**one) for one in response.meta["others"]]
        server, hops = Server(*response.meta["server"]), response.meta["hops"]
        if "place" not in response.meta or "refused" in told or not told:
            why = told.get("refused") or (response.flags[0] if response.flags else f"http {response.status}")
            yield Finding(FindingKind.UNREACHABLE, response.url, why)
            if others and response.status:
                yield self._replay(others[0], others[1:], server, hops)
            return
        if told["fault"]:
            yield _doubt(response.url, told["fault"])
            if others:  # whose payloads may be what the index says
                yield self._replay(others[0], others[1:], server, hops)
        else:
            await self._enter_alike(response, line, others, server)
        if told["location"] and hops < _MOST_REDIRECTS and not self._is_asked_for(told["location"]):
            year = {"from": line.timestamp[:4], "to": line.timestamp[:4]}
            target = {"url": told["location"], "matchType": "exact", **year}
            yield self._index(target, [server], hops=hops + 1)

    async def _enter_alike(
        self, response: Response, line: Line, others: Sequence[Line], server: Server
    ) -> None:
        """Write revisit records for the captures whose payload the index says to be the one that was had."""
        session, told = Session.of(self.crawler), response.meta["replayed"]
        place = Place(**response.meta["place"])
        original = Original(told["digest"], line.url, told["captured_at"], place.record_id, place)
        for other in others:
            notes = noted(
                other, server.raw(other), "not fetched: the index has the digest of another capture"
            )
            replayed = Replayed(
                url=other.url,
                request=b"",
                response=b"",
                started_at=instant(other.timestamp),
                original=original,
                source=server.raw(other),
                fetched_at=clock.instant(),
                notes=notes,
            )
            await session.archive(replayed, Context(self.portal, Role.OTHER), None)

    def _is_asked_for(self, url: str) -> bool:
        """Tell whether the index was asked for an address already."""
        address, name = address_of(url), hosts.host(url)
        return any(_covers(asked, address, name) for asked in self._asked)

    def _context(self, role: Role) -> dict[str, Any]:
        return {**asdict(Context(self.portal, role)), "role": str(role)}


def noted(line: Line, source: str, fault: str | None) -> tuple[tuple[str, str | None], ...]:
    """Return what is kept of where a capture was had, as fields."""
    words = (line.timestamp, line.url, line.mime, str(line.status or "-"), line.digest or "-")
    imported_at = clock.now()
    return (
        ("imported-from", source),
        ("imported-at", imported_at),
        ("cdx", " ".join(words)),
        ("fault", fault),
    )


def _asked(target: str) -> dict[str, str]:
    """Return what an index is asked for: a domain, a host, or all addresses that begin alike."""
    bare = target.partition("://")[2] or target
    if bare.startswith("*."):
        return {"url": bare[2:], "matchType": "domain"}
    host, _, path = bare.partition("/")
    return {"url": bare, "matchType": "prefix"} if path else {"url": host, "matchType": "host"}


def _covers(asked: dict[str, str], address: str, name: str) -> bool:
    wanted, kind = asked["url"], asked["matchType"]
    if kind == "prefix":
        return address.startswith(wanted)
    return name == wanted or (kind == "domain" and name.endswith(f".{wanted}"))


def _doubt(url: str, text: str) -> Finding:
    return Finding(FindingKind.REPLAY_DOUBTFUL, url, text)
