"""One form for text, whatever the source: NFC, plain blanks, ordinary characters for radicals."""

from __future__ import annotations

import re
import unicodedata

IDEOGRAPHS = "\u2e80-\u2fdf\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff0f\uff1a-\uff20"
"""Chinese characters and full-width punctuation, for use inside a regular expression's class."""

# Type 3 fonts print radicals for characters. NFKC knows the Kangxi block; of the supplement it knows two.
SUPPLEMENT = dict(
    zip(
        "⺁⺅⺉⺎⺗⺝⺟⺠⺩⺪⺫⺬⺮⺯⺲⺷⺹⺼⺾⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂亻刂兀心月母民王疋目示竹糸罒羊老肉艹艹虎衤覀西见角讠贝车辶钅長镸长门阝青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | {
    "\u2f3e": "户"
}
"""NFKC has 戶 for the radical that fonts of simplified characters draw as 户, and printers to PDF name for it."""
INVISIBLE = dict.fromkeys(
    map(chr, [*range(9), *range(14, 32), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
)
SURROGATES = dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
"""Halves of characters, which no encoding can write: a font's table may name them."""
FOLDED = str.maketrans({**KANGXI, **SUPPLEMENT, **INVISIBLE, **SURROGATES})
ODD = re.compile(f"[{''.join(map(re.escape, INVISIBLE))}\u2e80-\u2fdf\ud800-\udfff]")
BREAK_IN_CHINESE = re.compile(rf"(?<=[{IDEOGRAPHS}])[ \t]*[\r\n]\s*(?=[{IDEOGRAPHS}])")
BLANK_IN_CHINESE = re.compile(rf"(?<=[{IDEOGRAPHS}])\s+(?=[{IDEOGRAPHS}])")


def clean(text: str) -> str:
    """Return text in NFC without control and invisible characters, runs of blanks as one space, ends trimmed.

    Compatibility forms (full-width digits, 〔〕) stay as printed; only radicals are folded to their characters.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if ODD.search(text):
        text = unicodedata.normalize("NFC", text.translate(FOLDED))
    return " ".join(text.split())


def join_breaks(text: str) -> str:
    """Return text without line breaks between Chinese characters, as CSS joins them."""
    return BREAK_IN_CHINESE.sub("", text) if "\n" in text or "\r" in text else text


def close_up(text: str) -> str:
    """Return text without the blanks that justified setting puts between Chinese characters."""
    return BLANK_IN_CHINESE.sub("", text)


def bare(text: str) -> str:
    """Return text without any white space, for comparing."""
    return "".join(text.split())
