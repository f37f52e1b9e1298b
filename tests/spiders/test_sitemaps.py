from __future__ import annotations

import gzip

import pytest
from scrapy.http import Response

from spiders import sitemaps
from spiders.columns import LIKELY_COLUMN

HOST = "http://www.example.gov.cn"
NAMESPACE = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"


def located(*paths: str, kind: str = "urlset", entry: str = "url") -> bytes:
    entries = "".join(f"<{entry}><loc> {HOST}{path} </loc></{entry}>" for path in paths)
    return f"<?xml version='1.0' encoding='UTF-8'?><{kind} {NAMESPACE}>{entries}</{kind}>".encode()


def leads(body: bytes, path: str = "/sitemap.xml") -> list[tuple[str, int]] | None:
    found = sitemaps.read(Response(HOST + path, body=body))
    return None if found is None else [(lead.url.removeprefix(HOST), lead.rank) for lead in found]


ADDRESSES = located(
    "/xw/1.html", "/zwgk/a/1.html", "/zwgk/zfxxgknb/2021/t1.html", "/zwgk/zfxxgknb/2020/t1.html"
)


@pytest.mark.parametrize("body", [ADDRESSES, gzip.compress(ADDRESSES)])
def test_directories_of_a_map_whose_names_speak_of_reports(body):
    assert leads(body) == [("/zwgk/zfxxgknb/", LIKELY_COLUMN), ("/zwgk/", 30)]


def test_an_index_leads_to_its_maps():
    found = leads(located("/a.xml", "/b.xml.gz", kind="sitemapindex", entry="sitemap"))

    assert [url for url, _ in found] == ["/a.xml", "/b.xml.gz"]


def test_robots_txt_names_maps_of_the_site_only():
    body = f"User-agent: *\nDisallow: /\nSitemap: {HOST}/m.xml\nsitemap: http://other.cn/m.xml\nSitemap: http://[\n"
    assert [url for url, _ in leads(body.encode(), "/robots.txt") or []] in (["/m.xml"], [])


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\x1f\x8b\x08broken", b"%PDF-1.4"])
def test_what_is_no_map(body):
    assert leads(body) is None


def test_maps_are_bounded():
    deep = b"<urlset>" + b"<url>" * 5000
    assert leads(deep) in (None, [])
    assert leads(gzip.compress(b"<urlset>" + b" " * 40_000_000)) is None
    many = located(*(f"/{n}/zfxxgk/" for n in range(500)))
    assert len(leads(many)) == 20
