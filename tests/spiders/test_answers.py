import json

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from spiders import paging
from spiders.page import read_page
from spiders.records import read

PAGE = "http://portal.example/nb/"
API = "http://portal.example/api/list"


def titled(*years):
    return [{"docTitle": f"示例县{year}年政府信息公开工作年度报告", "docId": year * 7} for year in years]


def answered(value, url=API, body="", kind="application/json", **meta):
    method, headers = ("POST", {"Content-Type": kind}) if body else ("GET", {})
    request = Request(url, method=method, body=body, headers=headers, meta=meta)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return read_page(
        TextResponse(url, body=text.encode(), headers={"Content-Type": "application/json"}, request=request)
    )


def turns(page):
    pager = paging.find(page)
    return [(turn.page, turn.url, dict(turn.form), turn.body) for turn in pager.turns]


@pytest.mark.parametrize(
    "value",
    [
        {"articles": [{"title": "示例县2020年年报", "url": "/c/post_1.html", "create_time": 1611849600}],
         "total": 31},
        {"data": {"rows": [{"bt": "<em>示例县</em>2020年年报", "link": "/c/post_1.html", "fbsj": "2021-01-29 08:00"}],
                  "page": {"totalCount": "31"}}},
        [{"code": 0, "result": {"list": [{"Name": "示例县2020年年报", "linkUrl": "/c/post_1.html",
                                          "imgUrl": "/x.png", "pubDate": "2021-01-29"}], "recordCount": 31}}],
        {"result": json.dumps({"items": [{"TITLE": "示例县2020年年报", "URL": "/c/post_1.html", "date": "2021-01-29"}],
                               "total_records": 31})},
    ],
)  # fmt: skip
def test_records_are_read_whatever_their_fields_are_called(value):
    answer = read(json.dumps(value, ensure_ascii=False))
    (record,) = answer.records
    assert (record.title, record.address, record.date) == ("示例县2020年年报", "/c/post_1.html", "2021-01-29")
    assert answer.records_stated == 31


@pytest.mark.parametrize(
    "text",
    ["{}", "[1, 2]", '{"rows": []}', '{"rows": [{"title": "ok", "url": "/a"}]}', "[" * 5000 + "]" * 5000, "{broken",
     '{"count": 12}', "<html></html>", "callback(", ""],
)  # fmt: skip
def test_what_is_no_list_is_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        (f"{API}?page=1&sid=2", "", [(2, f"{API}?page=2&sid=2", {}, ""), (3, f"{API}?page=3&sid=2", {}, "")]),
        (f"{API}?pageNo=0", "", [(2, f"{API}?pageNo=1", {}, ""), (3, f"{API}?pageNo=2", {}, "")]),
        (f"{API}?start=0&limit=2", "",
         [(2, f"{API}?start=2&limit=2", {}, ""), (3, f"{API}?start=4&limit=2", {}, "")]),
        (API, "channel=nb&curPage=1",
         [(2, API, {"channel": "nb", "curPage": "2"}, ""), (3, API, {"channel": "nb", "curPage": "3"}, "")]),
        (API, '{"channel": "nb", "pageNum": 1, "q": ""}',
         [(n, API, {}, json.dumps({"channel": "nb", "pageNum": n, "q": ""})) for n in (2, 3)]),
        (API, '{"query": "list", "variables": {"page": 1}}',
         [(n, API, {}, json.dumps({"query": "list", "variables": {"page": n}})) for n in (2, 3)]),
    ],
)  # fmt: skip
def test_the_further_pages_are_asked_for_as_the_first_was(url, body, expected):
    rows = [{"title": f"示例县{year}年年报", "url": f"/{year}.html"} for year in (2020, 2021)]
    kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    page = answered({"rows": rows, "total": 5}, url, body, kind)
    assert [link.url for link in page.links] == [
        "http://portal.example/2020.html",
        "http://portal.example/2021.html",
    ]
    assert turns(page) == expected


def test_without_a_total_a_full_page_leads_to_the_next_and_a_short_one_ends():
    rows = [{"title": f"示例县{year}年年报", "url": f"/{year}.html"} for year in (2020, 2021)]
    assert [one[0] for one in turns(answered({"rows": rows}, f"{API}?page=3&size=2"))] == [4]
    assert turns(answered({"rows": rows[:1]}, f"{API}?page=3&size=2")) == []


def test_a_last_page_that_is_shorter_than_the_first_leads_nowhere():
    rows = [{"title": "示例县2020年年报", "url": "/2020.html"}]
    assert turns(answered({"rows": rows, "total": 5}, f"{API}?page=3")) == []


def rendered(listed, heard, shown="", signed=False, led=None):
    text = json.dumps(heard, ensure_ascii=False)
    meta = {"heard": [{"url": f"{API}?page=1", "text": text, "signed": signed}], "led": led or {}}
    body = f"<html><body><ul>{listed}</ul>{shown}</body></html>"
    return read_page(
        HtmlResponse(PAGE, body=body.encode(), encoding="utf-8", request=Request(PAGE, meta=meta))
    )


def test_addresses_of_entries_with_ids_only_are_made_as_the_pages_own_links_are():
    heard = {"rows": titled(2019, 2020, 2021), "total": 9}
    listed = "".join(
        f'<li><a href="/view?id={row["docId"]}&t=1">{row["docTitle"][:14]}…</a></li>'
        for row in heard["rows"][:2]
    )
    page = rendered(listed, heard, heard["rows"][2]["docTitle"])
    assert f"http://portal.example/view?id={2021 * 7}&t=1" in {link.url for link in page.links}
    further = answered({"rows": titled(2015), "total": 9}, f"{API}?page=2", entries=page.noticed.entries())
    assert [link.url for link in further.links] == [f"http://portal.example/view?id={2015 * 7}&t=1"]


def test_where_clicks_led_tells_the_addresses_of_the_others():
    heard = {"rows": titled(2019, 2020, 2021), "total": 9}
    titles = [row["docTitle"] for row in heard["rows"]]
    led = {
        title: f"http://portal.example/#/view/{year * 7}"
        for title, year in zip(titles, (2019, 2020), strict=False)
    }
    page = rendered("".join(f"<li>{title}</li>" for title in titles), heard, led=led)
    assert [link.url for link in page.links] == [
        f"http://portal.example/#/view/{year * 7}" for year in (2019, 2020, 2021)
    ]


def test_a_list_whose_requests_only_its_script_can_sign_has_no_pages_to_ask_for():
    row = {"title": "示例县2020年年报", "url": "/8.html"}
    listed = '<li><a href="/8.html">示例县2020年年报</a></li>'
    assert turns(rendered(listed, {"rows": [row], "total": 3}))
    assert turns(rendered(listed, {"rows": [row], "total": 3}, signed=True)) == []


def test_a_list_is_not_taken_for_the_pages_where_it_is_not_shown_or_its_addresses_cannot_be_told():
    heard = {"rows": titled(2019, 2020), "total": 9}
    assert rendered("<li>别的内容</li>", heard).noticed is None
    shown = "".join(row["docTitle"] for row in heard["rows"])
    assert rendered("", heard, shown).noticed is None


def test_an_address_that_the_pages_links_contradict_is_not_used():
    row = {"title": "示例县2020年年报", "url": "/internal/1", "id": 777}
    assert (
        rendered('<li><a href="/open/8.html">示例县2020年年报</a></li>', {"rows": [row], "total": 3}).noticed
        is None
    )
