"""WARC 1.1 records as bytes: one file's `warcinfo`, and for each exchange request, response and metadata."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urldefrag

from archive.capture import Context
from archive.digests import digest
from archive.exchange import Exchange
from archive.fields import format_fields
from archive.http import Response, decode, parse_response, strip_interim
from archive.media import identify

VERSION = "WARC/1.1"
FIELDS_TYPE = "application/warc-fields"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
TRUNCATIONS = {"length", "time", "disconnect", "unspecified"}
# Half the time of level 6 for 7 % more bytes on real pages; bodies that arrive compressed stay as they are.
_LEVEL = 3
# Enough of a decoded body to tell what it is.
_IDENTIFIED = 64 * 1024

Pairs = Sequence[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made a file: what its `warcinfo` record says."""

    portal: str
    run_id: str
    software: str
    user_agent: str
    operator: str | None = None

    def record(self, record_id: str, filename: str, created_at: datetime) -> bytes:
        """Return the `warcinfo` record that begins a file."""
        block = format_fields(
            (
                ("software", self.software),
                ("format", "WARC File Format 1.1"),
                ("conformsTo", CONFORMS_TO),
                ("isPartOf", self.portal),
                ("run", self.run_id),
                ("operator", self.operator),
                ("robots", "obey"),
                ("http-header-user-agent", self.user_agent),
            )
        )
        fields = (("WARC-Filename", filename), ("Content-Type", FIELDS_TYPE))
        return build("warcinfo", record_id, date(created_at), fields, block)


class ExchangeRecords:
    """The three records of one exchange; `warcinfo_id` is that of the file they go to."""

    def __init__(self, exchange: Exchange, context: Context, warcinfo_id: str) -> None:
        self.url = target_uri(exchange.url)
        self.captured_at = date(exchange.started_at)
        self.record_id = new_id()
        self._request_id = new_id()
        self._exchange = exchange
        self._context = context
        self._warcinfo_id = warcinfo_id
        self._block = strip_interim(exchange.response)
        self.response: Response = parse_response(self._block)
        self.payload_digest = digest(self.response.entity())

    def request_record(self) -> bytes:
        """Return the request as it was sent."""
        fields = (
            *self._shared_fields(),
            ("WARC-IP-Address", self._exchange.ip),
            ("WARC-Concurrent-To", f"<{self.record_id}>"),
            ("Content-Type", "application/http;msgtype=request"),
        )
        return build("request", self._request_id, self.captured_at, fields, self._exchange.request)

    def response_record(self) -> bytes:
        """Return the final response as it came.

        Its payload digest is left out where readers disagree on what the payload is (chunked bodies, odd heads);
        the metadata record and the index always have it.
        """
        response, truncated = self.response, self._exchange.truncated
        fields = (
            *self._shared_fields(),
            ("WARC-IP-Address", self._exchange.ip),
            ("WARC-Protocol", f"http/{response.version}" if response.version else None),
            ("WARC-Concurrent-To", f"<{self._request_id}>"),
            ("WARC-Payload-Digest", self.payload_digest if response.plain else None),
            ("WARC-Identified-Payload-Type", self._identified_type()),
            ("WARC-Truncated", truncated if truncated in TRUNCATIONS or not truncated else "unspecified"),
            ("Content-Type", "application/http;msgtype=response"),
        )
        return build("response", self.record_id, self.captured_at, fields, self._block)

    def metadata_record(self) -> bytes:
        """Return why the response was fetched, and the digest of its payload."""
        fields = (
            *self._shared_fields(),
            ("WARC-Concurrent-To", f"<{self.record_id}>"),
            ("Content-Type", FIELDS_TYPE),
        )
        block = format_fields((*context_fields(self._context), ("payload-digest", self.payload_digest)))
        return build("metadata", new_id(), self.captured_at, fields, block)

    def _shared_fields(self) -> Pairs:
        return (("WARC-Target-URI", self.url), ("WARC-Warcinfo-ID", f"<{self._warcinfo_id}>"))

    def _identified_type(self) -> str | None:
        """Return what the payload is, read from its beginning."""
        payload = decode(self.response.entity(), self.response.codings(), _IDENTIFIED).payload
        return identify(payload, self.response.declared_type(), self.url) if payload else None


def context_fields(context: Context) -> Pairs:
    """Return the metadata record's lines; `via` is Heritrix's word for where an address was found."""
    return (
        ("via", context.via),
        ("portal", context.portal),
        ("role", context.role.value),
        ("page", None if context.page is None else str(context.page)),
        ("document", context.document),
        ("listing-url", context.listing_url),
        ("listing-title", context.listing_title),
        ("issuer", context.issuer),
        ("division", context.division),
    )


def build(kind: str, record_id: str, captured_at: str, fields: Pairs, block: bytes) -> bytes:
    """Return one record: version, fields, block and the two line ends after it."""
    head = format_fields(
        (
            ("WARC-Type", kind),
            ("WARC-Record-ID", f"<{record_id}>"),
            ("WARC-Date", captured_at),
            *fields,
            ("WARC-Block-Digest", digest(block)),
            ("Content-Length", str(len(block))),
        )
    )
    return b"".join((VERSION.encode(), b"\r\n", head, b"\r\n", block, b"\r\n\r\n"))


def member(record: bytes) -> bytes:
    """Return a record as a gzip member of its own."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return compressor.compress(record) + compressor.flush()


def new_id() -> str:
    """Return a record's URI, without the angle brackets it has in the file."""
    return f"urn:uuid:{uuid.uuid4()}"


def date(moment: datetime) -> str:
    """Return an instant as a WARC-Date with microseconds; one without zone is taken as UTC."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def target_uri(url: str) -> str:
    """Return an address as a URI without fragment; what is none already is percent-encoded."""
    return quote(urldefrag(url).url, safe="!#$%&'()*+,/:;=?@[]~")
