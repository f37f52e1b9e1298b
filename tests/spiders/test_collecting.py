# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

import pytest

from spiders.found import FindingKind
from tests.spiders.made import BODY, HOST, chained, html, links, report, title_of
from tests.spiders.sites import crawl


def test_pages_then_attachments_in_order():
    pager = "<a href='a.html'>1</a><a href='a_2.html'>2</a><a href='a_3.html'>3</a>"
    site = chained(
        {
            "a.html": report(
                title_of(2021), "共3页" + pager.replace("href='a.html'", "") + "<a href='P01.doc'>附件1</a>"
            ),
            "a_2.html": html(title_of(2021), "<p>第二页</p>" + pager + "<a href='P02.pdf'>附件2</a>"),
            "a_3.html": html(title_of(2021), "<p>第三页</p>" + pager),
            "P01.doc": b"\xd0\xcf\x11\xe0",
            "P02.pdf": b"%PDF-1.4",
        }
    )

    found = crawl(site, url=f"{HOST}/nb/")

    assert found.read == [
        [f"{HOST}/nb/{name}" for name in ("a.html", "a_2.html", "a_3.html", "P01.doc", "P02.pdf")]
    ]
    contexts = [request.meta["context"] for request in found.asked[1:]]
    assert [one["page"] for one in contexts] == [None, 2, 3, 1, 2]
    assert [one["role"] for one in contexts] == ["page", "page", "page", "attachment", "attachment"]
    assert {one["document"] for one in contexts[1:]} == {"urn:2"}


@pytest.mark.parametrize("gone", [(404, {}, "x"), (0, {}, "")])
def test_missing_page_does_not_end_the_document(gone):
    site = chained(
        {
            "a.html": report(title_of(2021), "<a href='a_2.html'>2</a><a href='a_3.html'>3</a>"),
            "a_2.html": gone,
            "a_3.html": html(title_of(2021), "<p>第三页</p>"),
        }
    )

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/nb/a_3.html"]]


@pytest.mark.parametrize(
    "part",
    ["<a href='a_2.html'>2</a> <a href='a_3.html'>3</a>", "<p>附件：<a href='a_2.html'>全文.pdf</a></p>"],
)
def test_a_part_is_named_that_another_page_was_sent_for(part):
    site = chained(
        {"a.html": report(title_of(2021), part), "a_2.html": html("系统提示", "<p>您访问的页面不存在</p>")}
    )
    found = crawl(site, url=f"{HOST}/nb/")
    named = [one.url for one in found.findings if one.kind is FindingKind.UNREACHABLE]
    assert named == [f"{HOST}/nb/a_2.html"]


def test_first_page_gone_second_listed():
    entry = links(("show.asp?id=7&page=2", title_of(2018)))
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", entry),
        f"{HOST}/nb/show.asp?id=7&page=2": report(
            title_of(2018), "<a href='show.asp?id=7&page=1'>[1]</a> [2]"
        ),
    }

    found = crawl(site, url=f"{HOST}/nb/")

    assert found.read == [[f"{HOST}/nb/show.asp?id=7&page=2"]]
    assert f"{HOST}/nb/show.asp?id=7&page=1" in found.paths


def test_entry_that_is_a_file_is_the_document():
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", links(("x.pdf", title_of(2021)))),
        f"{HOST}/nb/x.pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/x.pdf"]]


@pytest.mark.parametrize(
    "link",
    [
        "<a href='r.pdf'>下载</a>",
        """<script>document.write('<a href="./r.pdf">点击查看</a>')</script>""",
        "<iframe src='/pdfjs/web/viewer.html?file=%2Fnb%2Fr.pdf'></iframe>",
        "<embed src='r.pdf'>",
        """<a href="javascript:;" onclick="window.open('/nb/r.pdf')">查看全文</a>""",
        "<script>var pdfUrl = '/nb/r.pdf';</script>",
    ],
)
def test_page_with_only_a_link_to_the_file(link):
    site = chained(
        {
            "a.html": html(title_of(2021), f"<h1>{title_of(2021)}</h1><div class='content'>{link}</div>"),
            "r.pdf": b"%PDF-1.4",
        }
    )

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/nb/r.pdf"]]


