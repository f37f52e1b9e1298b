"""The rules of RFC 9309, with its own examples and the cases that crawlers are known to get wrong."""

import pytest

from crawler.robotstxt import READ_BYTES, normalized, parse

RFC_GROUPS = b"""
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


def may(body, path, product="Gongkai"):
    raw = body if isinstance(body, bytes) else body.encode()
    return parse(raw, product).refusal_of(f"http://a.cn{path}") is None


@pytest.mark.parametrize(
    ("product", "path", "allowed"),
    [
        ("other", "/a/b.gif", False),
        ("other", "/a/b.gif?x", True),
        ("other", "/example/1", False),
        ("other", "/publications/1", True),
        ("FooBot", "/example/page.html", True),
        ("foobot", "/example/other.html", False),
        ("barbot", "/example/page.html", False),
        ("bazbot", "/example/page.html", False),
        ("bazbot", "/x.gif", True),
        ("quxbot", "/example/page.html", True),
        ("other", "/robots.txt", True),
        ("foobot", "/robots.txt", True),
    ],
)
def test_the_example_of_section_5_1(product, path, allowed):
    assert may(RFC_GROUPS, path, product) is allowed


def test_the_longest_match_decides_and_of_equals_the_one_that_allows():
    rules = "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"  # 5.2
    assert not may(rules, "/example/page/disallowed.gif")
    assert may(rules, "/example/page/other.gif")
    assert may("User-agent: *\nDisallow: /p\nAllow: /p\n", "/page")
    assert not may("User-agent: *\nAllow: /p\nDisallow: /\nDisallow: /pa\n", "/page")
    assert may("User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page")
    assert not may("User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page.htm")


@pytest.mark.parametrize(
    ("pattern", "path", "forbidden"),
    [
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/fish*", "/fishheads/yummy.html", True),
        ("/*.php", "/folder/any.php.file", True),
        ("/*.php$", "/filename.php?parameters", False),
        ("/*.php$", "/folder/filename.php", True),
        ("/fish*.php", "/fishheads/catfish.php?parameters", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("/a$b", "/a$b", True),
        ("/a$b", "/a", False),
        ("/a*$", "/abc", True),
        ("/a*a$", "/a", False),
        ("*", "/anything", True),
        ("/$", "/", True),
        ("/$", "/index.html", False),
        ("fish", "/fish", False),
        ("/a?x=", "/a?x=1", True),
        ("/a?x=", "/a", False),
        ("", "/", False),
    ],
)
def test_patterns(pattern, path, forbidden):
    assert may(f"User-agent: *\nDisallow: {pattern}\n", path) is not forbidden


@pytest.mark.parametrize(
    ("pattern", "path"),  # the table of 2.2.2
    [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
    ],
)
def test_octets_are_compared_however_they_are_written(pattern, path):
    assert not may(f"User-agent: *\nDisallow: {pattern}\n", path)
    assert not may(f"User-agent: *\nDisallow: {path}\n", path)


def test_an_escaped_slash_is_none():
    assert may("User-agent: *\nDisallow: /a%2Fb\n", "/a/b")
    assert normalized("/a%2fb") == "/a%2Fb"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_path_counts_in_the_encoding_it_is_written_in(encoding):
    rules = "# 注释\nUser-agent: *\nDisallow: /公开\n".encode(encoding)
    escaped = "".join(f"%{octet:02X}" for octet in "公开".encode(encoding))
    assert not may(rules, f"/{escaped}/1")
    assert may(rules, "/1")


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n",
        "User-agent: *\nDisallow: /\n".encode("utf-16"),
        "User-agent: *\nDisallow: /\n".encode("utf-16-le"),
        b"User-agent: *\rDisallow: /\r",
        b"User-agent: *\r\nDisallow: /\r\n",
        b"user-agent : * # all\n  DISALLOW :/ # nothing\n",
        b"User-agent *\nDisallow /\n",
        b"\x00\xff garbage\n::\n\n:x\nUser-agent: *\nnonsense: 1\n\n\nDisallow: /",
        b"User-agent: *\nSitemap: http://a.cn/s.xml\nUser-agent: x\nDisallow: /\n",
        b"User-agent: x\nDisallow: /a\n\nUser-agent: *\n\nDisallow: /\n",
        b"User-agent: gongkai\nDisallow: /a\nUser-agent: x\nAllow: /\nUser-agent: Gongkai/1.0\nDisallow: /\n",
        b"User-agent: *\nAllow: /\nUser-agent: GONGKAI\nDisallow: /\n",
        b"User-agent: x\nUser-agent: gongkai\nDisallow: /\n",
        b"User-agent: *\nDisallow: /x\x0b\nDisallow: /\n",
    ],
)
def test_what_forbids_all(body):
    assert not may(body, "/page")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Disallow: /\n",
        b"<!DOCTYPE html><html><body>\nUser-agent: *\nDisallow: /\n</body></html>",
        b"User-agent: gong\nDisallow: /\n",
        b"User-agent: gongkaibot\nDisallow: /\n",
        b"User-agent: *\nDisallow: /\nUser-agent: gongkai\nDisallow:\n",
        b"User-agent: *\nDisallow: /\nUser-agent: gongkai\n",
        b"User-agent: *x\nDisallow: /\n",
        b"# " + b"x" * READ_BYTES + b"\nUser-agent: *\nDisallow: /\n",
    ],
)
def test_what_forbids_nothing(body):
    assert may(body, "/page")


def test_crawl_delay_is_of_the_group_and_bounded():
    own = b"User-agent: *\nCrawl-delay: 9\nDisallow: /\nUser-agent: gongkai\nDisallow: /a\nCrawl-delay: 3.5\n"
    assert parse(own, "gongkai").delay == 3.5
    assert parse(b"User-agent: *\nCrawl-delay: 86400\n", "gongkai").delay == 60
    assert parse(b"User-agent: *\nCrawl-delay: nan\n", "gongkai").delay == 0
    assert parse(b"User-agent: *\nCrawl-delay: -1\n", "gongkai").delay == 0


@pytest.mark.usefixtures("watchdog")
def test_stars_that_repeat_cost_no_more_than_others():
    rules = parse(b"User-agent: *\n" + b"Disallow: /" + b"*a" * 8000 + b"b$\n" * 20, "gongkai")
    assert rules.refusal_of("http://a.cn/" + "a" * 8000) is None
