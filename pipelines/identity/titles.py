"""Which titles are those of an annual report on government information disclosure, and what they say.

The nucleus of a title is what it is a report of: 政府信息公开工作年度报告 in all its printed forms, with the
year before, inside or after it. What stands before the nucleus is the issuer; what stands after it decides
whether the title is the report's own or that of something about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import zip_longest

from pipelines.identity import divisions
from pipelines.identity import title_words as words
from pipelines.identity.full_names import full_name
from pipelines.identity.title_text import REMEMBERED, squeeze, undecorated
from pipelines.identity.years import last_year, without_years
from pipelines.remembering import remembered

_FULL_WIDTH = str.maketrans("()", "（）")
_BEHIND = 24
"""Characters behind a title's nucleus that may be its year."""


class Verdict(StrEnum):
    """Whether a text is the title of an annual report; a doubt is for the page itself to settle."""

    REPORT = "report"
    DOUBT = "doubt"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title as printed, without site name, decoration and inner spaces, and what it says.

    `issuer` is completed (新乡市 is 新乡市人民政府); year and issuer are `None` where the title names none.
    """

    text: str
    year: int | None
    issuer: str | None


@dataclass(frozen=True)
class _Parts:
    """A title around one nucleus; the printed text is `text[start:end]`."""

    before: str
    nucleus: re.Match[str]
    after: str
    start: int
    end: int

    @cached_property
    def year(self) -> int | None:
        before, inside = last_year(self.before), last_year(self.nucleus["between"])
        after = last_year(self.after[:_BEHIND]) if words.BEGINS_WITH_YEAR.match(self.after) else None
        if before and after == before - 1:  # published in the one, reported on the other
            return after
        return inside or before or after

    @cached_property
    def issuer(self) -> str | None:
        behind = words.BODY_AFTER.match(self.after)
        name = _bare_name(self.before)
        if name.endswith("人民") and self.nucleus["subject"].startswith("政府"):
            name += "政府"
        if words.GENERIC.match(name) and not divisions.is_name(name):
            name = behind["name"] if behind else ""
        return full_name(name) if len(name) > 1 else None


def judge(text: str) -> Verdict:
    """Return whether a link's text or a page's title is that of an annual report on disclosure."""
    return _verdict(_folded(text))


@lru_cache(REMEMBERED)
def _verdict(folded: str) -> Verdict:
    whole = words.CUT.sub("", folded)
    cut = whole != folded
    if words.EXPLAINED.search(whole):
        return Verdict.OTHER
    verdicts = [_judge_parts(parts) for parts in _split(whole)]
    if verdicts and verdicts[0] is Verdict.OTHER:  # what follows a notice's title is its summary
        return Verdict.OTHER
    if Verdict.REPORT in verdicts:
        return Verdict.DOUBT if cut and len(verdicts) == 1 else Verdict.REPORT
    if Verdict.DOUBT in verdicts or (not verdicts and _may_be_one(whole, cut=cut)):
        return Verdict.DOUBT
    return Verdict.OTHER


def read_title(candidates: Sequence[str], site: str | None = None) -> Title | None:
    """Return the title among the candidates, likeliest first; `None` where none is an annual report's.

    What the best title leaves out, a year or an issuer, is taken from the next that is a report's.
    """
    titles = [title for _, title in read_titles(candidates, site)]
    if not titles:
        return None
    return Title(
        text=titles[0].text,
        year=next((title.year for title in titles if title.year), None),
        issuer=next((title.issuer for title in titles if title.issuer), None),
    )


def read_titles(candidates: Sequence[str], site: str | None = None) -> list[tuple[int, Title]]:
    """Return the titles among the candidates with their places, each as it stands; doubts only where all are.

    A look-alike ahead of all reports (一图读懂…) speaks for the whole page. 2023年度报告, which does not say what it
    reports, is a title only among candidates of which none says it.
    """
    judged = [(index, judge(text)) for index, text in enumerate(candidates)]
    telling = [(index, verdict) for index, verdict in judged if _split(_folded(candidates[index]))]
    if telling and telling[0][1] is Verdict.OTHER:
        return []
    for wanted, among in ((Verdict.REPORT, telling), (Verdict.DOUBT, telling)):
        if found := [index for index, verdict in among if verdict is wanted]:
            return [(index, _read(candidates[index], site)) for index in found]
    doubts = (index for index, verdict in judged if verdict is Verdict.DOUBT)
    bare = ((index, _read_bare(candidates[index])) for index in doubts)
    return [(index, title) for index, title in bare if title]


def is_column(text: str) -> bool:
    """Return whether a text is the name of a column of annual reports, such as 市县区政府信息公开年报."""
    named = words.COLUMN.match(_folded(text))
    return named is not None and words.GENERIC.match(named["before"]) is not None


def is_weak_column(text: str) -> bool:
    """Return whether the name (年度报告, X局信息公开年报) is a column's if the place speaks for it."""
    folded = _folded(text)
    named = words.COLUMN.match(folded)
    return words.WEAK_COLUMN.match(folded) is not None or (
        named is not None and last_year(folded) is None and judge(text) is not Verdict.OTHER
    )


