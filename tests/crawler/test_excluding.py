"""What is excluded is not asked for by pages either: neither as what they need to look as they did nor by a browser."""

from crawler.browser.middleware import Terms
from crawler.browser.rendering import Renderer
from crawler.browser.traffic import Asked
from crawler.session import Session
from tests.crawler.running import WHOLE, crawl, rows
from tests.crawler.server import Site, page, redirect
from tests.crawler.spider import SiteSpider
from tests.spiders.test_portal import report, title_of

TERMS = Terms(user_agent="", renderings=1, seconds=10, subrequest_seconds=10, subrequest_bytes=1000)


class ScriptedSpider(SiteSpider):
    """The small spider, whose pages ask for something as they do in a browser."""

    async def listing(self, response):
        fetch = Renderer(self.crawler, Session.of(self.crawler), TERMS)._fetching(response.request)
        for path in ("/api/list", "/out/list", "/moved"):
            answered = await fetch(Asked(response.urljoin(path), "POST" if "list" in path else "GET"))
            self.logger.warning("HAD %s %s %s", path, answered.status, answered.reason)
        yield None


def test_requests_of_a_page_in_a_browser(tmp_path):
    routes = {"/": page("x"), "/api/list": page("[]"), "/moved": redirect("/out/moved")}
    with Site(routes=routes) as site:
        crawl(tmp_path, {"site": [f"{site.url}/"]}, spider=ScriptedSpider, exclude=["/out/"])
        assert site.paths() == ["/", "/api/list", "/moved"]
    log = next(tmp_path.glob("runs/*/log.jsonl")).read_text("utf-8")
    assert "HAD /api/list 200" in log
    assert "HAD /out/list 0 excluded" in log
    assert "HAD /moved 0 excluded" in log


def test_what_pages_need_to_look_as_they_did(tmp_path):
    with Site() as away, Site() as site:
        looks = (
            "<link rel=stylesheet href=/a.css><img src=/out/a.gif><img src=/moved.gif>"
            f"<img src={away.url}/far.gif><iframe src=/out/frame.html></iframe>"
        )
        title = title_of(2021)
        site.routes = {
            "/nb/": page(f"<title>政府信息公开年报</title><ul><li><a href=/nb/1.html>{title}</a></ul>"),
            "/nb/1.html": page(report(title, looks)),
            "/a.css": page("@import 'out/b.css';p{background:url(/out/c.gif)}"),
            "/moved.gif": redirect("/out/b.gif"),
        }
        excluded = ["/out/", f"//127.0.0.1:{away.port}/far"]
        summary = crawl(tmp_path, {"site": [f"{site.url}/nb/"]}, exclude=excluded, **WHOLE)["site"]
    assert summary["reports"]["new"] == 1
    assert set(site.paths()) == {"/nb/", "/nb/1.html", "/a.css", "/moved.gif"}
    assert not away.paths()
    assert set(rows(tmp_path, "SELECT reason FROM requests WHERE state = 'dead'")) == {("excluded",)}
