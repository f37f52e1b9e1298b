import pytest
from scrapy import Request

from crawler.requests import fingerprint_of
from spiders import hosts, links, routes
from spiders.canonical import canonical
from spiders.page import Page

HOST = "http://www.example.gov.cn"


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("#/list?id=3", "/app/#/list?id=3"),
        ("#!/view/41", "/app/#!/view/41"),
        ("/#/list", "/#/list"),
        ("/gkmlpt/index#5205", "/gkmlpt/index#5205"),
        ("nb.html#top", "/app/nb.html"),
        ("nb.html#5205", "/app/nb.html"),
        ("nb/#/", "/app/nb/"),
        ("#top", None),
        ("#", None),
        ("#/", None),
        ("#!", None),
    ],
)
def test_a_link_keeps_its_route_and_no_anchor(href, kept):
    assert links.resolve(f"{HOST}/app/", href) == (kept and HOST + kept)


def test_what_an_event_makes_the_route_is_one():
    page = Page(f"{HOST}/", "<li onclick=\"location.hash = '/view/41'\">年度报告</li>")
    assert [link.url for link in page.links] == [f"{HOST}/#/view/41"]


def test_a_page_is_told_by_its_route_and_not_by_an_anchor():
    one, other = f"{HOST}/#/list?id=3", f"{HOST}/#/list?id=4"
    assert canonical(one) != canonical(other)
    assert not hosts.same_page(one, other)
    assert fingerprint_of(Request(one)) != fingerprint_of(Request(other))
    assert canonical(f"{HOST}/a.html#top") == canonical(f"{HOST}/a.html")
    assert canonical(f"{HOST}/#/关于") == canonical(f"{HOST}/#/%E5%85%B3%E4%BA%8E")


def test_a_route_is_a_path_in_the_directory_of_its_page():
    assert routes.unfolded(f"{HOST}/app/?v=1#!/nb/list?id=3") == f"{HOST}/app/nb/list?id=3"
    assert routes.unfolded(f"{HOST}/a.html#top") == f"{HOST}/a.html#top"
