import pytest

from pipelines.errors import Unreadable
from pipelines.reading import markup
from pipelines.reading.markup import Tag, attribute, run_of
from pipelines.reading.page import flatten
from pipelines.reading.tree import parse

XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)


def lines(html: str) -> list[str]:
    return [line.text for line in flatten(html).lines]


def test_text_and_tags_follow_each_other_as_written():
    html = "<body>一<p>二</p><p><a href='x?a=1&amp;b=2'>三</a> 四</p><!-- > --><pre>五</pre><br></body>"
    run = list(run_of(parse(html)))
    assert run[2:-2] == [
        ("一", "p", "二", None),
        ("", "p", '<a href="x?a=1&amp;b=2">三</a> 四', None),
        ("", None, None, "!-- > --"),
        ("", None, None, "pre"),
        ("五", None, None, "/pre"),
        ("", None, None, "br/"),
    ]


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        ('td title=" colspan=" colspan="3"', "colspan", "3"),
        ('a href="x?a=1&amp;b=2"', "href", "x?a=1&b=2"),
        ('td class="colspan"', "colspan", None),
    ],
)
def test_attributes_are_told_apart_from_values(tag, name, value):
    assert attribute(tag, name) == Tag(tag).get(name) == value


@pytest.mark.parametrize(
    ("html", "printed"),
    [
        ("<p>1 &lt; 2 &amp;amp; 3</p>", ["1 < 2 &amp; 3"]),
        ('<p title="a>b<p>c">一</p>', ["一"]),
        ("<p>一\x0b二\x0c三\x01四</p>", ["一 二 三四"]),
        ("<xmp>一<b>二</b></xmp>", ["一<b>二</b>"]),
        (XHTML + "<p name='zoom'>一</p><p/>二", ["一", "二"]),
        ("<p>一<span style='DISPLAY: none'>二<b>三</b></span>四</p>", ["一四"]),
        ("<p hidden>一</p><p>12<sup>3</sup>件</p>", ["12³件"]),
        ("<a href='1'><div>一</div></a>二", ["一", "二"]),
    ],
)
def test_what_the_serializer_escapes_is_read_as_printed(html, printed):
    assert lines(html) == printed


def test_links_have_their_text_and_address():
    (line,) = flatten("<p><a href='a?x=1&amp;y'>甲&amp;乙</a><a href=b><b>丙</b><img src=x>丁</a></p>").lines
    assert line.is_linked
    assert line.links == [("甲&乙", "a?x=1&y"), ("丙丁", "b")]


def test_a_link_around_blocks_is_in_each_of_their_lines():
    first, second, after = flatten("<a href=x><div>甲</div><div>乙<br></div></a><p>丙</p>").lines
    assert first.links == [("甲", "x")]
    assert second.is_linked
    assert not after.is_linked


@pytest.mark.parametrize("link", ["<a name=x></a>", "<a/>", "<a name='/'></a>"])
def test_an_anchor_that_holds_nothing_links_nothing(link):
    (line,) = flatten(f"<p>甲{link}乙</p>").lines
    assert (line.text, line.linked) == ("甲乙", 0)


def test_a_page_of_too_many_tags_is_refused(monkeypatch):
    monkeypatch.setattr(markup, "MAX_TAGS", 100)
    with pytest.raises(Unreadable, match="tags"):
        flatten("<i>一</i><q></q>" * 120)
