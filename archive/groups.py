"""Records that are written together: an exchange's request, response or revisit, and metadata; a rendering's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime
from urllib.parse import urldefrag

from archive.capture import Context, Place
from archive.cdxj import REVISIT, Entry, mime_of
from archive.digests import digest
from archive.exchange import Exchange, Rendering, Replayed
from archive.fields import format_fields
from archive.http import decode, parse_response, strip_interim
from archive.media import HTML, OCTETS, identify
from archive.originals import IDENTICAL, LEAST, NOT_MODIFIED, Find, Original, none
from archive.records import (
    FIELDS_TYPE,
    TRUNCATIONS,
    Pairs,
    Pieces,
    context_fields,
    date,
    in_pieces,
    new_id,
    protocol_fields,
    target_uri,
    uri_part,
)

DOM_TYPE = "text/html; charset=utf-8"
# Enough of a decoded body to see that it is a page, and to tell what else it is.
_GLANCE, _IDENTIFIED = 2 * 1024, 64 * 1024
# What bytes are that look like nothing more definite.
_UNTOLD = frozenset({OCTETS, "text/plain", "application/xml"})


class Group(ABC):
    """One capture as records; `warcinfo_id` is that of the file they go to.

    `record_id` is that of the record a `Place` names, which is the last but one.
    """

    mime: str
    status: int | None
    payload_digest: str

    def __init__(self, url: str, moment: datetime, context: Context, warcinfo_id: str) -> None:
        self.url = target_uri(url)
        self.captured_at = date(moment)
        self.record_id = new_id()
        self._context = context
        self._warcinfo_id = warcinfo_id

    @abstractmethod
    def records(self) -> tuple[Pieces, ...]:
        """Return the records in the order of the file."""

    def original(self, place: Place) -> Original | None:  # noqa: ARG002 - what only an exchange can be
        """Return the capture, which lies at a place, as what revisits may refer to, `None` where they may not."""
        return None

    def entry(self, place: Place) -> Entry | None:
        """Return what the index says of the capture, which lies at a place, `None` where it says nothing."""
        return Entry(
            url=self.url,
            captured_at=self.captured_at,
            mime=self.mime,
            status=self.status,
            digest=self.payload_digest,
            offset=place.offset,
            length=place.length,
            filename=place.warc.rpartition("/")[2],
        )

    def _metadata_record(self, tls: str | None = None) -> Pieces:
        """Return why the capture was made, and the digest of its payload."""
        fields = (*self._shared_fields(self.record_id), ("Content-Type", FIELDS_TYPE))
        said = (*context_fields(self._context), ("tls", tls), ("payload-digest", self.payload_digest))
        return in_pieces("metadata", new_id(), self.captured_at, fields, format_fields(said))

    def _shared_fields(self, concurrent: str | None) -> Pairs:
        return (
            ("WARC-Target-URI", self.url),
            ("WARC-Warcinfo-ID", f"<{self._warcinfo_id}>"),
            ("WARC-Concurrent-To", f"<{concurrent}>" if concurrent else None),
        )


class ExchangeGroup(Group):
    """Request, response and metadata of one exchange; a revisit in the response's place where its payload is had."""

    def __init__(self, exchange: Exchange, context: Context, warcinfo_id: str, find: Find) -> None:
        super().__init__(exchange.url, exchange.started_at, context, warcinfo_id)
        self._exchange = exchange
        self._request_id = new_id()
        self._block = strip_interim(exchange.response)
        response = parse_response(self._block)
        entity = response.entity()
        self._head = self._block[: len(self._block) - len(response.body)]
        self._version, self._is_plain = response.version, response.plain
        self.mime, self.status = mime_of(response), response.status
        self._size, self.payload_digest = len(entity), digest(entity)
        self._identified = _identified_type(entity, response.codings())
        self._profile, self._original = self._revisited(find)
        if self._original is not None:
            self.mime, self.payload_digest = REVISIT, self._original.digest

    def _revisited(self, find: Find) -> tuple[str, Original | None]:
        """Return which profile of revisits fits, and of what."""
        if self.status == 304 and self._exchange.original is not None:
            return NOT_MODIFIED, self._exchange.original
        return IDENTICAL, find(self.payload_digest) if self._is_worth_keeping_once() else None

    def _is_worth_keeping_once(self) -> bool:
        return self._exchange.truncated is None and bool(self.status) and self._size >= LEAST

    def original(self, place: Place) -> Original | None:
        """Return the exchange as what revisits may refer to: a whole response whose record states its digest.

        Of others readers take another digest, by which they do not find them.
        """
        if self._original is not None or not self._is_plain or not self._is_worth_keeping_once():
            return None
        return Original(self.payload_digest, self.url, self.captured_at, self.record_id, place)

    def entry(self, place: Place) -> Entry | None:
        """Return what the index says; nothing of a 304, which replay shows as it is: the original comes before it."""
        unmodified = self._original is not None and self._profile == NOT_MODIFIED
        return None if unmodified else super().entry(place)

    def records(self) -> tuple[Pieces, ...]:
        """Return request, response or revisit, and metadata."""
        held = self._response_record() if self._original is None else self._revisit_record(self._original)
        return self._request_record(), held, self._metadata_record(self._exchange.tls)

    def _request_record(self) -> Pieces:
        """Return the request as it was sent."""
        fields = (
            *self._shared_fields(self.record_id),
            *self._wire_fields(),
            ("Content-Type", "application/http;msgtype=request"),
        )
        return in_pieces("request", self._request_id, self.captured_at, fields, self._exchange.request)

    def _response_record(self) -> Pieces:
        """Return the final response as it came.

        Its payload digest is left out where readers disagree on what the payload is (chunked bodies, odd heads);
        the metadata record and the index always have it.
        """
        truncated = self._exchange.truncated
        fields = (
            *self._shared_fields(self._request_id),
            *self._wire_fields(),
            ("WARC-Payload-Digest", self.payload_digest if self._is_plain else None),
            ("WARC-Identified-Payload-Type", self._identified),
            ("WARC-Truncated", truncated if truncated in TRUNCATIONS or not truncated else "unspecified"),
            ("Content-Type", "application/http;msgtype=response"),
        )
        return in_pieces("response", self.record_id, self.captured_at, fields, self._block)

    def _revisit_record(self, original: Original) -> Pieces:
        """Return the head of the response, with what its payload is the same as (WARC 1.1, 6.7).

        File and offset, in Heritrix's fields, spare readers of the archive a search.
        """
        identical = self._profile == IDENTICAL
        fields = (
            *self._shared_fields(self._request_id),
            *self._wire_fields(),
            ("WARC-Profile", self._profile),
            ("WARC-Refers-To", f"<{original.record_id}>"),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", original.captured_at),
            ("WARC-Refers-To-Filename", original.place.warc.rpartition("/")[2]),
            ("WARC-Refers-To-File-Offset", str(original.place.offset)),
            ("WARC-Payload-Digest", self.payload_digest if identical else None),
            ("WARC-Identified-Payload-Type", self._identified if identical else None),
            ("WARC-Truncated", "length"),
            ("Content-Type", "application/http;msgtype=response"),
        )
        block = self._head if identical else self._block
        return in_pieces("revisit", self.record_id, self.captured_at, fields, block)

    def _wire_fields(self) -> Pairs:
        """Return what is known of the connection."""
        return (
            ("WARC-IP-Address", self._exchange.ip),
            *protocol_fields(self._version, self._exchange.tls),
        )


