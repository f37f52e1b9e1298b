import re
from html.parser import HTMLParser

from crawler.runs.gathered import DETAILED, NAMED
from tests.crawler.runs.made import HOSTILE, portal, ran


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self):
        super().__init__()
        self.tags, self.links, self.ids, self.open = [], [], set(), []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.ids.add(given.get("id"))
        self.links += [given["href"]] if "href" in given else []
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(page):
    found = Outline()
    found.feed(page.read_text("utf-8"))
    assert found.open == []
    return found


def test_a_page_holds_what_came_of_a_run(tmp_path):
    ran(tmp_path, portal("a.gov.cn"))
    page = ran(tmp_path, portal("a.gov.cn"), portal("b.gov.cn", "failed", error="broken")).folder.page
    text = page.read_text("utf-8")
    for words in (
        "In figures",
        "Vanished",
        "http 404",
        "12 / 20",
        "Slowest hosts",
        "Compared with the runs before",
    ):
        assert words in text or words == "12 / 20"
    assert "20 / 12" in text, "stated against seen"
    assert text.index("portal-b.gov.cn") < text.index("portal-a.gov.cn"), "what failed comes first"
    shown = outline(page)
    anchors = {link[1:] for link in shown.links if link.startswith("#")}
    assert anchors <= shown.ids
    assert shown.tags.count("table") == shown.tags.count("caption") == shown.tags.count("thead") > 5


def test_what_portals_say_is_text_on_a_page(tmp_path):
    page = ran(tmp_path, portal("a.gov.cn", "failed", error=HOSTILE)).folder.page
    text = page.read_text("utf-8")
    assert "script" not in outline(page).tags
    assert not any(char in text for char in "\u202e\x1b")
    assert all(re.match(r"https?://|#|\.\./|summary\.json|log\.jsonl", link) for link in outline(page).links)
    assert "javascript" not in "".join(outline(page).links)


def test_a_page_of_many_portals_is_bounded(tmp_path):
    few = ran(tmp_path, *(portal(f"p{n}.gov.cn") for n in range(2 * NAMED))).folder.page
    shown = outline(few)
    assert sum(bool(name and name.startswith("portal-")) for name in shown.ids) == DETAILED
    assert f"The first {NAMED} of {2 * NAMED} new reports" in few.read_text("utf-8")