def _judge_parts(parts: _Parts) -> Verdict:
    annual = "年" in parts.nucleus["kind"]
    disclosure = "政务公开" not in parts.nucleus["subject"]
    if _is_about(parts) or (not annual and _is_lesser(parts, disclosure=disclosure)):
        return Verdict.OTHER
    doubtful = (
        parts.nucleus["kind"].endswith("总结")
        or "校务公开" in parts.nucleus["subject"]
        or words.DOUBTFUL_BEFORE.search(parts.before)
        or words.ANNOUNCED.search(_bare_name(parts.before))
        or not _is_harmless(parts.after)
    )
    if doubtful or not (annual or disclosure):
        return Verdict.DOUBT
    if parts.year or (parts.issuer and parts.nucleus["kind"].endswith("报告") and annual):
        return Verdict.REPORT
    return Verdict.DOUBT


def _is_about(parts: _Parts) -> bool:
    """Return whether this is a notice on reports, a form or statistics, or a report of another kind."""
    tail = "" if words.SEPARATOR.match(parts.after) else parts.after
    if _is_harmless(tail):
        tail = ""
    before = words.BODIES.sub("", parts.before)
    return any(words.ABOUT.search(text) for text in (before, tail)) or bool(
        words.OTHER_KINDS.search(parts.before)
    )


def _is_lesser(parts: _Parts, *, disclosure: bool) -> bool:
    """Return whether a report that is not called annual is one of part of a year, or a summary of other work."""
    summary = parts.nucleus["kind"].endswith("总结") and not disclosure
    return summary or words.PART_OF_YEAR.search(parts.before) is not None


def _is_harmless(after: str) -> bool:
    rest = without_years(words.YEAR_AFTER.sub("", after))
    return bool(
        words.SEPARATOR.match(rest) or words.HARMLESS_AFTER.match(rest) or words.BODY_AFTER.match(after)
    )


def _may_be_one(folded: str, *, cut: bool) -> bool:
    """Return whether a text without a nucleus can be a report's title, cut short or saying only 年度报告."""
    if bare := words.BARE_ANNUAL.match(folded):
        behind = folded[bare.end("before") :] if words.BODY_END.search(bare["before"]) else folded
        return not words.OTHER_ANNUAL.search(behind)
    if not cut or words.ABOUT.search(words.BODIES.sub("", folded)):
        return False
    if words.BEGUN.search(folded):
        return True
    body = without_years(folded)
    named = len(body) > 3 and words.BODY_END.search(body) and not words.SENTENCE.search(body)
    return bool(named)


@lru_cache(REMEMBERED)
def _split(folded: str) -> tuple[_Parts, ...]:
    """Return the text around each nucleus; what stands before reaches back to a separator or a nucleus."""
    return tuple(_parts(folded))


def _parts(folded: str) -> Iterator[_Parts]:
    found = list(words.NUCLEUS.finditer(folded))
    start = 0
    for here, following in zip_longest(found, found[1:]):
        separators = [mark.end() for mark in words.SEPARATOR.finditer(folded, start, here.start())]
        start = _after_site(folded, separators, start)
        after = "" if following else folded[here.end() :]
        end = here.end() if following or words.SEPARATOR.match(after) else len(folded)
        yield _Parts(folded[start : here.start()], here, after, start, end)
        start = here.end()


def _after_site(folded: str, separators: list[int], start: int) -> int:
    """Return where a title begins; a hyphen inside an issuer's name (教育厅-公共平台网站) ends nothing.

    Where a division is named behind the hyphen, what stands before it is the site.
    """
    ends = [
        place for place in separators if folded[place - 1] not in "-—–" or _names_division(folded[place:])
    ]
    return ends[-1] if ends else start


def _names_division(text: str) -> bool:
    return any(divisions.is_name(text[:length]) for length in range(2, 12))


def _read(text: str, site: str | None) -> Title:
    """Return what a title says that was judged to be one; the printed form keeps its own punctuation."""
    bare = undecorated(squeeze(text)).without(words.CUT)
    parts = max(_split(bare.folded), key=lambda each: (each.year is not None, each.issuer is not None))
    printed = bare.printed[parts.start : parts.end]
    behind = site and len(printed) - len(site) >= parts.nucleus.end() - parts.start
    return Title(
        printed.removesuffix(site) if site and behind else printed,
        parts.year,
        _bracketed(parts.issuer, printed),
    )


def _bracketed(issuer: str | None, printed: str) -> str | None:
    """Return an issuer's name with the brackets that the title prints."""
    return issuer.translate(_FULL_WIDTH) if issuer and "（" in printed else issuer


def _read_bare(text: str) -> Title | None:
    """Return a title that says no more than whose annual report it is and of which year: 某局2023年度报告."""
    bare = undecorated(squeeze(text))
    named = words.BARE_ANNUAL.match(bare.folded)
    if named is None:
        return None
    issuer = _bare_name(named["before"])
    nobody = len(issuer) < 2 or (words.GENERIC.match(issuer) and not divisions.is_name(issuer))
    return Title(
        bare.printed, last_year(bare.folded), None if nobody else _bracketed(full_name(issuer), bare.printed)
    )


def _bare_name(before: str) -> str:
    """Return what stands before the nucleus without years, quotes and 关于; of a notice, whose report it issues."""
    name = words.AROUND_NAME.sub("", words.AROUND_NAME.sub("", without_years(before)))
    if issued := words.ISSUED.match(name):
        name = issued["of"] if len(issued["of"]) > 1 else issued["by"]
    return re.sub(r"([省市县区州旗])\1$", r"\1", name)[-60:]


@remembered
def _folded(text: str) -> str:
    """Return a text for reading; nothing where it lacks what titles and names of columns are told by."""
    squeezed = squeeze(text)
    return undecorated(squeezed).folded if words.POSSIBLE.search(squeezed.folded) else ""