class ReplayedGroup(ExchangeGroup):
    """Response, or revisit, and metadata of what another archive captured; Webrecorder's fields say where."""

    def __init__(self, replayed: Replayed, context: Context, warcinfo_id: str, find: Find) -> None:
        super().__init__(replayed, context, warcinfo_id, find)
        self._replayed = replayed
        self._request_id = ""  # there is none to point to
        self.captured_at = replayed.started_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        if replayed.original is not None:
            self._profile, self._original = IDENTICAL, replayed.original
            self.mime, self.status, self.payload_digest = REVISIT, None, replayed.original.digest

    def records(self) -> tuple[Pieces, ...]:
        """Return response or revisit, and metadata: what it was found to be is said elsewhere, when it is known."""
        return super().records()[1], self._provenance_record()

    def _wire_fields(self) -> Pairs:
        return (
            ("WARC-Source-URI", target_uri(self._replayed.source)),
            ("WARC-Creation-Date", date(self._replayed.fetched_at)),
        )

    def _provenance_record(self) -> Pieces:
        fields = (*self._shared_fields(self.record_id), ("Content-Type", FIELDS_TYPE))
        said = (*self._replayed.notes, ("payload-digest", self.payload_digest))
        return in_pieces("metadata", new_id(), self.captured_at, fields, format_fields(said))


class RenderingGroup(Group):
    """What a browser made of a page, and metadata.

    The payload of a `resource` record is its block, whose digest it has; not all readers know that of a payload digest.
    """

    mime, status = "text/html", None

    def __init__(self, rendering: Rendering, context: Context, warcinfo_id: str) -> None:
        page, route = urldefrag(rendering.url)
        context = replace(context, route=uri_part(route) or None)
        super().__init__(page, rendering.rendered_at, context, warcinfo_id)
        self._rendering = rendering
        self.payload_digest = digest(rendering.dom)

    def records(self) -> tuple[Pieces, ...]:
        """Return resource and metadata."""
        fields = (
            *self._shared_fields(self._rendering.response_id),
            ("Content-Type", DOM_TYPE),
        )
        resource = in_pieces("resource", self.record_id, self.captured_at, fields, self._rendering.dom)
        return resource, self._metadata_record()


def _identified_type(entity: bytes, codings: tuple[str, ...]) -> str | None:
    """Return what a payload is, read from its beginning, `None` where its bytes do not tell.

    What the server claims has no part in it (WARC 1.1, 5.19). ReplayWeb.page serves a payload as this type, so of
    what looks like any text, a style sheet or a drawing too, nothing is said.
    """
    if identify(decode(entity, codings, _GLANCE).payload) == HTML:
        return HTML
    payload = decode(entity, codings, _IDENTIFIED).payload
    kind = identify(payload) if payload else OCTETS
    return None if kind in _UNTOLD else kind


def group_of(capture: Exchange | Rendering, context: Context, warcinfo_id: str, find: Find = none) -> Group:
    """Return the records of what is given to the archive."""
    if isinstance(capture, Rendering):
        return RenderingGroup(capture, context, warcinfo_id)
    if isinstance(capture, Replayed):
        return ReplayedGroup(capture, context, warcinfo_id, find)
    return ExchangeGroup(capture, context, warcinfo_id, find)
