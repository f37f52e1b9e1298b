"""Cookies go back to the origin that set them, and only once it has sent us round."""

from scrapy import Request
from scrapy.http import Response

from crawler.cookies import LONGEST, MOST_COOKIES, MOST_ORIGINS, CookiesMiddleware
from tests.crawler.running import crawl
from tests.crawler.server import Answer, Site, page, redirect


def answered(middleware, url, *cookies):
    request = Request(url)
    middleware.process_response(request, Response(url, headers={"Set-Cookie": list(cookies)}))


def sent(middleware, url, came_from=None):
    request = Request(url, meta={"redirect_urls": [came_from]} if came_from else {})
    middleware.process_request(request)
    return request.headers.get("Cookie")


def test_nothing_is_sent_until_a_redirect_within_the_origin():
    middleware = CookiesMiddleware()
    answered(middleware, "http://a.cn/", "s=1; Path=/; Domain=.cn", "t=2")
    assert sent(middleware, "http://a.cn/x") is None
    assert sent(middleware, "http://a.cn/x", came_from="http://b.cn/") is None
    assert sent(middleware, "http://a.cn/x", came_from="http://a.cn/") == b"s=1; t=2"
    assert sent(middleware, "http://a.cn/y") == b"s=1; t=2"


def test_nothing_is_sent_to_another_origin():
    middleware = CookiesMiddleware()
    answered(middleware, "https://a.cn/", "s=1; Domain=a.cn")
    for url in ("https://www.a.cn/", "http://a.cn/", "https://a.cn:8443/"):
        assert sent(middleware, url, came_from=url) is None


def test_what_is_kept_is_bounded():
    middleware = CookiesMiddleware()
    answered(middleware, "http://a.cn/", *(f"n{n}=1" for n in range(1000)), "long=" + "x" * LONGEST, "=1", "")
    assert sent(middleware, "http://a.cn/", came_from="http://a.cn/").count(b"=") == MOST_COOKIES
    answered(middleware, "http://a.cn/", "n0=2", "n1=; Max-Age=0")
    kept = sent(middleware, "http://a.cn/")
    assert b"n0=2" in kept
    assert b"n1=" not in kept


def test_the_origins_asked_last_are_remembered():
    middleware = CookiesMiddleware()
    answered(middleware, "http://a.cn/", "s=1")
    answered(middleware, "http://b.cn/", "s=1")
    for number in range(MOST_ORIGINS):
        assert sent(middleware, "http://a.cn/", came_from="http://a.cn/") == b"s=1"
        answered(middleware, f"http://{number}.cn/", "s=1")
        sent(middleware, f"http://no{number}.cn/", came_from=f"http://no{number}.cn/")
    assert sent(middleware, "http://b.cn/", came_from="http://b.cn/") is None
    assert len(middleware._jars) == MOST_ORIGINS
    assert middleware._gated == {"http://a.cn"}


def test_a_gate_that_lies_between_a_page_and_itself(tmp_path):
    gate = Answer(redirect("/").raw.replace(b"\r\n\r\n", b"\r\nSet-Cookie: seen=1\r\n\r\n"))

    class Door(Site):
        def answer_to(self, path, request):
            if path == "/":
                return page("inside") if b"seen=1" in request else redirect("/gate")
            return super().answer_to(path, request)

    with Door(routes={"/gate": gate}) as site:
        summary = crawl(tmp_path, {"gated": [site.url + "/"]})["gated"]
    assert site.paths() == ["/", "/gate", "/"]
    assert summary["dead"] == []
    assert summary["statuses"]["200"] == 1
