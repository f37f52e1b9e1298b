"""Records that are written together: an exchange's request, response and metadata, a rendering and its metadata."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from urllib.parse import urldefrag

from archive.capture import Context, Place
from archive.cdxj import Entry, mime_of
from archive.digests import digest
from archive.exchange import Exchange, Rendering
from archive.fields import format_fields
from archive.http import Response, decode, parse_response, strip_interim
from archive.media import identify
from archive.records import FIELDS_TYPE, TRUNCATIONS, Pairs, build, context_fields, date, new_id, target_uri

DOM_TYPE = "text/html; charset=utf-8"
# Enough of a decoded body to tell what it is.
_IDENTIFIED = 64 * 1024


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
    def records(self) -> tuple[bytes, ...]:
        """Return the records in the order of the file."""

    def entry(self, place: Place) -> Entry:
        """Return what the index says of the capture, which lies at a place."""
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

    def _metadata_record(self, tls: str | None = None) -> bytes:
        """Return why the capture was made, and the digest of its payload."""
        fields = (*self._shared_fields(self.record_id), ("Content-Type", FIELDS_TYPE))
        said = (*context_fields(self._context), ("tls", tls), ("payload-digest", self.payload_digest))
        return build("metadata", new_id(), self.captured_at, fields, format_fields(said))

    def _shared_fields(self, concurrent: str | None) -> Pairs:
        return (
            ("WARC-Target-URI", self.url),
            ("WARC-Warcinfo-ID", f"<{self._warcinfo_id}>"),
            ("WARC-Concurrent-To", f"<{concurrent}>" if concurrent else None),
        )


class ExchangeGroup(Group):
    """Request, response and metadata of one exchange."""

    def __init__(self, exchange: Exchange, context: Context, warcinfo_id: str) -> None:
        super().__init__(urldefrag(exchange.url).url, exchange.started_at, context, warcinfo_id)
        self._exchange = exchange
        self._request_id = new_id()
        self._block = strip_interim(exchange.response)
        self._response: Response = parse_response(self._block)
        self.mime, self.status = mime_of(self._response), self._response.status
        self.payload_digest = digest(self._response.entity())

    def records(self) -> tuple[bytes, ...]:
        """Return request, response and metadata."""
        return self._request_record(), self._response_record(), self._metadata_record(self._exchange.tls)

    def _request_record(self) -> bytes:
        """Return the request as it was sent."""
        fields = (
            *self._shared_fields(self.record_id),
            ("WARC-IP-Address", self._exchange.ip),
            ("Content-Type", "application/http;msgtype=request"),
        )
        return build("request", self._request_id, self.captured_at, fields, self._exchange.request)

    def _response_record(self) -> bytes:
        """Return the final response as it came.

        Its payload digest is left out where readers disagree on what the payload is (chunked bodies, odd heads);
        the metadata record and the index always have it.
        """
        response, truncated = self._response, self._exchange.truncated
        fields = (
            *self._shared_fields(self._request_id),
            ("WARC-IP-Address", self._exchange.ip),
            ("WARC-Protocol", f"http/{response.version}" if response.version else None),
            ("WARC-Payload-Digest", self.payload_digest if response.plain else None),
            ("WARC-Identified-Payload-Type", self._identified_type()),
            ("WARC-Truncated", truncated if truncated in TRUNCATIONS or not truncated else "unspecified"),
            ("Content-Type", "application/http;msgtype=response"),
        )
        return build("response", self.record_id, self.captured_at, fields, self._block)

    def _identified_type(self) -> str | None:
        """Return what the payload is, read from its beginning."""
        payload = decode(self._response.entity(), self._response.codings(), _IDENTIFIED).payload
        return identify(payload, self._response.declared_type(), self.url) if payload else None


class RenderingGroup(Group):
    """What a browser made of a page, and metadata.

    The payload of a `resource` record is its block, whose digest it has; not all readers know that of a payload digest.
    """

    mime, status = "text/html", None

    def __init__(self, rendering: Rendering, context: Context, warcinfo_id: str) -> None:
        super().__init__(rendering.url, rendering.rendered_at, context, warcinfo_id)
        self._rendering = rendering
        self.payload_digest = digest(rendering.dom)

    def records(self) -> tuple[bytes, ...]:
        """Return resource and metadata."""
        fields = (
            *self._shared_fields(self._rendering.response_id),
            ("Content-Type", DOM_TYPE),
        )
        resource = build("resource", self.record_id, self.captured_at, fields, self._rendering.dom)
        return resource, self._metadata_record()


def group_of(capture: Exchange | Rendering, context: Context, warcinfo_id: str) -> Group:
    """Return the records of what is given to the archive."""
    kind = RenderingGroup if isinstance(capture, Rendering) else ExchangeGroup
    return kind(capture, context, warcinfo_id)  # type: ignore[arg-type] # each gets its own
