"""Numbers with a unit as prose mentions them, each with the words that label it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import msgspec

from pipelines.report import Number
from pipelines.tables.numbers import as_json

HAN_UNITS = "人次|件次|人|名|件|条|份|宗|起|例|期|册|元(?![区县镇乡村里桥])|通"
"""Units that numerals in Han characters count; 一个, 三项, 一次 are mere words, 三元区 a name."""
UNITS = "人次|件次|人|名|件|条|份|宗|起|项|次|例|个|期|册|本|元|通|封|部|篇|场|批|户"
SCALES = {"": 1, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}

AROUND = 300
"""Characters of a sentence that are looked at to either side of a clause, and the most that a clause has."""

MOST_MENTIONS = 40
"""Numbers of a clause that are looked at: each is held against the whole clause."""

_NUMBER = r"(?<![\d.,A-Za-z第〔\-~])(?<!\d )(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?(?![\d ,.]*\d)"
_HAN = "一二两三四五六七八九十百千万"
_HAN_NUMBER = (
    rf"(?<![第几数上每任各逐同这那唯{_HAN}])(?<![{_HAN}][、至到])[{_HAN}零]{{1,11}}"
    rf"(?=[余多]?(?:{HAN_UNITS})(?!事|实事|龙))"
)
FIGURE = re.compile(rf"[\d零]|[{_HAN}][余多]?(?:{HAN_UNITS})")
"""What every mention holds."""
_MENTION = re.compile(
    rf"(?P<near>近|约|逾|超过|超|大约|将近|多达)?(?P<number>{_NUMBER}|{_HAN_NUMBER}|零)"
    rf"(?P<more>[余多])?(?P<scale>百万|千万|[千万亿])?(?P<over>[余多])?(?P<unit>{UNITS})(?!以[下内])(?P<about>以上|左右)?"
    rf"|(?<=[为是])(?P<bare>0|零)(?=[,，;。:!?()、]|\Z)"
)
_CLAUSE = re.compile(rf"(?:[^,，;。:!?()]|(?<=\d),(?=\d{{3}}(?!\d))){{1,{AROUND}}}")
_SENTENCE = re.compile(r"[。!?]")
_SHARE = re.compile(
    r"[,，、(]{0,2}(?:(?:约|大约|各|分别)?占(?:比)?[^,，。;:()\d]{0,16}|比例[为是]|)(?P<share>\d{1,3}(?:\.\d{1,4})?)(?P<sign>%)?"
)
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2, "十": 1}
_THOUSANDS = re.compile(
    r"(?:([一二两三四五六七八九])千(?=.百|零|\Z))?零?(?:([一二两三四五六七八九])百(?=.?十|零|\Z))?零?"
    r"([一二三四五六七八九]?十)?([一二两三四五六七八九])?"
)
"""Thousands, hundreds, tens, ones; 一百五 is colloquial for 150 and not read."""
_NEGATED = re.compile(r"[未没无]")
_OPENING = re.compile(
    r"(?>(?:其中|其余|余下|剩余|全部|另外?|还?有|尚有|共有?|总共|分别[为是]?|年内|全年|同时|以及|和|及|与|、|(?:20\d\d|本|当)年度?|"
    r"截至目前|均为|全市|全县|全区|全省|我[市县区局镇乡]|本[机关局]+|共?计|累计|的)*)"
)


class Mention(msgspec.Struct, frozen=True):
    """A number of something. Positions are in the paragraph's wording.

    `label` are the words that say of what, from `label_start` to `label_end`: those before the number, or after it
    where nothing precedes (`leads` is false); `trail` are the words after it where those before are the label.
    `percent` is the share stated with it.
    """

    value: Number
    unit: str | None
    approximate: bool
    percent: Number | None
    start: int
    end: int
    number_start: int
    number_end: int
    label: str
    label_start: int
    label_end: int
    leads: bool
    trail: str


class Clause(msgspec.Struct, frozen=True):
    """The words between two stops or commas, and the numbers they mention.

    `sentence` is the sentence around it, at most `AROUND` characters to each side, from `sentence_start` on;
    `sentence_number` tells sentences apart.
    """

    text: str
    start: int
    sentence: str
    sentence_start: int
    sentence_number: int
    mentions: tuple[Mention, ...]


def clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of a wording in order."""
    begin = 0
    for number, end in enumerate([*(match.end() for match in _SENTENCE.finditer(text)), len(text)]):
        for match in _CLAUSE.finditer(text, begin, end):
            first = max(begin, match.start() - AROUND)
            around = text[first : min(end, match.end() + AROUND)]
            mentions = tuple(_mentions(text, match.group(), match.start()))
            yield Clause(match.group(), match.start(), around, first, number, mentions)
        begin = end


