"""Files that belong to a report: what an article links, embeds, writes out or shows in a viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml import html

from pipelines.identity.titles import Verdict, judge
from pipelines.identity.years import last_year
from pipelines.tables.unread import lacks_tables
from spiders import hosts
from spiders.links import NEIGHBOUR, Link, resolve, spot
from spiders.page import Page, once

MOST_FILES = 20
"""Attachments fetched for one report."""

MOST_PICTURES = 30
"""Scanned pages and pictures of tables fetched for one report; no more are read of one."""

_KINDS = "pdf|docx?|wps|et|xlsx?|ofd|ceb|zip|rar|7z|rtf|mht(?:ml)?"
_ENDING = re.compile(rf"\.(?:{_KINDS}|txt)$", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"down_?load|downfile|/down\b|attach|fileid|getfile|fujian|showfile|fileurl", re.IGNORECASE
)
_VIEWER = re.compile(r"view|pdfjs|preview|office|flexpaper|reader|\.html?$", re.IGNORECASE)
_VIEWED = re.compile(r"(?:file|url|src|path|furl|doc|swffile|pdf)\w{0,8}", re.IGNORECASE)
_IN_CODE = re.compile(
    rf"""["']([^"'\s<>]{{1,400}}\.(?:{_KINDS}))(?:[?#][^"'\s<>]{{0,100}})?["']""", re.IGNORECASE
)
_FORM = re.compile(r"申请表|申请书|示范文本|流程图|客户端|阅读器|驱动|控件|插件|操作手册")
_CALLED_FILE = re.compile(r"附件|下载|download|全文|原文|查看文件|正文", re.IGNORECASE)
_BODY = re.compile(
    r"zoom|content|article|trs_|ueditor|vsb|detail|xxgk|main|body|正文|附件|text|con\b", re.IGNORECASE
)
_TEXT_BODY = re.compile(r"zoom|content|article|trs_|editor|vsb|detail|正文|\bcon\b", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|webp)$", re.IGNORECASE)
_DECORATION = re.compile(
    r"logo|icon|banner|button|btn|arrow|bg[_\-.]|qr|ewm|erwei|weixin|weibo|spacer|blank|dot|line|share|print|close|jiantou"
    r"|/(?:skins?|templets?|templates?|themes?|css|styles?|xhtml|static|resources?)/",
    re.IGNORECASE,
)
_MOST_NEIGHBOURS = 20
_MOST_EMBEDDED = 100
_MOST_PARAMETERS = 50
_MOST_IMAGES = 1000
_SMALLEST = 200
"""Pixels: a scanned page is wider and higher where its size is said."""

_SPEAKS = 200
"""Characters of running text from which an article says by itself what its pictures may show too."""


def is_file_address(url: str) -> bool:
    """Return whether an address ends as a document does, in its path or in a query's value."""
    parts = urlsplit(url)
    return bool(_ENDING.search(unquote(parts.path))) or any(
        _ENDING.search(unquote(value)) for value in parts.query.split("&")
    )


@once
def find(page: Page) -> list[Link]:
    """Return the files of an article page in document order, each address once."""
    links = (*_without_neighbours(page), *_embedded(page), *_in_code(page))
    viewed = [(link, file) for link in links if (file := _viewed(link)) and _may_be_file(file, page)]
    in_body = _in_body(page) if viewed else set()
    found: dict[str, Link] = {}
    for link, file in viewed:
        if _belongs(file, page, near=_is_near(link, file, page, in_body)):
            found.setdefault(file.url, file)
    return list(found.values())[:MOST_FILES]


def shown(page: Page) -> list[Link]:
    """Return the file that a viewer's page shows: the one it embeds, links or hands to its script."""
    frames = [link for link in page.links if link.origin == "frame"]
    files = [_viewed(link) for link in (*frames, *_embedded(page), *page.links, *_in_code(page))]
    return [file for file in files if file and is_file_address(file.url) and file.url != page.url][:1]


def _is_near(link: Link, file: Link, page: Page, in_body: set[str]) -> bool:
    return link.url in in_body or file.origin == "script" or hosts.same_directory(file.url, page.url)


def _belongs(file: Link, page: Page, *, near: bool) -> bool:
    file_name = unquote(file.url.rpartition("/")[2])
    if any(judge(words) is not Verdict.OTHER for words in (file.label, file_name)):
        return not _is_of_another_year(file, page)
    # in the body of an article that says nothing itself, a download is the report, whatever it is called
    called = _CALLED_FILE.search(file.label) or len(page.prose) < _SPEAKS
    if not _is_named(file) and not (near and called):
        return False
    # forms and tools for applicants stand beside every page of a disclosure section
    return not _FORM.search(file.label) and ("附件" in file.label or near)


def _is_named(link: Link) -> bool:
    return is_file_address(link.url) or _ENDING.search(link.label) is not None


def _may_be_file(link: Link, page: Page) -> bool:
    """Return whether an address ends as a file's, or is a download script's.

    The page's own script with another parameter gives another page.
    """
    if _is_named(link):
        return link.url != page.url
    one, two = urlsplit(link.url), urlsplit(page.url)
    return bool(_DOWNLOAD.search(f"{one.path}?{one.query}")) and one.path != two.path


