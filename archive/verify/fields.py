"""What the standard asks of a record's head (ISO 28500:2017, WARC 1.1; clauses by number), record by record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address

from archive.records import TRUNCATIONS
from archive.scan import Record

Found = Iterator[tuple[str, str]]
"""Rules broken and what was found."""

PROFILE = re.compile(
    r"<?http://netpreserve\.org/warc/[01]\.[0-9]+/(?:revisit/)?"
    r"(?P<kind>(?:uri-agnostic-)?identical-payload-digest|server-not-modified)/?>?"
)
_TYPES = {
    *("warcinfo", "response", "resource", "request"),
    *("metadata", "revisit", "conversion", "continuation"),
}
_SPELT = {
    name.lower(): name
    for name in (
        *("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length", "WARC-Target-URI", "WARC-Profile"),
        *("WARC-Filename", "WARC-Refers-To", "WARC-Concurrent-To", "WARC-IP-Address", "WARC-Warcinfo-ID"),
        *("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "Content-Type", "WARC-Truncated"),
        *("WARC-Payload-Digest", "WARC-Identified-Payload-Type"),
        *("WARC-Segment-Origin-ID", "WARC-Segment-Number", "WARC-Segment-Total-Length"),
    )
}
# 5.2 to 5.5
_ALWAYS = ("warc-type", "warc-record-id", "warc-date", "content-length")
# 5.12, 5.16, 5.18, 5.19, 6.7
_TARGETED = (*_ALWAYS, "warc-target-uri")
_MANDATORY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("response", "request", "resource", "conversion"), _TARGETED),
    "revisit": (*_TARGETED, "warc-profile"),
    "continuation": (*_TARGETED, "warc-segment-origin-id", "warc-segment-number"),
}
# 5.7, 5.9 to 5.12, 5.14, 5.15, 5.17, 5.19, 5.20
_SERIES = {"warc-segment-origin-id", "warc-segment-total-length"}
_OF_CAPTURES = {"warc-concurrent-to", "warc-ip-address"}
_OF_PAYLOADS = {"warc-payload-digest", "warc-identified-payload-type"}
_UNREFERRING = {"warc-filename", "warc-refers-to"} | _SERIES
_FORBIDDEN: dict[str, set[str]] = {
    "warcinfo": {"warc-target-uri", "warc-warcinfo-id", "warc-refers-to"}
    | _OF_CAPTURES
    | _OF_PAYLOADS
    | _SERIES,
    **dict.fromkeys(("response", "request", "resource"), _UNREFERRING),
    "metadata": {"warc-filename"} | _OF_PAYLOADS | _SERIES,
    "revisit": {"warc-filename"} | _SERIES,
    "conversion": {"warc-filename"} | _OF_CAPTURES | _SERIES,
    "continuation": {"warc-filename", "warc-refers-to"} | _OF_CAPTURES,
}
# 5.1, 5.7; the second is an extension that says one protocol of a connection each time
_REPEATABLE = {"warc-concurrent-to", "warc-protocol"}

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the grammar's word
# The grammar of 4: names are tokens, values hold no control characters, long ones go on in indented lines.
_HEAD = re.compile(
    rb"WARC/\d\.\d+\r\n(?>(?:%b+:[^\x00-\x08\x0a-\x1f\x7f]*+\r\n(?>(?:[ \t][^\x00-\x08\x0a-\x1f\x7f]*+\r\n)*))*)\r\n"
    % _TOKEN.encode()
)
_CHARS = r"A-Za-z0-9._~!$&'()*+,;=\-"
_HOST = rf"(?:\[[0-9A-Fa-fvV:.]+\]|(?>(?:[{_CHARS}]++|%[0-9A-Fa-f]{{2}})*))"
_AUTHORITY = rf"//(?:(?>(?:[{_CHARS}:]++|%[0-9A-Fa-f]{{2}})*)@)?{_HOST}(?::[0-9]*)?"
_PATH = rf"(?>(?:[{_CHARS}:@/]++|%[0-9A-Fa-f]{{2}})*)"
_QUERY = rf"(?>(?:[{_CHARS}:@/?]++|%[0-9A-Fa-f]{{2}})*)"
_URI = rf"[A-Za-z][A-Za-z0-9+.-]*:(?:{_AUTHORITY}(?:/{_PATH})?|(?!//){_PATH})(?:\?{_QUERY})?(?:#{_QUERY})?"
_TARGET = re.compile(_URI)
_ID = re.compile(rf"<(?:urn:uuid:[0-9a-fA-F-]{{36}}|{_URI})>")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?Z", re.ASCII)
_SHORT_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)Z)?)?)?", re.ASCII)
_MEDIA_TYPE = re.compile(rf'{_TOKEN}/{_TOKEN}(?:[ \t]*;[ \t]*(?:{_TOKEN}=(?:{_TOKEN}|"[^"]*"))?)*')
_SHOWN = 120
_DIGITS = 18
_NONE: frozenset[str] = frozenset()


def head_faults(record: Record) -> Found:
    """Yield what is wrong with a record's version, lines, fields and their values."""
    common = _COMMON.get(record.version)
    is_common = common is not None and common.fullmatch(record.head) is not None
    if not is_common:
        yield from _form_faults(record)
    empty = () if is_common else tuple(name for name, value in record.named.items() if not value)
    yield from _presence(record.kind, tuple(record.named), empty)
    if len(record.named) < len(record.fields):
        yield from _repetitions(record.kind, tuple([name.lower() for name, _ in record.fields]))


