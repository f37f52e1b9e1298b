"""What a page says of itself around the article: titles, breadcrumb, site, publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipelines.body import Head
from pipelines.reading import dating
from pipelines.reading.boilerplate import PLACE, SEPARATOR, is_footer, is_head
from pipelines.reading.characters import clean
from pipelines.reading.page import Line, Page
from pipelines.reading.titling import NEAR, PLACEHOLDER, TITLE_PARTS, titles

SITE_METAS = ("sitename", "website", "og:site_name")
PUBLISHER_METAS = ("contentsource", "source", "publisher", "docsource")
PLACE_LABEL = re.compile(r"位置是?\s*[:：]?")
PUBLISHER = re.compile(
    r"(?:发布机构|发布单位|发文机关|公开主体|责任部门|信息来源|文章来源|稿件来源|来源)\s*[】\]]?\s*[:：]\s*([^\s:：|【\[（(]{2,40})?"
)
LABELLED = re.compile(
    r"(?:发布|发文|成文|公开|更新)?(?:时间|日期)|浏览|点击|作者|字号|字体|责任编辑|编辑|责编|分享"
)
OWNER = re.compile(
    r"(?:主办(?:单位)?|版权所有)\s*[:：©]?\s*([\u4e00-\u9fff]{4,30}?)(?=\s|主办|承办|版权|$|[^\u4e00-\u9fff])"
)


def read_head(page: Page, url: str, near: Sequence[Line], after: Sequence[Line], body: Sequence[str]) -> Head:
    """Return a page's head.

    `near` are the lines before the article's text, nearest last, `after` those below it, `body` its paragraphs.
    """
    metas = page.metas()
    title = clean(page.root.findtext(".//title") or "")
    before, behind = _unlinked(near), _unlinked(after)
    return Head(
        titles=titles(page, near),
        dates=(
            *dating.visible([*before, *behind], before[-NEAR:]),
            *dating.meta(metas),
            *dating.script(page.scripts()),
            *dating.signature(body),
            *dating.address(url),
        ),
        breadcrumb=breadcrumb([(line.text, bool(line.linked)) for line in near]),
        site=_site(metas, title, [line.text for line in page.lines]),
        publisher=publisher([*before, *behind]) or _first(metas, PUBLISHER_METAS),
    )


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
    for here, following in pairwise([*lines, ""]):
        for found in PUBLISHER.finditer(here) if len(here) < 200 else ():
            name = found.group(1) or (following if found.end() == len(here) else "")
            name = LABELLED.split(name)[0]
            if 2 <= len(name) <= 40 and not PLACEHOLDER.match(name) and not re.search(r"[:：。]", name):
                return name
    return None


def _unlinked(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines if not line.is_linked]


def _site(metas: dict[str, str], title: str, lines: Sequence[str]) -> str | None:
    suffix = TITLE_PARTS.split(title)[-1] if TITLE_PARTS.search(title) else None
    owners = (found.group(1) for text in lines if is_footer(text) for found in OWNER.finditer(text))
    return _first(metas, SITE_METAS) or suffix or next(owners, None)


def _first(metas: dict[str, str], names: Sequence[str]) -> str | None:
    return next((metas[name] for name in names if not PLACEHOLDER.match(metas.get(name, ""))), None)
