"""Title candidates of a page or a plain flow of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import islice

from pipelines.body import Mention
from pipelines.reading.boilerplate import SEPARATOR, is_head, is_tool
from pipelines.reading.characters import bare
from pipelines.reading.cues import BARE_SECTION, SENTENCE, is_report_title
from pipelines.reading.line import Line
from pipelines.reading.page import Page

TITLE_METAS = ("articletitle", "og:title", "title", "dc.title")
PLACEHOLDER = re.compile(r"^(?:网站名称|栏目名称|文章标题|标题|来源|无|null|undefined|本站)?$", re.IGNORECASE)
TITLE_PARTS = re.compile(r"\s*(?:_{1,2}|-{1,2}|—{1,2}|\||｜|–)\s*")
TITLE_MARK = re.compile(r"title|biaoti|(?:^|[\s_-])bt(?:$|[\s_-])", re.IGNORECASE)
FIRST_PART = re.compile(
    r"(?:[府局委办厅院室处会队站所校学社司心]|街道|[乡镇区县市州盟旗省]|政府办公室|关于"
    r"|[\u4e00-\u9fff]{3,40}[\d０-９〇○◯零一二三四五六七八九]{4}\s*年?度?)$"
)
BROKEN = re.compile(r"(?:政府?|政?府?信息?|政务|公开?|工作?|年度?|情况?|的|报)$")
SECOND_PART = re.compile(r"\s*(?:[\d０-９]{4}|[二２][〇○零０]|关于|政府信息|政务|信息公开|年度)")
LONGEST_REST = 13
"""Characters; 府信息公开工作情况的报告 is what the first line leaves of a title that is broken in its first word."""

MAX_TITLE = 300
MOST = 10
"""Candidates that are kept."""
NEAR = 40
"""Lines before an article's text among which its title, date and source are looked for."""


def titles(page: Page, near: Sequence[Line]) -> tuple[Mention, ...]:
    """Return title candidates, best first: shown lines that metas bear out or read like a report's title."""
    element = page.title[:MAX_TITLE]
    claimed = [
        *(Mention(text, "meta") for text in _claims(page.metas)),
        *(Mention(text, "title_element") for text in _parts(element)),
    ]
    shown = _unlinked(near)
    return _ranked(shown, claimed, {id(line) for line in shown if _is_styled(page, line)})


def shown_titles(near: Sequence[Line]) -> tuple[Mention, ...]:
    """Return title candidates of a source that has nothing but lines, best first: one of the first, or a report's.

    Below a whole title the second line is the first of the text.
    """
    shown = _unlinked(near)
    first = shown[:1] if shown and is_report_title(shown[0].text) else shown[:2]
    return _ranked(shown, (), {id(line) for line in first if not SENTENCE.search(line.text)})


def _unlinked(near: Sequence[Line]) -> list[Line]:
    last = list(islice((line for line in reversed(near) if not line.is_linked), NEAR))
    return last[::-1]


def _ranked(near: Sequence[Line], claimed: Sequence[Mention], styled: Set[int]) -> tuple[Mention, ...]:
    claims = {bare(claim.text) for claim in claimed}
    shown = enumerate(_shown(near))
    ranks = sorted(
        ((_rank(text, line, claims, styled), order, text) for order, (text, line) in shown), reverse=True
    )
    best = [Mention(text, "title") for rank, _, text in ranks if rank]
    return tuple(dict.fromkeys([*best, *claimed]))[:MOST]


def _claims(metas: dict[str, str]) -> list[str]:
    return [metas[name] for name in TITLE_METAS if not PLACEHOLDER.match(metas.get(name, ""))]


def _parts(title: str) -> list[str]:
    """Return the title element with ever more of the site's and column's names at its end, reports' titles first."""
    ends = [found.start() for found in TITLE_PARTS.finditer(title)][:8]
    parts = [title[:end] for end in (*ends, len(title)) if end >= 6]
    return sorted(parts, key=lambda part: not is_report_title(part))


def _shown(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """Return lines that could be a title, alone and joined with the one or two that follow."""
    shown = [(line.text, line) for line in lines]
    for size in (2, 3):
        for end in range(size, len(lines) + 1):
            run = lines[end - size : end]
            if _is_split_title(run):
                shown.append(("".join(line.text for line in run), run[-1]))
    return [(text, line) for text, line in shown if 4 <= len(text) <= 120 and not is_tool(text)]


def _is_split_title(run: Sequence[Line]) -> bool:
    """Tell whether lines are one title: a name and what it reports, or a title broken in mid-word (年度报 / 告)."""
    *before, last = [line.text for line in run]
    if not is_report_title("".join([*before, last])) or any(map(_is_no_part, before)):
        return False
    *names, above = before
    broken = len(last) < LONGEST_REST and BROKEN.search(above)
    return all(map(FIRST_PART.search, names)) and bool(
        broken or (FIRST_PART.search(above) and SECOND_PART.match(last))
    )


def _is_no_part(text: str) -> bool:
    return is_report_title(text) or is_head(text) or bool(SENTENCE.search(text))


def _rank(text: str, line: Line, claims: Set[str], styled: Set[int]) -> int:
    if is_head(text) or SEPARATOR.search(text) or BARE_SECTION.match(text):
        return 0
    joined = text != line.text
    return 8 * (bare(text) in claims) + 4 * is_report_title(text) + (2 * joined or id(line) in styled)


def _is_styled(page: Page, line: Line) -> bool:
    if not page.regions:
        return False
    region = page.regions[line.region]
    names = f"{region.tag.get('class') or ''} {region.tag.get('id') or ''}"
    return region.name in {"h1", "h2", "h3"} or bool(TITLE_MARK.search(names))
