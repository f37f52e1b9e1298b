"""The normalized report: the contract of `schema.json` as types."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec

from pipelines.body import Box

if TYPE_CHECKING:
    from pipelines.check import Check

SCHEMA_VERSION = "1.0"

Number = int | float
Values = dict[str, dict[str, dict[str, Number | None]]]
Locator = dict[str, int | list[float]]


def locator(spot: Locator, box: Box | None) -> Locator:
    """Return a spot of a capture as an observation has it, with the page and box of paged captures."""
    return {**spot, "page": box.page, "box": [round(edge, 1) for edge in box[1:]]} if box else spot


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body that reports. Levels and organization types are listed in `schema.json`."""

    name: str | None = None
    level: str | None = None
    org_type: str | None = None
    division_code: str | None = None
    division_path: tuple[str, ...] = ()
    code_year: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The reporting period, ISO dates; `stated` is false where it was inferred from the year."""

    start: str | None
    end: str | None
    stated: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about the report, as far as given."""

    org: str | None = None
    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section's raw heading and its prose without the statutory tables."""

    number: int | None
    key: str | None
    heading: str | None
    text: str


class Observation(msgspec.Struct, frozen=True):
    """One value with its evidence.

    `locator` is `{"table", "row", "column"}` as found in the capture, or `{"block", "start", "end"}`: the
    paragraph's ordinal in the reading of the capture and the character span in its text. For paged captures it also
    has `page` and `box` (`pipelines.body.Box`). `confidence`, 0 to 1, is that of OCR, `None` for text that the capture
    itself holds.
    """

    key: str
    value: Number | None
    raw: str
    status: str
    unit: str | None
    capture: int
    locator: Locator
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that prose states. `where` is the evidence, kept in the observations, not in the fact itself."""

    key: str
    value: Number
    unit: str | None
    quote: str
    section: str | None
    approximate: bool = False
    percent_stated: Number | None = None
    observation: Observation | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A doubt beside a value; the codes, severities and operands are those of the contract."""

    code: str
    severity: str
    message: str
    where: tuple[str, ...] = ()
    operands: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indication:
    """One place that says something about a report's title, year, issuer or date of publication.

    `key` is the path of what it speaks of, `value` what it says of it, `raw` its words; `where` and `certainty` are
    listed in `schema.json`. `capture` is an index, `None` for what no capture holds. One of a key is `chosen`.
    """

    key: str
    value: str | int
    raw: str
    where: str
    certainty: str
    capture: int | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where the report was found."""

    portal: str | None = None
    url: str | None = None
    listing_url: str | None = None
    listing_title: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """A capture as the report lists it."""

    url: str | None
    role: str
    page: int | None
    media_type: str
    captured_at: str | None
    warc: str | None
    offset: int | None
    length: int | None
    record_id: str | None
    payload_digest: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """One annual report, normalized.

    `checks` are all that were made of it; those that failed are its anomalies. They are no part of the document.
    """

    id: str
    report_year: int | None
    title: str | None
    layout: str | None
    issuer: Issuer
    period: Period
    published_on: str | None
    published_kind: str | None
    identity: tuple[Indication, ...]
    partial: bool
    missing_pages: tuple[int, ...]
    preamble: str | None
    contact: Contact | None
    sections: tuple[Section, ...]
    tables: Values
    extra_values: tuple[Number, ...]
    facts: tuple[Fact, ...]
    observations: tuple[Observation, ...]
    anomalies: tuple[Anomaly, ...]
    captures: tuple[CaptureEntry, ...]
    source: Source
    parser: dict[str, str]
    checks: tuple[Check, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the document of the contract as plain JSON values."""
        plain = msgspec.json.decode(msgspec.json.encode(replace(self, checks=())))
        document: dict[str, Any] = {"schema_version": SCHEMA_VERSION, **plain}
        del document["checks"]
        for fact in document["facts"]:
            del fact["observation"]
        return document


_ENCODER = msgspec.json.Encoder(order="sorted")


def dumps(document: object, *, indent: int = 0) -> str:
    """Return the one serialization: sorted keys, UTF-8 text as it is; two spaces of indent in files, else one line."""
    return msgspec.json.format(_ENCODER.encode(document), indent=indent).decode()
