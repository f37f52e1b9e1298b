"""What a page says of itself around the article: titles, breadcrumb, site, publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from pipelines.body import Dated, Head
from pipelines.reading import dating
from pipelines.reading.boilerplate import PLACE, is_footer, is_head, is_tool
from pipelines.reading.characters import bare, clean
from pipelines.reading.lines import Line, Page
from pipelines.reading.statutory import SENTENCE, is_report_title

TITLE_METAS = ("articletitle", "og:title", "title", "dc.title")
SITE_METAS = ("sitename", "website", "og:site_name")
PUBLISHER_METAS = ("contentsource", "source", "publisher", "docsource")
PLACEHOLDER = re.compile(r"^(?:网站名称|栏目名称|文章标题|标题|来源|无|null|undefined|本站)?$", re.I)
PLACE_LABEL = re.compile(r"位置\s*[:：]?")
SEPARATOR = re.compile(r"\s*(?:>+|»|›|＞|→|::|--+>)\s*")
TITLE_PARTS = re.compile(r"\s*(?:_{1,2}|-{1,2}|—{1,2}|\||｜|–)\s*")
TITLE_MARK = re.compile(r"title|biaoti|(?:^|[\s_-])bt(?:$|[\s_-])", re.I)
PUBLISHER = re.compile(
    r"(?:发布机构|发布单位|发文机关|公开主体|责任部门|信息来源|文章来源|稿件来源|来源)\s*[】\]]?\s*[:：]\s*([^\s:：|【\[（(]{2,40})?"
)
FIRST_PART = re.compile(r"(?:[府局委办厅院室处会队站所校学社司心]|街道|[乡镇区县市州盟旗省]|政府办公室|关于)$")
SECOND_PART = re.compile(r"\s*(?:[\d０-９]{4}|[二２][〇○零０]|关于|政府信息|政务|信息公开|年度)")
LABELLED = re.compile(r"(?:发布|发文|成文|公开|浏览|点击|时间|日期|作者|字号|字体|编辑|责编)")
OWNER = re.compile(r"(?:主办(?:单位)?|版权所有)\s*[:：©]?\s*([\u4e00-\u9fff]{4,30}?)(?=\s|主办|承办|版权|$|[^\u4e00-\u9fff])")
NEAR = 40
"""Lines before an article's text among which its title, date and source are looked for."""


def read_head(page: Page, url: str, near: Sequence[Line], after: Sequence[Line], body: Sequence[str]) -> Head:
    """Return a page's head.

    `near` are the lines before the article's text, nearest last, `after` those below it, `body` its paragraphs.
    """
    metas = page.metas()
    title = clean(page.root.findtext(".//title") or "")
    around = [line.text for line in [*near, *after] if line.linked * 2 <= len(line.text)]
    return Head(
        titles=titles(page, near),
        dates=tuple(_dates(page, metas, around, body, url)),
        breadcrumb=breadcrumb([(line.text, bool(line.linked)) for line in near]),
        site=_site(metas, title, [line.text for line in page.lines]),
        publisher=publisher(around) or _first(metas, PUBLISHER_METAS),
    )


def titles(page: Page, near: Sequence[Line]) -> tuple[str, ...]:
    """Return title candidates, best first: shown lines that metas bear out or read like a report's title."""
    claimed = [*_claims(page.metas()), *_parts(clean(page.root.findtext(".//title") or ""))]
    styled = {id(line) for line in near if _is_styled(page, line)}
    return _ranked(near, claimed, styled)


def shown_titles(near: Sequence[Line]) -> tuple[str, ...]:
    """Return title candidates of a source that has nothing but lines, best first."""
    return _ranked(near, (), {id(line) for line in near})


def _ranked(near: Sequence[Line], claimed: Sequence[str], styled: Set[int]) -> tuple[str, ...]:
    shown = enumerate(_shown(near))
    ranks = sorted(((_rank(text, line, claimed, styled), order, text) for order, (text, line) in shown), reverse=True)
    return tuple(dict.fromkeys([*(text for rank, _, text in ranks if rank), *claimed]))[:8]


def _claims(metas: dict[str, str]) -> list[str]:
    return [metas[name] for name in TITLE_METAS if not PLACEHOLDER.match(metas.get(name, ""))]


def _parts(title: str) -> list[str]:
    """Return the title element without the site's name, then as it is."""
    first = TITLE_PARTS.split(title)[0]
    return [text for text in dict.fromkeys((first, title)) if len(text) >= 4]


def _shown(near: Sequence[Line]) -> list[tuple[str, Line]]:
    """Return lines that could be a title, alone and joined with the one or two that follow."""
    lines = [line for line in near if line.linked * 2 <= len(line.text)][-NEAR:]
    shown = [(line.text, line) for line in lines]
    for size in (2, 3):
        for end in range(size, len(lines) + 1):
            run = lines[end - size : end]
            if is_report_title(run[-1].text) and SECOND_PART.match(run[-1].text) and all(map(_opens_title, run[:-1])):
                shown.append(("".join(line.text for line in run), run[-1]))
    return [(text, line) for text, line in shown if 4 <= len(text) <= 120 and not is_tool(text)]


