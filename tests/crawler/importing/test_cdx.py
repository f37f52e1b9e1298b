import json
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.importing.cdx import Dialect, Line, Server, query, read, servers

NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
KEY, URL, STAMP, DIGEST = (
    "cn,gov,x)/a",
    "http://x.gov.cn/a",
    "20200102030405",
    "AFZDT4AF3QV7DUHD5YRHJPTGUIDSC3VD",
)
ROW = [KEY, STAMP, URL, "text/html", "200", DIGEST, "420"]
LINE = Line(URL, STAMP, "text/html", 200, DIGEST)
OBJECT = {"url": URL, "mime": "text/html", "status": "200", "digest": DIGEST, "length": "420", "offset": "0"}

FORMS = {
    "arrays": (json.dumps([NAMES, ROW]), Dialect.WAYBACK),
    "seven words": (" ".join(ROW), Dialect.WAYBACK),
    "eleven words": (
        " CDX N b a m s k r M S V g\n" + " ".join([*ROW[:6], "-", "-", "420", "0", "x.warc.gz"]),
        Dialect.WAYBACK,
    ),
    "objects": (json.dumps({"urlkey": KEY, "timestamp": STAMP, **OBJECT}), Dialect.PYWB),
    "key, time, object": (f"{KEY} {STAMP} {json.dumps(OBJECT)}", Dialect.PYWB),
}


@pytest.mark.parametrize(("text", "dialect"), FORMS.values())
def test_a_line_says_the_same_in_every_form(text, dialect):
    answer = read(text.encode())
    assert (answer.dialect, answer.lines, answer.broken, answer.resume) == (dialect, (LINE,), 0, None)


@pytest.mark.parametrize(
    "text", [json.dumps([NAMES, ROW, [], ["cn%2Cgov+2020"]]), " ".join(ROW) + "\n\ncn%2Cgov+2020\n"]
)
def test_where_to_go_on_is_no_line(text):
    answer = read(text.encode())
    assert (answer.lines, answer.broken, answer.resume) == ((LINE,), 0, "cn%2Cgov+2020")


@pytest.mark.parametrize(
    ("text", "lines", "broken"),
    [
        (json.dumps([NAMES, ROW, ["half"], [KEY, "2020", *ROW[2:]], [KEY, STAMP, "dns:x", *ROW[3:]]]), 1, 3),
        (json.dumps(OBJECT | {"timestamp": STAMP}) + '\n{"urlkey": "cut', 1, 1),
        (" ".join(ROW) + "\ncn,gov,x)/b 2020", 1, 1),
        ("[" + json.dumps(NAMES) + ",\n" + json.dumps(ROW) + ',\n["cn,go', 1, 1),
        ("[[[[" * 5000, 0, 0),
    ],
)
def test_what_is_no_line_is_counted_and_the_others_are_read(text, lines, broken):
    answer = read(text.encode())
    assert (len(answer.lines), answer.broken) == (lines, broken) or (lines == 0 and not answer.lines)


@pytest.mark.parametrize("text", ["<!doctype html><p>no", "Internal error, sorry", "{}"])
def test_what_is_no_index_gives_no_line(text):
    answer = read(text.encode())
    assert answer.lines == ()
    assert answer.broken > 0


@pytest.mark.parametrize(
    ("text", "dialect"), [("", None), ("[]", Dialect.WAYBACK), ("[[]]", Dialect.WAYBACK)]
)
def test_an_index_that_knows_nothing_answers_nothing(text, dialect):
    answer = read(text.encode())
    assert (answer.dialect, answer.lines, answer.broken) == (dialect, (), 0)


@pytest.mark.parametrize(
    ("mime", "status", "url", "wanted"),
    [
        ("text/html", 200, URL, True),
        ("warc/revisit", None, URL, True),
        ("application/pdf", 200, URL, True),
        ("application/x-weird", 200, "http://x.gov.cn/a.doc", True),
        ("unk", 302, URL, True),
        ("image/png", 200, URL, False),
        ("text/css", 200, URL, False),
        ("text/html", 404, URL, False),
    ],
)
def test_pages_documents_revisits_and_redirects_are_wanted(mime, status, url, wanted):
    assert Line(url, STAMP, mime, status, DIGEST).is_wanted is wanted


@pytest.mark.parametrize(
    ("address", "first"),
    [
        (
            "https://web.archive.org/",
            Server("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/"),
        ),
        (
            "https://web.archive.org/web",
            Server("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/"),
        ),
        ("http://a.test/coll", Server("http://a.test/coll/cdx", "http://a.test/coll/")),
        ("http://a.test/coll/cdx", Server("http://a.test/coll/cdx", "http://a.test/coll/")),
        ("http://a.test/coll-cdx/", Server("http://a.test/coll-cdx", "http://a.test/coll/")),
        ("http://a.test/cdx/search/cdx", Server("http://a.test/cdx/search/cdx", "http://a.test/web/")),
    ],
)
def test_an_archives_address_says_where_it_is_asked(address, first):
    assert servers(address)[0] == first
    assert servers(address, "http://b.test/replay")[0].replay == "http://b.test/replay/"


def test_each_dialect_is_asked_in_its_words():
    server = Server("http://a.test/cdx", "http://a.test/")
    asked = {"url": "x.gov.cn", "matchType": "host", "from": "2015"}

    def words(*given):
        return parse_qs(urlsplit(query(server, *given)).query)

    assert words(None, asked)["limit"] == ["1"]
    assert words(Dialect.WAYBACK, asked, "a b%20")["resumeKey"] == ["a b%20"]
    assert words(Dialect.WAYBACK, asked)["filter"][0].startswith("!mimetype:")
    assert words(Dialect.PYWB, asked)["filter"][0].startswith("!~mime:")
    assert words(Dialect.PYWB, asked)["from"] == ["2015"]
