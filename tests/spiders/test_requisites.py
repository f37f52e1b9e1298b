import pytest

from spiders.page import Page
from spiders.requisites import DEEPEST, MOST, MOST_HOSTS, ROOM, Allowance, Kind, Requisite, of_page, of_sheet
from tests.spiders.sites import crawl
from tests.spiders.test_portal import html, report, title_of

URL = "http://www.example.gov.cn/zwgk/1.html"


def named(markup, url=URL):
    return [one.url.removeprefix("http://www.example.gov.cn/") for one in of_page(Page(url, markup))]


@pytest.mark.parametrize(
    ("markup", "needed"),
    [
        ("<link rel=stylesheet href=/a.css>", ["a.css"]),
        ("<link rel='shortcut icon' href=/f.ico>", ["f.ico"]),
        ("<link rel=preload as=font href=/f.woff2>", ["f.woff2"]),
        ("<link rel='alternate stylesheet' href=/a.css><link rel=canonical href=/a.html>", []),
        ("<script src=a.js></script>", ["zwgk/a.js"]),
        ("<img src='../images/图.png?v=1'>", ["images/图.png?v=1"]),
        ("<img src=a.gif data-src=/b.png data-id=7 data-page='/c.html'>", ["zwgk/a.gif", "b.png"]),
        ("<img data-original='/b.jpg?x=1' alt='a.png'>", ["b.jpg?x=1"]),
        ("<img srcset='/a.png, /b.png 2x,/c.png 640w'>", ["a.png", "b.png", "c.png"]),
        ("<picture><source srcset='/a.webp 1x'><img src=/a.png></picture>", ["a.webp", "a.png"]),
        ("<input type=image src=/go.png>", ["go.png"]),
        ("<table background=/bg.gif><tr><td background=/td.gif>", ["bg.gif", "td.gif"]),
        ("<div style=\"background:url('/a.png')\">", ["a.png"]),
        ("<style>@import '/a.css'; p{background:url(/a.png)}</style>", ["a.css", "a.png"]),
        ("<iframe src=/menu.html></iframe>", ["menu.html"]),
        ("<svg><image xlink:href='/a.svg'/><use href='/s.svg#one'/><use href='#two'/></svg>", ["a.svg", "s.svg"]),
        ("<video src=/a.mp4 poster=/a.jpg><source src=/b.mp4></video><audio src=/a.mp3></audio>", ["a.jpg"]),
        ("<img src=/a.png><img src=/a.png#top>", ["a.png"]),
        ("<base href=/up/><img src=a.png>", ["up/a.png"]),
        ("<img src=https://cdn.example.com/a.png>", ["https://cdn.example.com/a.png"]),
        # nothing to ask for, or nothing of the page's looks
        ("<img src=data:image/png;base64,AA><img src=''><img src=1.html><a href=/a.png>", []),
        ("<img src=file:///etc/passwd><script src=javascript:a()></script><img src=http://[/a.png>", []),
        ("<iframe src=/fj/report.pdf></iframe><img src=/a.mp4><embed src=/a.swf>", []),
        ("<!-- <img src=/dead.png> --><template></template>", []),
        ("<script src=https://hm.baidu.com/hm.js?1></script><script src=/count.js></script>", []),
    ],
)  # fmt: skip
def test_what_a_page_needs(markup, needed):
    assert named(markup) == needed


def test_what_shapes_a_page_comes_before_its_pictures():
    markup = "<img src=/a.png><script src=/a.js></script><iframe src=/a.html></iframe><link rel=stylesheet href=/a.css>"
    assert named(markup) == ["a.css", "a.html", "a.js", "a.png"]


def test_a_sheet_names_others_and_pictures_beside_it():
    found = of_sheet("@import 'b.css';a{background:url(../i/a.png),url(a.css)}", "http://h/css/a.css")
    assert found == [
        Requisite("http://h/css/b.css", Kind.SHEET),
        Requisite("http://h/i/a.png", Kind.PICTURE),
    ]


def test_ten_thousand_pictures_are_a_few_hundred():
    markup = "".join(f"<img src=/{n}.png>" for n in range(10_000))
    assert len(named(markup + "<link rel=stylesheet href=/a.css>")) == MOST


def test_a_page_is_made_of_few_hosts():
    markup = "".join(f"<img src=http://{n % 1000}.cn/{n}.png>" for n in range(10_000))
    assert len({one.host for one in of_page(Page(URL, markup))}) == MOST_HOSTS


def asked(allowance, width):
    """Counts what is asked for on behalf of a page where everything names as much again."""
    wanted = [Requisite(f"http://h/{number}", Kind.SHEET) for number in range(width)]
    shared = list(allowance.shared(wanted))
    return len(shared) + sum(asked(Allowance(**meta), width) for _, meta in shared)


@pytest.mark.parametrize("width", [1, 2, 5, 30, MOST])
def test_sheets_that_import_without_end_share_what_a_page_may_ask_for(width):
    assert 0 < asked(Allowance(), width) <= ROOM


def test_nothing_is_asked_for_too_deep_or_for_a_picture():
    one = [Requisite("http://h/a", Kind.SHEET), Requisite("http://h/b", Kind.PICTURE)]
    assert list(Allowance(depth=DEEPEST).shared(one)) == []
    rooms = [meta["room"] for _, meta in Allowance().shared(one)]
    assert rooms == [ROOM - 2, 0]


def asked_as_requisites(site, start):
    found = crawl({f"http://h.cn{path}": answer for path, answer in site.items()}, url=f"http://h.cn{start}")
    roles = [request.meta["context"]["role"] for request in found.asked]
    first = roles.index("requisite")
    assert set(roles[first:]) == {"requisite"}
    assert len(found.documents) == 1
    return [url.removeprefix("http://h.cn/") for url in found.paths[first:]]


def test_every_page_of_an_article_has_its_own():
    looks = "<link rel=stylesheet href=/a.css><img src=/{}.png>"
    site = {
        "/1.html": report(title_of(2021), looks.format(1) + "共2页<a href=1_2.html>下一页</a>"),
        "/1_2.html": html(title_of(2021), f"<p>{'第二页的文字。' * 30}</p>{looks.format(2)}"),
        "/a.css": (200, {"Content-Type": "text/css"}, "p{background:url(bg.png)}"),
    }
    assert set(asked_as_requisites(site, "/1.html")) == {"a.css", "1.png", "2.png", "bg.png"}


def test_a_report_in_a_frame_has_its_own():
    site = {
        "/1.html": html(title_of(2021), "<h1>" + title_of(2021) + "</h1><iframe src=/body.html></iframe>"),
        "/body.html": report(title_of(2021), "<img src=/1.png>"),
    }
    assert set(asked_as_requisites(site, "/1.html")) == {"body.html", "1.png"}


def test_a_requisite_that_is_missing_or_another_thing_leads_nowhere():
    site = {
        "/1.html": report(
            title_of(2021), "<link rel=stylesheet href=/a.css><iframe src=/f.html></iframe><img src=/a.png>"
        ),
        "/f.html": b"%PDF-1.4",
        "/a.png": "<img src=/b.png>",
    }
    assert asked_as_requisites(site, "/1.html") == ["a.css", "f.html", "a.png"]