def _is_of_another_year(link: Link, page: Page) -> bool:
    """Return whether a file is another year's report, as lists beside an article link them."""
    own = next(
        (year for title in page.titles if judge(title) is Verdict.REPORT and (year := last_year(title))), None
    )
    named = last_year(link.label) if judge(link.label) is Verdict.REPORT else None
    return own is not None and named is not None and own != named


def _without_neighbours(page: Page) -> Iterator[Link]:
    """Yield a page's links without those to the articles before and after it, whose titles are reports' too."""
    texts = page.tree.xpath(
        "//text()[contains(., '一篇') or contains(., '一条') or contains(., '上篇') or contains(., '下篇')]"
    )
    neighbours = {
        url
        for text in islice(texts, _MOST_NEIGHBOURS)
        if len(text) < 100 and NEIGHBOUR.search(text)
        for anchor in _beside(text)
        if (url := resolve(page.base, anchor.get("href")))
    }
    yield from (link for link in page.links if link.url not in neighbours or is_file_address(link.url))


def _beside(text: Any) -> list[html.HtmlElement]:  # noqa: ANN401 - lxml's smart string has no type
    """Return the links that a text announces: those in its element, else those in the one after it."""
    element = text.getparent()
    inside = [] if text.is_tail else list(islice(element.iter("a"), 2))
    following = element.getnext()
    return inside or (list(islice(following.iter("a"), 2)) if following is not None else [])


def _bodies(page: Page, called: re.Pattern[str]) -> set[html.HtmlElement]:
    """Return the elements that call themselves the article's body."""
    marked = page.tree.xpath("//*[@id or @class][not(self::body)]")
    return {one for one in marked if called.search(f"{one.get('id') or ''} {one.get('class') or ''}"[:200])}


def _in_body(page: Page) -> set[str]:
    """Return the addresses linked from the article's body."""
    bodies = _bodies(page, _BODY)
    marked = {
        spot(one) for one in page.tree.xpath("//a") if any(around in bodies for around in one.iterancestors())
    }
    return {link.url for link in page.links if link.spot in marked}


def _viewed(link: Link) -> Link | None:
    """Return the file that a link or frame shows: the one given to a viewer, or its own address.

    A frame whose address is no file's shows a page.
    """
    parts = urlsplit(link.url)
    if not _ENDING.search(unquote(parts.path)) and (link.origin == "frame" or _VIEWER.search(parts.path)):
        for name, value in parse_qsl(parts.query):
            address = value.partition("#")[0]
            if _VIEWED.fullmatch(name) and is_file_address(address):
                url = resolve(link.url, urljoin(link.url, address))
                return Link(url, link.text or "附件", link.title, link.origin, link.spot) if url else None
    if link.origin == "frame":
        return (
            Link(link.url, link.text or "附件", link.title, "frame", link.spot)
            if is_file_address(link.url)
            else None
        )
    return link


def _embedded(page: Page) -> Iterator[Link]:
    """Yield the files handed to plug-ins as parameters: `<param name="src" value="a.pdf">`, `flashvars`."""
    for element in islice(page.tree.iter("param", "embed", "object"), _MOST_EMBEDDED):
        for value in (element.get("value"), element.get("flashvars"), element.get("data")):
            for one in re.split(r"[&=]", (value or "")[:2000])[:_MOST_PARAMETERS]:
                if is_file_address(one) and (url := resolve(page.base, unquote(one))):
                    yield Link(url, "附件", "", "script", spot(element))


def _in_code(page: Page) -> Iterator[Link]:
    for match in islice(_IN_CODE.finditer(page.code), 200):
        if url := resolve(page.base, match[1]):
            yield Link(url, "附件", "", "script")


def scans(page: Page) -> list[Link]:
    """Return the large pictures in an article's body, in order, where something of the report is to be seen on them.

    That is so where the article says nothing itself, and where it announces statutory tables that it does not print.
    """
    if len(page.prose) >= _SPEAKS and not lacks_tables(page.visible):
        return []
    bodies = _bodies(page, _TEXT_BODY)
    found: dict[str, Link] = {}
    for element in islice(page.tree.iter("img"), _MOST_IMAGES):
        source = element.get("src") or element.get("data-src") or element.get("data-original")
        url = resolve(page.base, source)
        if url and _is_scan(element, url) and any(around in bodies for around in element.iterancestors()):
            found.setdefault(url, Link(url, element.get("alt") or "附件", "", "frame", spot(element)))
    return list(found.values())[:MOST_PICTURES]


def _is_scan(element: html.HtmlElement, url: str) -> bool:
    sizes = [element.get(name) or "" for name in ("width", "height")]
    small = any(
        size.removesuffix("px").isdecimal() and int(size.removesuffix("px")[:6]) < _SMALLEST for size in sizes
    )
    leads_on = any(
        around.tag == "a" and not _PICTURE.search(around.get("href") or "x.png")
        for around in element.iterancestors("a")
    )
    return bool(_PICTURE.search(urlsplit(url).path)) and not (small or leads_on or _DECORATION.search(url))
