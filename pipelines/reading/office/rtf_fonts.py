"""Character sets of an RTF: its code page and those of its fonts."""

from __future__ import annotations

import codecs
import re

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_DEFAULT = re.compile(rb"\\deff(\d{1,6})")
_TABLE = re.compile(rb"\{\\fonttbl")
_FONT = re.compile(rb"\\f(\d{1,6})|\\fcharset(\d{1,3})|\\cpg(\d{1,5})")
_CHARSETS = {0: 1252, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256,
             186: 1257, 204: 1251, 222: 874, 238: 1250}  # fmt: skip
MAX_TABLE = 500_000


def fonts(payload: bytes) -> tuple[str, dict[int, str], int]:
    """Return the codec of the code page, those of the fonts by number, and the default font."""
    head = payload[:MAX_TABLE]
    page, default, table = _CODE_PAGE.search(head), _DEFAULT.search(head), _TABLE.search(head)
    codecs_: dict[int, str] = {}
    number = -1
    for font, charset, own_page in _FONT.findall(head, table.end(), _end(head, table.end())) if table else ():
        if font:
            number = int(font)
        elif own_page or int(charset) in _CHARSETS:
            codecs_[number] = _codec_of(int(own_page) if own_page else _CHARSETS[int(charset)])
    return _codec_of(int(page[1]) if page else 1252), codecs_, int(default[1]) if default else -1


def _codec_of(page: int) -> str:
    """Return the codec of a Windows code page; GBK is read as the set that holds it."""
    name = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac-roman"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _end(payload: bytes, at: int) -> int:
    """Return where the group that `at` lies in ends."""
    depth = 1
    for found in re.finditer(rb"[{}]", payload[at:]):
        depth += 1 if found[0] == b"{" else -1
        if depth == 0:
            return at + found.start()
    return len(payload)
