"""From bytes to text: byte order mark, validity, label and, last, statistics decide."""

from __future__ import annotations

import codecs
import re

import charset_normalizer
from bs4.dammit import EncodingDetector

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LABEL_WINDOW = 4096
SAMPLE = 65536
CHARSETS = ("gb18030", "big5", "cp950", "utf-8", "utf-16", "iso8859", "cp125", "ascii", "euc", "shift_jis")
"""What a label may choose: Python knows codecs besides (punycode, utf-7) that no page is written in."""

CHINESE = ("gb18030", "big5", "utf-16-le", "utf-16-be")


def decode(payload: bytes, declared: str | None = None) -> str:
    """Return the text of a payload; `declared` is the charset of the HTTP header.

    A byte order mark wins, then valid UTF-8 whatever the labels say (GBK text is practically never valid UTF-8),
    then the header's and the document's own label as far as the bytes bear them out, then statistics. Bytes that
    fit nothing become U+FFFD.
    """
    for mark, encoding in MARKS:
        if payload.startswith(mark):
            return payload[len(mark) :].decode(encoding, "replace")
    if (text := _utf8(payload)) is not None:
        return text
    labels = [_known(label) for label in (declared, label_in(payload))]
    encodings = [label for label in labels if label]
    return next((text for name in encodings if (text := _fitting(payload, name))), None) or _guess(payload)


def label_in(payload: bytes) -> str | None:
    """Return the charset a document names in its own first bytes."""
    return EncodingDetector.find_declared_encoding(payload[:LABEL_WINDOW], is_html=True)


def declared_in(content_type: str | None) -> str | None:
    """Return the charset parameter of a Content-Type header."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    return found.group(1) if found else None


def _utf8(payload: bytes) -> str | None:
    """Decode UTF-8; a body cut off in mid-character, or spoilt in a few places, is still that."""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        text = payload.decode("utf-8", "replace")
    wrong = text.count("�") - payload.count("�".encode())
    sample = text[:SAMPLE]
    return text if wrong * 50 <= len(sample) - len(sample.encode("ascii", "ignore")) else None


def _known(label: str | None) -> str | None:
    """Name the codec for a label; GB2312 and GBK are read as their superset."""
    try:
        name = codecs.lookup(label).name if label else None
    except (LookupError, ValueError):
        return None
    if name in {"gb2312", "gbk", "hz"}:
        return "gb18030"
    return name if name and name.startswith(CHARSETS) else None


def _fitting(payload: bytes, encoding: str) -> str | None:
    """Decode by a label unless the result shows that the label lies."""
    try:
        text = payload.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return None
    lying = text.count("�") * 50 > len(text) or (encoding.startswith(("iso8859", "cp125")) and _high(text))
    return None if lying or encoding == "utf-8" else text


def _high(text: str) -> bool:
    """Tell whether Latin text is full of accents, as Chinese read by a Latin codec is."""
    sample = text[:SAMPLE]
    return sum(character > "\x7f" for character in sample) * 10 > len(sample)


def _guess(payload: bytes) -> str:
    best = charset_normalizer.from_bytes(payload[:SAMPLE], cp_isolation=list(CHINESE)).best()
    return payload.decode(best.encoding if best else "gb18030", "replace")
