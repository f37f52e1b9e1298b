"""A portal whose reports stand in lists of several pages, with attachments and looks; made to change night by night."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field

from tests.crawler.server import NOT_FOUND, Answer, Site, redirect
from tests.spiders.made import BODY

PER_PAGE = 10
YEARS = range(2010, 2024)
ISSUERS = ("示例市", "示例市教育局", "示例市财政局")
COLUMN = "政府信息公开年报"
KINDS = ("etag", "bare", "counted", "posted", "stated")


def answer(body, kind="text/html; charset=utf-8", headers="", status="200 OK"):
    raw = body if isinstance(body, bytes) else body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(raw)}\r\n{headers}\r\n"
    return Answer(head.encode() + raw)


@dataclass
class Bureau(Site):
    """`kind` says how the portal is built: with an ETag, without, with counters, with a POST pager, with totals;
    `paged` states how many pages a list has and nothing else."""

    kind: str = "etag"
    column: str = "/zfxxgk/nb"
    years: bool = False  # a list for each year, below the column
    titles: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    dead: bool = False
    unlisted: set[str] = field(default_factory=set)
    home: set[str] = field(default_factory=set)  # reports that send to the home page
    span: range = YEARS
    less: int = 0  # entries that the list states and does not show
    oldest_first: bool = False
    shown: int | None = None  # characters of a title that a list shows

    def __post_init__(self):
        self._visits = itertools.count(1000)
        for year in reversed(self.span):
            for number, issuer in enumerate(ISSUERS):
                self.add(f"/zfxxgk/content/{year}/{number}.html", f"{issuer}{year}年政府信息公开工作年度报告")

    def add(self, path, title, *, first=False):
        self.titles = {path: title, **self.titles} if first else {**self.titles, path: title}

    @property
    def bytes(self):
        return sum(len(passed.response) for passed in self.log)

    def answer_to(self, path, request):
        if self.dead:
            return answer("busy", status="500 Internal Server Error")
        if path in self.home:
            return redirect("/")
        found = self._answer(path, request)
        if found is None:
            return NOT_FOUND
        body, kind = found
        raw = body if isinstance(body, bytes) else body.encode()
        tag = f'"{hashlib.sha1(raw).hexdigest()}"'
        if self.kind == "etag" and f"If-None-Match: {tag}".encode() in request:
            return Answer(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
        return answer(raw, kind, f"ETag: {tag}\r\n" if self.kind == "etag" else "")

    def _answer(self, path, request):
        """The body and kind of what is at a path, `None` for nothing."""
        bare = path.partition("?")[0]
        page = "text/html; charset=utf-8"
        if bare.startswith("/looks/"):
            return b"body { color: black }\n" * 60, "text/css"
        if bare.startswith("/files/"):
            return b"plain words of an attachment\n" * 300, "text/plain"
        if bare.startswith(f"{self.column}/"):
            shown = self._list(bare[len(self.column) :], request)
            return (shown, page) if shown else None
        if bare in self.titles:
            return None if bare in self.gone else (self._report(bare), page)
        links = f'<a href="{self.column}/">{COLUMN}</a><a href="/xw/">新闻中心</a>'
        fixed = {"/": ("示例市人民政府", links), "/xw/": ("新闻中心", "<p>今日无新闻。</p>")}
        return (self._page(*fixed[bare]), page) if bare in fixed else None

    def _page(self, title, body):
        counted = ""
        if self.kind == "counted":
            visits = next(self._visits)
            counted = f"<p>浏览次数：<span>{visits}</span></p><p>今天是2026年1月{visits % 28 + 1}日</p>"
            counted += f'<input type="hidden" name="token" value="{visits * 7919:x}">'
        looks = "".join(f'<link rel="stylesheet" href="/looks/{n}.css">' for n in range(4))
        return f"<html><head><title>{title}</title>{looks}</head><body>{body}{counted}</body></html>"

    def _report(self, path):
        title = self.titles[path]
        extra = f'<p>附件：<a href="/files{path}.txt">{title}附表.txt</a></p>' if "/0.html" in path else ""
        body = self.words.get(path, BODY)
        return self._page(title, f"<h1>{title}</h1><p>发布时间：2024-01-31</p>{body * 3}{extra}")

    def _list(self, rest, request):
        if self.years:
            return self._years(rest)
        entries = [one for one in self.titles.items() if one[0] not in self.unlisted]
        number = self._number(rest, request)
        if self.oldest_first:
            entries.reverse()
        total = len(entries) + self.less
        if number > max(1, -(-total // PER_PAGE)):
            return None
        return self._entries(entries[(number - 1) * PER_PAGE : number * PER_PAGE], number, total)

    def _years(self, rest):
        years = sorted({path.split("/")[3] for path in self.titles}, reverse=True)
        if rest in {"", "/"}:
            return self._page(
                COLUMN, "".join(f'<li><a href="{self.column}/{y}/">{y}年</a></li>' for y in years)
            )
        year = rest.strip("/")
        return self._entries([one for one in self.titles.items() if one[0].split("/")[3] == year], 1, 0)

    def _number(self, rest, request):
        if self.kind == "paged":
            return int(rest.rpartition("_")[2].partition(".")[0]) + 1 if "_" in rest else 1
        if self.kind == "posted":
            body = request.partition(b"\r\n\r\n")[2].decode()
            return int(dict(pair.split("=") for pair in body.split("&")).get("page", 1)) if body else 1
        return int(rest.rpartition("_")[2].partition(".")[0]) if "_" in rest else 1

    def _entries(self, entries, number, total):
        pages = max(1, -(-total // PER_PAGE))
        shown = "".join(
            f'<li><a href="{path}">{self._short(title)}</a><span>2024-01-31</span></li>'
            for path, title in entries
        )
        return self._page(COLUMN, f"<ul>{shown}</ul>{self._pager(number, pages, total)}")

    def _short(self, title):
        return title if self.shown is None or len(title) <= self.shown else f"{title[: self.shown]}..."

    def _pager(self, number, pages, total):
        if self.kind == "posted":
            fields = f'<input type="hidden" name="channel" value="7"><input type="hidden" name="page" value="{number}">'
            script = "<script>function go(n) { document.f.page.value = n; document.f.submit() }</script>"
            onward = f'<a href="javascript:go({number + 1})">下一页</a>'
            bar = f'<div class="pages">共{total}条 第{number}/{pages}页 {onward}</div>'
            return f'<form name="f" method="post" action="{self.column}/">{fields}</form>{script}{bar}'
        if self.kind == "paged":
            return f'<script>createPageHTML({pages}, {number - 1}, "index", "html");</script>'
        if self.kind == "stated":
            return f"<script>createPageHTML('page_div',{pages},{number},'index','html',{total});</script>"
        if pages == 1:
            return ""
        numbers = "".join(f'<a href="{self._at(n)}">{n}</a>' for n in range(1, pages + 1) if n != number)
        onward = f'<a href="{self._at(number + 1)}">下一页</a>' if number < pages else ""
        return f'<div class="pages">{numbers}{onward}</div>'

    def _at(self, number):
        return f"{self.column}/" if number == 1 else f"{self.column}/index_{number}.html"
