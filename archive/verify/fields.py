"""What the standard asks of a record's head (ISO 28500:2017, WARC 1.1; clauses by number), record by record."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address

from archive.records import TRUNCATIONS
from archive.scan import Record

Found = Iterator[tuple[str, str]]
"""Rules broken and what was found."""

PROFILE = re.compile(
    r"<?http://netpreserve\.org/warc/[01]\.\d+/(?:revisit/)?"
    r"(?P<kind>(?:uri-agnostic-)?identical-payload-digest|server-not-modified)/?>?"
)
_TYPES = {
    *("warcinfo", "response", "resource", "request"),
    *("metadata", "revisit", "conversion", "continuation"),
}
# 5.2 to 5.5, 5.12, 5.18 to 5.20, 6.7
_ALWAYS = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
_TARGET = ("WARC-Target-URI",)
_MANDATORY = defaultdict(
    lambda: _ALWAYS,
    response=_ALWAYS + _TARGET,
    request=_ALWAYS + _TARGET,
    resource=_ALWAYS + _TARGET,
    conversion=_ALWAYS + _TARGET,
    revisit=(*_ALWAYS, *_TARGET, "WARC-Profile"),
    continuation=(*_ALWAYS, *_TARGET, "WARC-Segment-Origin-ID", "WARC-Segment-Number"),
)
# 5.7, 5.9 to 5.12, 5.14 to 5.15, 5.17, 5.19 to 5.20
_SERIES = ("WARC-Segment-Origin-ID", "WARC-Segment-Total-Length")
_UNREFERRING = ("WARC-Filename", "WARC-Refers-To", *_SERIES)
_ALONE = ("WARC-Concurrent-To", "WARC-IP-Address")
_NO_PAYLOAD = ("WARC-Payload-Digest", "WARC-Identified-Payload-Type")
_FORBIDDEN: dict[str, tuple[str, ...]] = {
    "warcinfo": (*_TARGET, *_ALONE, *_NO_PAYLOAD, *_SERIES, "WARC-Warcinfo-ID", "WARC-Refers-To"),
    "response": _UNREFERRING,
    "request": _UNREFERRING,
    "resource": _UNREFERRING,
    "metadata": ("WARC-Filename", *_NO_PAYLOAD, *_SERIES),
    "revisit": ("WARC-Filename", *_SERIES),
    "conversion": ("WARC-Filename", *_ALONE, *_SERIES),
    "continuation": ("WARC-Filename", "WARC-Refers-To", *_ALONE),
}
# 5.1, 5.7; the second is an extension that says one protocol of a connection each time
_REPEATABLE = {"warc-concurrent-to", "warc-protocol"}

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the grammar's word
# The grammar of 4: names are tokens, values hold no control characters, long ones go on in indented lines.
_HEAD = re.compile(
    rb"WARC/\d\.\d+\r\n(?:%s:[^\x00-\x08\x0a-\x1f\x7f]*\r\n(?:[ \t][^\x00-\x08\x0a-\x1f\x7f]*\r\n)*)*\r\n"
    % _TOKEN.encode()
)
_PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_AUTHORITY = (
    r"//(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
    r"(?:\[[0-9A-Fa-fvV:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::\d*)?"
)
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?:{_AUTHORITY}(?:/{_PCHAR}*)*|/?(?!/){_PCHAR}+(?:/{_PCHAR}*)*|/?)"
    rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z")
_SHORT_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)Z)?)?)?")
_MEDIA_TYPE = re.compile(rf'{_TOKEN}/{_TOKEN}(?:[ \t]*;[ \t]*(?:{_TOKEN}=(?:{_TOKEN}|"[^"]*"))?)*')
_SHOWN = 120


def head_faults(record: Record) -> Found:
    """Yield what is wrong with a record's version, lines, fields and their values."""
    if record.version not in {"1.0", "1.1"}:
        yield "version", f"the version is {record.version}"
    if not _HEAD.fullmatch(record.head) or not (record.head.isascii() or _is_utf8(record.head)):
        yield "head", "the head is not made of lines 'Name: value' in UTF-8 that end with CR LF"
    yield from _presence(record)
    for name, value in record.fields:
        form = _FORMS.get(name.lower())
        if form is not None and value and not form[1](value, record.version):
            yield form[0], f"{name} is {value[:_SHOWN]!r}"


