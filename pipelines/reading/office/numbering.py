"""Automatic numbering of paragraphs: what a word processor prints before the text, which the text does not hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVELS = 9
MAX_NUMBER = 9999
"""Numbers above this are printed as figures."""

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_COUNTING = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
             "taiwaneseCountingThousand"}  # fmt: skip
_FORMAL_COUNTING = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
_FULL_WIDTH = "０１２３４５６７８９"
_FIGURES = {"ideographDigital": _DIGITS, "japaneseDigitalTenThousand": _DIGITS, "taiwaneseDigital": _DIGITS,
            "decimalFullWidth": _FULL_WIDTH, "decimalFullWidth2": _FULL_WIDTH}  # fmt: skip
_SERIES = {"decimalEnclosedCircle": ("①", 20), "decimalEnclosedCircleChinese": ("①", 20),
           "decimalEnclosedParen": ("⑴", 20), "decimalEnclosedFullstop": ("⒈", 20),
           "ideographEnclosedCircle": ("㊀", 10)}  # fmt: skip
"""Characters that follow each other in Unicode: the first, and how many there are."""

_ROWS = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
MAX_LETTERED = 780
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_LATIN_END = re.compile(r"[!-~]$")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: first number, how numbers are written, and the text around them.

    `style` is a value of ST_NumberFormat (ECMA-376, 17.18.59); `template` has `%1` for the number of the first level.
    `suffix` is `tab`, `space` or `nothing`; `restarts` is false where numbers run on under a new number above.
    """

    start: int = 1
    style: str = "decimal"
    template: str = ""
    suffix: str = "tab"
    legal: bool = False
    restarts: bool = True


class Counters:
    """The numbers that lists have come to, by list."""

    def __init__(self) -> None:
        self._counts: defaultdict[object, list[int | None]] = defaultdict(lambda: [None] * LEVELS)
        self._restarted: set[object] = set()

    def label(
        self, key: object, at: int, levels: Mapping[int, Level], restart: tuple[object, int] | None = None
    ) -> str:
        """Count one paragraph at a level of list `key` and return what is printed before its text.

        `restart` names who asks for another first number, once, and that number.
        """
        level = levels.get(at, Level(style="none"))
        counts = self._counts[key]
        before = counts[at]
        if restart and restart[0] not in self._restarted:
            self._restarted.add(restart[0])
            before = restart[1] - 1
        counts[at] = level.start if before is None else before + 1
        for below in range(at + 1, LEVELS):
            if levels.get(below, level).restarts:
                counts[below] = None
        return joined(self._filled(level, counts, levels), level.suffix)

    def _filled(self, level: Level, counts: Sequence[int | None], levels: Mapping[int, Level]) -> str:
        def number(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            of = levels.get(place, level)
            count = counts[place]
            return ordinal(of.start if count is None else count, "decimal" if level.legal else of.style)

        return "" if level.style == "bullet" else re.sub(r"%([1-9])", number, level.template)


def joined(label: str, suffix: str) -> str:
    """Return a label as it stands before the text: full-width punctuation needs no blank."""
    return f"{label} " if suffix != "nothing" and _LATIN_END.search(label) else label


def ordinal(number: int, style: str) -> str:
    """Return a number as a numbering style prints it; styles not known here give figures."""
    if style in {"none", "bullet"}:
        return ""
    if not 0 < number <= MAX_NUMBER:
        return str(number)
    written = _written(number, style)
    return str(number) if written is None else written


def _written(number: int, style: str) -> str | None:
    if style in _COUNTING:
        return chinese(number)
    if style in _FORMAL_COUNTING:
        return chinese(number, _FORMAL, "拾佰仟")
    if style in _FIGURES:
        return "".join(_FIGURES[style][int(figure)] for figure in str(number))
    if style in _SERIES:
        first, count = _SERIES[style]
        return chr(ord(first) + number - 1) if number <= count else None
    if style in _ROWS:
        return _ROWS[style][number - 1] if number <= len(_ROWS[style]) else None
    return _latin(number, style)


def _latin(number: int, style: str) -> str | None:
    if style == "decimalZero":
        return f"{number:02}"
    written = _roman(number) if style.endswith("Roman") else None
    if style.endswith("Letter") and number < MAX_LETTERED:
        written = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    return written.lower() if written and style.startswith("lower") else written


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """Return a number from 1 to 9,999 in Chinese: 十, 十二, 一百零五."""
    written, skipped = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if skipped else "") + digits[digit] + (units[place - 1] if place else "")
        skipped = bool(written) and (not digit)
    return written.removeprefix("一") if written.startswith("一十") else written


def _roman(number: int) -> str:
    if number > 3999:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
