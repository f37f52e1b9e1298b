"""Conditional requests: a page that is archived already is asked for only if it has changed (RFC 9110, 13)."""

from __future__ import annotations

import logging
import re
import zlib
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from archive.capture import Capture, Place, Revisit, Role
from archive.captures import read_capture
from archive.digests import digest
from archive.errors import ArchiveError
from archive.originals import Original
from crawler.depth import Depth
from crawler.requests import CONDITION, role_of
from crawler.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

TRUSTED = timedelta(days=30)
"""How long ago the bytes of a page may have come for its server to be asked for nothing but changes."""

LIST_TRUSTED = timedelta(days=7)
"""The same of a page that leads to reports: a 304 that is not true would hide what is new for as long."""

SETTLED = timedelta(minutes=1)
"""How long a page must have been unchanged when it was sent for its date of change to tell it from a later one."""

_AGAIN = "unconditional"
_STRONG_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
_CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range")
# What answers may depend on that is the same in all requests of ours.
_SAME = frozenset({"accept", "accept-encoding", "accept-language", "user-agent", "origin"})
_NOT_TAKEN = frozenset({"content-encoding", "transfer-encoding", "content-length", "set-cookie"})

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Condition:
    """What is known of an address from its last capture: `original` holds the payload, the validators tell it apart.

    Only strong validators are taken, those that change with every byte (RFC 9110, 8.8.1): an ETag that is not weak, and
    a Last-Modified well before the answer's Date (8.8.2.2). `asked` is whether the request was made with them.
    """

    original: Original
    etag: str | None
    last_modified: str | None
    asked: bool = False

    @classmethod
    def of(cls, capture: Capture) -> Self | None:
        """Return the condition by which a capture may be asked for again, `None` where it has no validator."""
        place, tag = capture.place, capture.header("ETag")
        etag = tag if tag and _STRONG_TAG.fullmatch(tag) else None
        settled = _is_settled(capture.header("Last-Modified"), capture.header("Date"))
        last_modified = capture.header("Last-Modified") if settled else None
        original = _original_of(capture, place) if place else None
        if original is None or not (etag or last_modified) or not _is_one_for_all(capture):
            return None
        return cls(original, etag, last_modified)

    def put_to(self, headers: Headers) -> None:
        """Add the condition to a request's headers."""
        if self.etag:
            headers["If-None-Match"] = self.etag
        if self.last_modified:
            headers["If-Modified-Since"] = self.last_modified

    def is_confirmed(self, headers: Headers) -> bool:
        """Tell whether the headers of a 304 answer what was asked: they name no other validators."""
        return self.asked and all(
            not named or known is None or named == known
            for named, known in (
                (_said(headers, "ETag"), self.etag),
                (_said(headers, "Last-Modified"), self.last_modified),
            )
        )

    def is_broken(self, response: Response) -> bool:
        """Tell whether an answer has the capture's validators and another payload: what they say is worth nothing."""
        tag, date = (_said(response.headers, name) for name in ("ETag", "Last-Modified"))
        named = [said == known for said, known in ((tag, self.etag), (date, self.last_modified)) if known]
        return response.status == 200 and all(named) and digest(response.body) != self.original.digest