def _opens_title(line: Line) -> bool:
    """Tell whether a line could be the first part of a title, the name of whose report it is."""
    return bool(FIRST_PART.search(line.text)) and not is_head(line.text) and not SENTENCE.search(line.text)


def _ranked(near: Sequence[Line], claimed: Sequence[str], styled: Set[int]) -> tuple[str, ...]:
    shown = enumerate(_shown(near))
    ranks = sorted(((_rank(text, line, claimed, styled), order, text) for order, (text, line) in shown), reverse=True)
    return tuple(dict.fromkeys([*(text for rank, _, text in ranks if rank), *claimed]))[:8]


def _claims(metas: dict[str, str]) -> list[str]:
    return [metas[name] for name in TITLE_METAS if not PLACEHOLDER.match(metas.get(name, ""))]


def _parts(title: str) -> list[str]:
    """Return the title element without the site's name, then as it is."""
    first = TITLE_PARTS.split(title)[0]
    return [text for text in dict.fromkeys((first, title)) if len(text) >= 4]


def _shown(near: Sequence[Line]) -> list[tuple[str, Line]]:
    """Return lines that could be a title, alone and joined with the one or two that follow."""
    lines = [line for line in near if line.linked * 2 <= len(line.text)][-NEAR:]
    shown = [(line.text, line) for line in lines]
    for size in (2, 3):
        for end in range(size, len(lines) + 1):
            run = lines[end - size : end]
            if is_report_title(run[-1].text) and SECOND_PART.match(run[-1].text) and all(map(_opens_title, run[:-1])):
                shown.append(("".join(line.text for line in run), run[-1]))
    return [(text, line) for text, line in shown if 4 <= len(text) <= 120 and not is_tool(text)]


def _closed(text: str) -> bool:
    """Tell whether a line cannot be the first part of a title."""
    return is_report_title(text) or is_head(text) or bool(SENTENCE.search(text)) or len(text) < 4


def _rank(text: str, line: Line, claimed: Sequence[str], styled: Set[int]) -> int:
    if is_head(text) or SEPARATOR.search(text):
        return 0
    borne_out = any(bare(text) == bare(claim) for claim in claimed)
    joined = text != line.text
    return 8 * borne_out + 4 * is_report_title(text) + (2 * joined or id(line) in styled)


def _is_styled(page: Page, line: Line) -> bool:
    element = page.regions[line.region].element if page.regions else page.root
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in {"h1", "h2", "h3"} or bool(TITLE_MARK.search(names))


def breadcrumb(lines: Sequence[tuple[str, bool]]) -> tuple[str, ...]:
    """Return the names on the way from the home page; each line comes with whether it holds a link."""
    for index, (text, _) in enumerate(lines):
        if PLACE.search(text):
            names = _names(PLACE_LABEL.split(text)[-1])
            return tuple(names if len(names) > 1 else [*names, *_following(lines[index + 1 :])])
    return next((tuple(_names(text)) for text, linked in lines if linked and len(_names(text)) >= 3), ())


def _following(lines: Sequence[tuple[str, bool]]) -> list[str]:
    """Return the names of a breadcrumb that has each on a line of its own."""
    names: list[str] = []
    for text, linked in lines[:10]:
        if is_head(text) or not (linked or SEPARATOR.match(text)):
            break
        names += _names(text)
    return names


def _names(text: str) -> list[str]:
    parts = (part.strip(":： ") for part in SEPARATOR.split(text))
    return [part for part in parts if part]


def publisher(lines: Iterable[str]) -> str | None:
    """Return the body that lines name as publisher; a name may stand on the line after its label."""
    known = list(lines)
    for here, following in zip(known, [*known[1:], ""], strict=True):
        for found in PUBLISHER.finditer(here) if len(here) < 200 else ():
            name = found.group(1) or (following if found.end() == len(here) else "")
            name = LABELLED.split(name)[0]
            if 2 <= len(name) <= 40 and not PLACEHOLDER.match(name) and not re.search(r"[:：。]", name):
                return name
    return None


def _dates(page: Page, metas: dict[str, str], around: list[str], body: Sequence[str], url: str) -> list[Dated]:
    shown = [*dating.visible(around), *dating.meta(metas), *dating.script(page.scripts())]
    return [*shown, *dating.signature(body), *dating.address(url)]


def _site(metas: dict[str, str], title: str, lines: Sequence[str]) -> str | None:
    suffix = TITLE_PARTS.split(title)[-1] if TITLE_PARTS.search(title) else None
    owners = (found.group(1) for text in lines if is_footer(text) for found in OWNER.finditer(text))
    return _first(metas, SITE_METAS) or suffix or next(owners, None)


def _first(metas: dict[str, str], names: Sequence[str]) -> str | None:
    return next((metas[name] for name in names if not PLACEHOLDER.match(metas.get(name, ""))), None)