def _presence(record: Record) -> Found:
    """Yield mandatory fields that are missing, others that must not be there or not twice."""
    kind, named = record.kind, record.named
    for name in _MANDATORY[kind]:
        if not named.get(name.lower()):
            yield "field", f"the {kind or 'nameless'} record has no {name}"
    for name in _FORBIDDEN.get(kind, ()):
        if name.lower() in named:
            yield "field", f"the {kind} record must not have {name}"
    if len(named) < len(record.fields):
        names = [name.lower() for name, _ in record.fields]
        for name in sorted(set(names) - _REPEATABLE):
            if names.count(name) > 1:
                yield "field", f"the {kind or 'nameless'} record has more than one {name}"


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_uri(text: str) -> bool:
    """Tell whether a text is a URI with scheme (RFC 3986, appendix A)."""
    return bool(_URI.fullmatch(text))


def _is_id(text: str, version: str) -> bool:  # noqa: ARG001 - all forms are asked alike
    return text.startswith("<") and text.endswith(">") and is_uri(text[1:-1])


@lru_cache(maxsize=64)
def _is_target(text: str, version: str) -> bool:
    """The published grammar of 1.0 puts angle brackets round every URI, its examples and errata do not."""
    bracketed = version == "1.0" and text.startswith("<") and text.endswith(">")
    return is_uri(text[1:-1] if bracketed else text)


@lru_cache(maxsize=64)
def _is_date(text: str, version: str) -> bool:
    """Hold a date to the W3C's forms in UTC; WARC 1.0 knows only the one with whole seconds."""
    whole = _DATE.fullmatch(text)
    short = _SHORT_DATE.fullmatch(text) if version == "1.1" else None
    if not (whole or short) or (version == "1.0" and whole and whole[7]):
        return False
    parts = [int(part) for part in ((whole or short).groups()[:6]) if part]  # type: ignore[union-attr] # one is there
    try:
        datetime(*[*parts, 1, 1][: max(3, len(parts))])  # type: ignore[arg-type] # noqa: DTZ001 - only whether it can be
    except ValueError:
        return False
    return True


@lru_cache(maxsize=64)
def _is_address(text: str, version: str) -> bool:  # noqa: ARG001 - as above
    try:
        return "%" not in str(ip_address(text))
    except ValueError:
        return False


@lru_cache(maxsize=64)
def _is_media_type(text: str, version: str) -> bool:  # noqa: ARG001 - as above
    return bool(_MEDIA_TYPE.fullmatch(text))


def _is_number(text: str, version: str) -> bool:  # noqa: ARG001 - as above
    return text.isascii() and text.isdecimal()


_FORMS: dict[str, tuple[str, Callable[[str, str], bool]]] = {
    "warc-type": ("field", lambda text, _: text.lower() in _TYPES),
    "warc-record-id": ("id", _is_id),
    "warc-concurrent-to": ("id", _is_id),
    "warc-refers-to": ("id", _is_id),
    "warc-warcinfo-id": ("id", _is_id),
    "warc-segment-origin-id": ("id", _is_id),
    "warc-target-uri": ("uri", _is_target),
    "warc-refers-to-target-uri": ("uri", _is_target),
    "warc-date": ("date", _is_date),
    "warc-refers-to-date": ("date", _is_date),
    "content-type": ("field", _is_media_type),
    "warc-identified-payload-type": ("field", _is_media_type),
    "warc-ip-address": ("field", _is_address),
    "warc-truncated": ("field", lambda text, _: text in TRUNCATIONS),
    "warc-profile": ("revisit", lambda text, _: bool(PROFILE.fullmatch(text))),
    "warc-segment-number": ("segment", _is_number),
    "warc-segment-total-length": ("segment", _is_number),
}