def _form_faults(record: Record) -> Found:
    if record.version not in {"1.0", "1.1"}:
        yield "version", f"the version is {record.version}"
    if not _HEAD.fullmatch(record.head) or not (record.head.isascii() or _is_utf8(record.head)):
        yield "head", "the head is not made of lines 'Name: value' in UTF-8 that end with CR LF"
    for name, value in dict.fromkeys((name.lower(), value) for name, value in record.fields):
        form = _FORMS.get(name)
        if form is not None and value and not form[1](value, record.version):
            yield form[0], f"{_SPELT[name]} is {value[:_SHOWN]!r}"


@lru_cache(maxsize=256)
def _presence(kind: str, names: tuple[str, ...], empty: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return which mandatory fields are missing or empty, and which are there that must not be."""
    missing = [name for name in _MANDATORY.get(kind, _ALWAYS) if name not in names or name in empty]
    forbidden = _FORBIDDEN.get(kind, _NONE).intersection(names)
    return (
        *(("field", f"the {kind or 'nameless'} record has no {_SPELT[name]}") for name in missing),
        *(("field", f"the {kind} record must not have {_SPELT[name]}") for name in sorted(forbidden)),
    )


@lru_cache(maxsize=256)
def _repetitions(kind: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    counts = Counter(names)
    return tuple(
        ("field", f"the {kind or 'nameless'} record has more than one {_SPELT.get(name, name)}")
        for name in sorted(counts.keys() - _REPEATABLE)
        if counts[name] > 1
    )


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_id(text: str, version: str) -> bool:  # noqa: ARG001 - all forms are asked alike
    return bool(_ID.fullmatch(text))


@lru_cache(maxsize=64)
def _is_target(text: str, version: str) -> bool:
    """Ask for a URI (RFC 3986, appendix A); the published grammar of 1.0 has angle brackets, its examples have none."""
    bracketed = version == "1.0" and text.startswith("<") and text.endswith(">")
    return bool(_TARGET.fullmatch(text[1:-1] if bracketed else text))


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


def as_number(text: str) -> int | None:
    """Return a number of segments or bytes, `None` for what is none or too long to be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


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
    "warc-segment-number": ("segment", lambda text, _: as_number(text) is not None),
    "warc-segment-total-length": ("segment", lambda text, _: as_number(text) is not None),
}


_UUID = "<urn:uuid:[0-9a-fA-F-]{36}>"
_MONTH_AND_DAY = (
    "(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31"
)
_MOMENT = rf"[12][0-9]{{3}}-(?:{_MONTH_AND_DAY})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def _common(version: str, date: str) -> re.Pattern[bytes]:
    """Return what matches a head without fault in whole, one regular expression in place of one for each value.

    What it does not match need not be wrong, and is looked at line by line.
    """
    values = {
        "WARC-(?:Record-ID|Concurrent-To|Warcinfo-ID|Refers-To)": _UUID,
        "WARC-(?:Refers-To-)?Target-URI": _URI,
        "WARC-(?:Refers-To-)?Date": date,
        "WARC-Type": "|".join(sorted(_TYPES)),
        "WARC-IP-Address": r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\r)|(?=\r))){4}",
        "WARC-Truncated": "|".join(sorted(TRUNCATIONS)),
        "Content-Type|WARC-Identified-Payload-Type": _MEDIA_TYPE.pattern,
    }
    lines = [f"(?:{names}): (?:{value})" for names, value in values.items()]
    lines.append(rf"(?!(?i:{'|'.join(_FORMS)})[ \t]*:){_TOKEN}: [ -~]*+")
    return re.compile(rf"WARC/{re.escape(version)}\r\n(?>(?:(?:{'|'.join(lines)})\r\n)*)\r\n".encode("ascii"))


_COMMON = {"1.0": _common("1.0", f"{_MOMENT}Z"), "1.1": _common("1.1", rf"{_MOMENT}(?:\.[0-9]{{1,9}})?Z")}
