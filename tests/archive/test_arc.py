import gzip
import io

import pytest

from archive.arc import arc_records
from archive.reader import captures
from tests.archive.exchanges import HTML, URL, response

ABOUT = b"1 0 Another\nURL IP-address Archive-date Content-type Archive-length\n"
DESCRIBED = b"filedesc://a.arc 0.0.0.0 20140216050221 text/plain %d\n%s" % (len(ABOUT), ABOUT)
BLOCK = response()


def record(url=URL, said=b"192.0.2.1 20140216050221 text/html", block=BLOCK, length=None):
    size = len(block) if length is None else length
    return b"%s %s %d\n%s" % (url.encode(), said, size, block)


def read(raw):
    faults = []
    found = [
        (one.url, one.captured_at, one.block)
        for one in arc_records(io.BytesIO(raw), lambda *said: faults.append(said))
    ]
    return found[1:], [rule for _, rule, _ in faults]


def joined(*records):
    return b"\n".join((DESCRIBED, *records, b""))


@pytest.mark.parametrize(
    "said",
    [
        b"192.0.2.1 20140216050221 text/html",
        b"2001:db8::1 20140216050221 text/html; charset=gbk",
        b"0.0.0.0 201402160502 -",
        b"- 201402160502210000 no-type",
        b"192.0.2.1 20140216050221 text/html 200 sha1:ABC - 4711 a.arc.gz",
    ],
)
@pytest.mark.parametrize("url", [URL, "http://a.cn/a b?c=d e"])
def test_both_versions_are_read(said, url):
    found, faults = read(joined(record(url, said), record()))
    assert [(one, block) for one, _, block in found] == [(url, BLOCK), (URL, BLOCK)]
    assert found[0][1] in {"2014-02-16T05:02:21Z", "2014-02-16T05:02:00Z"}
    assert faults == []


def test_members_and_one_member_are_read():
    records = (DESCRIBED + b"\n", record() + b"\n", record() + b"\n")
    for raw in (b"".join(map(gzip.compress, records)), gzip.compress(b"".join(records))):
        assert read(raw) == ([(URL, "2014-02-16T05:02:21Z", BLOCK)] * 2, [])


@pytest.mark.parametrize("length", [0, 5, len(BLOCK) - 1, len(BLOCK) + 5, len(BLOCK) + 200, 10**9])
def test_a_wrong_length_is_told_and_the_next_record_read(length):
    found, faults = read(joined(record(length=length), record(f"{URL}?2")))
    assert found[-1] == (f"{URL}?2", "2014-02-16T05:02:21Z", BLOCK)
    assert faults == ["record"]


@pytest.mark.parametrize(
    "line", [b"http://a.cn/ 192.0.2.1 20140216050221 text/html -1\n", b"rubbish\n", b"\x00" * 70000]
)
def test_a_line_that_is_none_is_told_and_the_next_record_read(line):
    assert read(joined(line, record())) == ([(URL, "2014-02-16T05:02:21Z", BLOCK)], ["record"])


def test_a_cut_file_gives_what_there_is_and_says_so(tmp_path):
    raw = joined(record(), record())
    for size in range(len(DESCRIBED), len(raw) - 2, 20):
        found, faults = read(raw[:size])
        assert all(BLOCK.startswith(block) for _, _, block in found)
        assert len(faults) <= 1
    path = tmp_path / "a.arc"
    path.write_bytes(raw[:-9])
    assert [one.truncated for one in captures(path)] == [None, "unspecified"]


def test_what_came_without_http_is_a_resource(tmp_path):
    path = tmp_path / "a.arc"
    path.write_bytes(
        joined(record("dns:a.cn", b"192.0.2.1 20140216050221 text/dns", b"a.cn. A 192.0.2.1"), record())
    )
    assert [(one.url, one.payload) for one in captures(path)] == [
        ("dns:a.cn", b"a.cn. A 192.0.2.1"),
        (URL, HTML),
    ]
