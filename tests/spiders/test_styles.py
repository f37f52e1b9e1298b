import pytest

from spiders.styles import LONGEST_SHEET, addresses


@pytest.mark.parametrize(
    ("css", "named"),
    [
        ("a{background:url(a.png)}", ["a.png"]),
        ("a{background:URL( 'a b.png' )}", ["a b.png"]),
        ('a{background:url("a(1).png") no-repeat,url(b.png)}', ["a(1).png", "b.png"]),
        ("@font-face{src:url(f.woff2)format('woff2'),url(f.ttf)}", ["f.woff2", "f.ttf"]),
        ("@import 'a.css';@import url(b.css) screen;@IMPORT url('c.css');", ["+a.css", "+b.css", "+c.css"]),
        ('@import"a.css"', ["+a.css"]),
        ("@import screen; a{content:'b.css'}", []),
        ("/* url(dead.png) @import 'dead.css'; */a{background:url(a.png)}", ["a.png"]),
        ("a{background:url(a.png)} /* url(dead.png) ", ["a.png"]),
        ("a{content:'url(dead.png)'}", []),
        (r"a{content:'it\'s url(dead.png)'}b{background:url(a.png)}", ["a.png"]),
        (r"a{background:url(a\(1\)\20 b.png)}", ["a(1) b.png"]),
        (r"a{background:url('\61\0062 c\d83d.png')}", ["abc\ufffd.png"]),
        ("a{background:url('a\\\nb.png')}", ["ab.png"]),
        ("a{background:url(a.png", []),
        ("a{background:url('a.png}\nb{background:url(b.png)}", ["b.png"]),
        ("a{background:url(a b.png)}b{background:url(c.png)}", ["c.png"]),
        ("a{background:url()}b{background:url('')}", []),
        ("a{content:'open\nb{background:url(a.png)}", ["a.png"]),
        ('a{background:url("data:a/b,AA==")}b{background:url(a.png)}', ["data:a/b,AA==", "a.png"]),
        ("\\url(a.png) \\", []),
    ],
)  # fmt: skip
def test_addresses_are_found_as_a_browser_finds_them(css, named):
    assert [("+" if is_import else "") + address for address, is_import in addresses(css)] == named


@pytest.mark.parametrize(
    "piece",
    [
        "url(",
        "url('",
        '\\"',
        "url(\\",
        "@import ",
        "/*",
        "'",
        '"\\\n',
        "url(a ",
        " ",
        "@import url('a",
        "\\'\"",
    ],
)
@pytest.mark.usefixtures("watchdog")
def test_a_sheet_takes_time_in_proportion_to_its_length(piece):
    assert len(list(addresses(piece * (5_000_000 // len(piece))))) < 5_000_000


def test_only_the_beginning_of_a_long_sheet_is_looked_at():
    assert list(addresses(" " * LONGEST_SHEET + "a{background:url(a.png)}")) == []