def test_forms_beside_the_article_are_not_its_attachments():
    more = "<div class='content'><a href='/files/sqb.doc'>政府信息公开申请表</a></div>"
    site = chained({"a.html": report(title_of(2021), more)})

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html"]]


def test_cut_title_is_completed_by_its_attribute_or_by_the_page():
    entries = (
        f'<ul><li><a href="a.html" title="{title_of(2021)}">示例市2021年政府信…</a></li>'
        '<li><a href="b.html">示例市2020年政府信息公开工作年度…</a></li>'
        '<li><a href="c.html">示例市2019年政府信息公开工作年度…</a></li></ul>'
    )
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", entries),
        f"{HOST}/nb/a.html": report(title_of(2021)),
        f"{HOST}/nb/b.html": report(title_of(2020)),
        f"{HOST}/nb/c.html": html(
            "x",
            "<h1>示例市2019年政府信息公开工作年度报告编制培训会召开</h1><p>会议要求各单位认真做好编制工作。</p>",
        ),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html"], [f"{HOST}/nb/b.html"]]


def test_report_that_is_a_file_keeps_clear_of_its_neighbours():
    beside = links(*[(f"/files/{year}.pdf", f"{title_of(year)}.pdf") for year in (2018, 2019, 2020)])
    body = f"<h1>{title_of(2021)}</h1><div class='content'><p><a href='/files/2021.pdf'>{title_of(2021)}.pdf</a></p></div>"
    site = chained({"a.html": html(title_of(2021), beside + body)}) | {
        f"{HOST}/files/{year}.pdf": b"%PDF-" for year in range(2018, 2022)
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/files/2021.pdf"]]


def test_report_that_is_a_file_beside_a_list_of_all_reports():
    years = (2018, 2019, 2020, 2021)
    beside = f"<div class='left'>{links(*[(f'/nb/{year}.html', title_of(year)) for year in years])}</div>"

    def page(year: int) -> str:
        title = f"{year}年政府信息公开工作年度报告"
        return html(
            title,
            f"{beside}<div class='art'><h1>{title}</h1><p><a href='/files/{year}.doc'>{title}.doc</a></p></div>",
        )

    site = {
        f"{HOST}/nb/": html("政府信息公开年报", beside),
        **{f"{HOST}/nb/{year}.html": page(year) for year in years},
    }
    site |= {f"{HOST}/files/{year}.doc": b"\xd0\xcf\x11\xe0" for year in years}

    assert crawl(site, url=f"{HOST}/nb/").read == [
        [f"{HOST}/nb/{year}.html", f"{HOST}/files/{year}.doc"] for year in years
    ]


def test_article_that_stands_in_a_frame():
    site = chained(
        {
            "a.html": html(title_of(2021), f"<h1>{title_of(2021)}</h1><iframe src='body.html'></iframe>"),
            "body.html": f"<p>{BODY}</p>",
        }
    )

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/nb/body.html"]]


def test_doubtful_entry_is_decided_by_its_page():
    site = {
        f"{HOST}/nb/": html(
            "政府信息公开年报",
            links(
                ("a.html", "2021年年度报告"),
                ("b.html", "2020年年度报告"),
                ("c.html", "教育局政府信息公开年报"),
            ),
        ),
        f"{HOST}/nb/a.html": report(title_of(2021)),
        f"{HOST}/nb/b.html": html(
            "示例市2020年度法治政府建设年度报告",
            "<h1>示例市2020年度法治政府建设年度报告</h1><p>法治建设工作有序推进，成效明显，群众满意。</p>",
        ),
        f"{HOST}/nb/c.html": report("教育局政府信息公开年报"),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html"], [f"{HOST}/nb/c.html"]]


@pytest.mark.parametrize(
    "title", ["政府信息公开指南", "中华人民共和国政府信息公开条例", "示例市政府信息公开工作年度报告编制制度"]
)
def test_texts_about_reports_are_none(title):
    site = {
        f"{HOST}/gk/nb/": html("政府信息公开年报", links(("zn/", title), ("2021/", "2021年"))),
        f"{HOST}/gk/nb/zn/": report(title),
        f"{HOST}/gk/nb/2021/": report(title),
    }

    assert crawl(site, url=f"{HOST}/gk/nb/").documents == []
