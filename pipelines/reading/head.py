"""What a page says of itself around the article: titles, breadcrumb, site, publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.body import Head, Mention
from pipelines.reading import dating
from pipelines.reading.boilerplate import SEPARATOR, is_footer, is_head, is_place
from pipelines.reading.line import Line
from pipelines.reading.page import Page
from pipelines.reading.signing import signature
from pipelines.reading.titling import NEAR, PLACEHOLDER, TITLE_PARTS

SITE_METAS = ("sitename", "website", "og:site_name")
PUBLISHER_METAS = ("contentsource", "source", "publisher", "docsource")
TRAIL_MARKS = frozenset(">»›＞→:")
"""What parts the names of a trail; few lines hold one."""
PLACE_LABEL = re.compile(r"位置是?\s*[:：]?")
PUBLISHER = re.compile(
    r"(?P<label>发布机构|发布单位|发文机关|公开主体|责任部门|(?:信息|文章|稿件)?来源)\s*[】\]]?\s*[:：]\s*"
    r"(?P<name>[^\s:：|【\[（(]{2,40})?"
)
LABELLED = re.compile(
    r"(?:发布|发文|成文|公开|更新)?(?:时间|日期)|浏览|点击|作者|字号|字体|责任编辑|编辑|责编|分享"
)
OWNER = re.compile(
    r"(?:主办(?:单位)?|版权所有)\s*[:：©]?\s*([\u4e00-\u9fff]{4,30}?)(?=\s|主办|承办|版权|$|[^\u4e00-\u9fff])"
)


def read_head(
    page: Page,
    url: str,
    titles: tuple[Mention, ...],
    around: tuple[Sequence[Line], Sequence[Line]],
    body: Sequence[str],
) -> Head:
    """Return a page's head.

    `around` are the lines before the article's text, nearest last, and those below it, `body` its paragraphs.
    """
    near, after = around
    metas = page.metas
    before, behind = _unlinked(near), _unlinked(after)
    signed, signatory = signature(body)
    return Head(
        titles=titles,
        dates=(
            *dating.visible([*before, *behind], before[-NEAR:]),
            *dating.meta(metas),
            *dating.script(page.scripts),
            *signed,
            *dating.address(url),
        ),
        breadcrumb=breadcrumb([(line.text, line.linked) for line in near]),
        site=_site(metas, page.title, page.lines),
        publisher=publisher([*before, *behind]) or _first(metas, PUBLISHER_METAS),
        signatory=signatory,
    )


def breadcrumb(lines: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """Return the names on the way from the home page; each line comes with how many characters are links."""
    for index, (text, _) in enumerate(lines):
        if is_place(text):
            names = _names(PLACE_LABEL.split(text)[-1])
            return tuple(names if len(names) > 1 else [*names, *_following(lines[index + 1 :])])
    trails = (_names(text) for text, linked in lines if linked and not TRAIL_MARKS.isdisjoint(text))
    return next((tuple(names) for names in trails if len(names) >= 3), ())


def _following(lines: Sequence[tuple[str, int]]) -> list[str]:
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


def publisher(lines: Sequence[str]) -> Mention | None:
    """Return the body that lines name as publisher, a catalogue's 发布机构 before a 来源."""
    named = list(_publishers(lines))
    return next((mention for mention in named if mention.where == "catalogue"), next(iter(named), None))


def _publishers(lines: Sequence[str]) -> Iterator[Mention]:
    """Yield the bodies named; a name may stand on the line after its label."""
    for here, following in pairwise([*lines, ""]):
        for found in PUBLISHER.finditer(here) if len(here) < 200 and (":" in here or "：" in here) else ():
            name = found["name"] or (following if found.end() == len(here) else "")
            name = LABELLED.split(name)[0]
            if 2 <= len(name) <= 40 and not PLACEHOLDER.match(name) and not re.search(r"[:：。]", name):
                yield Mention(name, "visible" if found["label"].endswith("来源") else "catalogue")


def _unlinked(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines if not line.is_linked]


def _site(metas: dict[str, str], title: str, lines: Sequence[Line]) -> Mention | None:
    suffix = TITLE_PARTS.split(title)[-1] if TITLE_PARTS.search(title) else None
    if named := _first(metas, SITE_METAS):
        return named
    if suffix:
        return Mention(suffix, "title_element")
    imprint = [line.text for line in lines if "主办" in line.text or "版权" in line.text]
    owners = (found[1] for text in imprint if is_footer(text) for found in OWNER.finditer(text))
    return next((Mention(owner, "imprint") for owner in owners), None)


def _first(metas: dict[str, str], names: Sequence[str]) -> Mention | None:
    return next(
        (Mention(metas[name], "meta") for name in names if not PLACEHOLDER.match(metas.get(name, ""))), None
    )
