"""Files that belong to a report: what an article links, embeds or shows in a viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from pipelines.identity.titles import Verdict, judge
from pipelines.identity.years import last_year
from spiders import hosts
from spiders.links import Link, resolve
from spiders.page import Page

MOST_FILES = 20
"""Attachments fetched for one report."""

_ENDING = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|ofd|zip|rar|rtf|txt)$", re.IGNORECASE)
_DOWNLOAD = re.compile(r"download|attach|fileid|getfile|fujian|/file/", re.IGNORECASE)
_VIEWED = re.compile(r"[?&](?:file|url|src|path)=([^&#]+)", re.IGNORECASE)
_IN_CODE = re.compile(r"""["']([^"'\s<>]{1,400}\.(?:pdf|docx?|wps|xlsx?|ofd))["']""", re.IGNORECASE)
_FORM = re.compile(r"申请表|申请书|示范文本|流程图|客户端|阅读器|驱动|控件|插件|操作手册")
_BODY = re.compile(
    r"zoom|content|article|trs_|ueditor|vsb|detail|xxgk|main|body|正文|附件|text|con\b", re.IGNORECASE
)


def is_file_address(url: str) -> bool:
    """Return whether an address ends as a document does, in its path or in a query's value."""
    parts = urlsplit(url)
    return bool(_ENDING.search(unquote(parts.path))) or any(
        _ENDING.search(unquote(value)) for value in parts.query.split("&")
    )


def find(page: Page) -> list[Link]:
    """Return the files of an article page in document order, each address once."""
    in_body = _in_body(page)
    found: dict[str, Link] = {}
    for link in (*page.links, *_in_code(page)):
        file = _viewed(link) if link.origin == "frame" else link
        if file and file.url != page.url and _belongs(file, page, in_body):
            found.setdefault(file.url, file)
    return list(found.values())[:MOST_FILES]


def _belongs(link: Link, page: Page, in_body: set[str]) -> bool:
    named = is_file_address(link.url) or bool(_ENDING.search(link.label))
    file_name = unquote(link.url.rpartition("/")[2])
    of_report = any(judge(words) is not Verdict.OTHER for words in (link.label, file_name))
    if not named and not (_DOWNLOAD.search(link.url) and of_report):
        return False
    if of_report:
        return not _is_of_another_year(link, page)
    # forms and tools for applicants stand beside every page of a disclosure section
    if _FORM.search(link.label):
        return False
    return "附件" in link.label or hosts.same_directory(link.url, page.url) or link.url in in_body


def _is_of_another_year(link: Link, page: Page) -> bool:
    """Return whether a file is another year's report, as lists beside an article link them."""
    own = next(
        (year for title in page.titles if judge(title) is Verdict.REPORT and (year := last_year(title))), None
    )
    named = last_year(link.label) if judge(link.label) is Verdict.REPORT else None
    return own is not None and named is not None and own != named


def _in_body(page: Page) -> set[str]:
    """Return the addresses linked from elements that call themselves the article's body."""
    marked = page.tree.xpath("//*[@id or @class]")
    bodies = [
        one
        for one in marked
        if one.tag != "body" and _BODY.search(f"{one.get('id') or ''} {one.get('class') or ''}")
    ]
    hrefs = {str(href) for one in bodies for href in one.xpath(".//a/@href")}
    return {url for href in hrefs if (url := resolve(page.base, href))}


def _viewed(link: Link) -> Link | None:
    """Return the file a frame shows: the one given to a viewer page, or its own address."""
    shown = _VIEWED.search(link.url)
    address = unquote(shown[1]) if shown else link.url
    url = resolve(link.url, urljoin(link.url, address)) if is_file_address(address) else None
    return Link(url, link.text or "附件", link.title, "frame", link.spot) if url else None


def _in_code(page: Page) -> Iterator[Link]:
    for match in _IN_CODE.finditer(page.code):
        if url := resolve(page.base, match[1]):
            yield Link(url, "附件", "", "script")
