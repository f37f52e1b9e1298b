"""Little-endian numbers and the recurring structures of [MS-DOC], read with their bounds kept."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipelines.errors import Unreadable

MAX_PLC = 1_000_000
"""Elements of one PLC."""


def u16(data: bytes, at: int) -> int:
    """Return two bytes as a number."""
    return _number("<H", data, at)


def i16(data: bytes, at: int) -> int:
    """Return two bytes as a signed number."""
    return _number("<h", data, at)


def u32(data: bytes, at: int) -> int:
    """Return four bytes as a number."""
    return _number("<I", data, at)


def i32(data: bytes, at: int) -> int:
    """Return four bytes as a signed number."""
    return _number("<i", data, at)


def u8(data: bytes, at: int) -> int:
    """Return a byte."""
    return _number("<B", data, at)


def _number(form: str, data: bytes, at: int) -> int:
    try:
        return int(struct.unpack_from(form, data, at)[0])
    except struct.error as error:
        raise Unreadable("the Word document is cut off or broken") from error


def plc(data: bytes, width: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield the elements of a PLC (2.8) with the positions they begin and end at."""
    count = max(len(data) - 4, 0) // (4 + width)
    if count > MAX_PLC:
        raise Unreadable("the Word document has too many elements")
    first = 4 * (count + 1)
    for number in range(count):
        begin, end = u32(data, 4 * number), u32(data, 4 * number + 4)
        yield begin, end, data[first + number * width : first + (number + 1) * width]
