"""What crosses between the packages: a capture, its place in the archive, and why it was fetched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Headers = tuple[tuple[str, str], ...]


class Role(StrEnum):
    """What a capture was fetched as."""

    SEED = "seed"
    HUB = "hub"
    LISTING = "listing"
    PAGE = "page"
    ATTACHMENT = "attachment"
    REQUISITE = "requisite"
    ROBOTS = "robots"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response record lies: file (final name, relative to the data directory), byte range, id."""

    warc: str
    offset: int
    length: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Context:
    """Why a response was fetched; travels in a `metadata` record beside it, so that an archive parses alone.

    `document` is the record id of the response that began the document this one belongs to; the first
    response of a document has none. `page` is the number of an article page or the ordinal of an attachment,
    1-based, where known when it was asked for. `issuer` and `division` are what the registry knows of the portal.
    `rendered` is the reason for which a page was given to a browser; only renderings have one. `route` is the
    fragment that the rendered page's scripts read as an address; the archive sets it.
    """

    portal: str
    role: Role
    via: str | None = None
    page: int | None = None
    document: str | None = None
    listing_url: str | None = None
    listing_title: str | None = None
    issuer: str | None = None
    division: str | None = None
    rendered: str | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Revisit:
    """The original whose payload a revisit record stands for (WARC 1.1, 6.7).

    As the revisit names it, or, once it was found, as it is: then `place` tells where it lies.
    """

    profile: str
    record_id: str | None = None
    url: str | None = None
    captured_at: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived response.

    `payload` is the body without transfer and content coding. `media_type` is identified from the bytes, the
    server's claim second. `captured_at` is the WARC-Date as written. Plain files have neither place nor context.
    One that is a `revisit` has the payload, its digest and its truncation from its original, all else its own; after
    a 304 status and headers are the original's, updated by those that came with it (RFC 9111, 3.2).
    """

    url: str
    status: int
    headers: Headers
    payload: bytes
    media_type: str
    captured_at: str | None = None
    payload_digest: str | None = None
    truncated: str | None = None
    place: Place | None = None
    context: Context | None = None
    revisit: Revisit | None = None

    def header(self, name: str) -> str | None:
        """Return the first value of a response header, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Document:
    """The captures of one report in order: article pages, then attachments.

    `path` names the file or folder when the document was read from plain files.
    """

    captures: tuple[Capture, ...]
    path: str | None = None

    @property
    def context(self) -> Context | None:
        """Return why the first response was fetched, `None` for plain files and foreign archives."""
        return self.captures[0].context if self.captures else None
