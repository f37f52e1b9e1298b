# ruff: noqa: E501 - a pattern stands in one piece
"""Section headings by meaning: the forms an ordinal takes, and the words that tell which section a heading opens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipelines.prose.outline import squeezed

FORM_KEYS = ("overview", "active_disclosure", "requests", "review_litigation", "problems", "other")
"""The six sections of the 2019 and 2021 formats, in their order."""

WORDS: tuple[tuple[str, int, str], ...] = (
    ("overview", 6, r"总体情况|整体情况|总的情况|总体概况|综述"),
    ("overview", 5, r"概述|概况|总述|总体|^(?:引言|前言|导语)$"),
    (
        "overview",
        4,
        r"(?:基本|工作|推进|落实|执行|进展)情况$|工作开展情况|工作总结|主要工作|主要做法|成效|亮点|回顾",
    ),
    ("active_disclosure", 6, r"主动公开"),
    (
        "active_disclosure",
        4,
        r"公开(?:的)?(?:各类)?政府信息|(?:政府|政务)?信息(?:主动)?公开(?:的)?(?:主要)?(?:情况|内容)$|信息发布|^公开(?:的)?(?:主要)?(?:情况|内容|形式|范围)$",
    ),
    ("active_disclosure", 2, r"信息公开(?:的)?(?:数量|渠道|载体|形式|方式)|公开平台"),
    ("requests", 7, r"依申请|申请公开|收到和处理"),
    ("requests", 6, r"不予公开|部分公开"),
    ("requests", 5, r"公开(?:的)?申请|申请(?:的)?(?:受理|办理|处理|答复)?(?:的)?情况"),
    ("review_litigation", 8, r"复议"),
    ("review_litigation", 7, r"诉讼|应诉"),
    ("review_litigation", 4, r"申诉|行政救济|举报"),
    ("problems", 6, r"问题|不足|改进"),
    ("problems", 2, r"存在.{0,8}(?:问题|不足)"),
    (
        "problems",
        5,
        r"下一步|下步|打算|工作计划|工作思路|工作安排|努力的?方向|工作设想|工作重点|改善|困难|薄弱环节|今后|展望|差距",
    ),
    (
        "other",
        7,
        r"需要(?:报告|说明)|(?:其他|其它)(?:有关|相关|重要|工作|应当?|报告|说明)?(?:事项|情况|方面)",
    ),
    ("other", 4, r"^(?:其他|其它)$|说明事项|有关说明|说明与附表"),
    ("response", 6, r"回应|解读|舆情"),
    ("consult", 7, r"咨询"),
    ("fees", 8, r"收费|减免"),
    ("fees", 6, r"费用(?!支出)"),
    ("fees", 5, r"收支|支出"),
    ("organization", 6, r"机构|人员|组织领导|工作组织|队伍"),
    ("organization", 5, r"组织保障|监督保障|组织(?:推进|建设|实施)|加强领导|教育培训|工作保障"),
    ("proposals", 8, r"提案|议案|代表建议"),
    ("key_areas", 7, r"重点领域|重点(?:热点|工作|政府)?信息(?:公开)?情况"),
    ("secrecy", 8, r"保密"),
)
"""What a heading's words say: section key, weight, pattern; the weights of the words found add up."""

OFFICIAL: dict[str, str] = {
    "overview": r"总体情况|工作总体情况|基本情况|概述|(?:总体)?概况|综述|总述",
    "active_disclosure": r"(?:行政机关)?主动公开(?:政府)?信息(?:公开)?情况",
    "requests": r"(?:行政机关)?收到和(?:处理|办理)(?:政府)?信息公开申请情况",
    "review_litigation": r"(?:因)?(?:政府)?信息公开(?:工作)?(?:被)?(?:申请|提起)?行政复议和?(?:被)?(?:提起)?行政诉讼情况",
    "problems": r"(?:政府信息公开工作)?存在主要问题[及和与]改进(?:情况|措施)",
    "other": r"(?:其他|其它)需要报告事项",
}
"""The wording of the State Council's format (国办公开办函〔2019〕60号, 〔2021〕30号), without 的 and punctuation."""

CELL_WORDS = re.compile(r"本年新收|上年结转|结转下年度|本年度?办理结果|申请数量|勾稽")
"""Row labels of the requests table, which are numbered like sections."""

LONGEST = 45
_HAN = "一二三四五六七八九十"
_GLUED = re.compile(
    r"\s*(?:总体情况|主动公开政府信息情况|收到和处理政府信息公开申请情况|"
    r"政府信息公开行政复议、行政诉讼情况|存在的主要问题及改进情况|其他需要报告的事项)"
    r"(?=\s*(?:[（(\d]|本|我|全|今|一是|无|没有|目前|按照|根据|存在))"
)
_ORDINALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*([{_HAN}]{{1,3}}|\d{{1,2}})\s*(?:部分|章)\s*[、:：.．]?")),
    ("han", re.compile(rf"([{_HAN}]{{1,3}})\s*(?:[、.．,，:：]|(?=\s))")),
    ("paren", re.compile(rf"[（(]\s*([{_HAN}]{{1,3}})\s*[)）]\s*[、.．]?|([㈠-㈩])")),
    ("arabic", re.compile(r"(\d{1,2})\s*[、．.](?!\d)")),
    ("paren_arabic", re.compile(r"[（(]\s*(\d{1,2})\s*[)）]\s*[、.．]?")),
)
_LEAD = re.compile(r"[\s#*\-–·•●■◆▪\u3000]{0,20}")
_STOP = re.compile(r"[。！？；;:：!?]")
_COMPILED = tuple((key, weight, re.compile(words)) for key, weight, words in WORDS)
_ANY_WORD = re.compile("|".join(words for _, _, words in WORDS))
_OFFICIAL = {key: re.compile(words) for key, words in OFFICIAL.items()}