def _mentions(text: str, clause: str, start: int) -> Iterator[Mention]:
    if not FIGURE.search(clause):
        return
    found = list(islice(filter(_is_number, _MENTION.finditer(clause)), MOST_MENTIONS))
    if not found:
        return
    leads = _OPENING.fullmatch(clause[: found[0].start()]) is None
    for index, match in enumerate(found):
        label_start = found[index - 1].end() if index and leads else match.end()
        label_end = match.start() if leads else _next_start(found, index, len(clause))
        if leads and not index:
            label_start = 0
        elif leads:
            label_start += _share_length(clause[label_start:])
        trail = clause[match.end() : _next_start(found, index, len(clause))]
        yield _mention(text, match, start, (label_start, label_end), trail if leads else "")


def _is_number(match: re.Match[str]) -> bool:
    """Return whether a match is a number: 未收到一件 has none, nor has 三四件."""
    printed = match.group("number")
    if not printed or printed[0] not in _HAN:
        return True
    negated = printed == "一" and _NEGATED.search(match.string, match.start() - 20, match.end() + 20)
    return _han_value(printed) is not None and not negated


def _next_start(found: list[re.Match[str]], index: int, end: int) -> int:
    return found[index + 1].start() if index + 1 < len(found) else end


def _share_length(words: str) -> int:
    share = _share(words)
    return share.end() if share else 0


def _mention(text: str, match: re.Match[str], start: int, label: tuple[int, int], trail: str) -> Mention:
    zero_only = match.group("bare") is not None
    group = "bare" if zero_only else "number"
    share = _share(text[start + match.end() : start + match.end() + 60])
    near = ("near", "more", "over", "about")
    return Mention(
        value=_value(match.group(group), None if zero_only else match.group("scale")),
        unit=None if zero_only else match.group("unit"),
        approximate=any(match.group(name) for name in near),
        percent=as_json(Decimal(share.group("share"))) if share else None,
        start=start + match.start(),
        end=start + match.end(),
        number_start=start + match.start(group),
        number_end=start + match.end(group),
        label=match.string[slice(*label)],
        label_start=start + label[0],
        label_end=start + label[1],
        leads=label[0] < match.start(),
        trail=trail,
    )


def _share(words: str) -> re.Match[str] | None:
    """Return the share stated right after a number; without its sign only the verb makes it one."""
    match = _SHARE.match(words)
    if match is None or (not match.group("sign") and "占" not in match.group()):
        return None
    following = words[match.end() : match.end() + 2]
    return None if re.match(rf"\d|个百分点|万|{UNITS}", following) else match


def _value(printed: str, scale: str | None) -> Number:
    han = _han_value(printed)
    return as_json((Decimal(printed.replace(",", "")) if han is None else han) * SCALES[scale or ""])


def _han_value(printed: str) -> Decimal | None:
    """Return the value of a numeral in Han characters below 100,000,000, `None` for anything else."""
    if printed == "零":
        return Decimal(0)
    high, ten_thousand, low = printed.rpartition("万")
    parts = [_below_ten_thousand(part) for part in ((high, low) if ten_thousand else (low,))]
    if None in parts or (ten_thousand and not high):
        return None
    return sum((part * 10_000**place for place, part in enumerate(reversed(parts)) if part), Decimal(0))


def _below_ten_thousand(printed: str) -> Decimal | None:
    match = _THOUSANDS.fullmatch(printed)
    if match is None:
        return None
    thousands, hundreds, tens, ones = (_DIGITS.get((group or "")[:1], 0) for group in match.groups())
    return Decimal(1000 * thousands + 100 * hundreds + 10 * tens + ones)