class ConditionalMiddleware:
    """Closest to the network: asks with the validators of the last capture, and answers a 304 with what is archived.

    A 304 is taken at its word only while its host was never found to send other bytes under the same validators, for
    TRUSTED after the bytes were had, and where the archive still has them whole; else the page is asked for without
    conditions, as everything is by a full crawl, and what a list now calls by another title. A 304 that was not asked
    for is asked for once more.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of the crawler's session."""
        return cls(Session.of(crawler))

    def process_request(self, request: Request) -> None:
        """Put the condition to a request, and to its meta what a 304 would mean."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        request.meta.pop(CONDITION, None)
        if self._is_asked_again(request):
            request.headers["Cache-Control"] = "no-cache"
        elif request.method == "GET" and (known := self._known(request)):
            condition, capture = known
            asked = self._is_trusted(request, capture)
            request.meta[CONDITION] = replace(condition, asked=asked)
            if asked:
                condition.put_to(request.headers)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Return what the host means by its answer."""
        condition: Condition | None = request.meta.get(CONDITION)
        if response.status != 304:
            if condition is not None and condition.is_broken(response):
                self._session.captured.distrust(request.url)
            return response
        archived = self._archived(request, response) if condition is not None else None
        if archived is not None:
            return archived
        return response if self._is_asked_again(request) else self._again(request)

    def _is_asked_again(self, request: Request) -> bool:
        return request.meta.get(_AGAIN) == self._session.job

    def _again(self, request: Request) -> Request:
        logger.info("%s: not modified, which cannot be taken at its word", request.url)
        again = request.replace(dont_filter=True)
        again.meta[_AGAIN] = self._session.job
        return again

    def _known(self, request: Request) -> tuple[Condition, Capture] | None:
        """Return the last capture of an address, whole and good, with the condition that it allows."""
        place = self._session.captured.last(request.url)
        try:
            capture = read_capture(self._session.terms.data_dir, place) if place else None
        except ArchiveError:
            return None
        if capture is None or capture.status != 200 or capture.truncated:
            return None
        condition = Condition.of(capture)
        return (condition, capture) if condition else None

    def _is_trusted(self, request: Request, capture: Capture) -> bool:
        captured = self._session.captured
        if (
            self._session.depth is Depth.FULL
            or captured.is_distrusted(request.url)
            or captured.age(request.url) > _trusted(request)
        ):
            return False
        title = (request.meta.get("context") or {}).get("listing_title")
        before = capture.context.listing_title if capture.context else None
        return not title or not before or title == before

    def _archived(self, request: Request, unmodified: Response) -> Response | None:
        """Return the payload that a 304 stands for as if it had been sent, `None` where it cannot be read.

        Cookies are those of the 304: what its original set is of another visit.
        """
        try:
            capture = read_capture(self._session.terms.data_dir, Place(**request.meta["place"]))
        except ArchiveError as error:
            logger.warning("%s: not modified, but %s", request.url, error)
            return None
        if capture.revisit is None:
            return None
        self._session.tally.unmodified += 1
        headers = Headers(encoding="latin-1")
        for name, value in capture.headers:
            if name.lower() not in _NOT_TAKEN:
                headers.appendlist(name, value)
        for cookie in unmodified.headers.getlist("Set-Cookie"):
            headers.appendlist("Set-Cookie", cookie)
        kind = responsetypes.from_args(headers=headers, url=request.url, body=capture.payload)
        return kind(request.url, capture.status, headers, capture.payload, request=request)


def _trusted(request: Request) -> timedelta:
    """Return for how long an address is asked for changes only: lists shorter, and not all of a portal at once."""
    if role_of(request) not in {Role.LISTING, Role.HUB, Role.SEED}:
        return TRUSTED
    return LIST_TRUSTED - timedelta(days=zlib.crc32(request.url.encode()) % 3)


def _original_of(capture: Capture, place: Place) -> Original | None:
    """Return what holds a capture's payload: itself, or what it is a revisit of, never another revisit."""
    held = capture.revisit or Revisit("", place.record_id, capture.url, capture.captured_at, place)
    if held.place is None:
        return None
    named = (str(capture.payload_digest), str(held.url), str(held.captured_at))
    return Original(*named, held.place.record_id, held.place)


def _said(headers: Headers, name: str) -> str:
    return (headers.get(name) or b"").decode("latin-1")


def _is_settled(last_modified: str | None, date: str | None) -> bool:
    try:
        return parsedate_to_datetime(str(date)) - parsedate_to_datetime(str(last_modified)) >= SETTLED
    except (TypeError, ValueError):
        return False


def _is_one_for_all(capture: Capture) -> bool:
    """Tell whether an answer depends on nothing in which our requests differ (RFC 9110, 12.5.5)."""
    named = (value for name, value in capture.headers if name.lower() == "vary")
    return {name.strip().lower() for name in ",".join(named).split(",") if name.strip()} <= _SAME
