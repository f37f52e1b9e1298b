import json
from dataclasses import asdict

import pytest
import scrapy

from archive.capture import Context, Role
from crawler.origins import origin_of
from crawler.requests import entry_of, request_of
from tests.crawler.spider import SiteSpider

SPIDER = SiteSpider()


def test_a_request_comes_back_as_it_was():
    meta = {"context": asdict(Context("p", Role.PAGE, page=2)), "places": [{"warc": "w"}]}
    request = scrapy.FormRequest(
        "http://a.cn/列表?x=1",
        SPIDER.first,
        formdata={"页": "2"},
        headers={"X-Odd": ["é", "b"]},
        meta=meta,
        priority=3,
        dont_filter=True,
        cb_kwargs={"n": 1},
    )
    entry = entry_of(request, SPIDER)
    back = request_of(entry.request, SPIDER)
    assert (back.url, back.method, back.body) == (request.url, "POST", request.body)
    assert back.headers.getlist("X-Odd") == request.headers.getlist("X-Odd")
    assert back.callback == SPIDER.first
    assert (back.meta, back.priority, back.dont_filter, back.cb_kwargs) == (meta, 3, True, {"n": 1})
    assert (entry.fingerprint, entry.role, entry.host) == (None, "page", "a.cn")


def test_what_belongs_to_one_fetch_does_not_travel():
    passing = {
        "place": {},
        "frontier": 7,
        "download_slot": "b.cn",
        "download_latency": 0.1,
        "is_start_request": True,
    }
    entry = entry_of(scrapy.Request("http://a.cn/", meta={**passing, "kept": 1}), SPIDER)
    assert json.loads(entry.request)["meta"] == {"kept": 1}


def test_start_requests_are_known_again():
    request = scrapy.Request("http://a.cn/", dont_filter=True, meta={"is_start_request": True})
    assert entry_of(request, SPIDER).fingerprint


def test_meta_that_is_no_json_is_refused():
    with pytest.raises(TypeError):
        entry_of(scrapy.Request("http://a.cn/", meta={"bad": object()}), SPIDER)


def test_a_callback_that_is_gone_is_an_error():
    text = entry_of(scrapy.Request("http://a.cn/", SPIDER.first), SPIDER).request
    with pytest.raises(ValueError, match="never_was"):
        request_of(text.replace('"first"', '"never_was"'), SPIDER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.cn/list.jsp;jsessionid=1A?c=2", "http://a.cn/list.jsp?c=2"),
        ("http://a.cn/nb/index.html?utm_source=x", "http://a.cn:80/nb/"),
    ],
)
def test_addresses_of_one_page_are_one_row_that_asks_for_the_first_as_found(one, other):
    first, second = (entry_of(scrapy.Request(url), SPIDER) for url in (one, other))
    assert first.fingerprint == second.fingerprint
    assert request_of(first.request, SPIDER).url == one


def test_a_redirect_that_only_adds_a_session_is_followed():
    meta = {"redirect_urls": ["http://a.cn/x.jsp"]}
    assert entry_of(scrapy.Request("http://a.cn/x.jsp;jsessionid=1A", meta=meta), SPIDER).fingerprint is None
    assert entry_of(scrapy.Request("http://a.cn/other.jsp", meta=meta), SPIDER).fingerprint


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://A.cn/b?c", "http://a.cn"),
        ("http://a.cn:80/", "http://a.cn"),
        ("https://a.cn:443/", "https://a.cn"),
        ("http://a.cn:443/", "http://a.cn:443"),
        ("https://a.cn:8443", "https://a.cn:8443"),
        ("http://user:word@a.cn/", "http://a.cn"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_origins_are_written_in_one_way(url, origin):
    assert origin_of(url) == origin


def test_a_callback_of_nobody_s_is_refused():
    with pytest.raises(ValueError, match="no method of the spider"):
        entry_of(scrapy.Request("http://a.cn/", SiteSpider().first), SPIDER)
