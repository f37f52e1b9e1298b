"""What a fetched page is: a report, a list of reports, or neither."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from enum import StrEnum

from pipelines.identity.titles import Verdict, is_column, judge, read_title
from spiders import attachments, hosts
from spiders.links import NEIGHBOUR, Link
from spiders.page import Page

_SECTIONS = (
    "主动公开", "依申请公开|申请情况|公开申请", "行政复议", "行政诉讼", "信息公开条例", "存在的?(?:主要)?(?:问题|不足)",
    "总体情况|概述|基本情况",
)  # fmt: skip
_SEPARATOR = re.compile(r"[_|>»\-—–]+")
_TELLING = re.compile(r"存在的?(?:主要)?(?:问题|不足)|收到和处理|申请(?:办理)?情况")
_ANOTHER = re.compile(r"报表|解读|读懂|图解|通知|方案|培训|预算|决算|法治|指南|条例|规定|办法|制度|细则|目录")
_LONG_PROSE = 1500
_ENOUGH_PROSE = 300


class Kind(StrEnum):
    """What a page turned out to be."""

    REPORT = "report"
    LISTING = "listing"
    OTHER = "other"


def kind_of(page: Page, said: Verdict) -> Kind:
    """Return what a page is that a link's words promised (`REPORT`) or did not exclude (`DOUBT`) as a report."""
    if is_listing(page):
        return Kind.LISTING
    own = _own_verdict(page)
    if own is Verdict.REPORT or reads_like_report(page):
        return Kind.REPORT
    if own is Verdict.OTHER:
        # a page that calls itself something else is no report; one that calls itself nothing is what the link said
        return Kind.REPORT if said is Verdict.REPORT and not _names_another(page) else Kind.OTHER
    return Kind.REPORT if said is Verdict.REPORT or attachments.find(page) else Kind.OTHER


def is_report(page: Page) -> bool:
    """Return whether a page that was taken for something else is a report: by its sections or its full title."""
    return reads_like_report(page) or (_has_full_title(page) and not _is_named_column(page))


def is_listing(page: Page) -> bool:
    """Return whether a page lists reports rather than being one, as the columns of one year do.

    Reports also list their neighbours beside them: what reads like a report, has a report's full title, or links
    a file away from the list is none.
    """
    if page.is_records:
        return True
    listed = reports_listed(page)
    labels = {re.sub(r"\.\w{2,4}$", "", link.label) for link in listed}
    if len(page.prose) > _LONG_PROSE or reads_like_report(page) or _has_full_title(page):
        return False
    if len(labels) < 3 and not _is_years_column(page, labels):
        return False
    files = attachments.find(page)
    spots = {link.spot for link in listed if link.url not in {file.url for file in files}}
    return not spots or all(file.spot in spots for file in files)


def _is_years_column(page: Page, labels: Collection[str]) -> bool:
    """Return whether a page says nothing but the titles of a few reports of the one year that it is named by."""
    own = read_title([one for one in page.own_titles if judge(one) is Verdict.REPORT])
    said = {title.year if (title := read_title([label])) else None for label in labels}
    is_bare = len(page.prose) < _ENOUGH_PROSE and not attachments.scans(page)
    return is_bare and own is not None and own.year is not None and said == {own.year}


def reports_listed(page: Page) -> list[Link]:
    """Return the links of a page whose words are a report's title, neighbours (上一篇, 下一篇) left out."""
    return [
        link
        for link in page.links
        if link.url != page.url and not NEIGHBOUR.search(link.text) and judge(link.label) is Verdict.REPORT
    ]


def is_column_page(page: Page) -> bool:
    """Return whether a page is a list of annual reports: it calls itself so, or most entries of a list are reports."""
    return _is_named_column(page) or _is_mostly_reports(page)


def _is_named_column(page: Page) -> bool:
    parts = (part for title in page.own_titles for part in _SEPARATOR.split(title))
    return any(is_column(part.strip("[]【】「」 ")) for part in parts)


def _is_mostly_reports(page: Page) -> bool:
    listed = reports_listed(page)
    spots = Counter(link.spot for link in listed)
    # a hub shows a column's latest reports too, but leads to the column
    leads_on = any(is_column(link.text) and not hosts.same_page(link.url, page.url) for link in page.links)
    if len(listed) < 3 or leads_on:
        return False
    spot, number = spots.most_common(1)[0]
    return number * 2 >= sum(link.spot == spot for link in page.links)


def reads_like_report(page: Page) -> bool:
    """Return whether a page's prose has the sections every annual report has.

    Guides and the regulation itself speak of the same things; they say so in their titles.
    """
    prose = page.prose
    if "公开" not in prose or len(prose) < 200 or not _TELLING.search(prose):
        return False
    if _names_another(page) and _own_verdict(page) is not Verdict.REPORT:
        return False
    return sum(bool(re.search(section, prose)) for section in _SECTIONS) >= 4


def is_text(page: Page) -> bool:
    """Return whether a page that came in a file's place says enough to be the file: office programs write HTML too."""
    asks = page.tree.xpath("//input[translate(@type, 'PASWORD', 'pasword')='password']")
    return not page.is_gone and not asks and (len(page.prose) >= _ENOUGH_PROSE or reads_like_report(page))


def _own_verdict(page: Page) -> Verdict:
    verdicts = {judge(title) for title in page.titles}
    return next((one for one in (Verdict.REPORT, Verdict.DOUBT) if one in verdicts), Verdict.OTHER)


def _has_full_title(page: Page) -> bool:
    """Return whether a page's own title names issuer and year; a column's names one of them at most."""
    title = read_title([one for one in page.own_titles if judge(one) is Verdict.REPORT])
    return title is not None and title.issuer is not None and title.year is not None


def _names_another(page: Page) -> bool:
    """Return whether a page's own title is that of something about reports, or of another kind of report."""
    return any(_ANOTHER.search(title) for title in page.own_titles)
