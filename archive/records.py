"""WARC 1.1 records as bytes: how any record is built, and the `warcinfo` that begins a file."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urldefrag

from archive.capture import Context
from archive.digests import digest
from archive.fields import format_fields

VERSION = "WARC/1.1"
FIELDS_TYPE = "application/warc-fields"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
TRUNCATIONS = {"length", "time", "disconnect", "unspecified"}
_SAFE = "!$%&'()*+,/:;=?@~"
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?]*")
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# As `Exchange.tls` begins: `TLSv1.3 TLS_AES_256_GCM_SHA384`; `TLSv1` is 1.0.
_TLS = re.compile(r"TLSv(1(?:\.\d)?) ([\w-]+)")

Pairs = Sequence[tuple[str, str | None]]
Pieces = tuple[bytes, ...]
"""The bytes of one record, a large block left as it is."""


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
                ("robots", "classic"),
                ("http-header-user-agent", self.user_agent),
            )
        )
        fields = (("WARC-Filename", filename), ("Content-Type", FIELDS_TYPE))
        return build("warcinfo", record_id, date(created_at), fields, block)


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
        ("rendered", context.rendered),
        ("route", context.route),
    )


def build(kind: str, record_id: str, captured_at: str, fields: Pairs, block: bytes) -> bytes:
    """Return one record: version, fields, block and the two line ends after it."""
    return b"".join(in_pieces(kind, record_id, captured_at, fields, block))


def in_pieces(kind: str, record_id: str, captured_at: str, fields: Pairs, block: bytes) -> Pieces:
    """Return one record without a copy of its block."""
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
    return b"%s\r\n%s\r\n" % (VERSION.encode(), head), block, b"\r\n\r\n"


def new_id() -> str:
    """Return a record's URI, without the angle brackets it has in the file."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    # RFC 9562, 5.4, in a third of the time that `uuid.uuid4` takes
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def date(moment: datetime) -> str:
    """Return an instant as a WARC-Date with microseconds; one without zone is taken as UTC."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def target_uri(url: str) -> str:
    """Return an address as a URI without fragment (RFC 3986); what it must not hold as it is is percent-encoded."""
    bare = urldefrag(url).url
    authority = _AUTHORITY.match(bare)
    split = authority.end() if authority else 0
    return quote(bare[:split], safe=f"{_SAFE}[]") + uri_part(bare[split:])


def uri_part(text: str) -> str:
    """Return a path, query or fragment with what these must not hold percent-encoded."""
    return quote(_NO_ESCAPE.sub("%25", text), safe=_SAFE)


def protocol_fields(version: str, tls: str | None) -> Pairs:
    """Return what was spoken, in the community's fields: WARC-Protocol for each layer, WARC-Cipher-Suite.

    The suite has its name of the IANA registry; of those older than TLS 1.3 OpenSSL tells another, which stays in
    the metadata record alone.
    """
    layer = _TLS.match(tls or "")
    return (
        ("WARC-Protocol", f"http/{version}" if version else None),
        ("WARC-Protocol", f"tls/{float(layer[1])}" if layer else None),
        ("WARC-Cipher-Suite", layer[2] if layer and layer[2].startswith("TLS_") else None),
    )