@dataclass(frozen=True, slots=True)
class Heading:
    """What could be a section's heading at the start of a line.

    `style` is the form of its ordinal (`bare` without one), `end` where the line's own text goes on,
    `shared` whether text follows in the same line, `scores` what its words weigh for each section key.
    """

    style: str
    number: int | None
    raw: str
    end: int
    shared: bool
    scores: dict[str, int]
    official: str | None

    @property
    def title(self) -> str:
        """The heading without white space, for comparison."""
        return squeezed(self.raw)

    @property
    def is_telling(self) -> bool:
        """Whether its words alone tell a section."""
        return _are_telling(self.scores)


def read_heading(line: str) -> Heading | None:
    """Return what could be a heading at the start of `line`, `None` where nothing looks like one."""
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    style, number, after = _read_ordinal(line, start)
    if style == "bare" and _STOP.search(line, start):
        return None
    stop = _title_end(line, after)
    if stop is None:
        return None
    words = _normal(line[after:stop])
    if not words or len(words) > LONGEST or CELL_WORDS.search(words):
        return None
    shared = bool(line[stop:].strip(" \t\u3000。！？；;:：!?"))
    official = _official_key(words)
    scores = _score(words)
    if style == "bare" and (shared or (official is None and not _stands_alone(words, scores))):
        return None
    end = len(line) - len(line[stop:].lstrip(" \t\u3000。：:")) if shared else len(line)
    raw = line[start:stop] if shared else line[start:]
    return Heading(style, number, raw.strip(), end, shared, scores, official)


def inner_headings(text: str) -> list[int]:
    """Return where headings with an ordinal begin inside a run of prose (after a full stop or a line break)."""
    places = []
    for match in re.finditer(
        rf"(?<=[。\n！])\s{{0,20}}(?=[{_HAN}]{{1,3}}\s?[、.．]|第[{_HAN}]{{1,3}}部分)", text
    ):
        heading = read_heading(text[match.end() : match.end() + 120])
        if heading and (heading.official or heading.is_telling):
            places.append(match.end())
    return places


def _read_ordinal(line: str, start: int) -> tuple[str, int | None, int]:
    for style, form in _ORDINALS:
        if match := form.match(line, start):
            printed = next(group for group in match.groups() if group)
            number = ordinal(printed)
            if number:
                return style, number, match.end()
    return "bare", None, start


def ordinal(printed: str) -> int | None:
    """Return the value of an ordinal in Han or Arabic digits, 1 to 99; `None` for anything else."""
    if printed.isdecimal():
        return int(printed)
    if "㈠" <= printed <= "㈩":
        return ord(printed) - ord("㈠") + 1
    tens, ten, ones = printed.partition("十")
    if not ten:
        return _HAN.index(printed) + 1 if len(printed) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (_HAN.index(tens) + 1 if tens else 1) * 10 + (_HAN.index(ones) + 1 if ones else 0)


def _title_end(line: str, start: int) -> int | None:
    """Return where the heading's words end: at a stop, before text glued to them, or with the line."""
    if glued := _GLUED.match(line, start):
        return glued.end()
    window = line[start : start + 4 * LONGEST]
    stop = _STOP.search(window)
    end = start + (stop.start() if stop else len(window))
    gap = re.search(r"(?<=\S)\s+(?=\S)", line[start:end])
    if gap and len(line) - start > LONGEST / 2 and _scores_alone(line[start : start + gap.start()]):
        return start + gap.start()
    if not stop and len(window) < len(line) - start:
        return None
    return end


def _scores_alone(words: str) -> bool:
    normal = _normal(words)
    named = len(normal) >= 5 and normal.endswith(("情况", "事项", "措施")) and _score(normal)
    return bool(_official_key(normal) or named)


def _stands_alone(words: str, scores: dict[str, int]) -> bool:
    """Return whether a line without an ordinal has one of the forms that headings have."""
    strong = _are_telling(scores) and not re.match(r"暂?无|没有|详见|[见如]", words)
    return (
        strong
        and len(words) <= 30
        and words.endswith(("情况", "事项", "措施", "概述", "概况", "改进", "问题"))
    )


def _are_telling(scores: dict[str, int]) -> bool:
    return max(scores.values(), default=0) >= 6


def _official_key(words: str) -> str | None:
    bare = words.replace("的", "")
    return next((key for key, form in _OFFICIAL.items() if form.fullmatch(bare)), None)


def _score(words: str) -> dict[str, int]:
    scores: dict[str, int] = {}
    for key, weight, form in _COMPILED if _ANY_WORD.search(words) else ():
        if form.search(words):
            scores[key] = scores.get(key, 0) + weight
    return scores


def _normal(words: str) -> str:
    kept = unicodedata.normalize("NFKC", words)
    return re.sub(r"[\s、,.，。:：;；“”\"'‘’《》()（）]", "", kept)
