"""Named fields: the lines `Name: value` that begin WARC records and HTTP messages and fill `warc-fields` blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.capture import Headers

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_FOLD = re.compile(rb"\n[ \t]")
# What `bytes.strip` takes off; `str.strip` takes more.
_BLANKS = " \t\r\n\v\f"


def format_fields(fields: Iterable[tuple[str, str | None]]) -> bytes:
    """Return the fields that have a value as UTF-8 lines; line breaks and other controls become one space."""
    pairs = [(name, value) for name, value in fields if value is not None]
    if not "".join([value for _, value in pairs]).isprintable():
        pairs = [(name, _CONTROLS.sub(" ", value)) for name, value in pairs]
    return "".join([f"{name}: {value.strip()}\r\n" for name, value in pairs]).encode("utf-8", "replace")


def parse_fields(raw: bytes, encoding: str = "utf-8") -> Headers:
    """Return names and values in the order of the lines.

    Folded lines are joined by one space, lines without a colon are passed over. Bytes that are not valid in the
    encoding make that value latin-1, so that nothing is lost.
    """
    if raw.isascii() and not _FOLD.search(raw):
        return _plain(raw.decode("ascii"))
    pairs: list[tuple[bytes, list[bytes]]] = []
    for line in raw.split(b"\n"):
        if line[:1] in (b" ", b"\t") and pairs:
            pairs[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            pairs.append((name.strip(), [value.strip()]))
    return tuple((name.decode("latin-1"), _text(b" ".join(value).strip(), encoding)) for name, value in pairs)


def _plain(text: str) -> Headers:
    """Return the fields of lines without folds and in ASCII, as nearly all are: the same in a third of the time."""
    fields = []
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon and (name := name.strip(_BLANKS)):
            fields.append((name, value.strip(_BLANKS)))
    return tuple(fields)


def first(fields: Headers, name: str) -> str | None:
    """Return the first value of a field, whatever the case of its name."""
    wanted = name.lower()
    for key, value in fields:
        if key.lower() == wanted:
            return value
    return None


def _text(value: bytes, encoding: str) -> str:
    try:
        return value.decode(encoding)
    except UnicodeDecodeError:
        return value.decode("latin-1")
