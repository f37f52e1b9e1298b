"""A cell's text as a number, exactly or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from pipelines.report import Number

LONGEST = 200
"""Characters beyond which a cell holds prose, not a number."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PUNCTUATION = str.maketrans({"−": "-", "–": "-", "﹣": "-", "﹢": "+", "〇": "0", "零": "0"})
# White space of all kinds, zero-width characters and the byte order mark.
_SPACES = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
# Thin spaces part thousands (千分空, GB/T 15835-2011); any other space may part two numbers.
_THIN_SPACES = re.compile(r"(?<=\d)[\u2009\u202f](?=\d{3}(?!\d))")
# Some blanks in one line part thousands too; two groups, for a line of numbers may be as many values.
_GROUPS = re.compile(r"\d{1,3} \d{3}(?: \d{3})?(?=$|[^\d ])")
_DASHES = re.compile(r"[-‐‑‒–—―─━－﹘/\\]+|无")
_UNITS = "万元|亿元|千元|元|万件|件|项|个|条|次|篇|份|人次|人|宗|起|家|部|户|笔|期|册|例|万条|万人次|万"
_SIGNS = {"增加": 1, "增": 1, "+": 1, "↑": 1, "减少": -1, "减": -1, "-": -1, "↓": -1, "": 1}
_WHOLE = r"\d{1,3}(?:, ?\d{3})+|\d{1,20}"
_PLAIN = re.compile(r"[0-9]{1,20}")
"""What most cells print: nothing but digits."""

_NUMBER = re.compile(
    rf"(?P<sign>{'|'.join(re.escape(sign) for sign in _SIGNS if sign)}|) ?"
    rf"(?P<whole>{_WHOLE})(?: ?\. ?(?P<fraction>\d{{1,10}}))? ?"
    rf"(?P<unit>{_UNITS}|) ?(?P<note>\(.*\)|\[.*\]|〔.*〕|[*※①-⑳¹²³⁴-⁹]{{1,3}}|)"
)
_NOTED_UNIT = re.compile(rf"\((?:单位:?)?(?P<unit>{_UNITS})\)")
_MULTIPLIERS = {"万": 10_000, "亿": 100_000_000}
_WANYUAN = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10_000)}


@dataclass(frozen=True)
class Quantity:
    """What a cell says: an exact number or `None`, the status of the contract, a printed unit, a note.

    `scale` is what 万 or 亿 in the printed unit has multiplied the value by.
    """

    value: Decimal | None
    status: str
    unit: str | None = None
    note: str | None = None
    scale: int = 1

    @cached_property
    def is_number(self) -> bool:
        """Return whether a number could be read."""
        return self.value is not None

    @cached_property
    def number(self) -> Number | None:
        """The value as JSON has it."""
        return None if self.value is None else as_json(self.value)


_TEXT, _DASH, _BLANK, _IMAGE = (Quantity(None, status) for status in ("text", "dash", "blank", "image"))


def read_quantity(text: str, *, image: bool = False, one_line: bool = False) -> Quantity:
    """Return what a cell's text says; whatever cannot be read for certain is `text` without a value.

    A space between digits is read only as a thin space that parts thousands, or as any that does so in text known to
    stand in `one_line`: “1 234” may be two numbers.
    """
    found = _read(text, one_line) if len(text) <= LONGEST else _TEXT
    return _IMAGE if image and found is _BLANK else found


@lru_cache(maxsize=16384)
def _read(text: str, one_line: bool) -> Quantity:
    if _PLAIN.fullmatch(text):
        return _whole(text)
    joined = _THIN_SPACES.sub("", text.translate(_HALF_WIDTH))
    plain = _SPACES.sub(" ", joined.translate(_PUNCTUATION)).strip().rstrip("。;")
    if not plain:
        return _BLANK
    if _DASHES.fullmatch(plain.replace(" ", "")):
        return _DASH
    if one_line and (groups := _GROUPS.match(plain)):
        plain = groups[0].replace(" ", "") + plain[groups.end() :]
    match = _NUMBER.fullmatch(plain)
    return _quantity(match) if match else _TEXT


def _whole(digits: str) -> Quantity:
    value = Decimal(digits)
    return Quantity(value, "number" if value else "zero")


def _quantity(match: re.Match[str]) -> Quantity:
    digits = re.sub(r"\D", "", match["whole"]) + "." + (match["fraction"] or "0")
    value = Decimal(digits) * _SIGNS[match["sign"]]
    unit, note, scale = match["unit"], match["note"], 1
    if not unit and (noted := _NOTED_UNIT.fullmatch(note)):
        unit, note = noted["unit"], ""
    if unit and unit[0] in _MULTIPLIERS and not unit.endswith("元"):
        scale, unit = _MULTIPLIERS[unit[0]], unit[1:]
    status = "number" if value else "zero"
    return Quantity(value * scale, status, unit or None, note or None, scale)


def several(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a cell into which several were run together, nothing if it holds anything else."""
    tokens = text[:LONGEST].split()
    found = tuple(read_quantity(token) for token in tokens) if len(tokens) > 1 else ()
    return found if all(each.is_number for each in found) else ()


def in_wanyuan(value: Decimal, unit: str) -> Decimal | None:
    """Return a sum of money in 万元, exactly; `None` for a unit that is not one of money."""
    factor = _WANYUAN.get(unit)
    return None if factor is None else value * factor


def printed_unit(label: str) -> str | None:
    """Return the unit that a label states in brackets or after 单位.

    >>> printed_unit("本年收费金额（单位：万元，保留4位小数）")
    '万元'
    """
    plain = _SPACES.sub("", label.translate(_HALF_WIDTH))
    match = re.search(rf"单位[:]?({_UNITS})|\(({_UNITS})[,)]", plain)
    return next((unit for unit in match.groups() if unit), None) if match else None


def as_json(value: Decimal) -> Number:
    """Return the JSON number: an integer wherever the value is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
