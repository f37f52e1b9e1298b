"""A portal of some 100,000 pages, made from their addresses: a hundred columns around the one that matters."""

from __future__ import annotations

import re

from tests.families.family import Family, Portal, paged, rows
from tests.families.told import AREA
from tests.portals.content import Story
from tests.portals.model import Form, Page

_COLUMNS = 100
_LISTS = 48
_ARTICLES = 20
PAGES = _COLUMNS * _LISTS * (_ARTICLES + 1)

_FOLDER = "/zwgk/nb/"
_SUBJECTS = (
    "农业",
    "教育",
    "交通",
    "水利",
    "文旅",
    "卫健",
    "民政",
    "财政",
    "应急",
    "市场",
    "住建",
    "商务",
    "环境",
)
_KINDS = ("动态", "通知公告", "政策文件", "政策解读", "统计数据", "人事信息", "重点领域信息公开", "专题专栏")
_LISTING = re.compile(r"/c(\d{1,2})/(?:index(?:_(\d{1,2}))?\.html)?")
_ARTICLE = re.compile(r"/c(\d{1,2})/(\d{4})/(\d{1,4})\.html")
_CALENDAR = re.compile(r"/calendar/(\d{4})/(\d{1,2})/")


def large() -> Family:
    """Its list of annual reports has three pages; every other page of the portal leads to all its columns."""
    portal = Portal("large", "/zwgk/", _FOLDER)
    entries = portal.entries(_address)
    listed = paged(entries)
    for at, shown in enumerate(listed):
        pager = f'<script>createPageHTML({len(listed)}, {at}, "index", "html")</script>'
        portal.put(f"{_FOLDER}index_{at}.html" if at else _FOLDER, portal.listing(rows(shown) + pager))
    columns = "".join(f'<li><a href="/c{at}/">{_name(at)}</a></li>' for at in range(_COLUMNS))
    for path in ("/", "/zwgk/", "/xwzx/"):
        page = portal.pages[path]
        portal.put(path, Page.of(page.body.decode().replace("</body>", f"<ul>{columns}</ul></body>")))

    def answer(path: str, _form: Form) -> Page | None:
        return _made(portal, columns, path)

    return portal.family(answer)


def _made(portal: Portal, columns: str, path: str) -> Page | None:
    calendar = '<a href="/calendar/2024/1/">工作日历</a>'
    if (found := _LISTING.fullmatch(path)) and int(found[2] or 0) < _LISTS:
        return portal.page(
            _name(int(found[1])), _list(int(found[1]), int(found[2] or 0)) + columns + calendar
        )
    if found := _ARTICLE.fullmatch(path):
        title = _title(int(found[1]), int(found[3]))
        return portal.page(
            title,
            f"<h1>{title}</h1><div>发布时间：{found[2]}-05-06</div><p>会议传达了上级精神。</p>{columns}",
        )
    if found := _CALENDAR.fullmatch(path):
        year, month = divmod(int(found[1]) * 12 + int(found[2]), 12)
        days = "".join(
            f'<a href="/calendar/{found[1]}/{found[2]}/?day={day}">{day}</a>' for day in range(1, 29)
        )
        return portal.page("工作日历", f'{days}<a href="/calendar/{year}/{month + 1}/">下一页</a>')
    return None


def _list(column: int, at: int) -> str:
    shown = "".join(
        f'<li><a href="/c{column}/{2024 - at // 4}/{serial}.html">{_title(column, serial)}</a></li>'
        for serial in range(at * _ARTICLES, (at + 1) * _ARTICLES)
    )
    return f'<ul>{shown}</ul><script>createPageHTML({_LISTS}, {at}, "index", "html")</script>'


def _name(column: int) -> str:
    return f"{_SUBJECTS[column % len(_SUBJECTS)]}{_KINDS[column // len(_SUBJECTS)]}"


def _title(column: int, serial: int) -> str:
    return f"{AREA}{_name(column)}第{serial}期"


def _address(each: Story, serial: int) -> str:
    return f"{_FOLDER}{each.date[:4]}{each.date[5:7]}/t{each.date.replace('-', '')}_{serial}.html"
