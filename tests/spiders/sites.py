"""Sites in memory: the spider's callbacks driven over a mapping of addresses, without Scrapy's engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.request import request_from_dict
from scrapy.utils.test import get_crawler

from crawler.requests import fingerprint_of
from spiders.found import Finding, FoundDocument, FoundListing, FoundOutcome, FoundOverview
from spiders.portal import PortalSpider

Answer = str | bytes | tuple[int, Mapping[str, str], str | bytes]


@dataclass
class Crawl:
    """What a crawl asked for and yielded; `places` says by record id which address a place stands for."""

    asked: list[Request] = field(default_factory=list)
    documents: list[FoundDocument] = field(default_factory=list)
    listings: list[FoundListing] = field(default_factory=list)
    outcomes: list[FoundOutcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    overviews: list[FoundOverview] = field(default_factory=list)
    urls_of: dict[str, str] = field(default_factory=dict)

    def take(self, found: FoundDocument | FoundListing | FoundOverview | FoundOutcome | Finding) -> None:
        kinds = {
            FoundDocument: self.documents,
            FoundListing: self.listings,
            FoundOutcome: self.outcomes,
            FoundOverview: self.overviews,
        }
        kinds.get(type(found), self.findings).append(found)

    @property
    def paths(self) -> list[str]:
        return [request.url for request in self.asked]

    @property
    def read(self) -> list[list[str]]:
        return sorted([self.urls_of[place.record_id] for place in found.places] for found in self.documents)


def crawl(
    answers: Mapping[str, Answer] | Callable[[Request], Answer | None], most: int = 500, **arguments: str
) -> Crawl:
    """Crawl a site given as address → body, or (status, headers, body); a missing address answers 404."""
    answer = answers if callable(answers) else lambda request: answers.get(request.url)
    spider = PortalSpider.from_crawler(get_crawler(PortalSpider), **arguments)
    result, seen = Crawl(), set()
    queue: list[Request] = asyncio.run(_starts(spider))
    while queue and len(result.asked) < most:
        request = max(queue, key=lambda one: one.priority)
        queue.remove(request)
        mark = fingerprint_of(request)
        if mark in seen and not request.dont_filter:
            continue
        seen.add(mark)
        # requests wait on disk as JSON
        request = request_from_dict(_through_json(request.to_dict(spider=spider)), spider=spider)
        result.asked.append(request)
        response = _respond(request, answer(request), result)
        callback = request.callback or spider.parse
        for found in callback(response):
            if isinstance(found, Request):
                queue.append(found)
            else:
                result.take(found)
    return result


async def _starts(spider: PortalSpider) -> list[Request]:
    return [request async for request in spider.start()]


def _through_json(fields: dict) -> dict:
    fields["body"] = fields["body"].decode("latin-1")
    fields["headers"] = {}
    known = json.loads(json.dumps(fields))
    return {**known, "body": known["body"].encode("latin-1")}


def _respond(request: Request, answer: Answer | None, result: Crawl) -> Response:
    status, headers, body = (
        answer if isinstance(answer, tuple) else (200 if answer is not None else 404, {}, answer)
    )
    if status == 0:
        return Response(request.url, status=0, flags=["DNS"], request=request)
    body = (body or "").encode() if isinstance(body, str | None) else body
    known = Headers({"Content-Type": "text/html", **headers})
    record = f"urn:{len(result.asked)}"
    result.urls_of[record] = request.url
    request.meta["place"] = {"warc": "a.warc.gz", "offset": 0, "length": 1, "record_id": record}
    kind = responsetypes.from_args(headers=known, url=request.url, body=body)
    return kind(request.url, status=status, headers=known, body=body, request=request)
