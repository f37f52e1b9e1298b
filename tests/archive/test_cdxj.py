import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cdxj import Entry, build, canonical_key, entries, sort_key, timestamp, write
from tests.archive.exchanges import ODD, URL, exchange, rendering, written


def test_a_line_is_key_time_and_text_values(tmp_path):
    path, [_, place] = written(tmp_path, exchange(url="http://z.gov.cn/"), exchange(ODD["chunked and gzip"]))
    lines = (tmp_path / "index" / f"{path.name}.cdxj").read_text(encoding="ascii").splitlines()
    key, time, described = lines[1].split(" ", 2)
    assert (key, len(lines)) == ("cn,gov,z)/", 2)
    key, time, described = lines[0].split(" ", 2)
    assert key == "cn,gov,example)/zwgk/1.html"
    assert (len(time), time[:8]) == (14, "20260301")
    described = json.loads(described)
    assert described.pop("digest").startswith("sha1:")
    assert described == {
        "url": URL,
        "mime": "unk",
        "status": "200",
        "length": str(place.length),
        "offset": str(place.offset),
        "filename": path.name,
    }


def test_a_rendering_has_a_type_and_no_status(tmp_path):
    path, [place] = written(tmp_path, rendering())
    line = (tmp_path / "index" / f"{path.name}.cdxj").read_text(encoding="ascii")
    described = json.loads(line.split(" ", 2)[2])
    assert (described["mime"], described["offset"]) == ("text/html", str(place.offset))
    assert "status" not in described


def test_an_index_built_again_is_the_one_written(tmp_path):
    path, _ = written(tmp_path, *(exchange(raw) for raw in ODD.values()), rendering())
    index = tmp_path / "index" / f"{path.name}.cdxj"
    before = index.read_bytes()
    index.unlink()
    assert build(path) == index
    assert index.read_bytes() == before
    assert before.splitlines() == sorted(before.splitlines())
    assert list(index.parent.iterdir()) == [index]


@pytest.mark.parametrize(
    ("date", "digits"),
    [
        ("2026-03-01T08:09:10.123456Z", "20260301080910"),
        ("2026-03-01T08:09:10Z", "20260301080910"),
        ("2026-03", "20260301000000"),
        ("", "00000101000000"),
    ],
)
def test_times_have_fourteen_digits(date, digits):
    assert timestamp(date) == digits


@given(st.text(max_size=60).map(lambda rest: f"http://{rest}"))
def test_every_address_has_a_key_of_one_word(url):
    assert len(sort_key(url).split()) == 1


@given(
    st.lists(st.sampled_from(["www", "www2", "a", "gov", "cn", "0-9", "WWW"]), min_size=2, max_size=4)
    | st.lists(st.sampled_from(["1", "10", "218", "255", "0"]), min_size=4, max_size=4),
    st.sampled_from(["", ":8080", ":80", ":443", ":08080", ":8"]),
    st.lists(st.sampled_from(["index.html", "A", "a_b", "a--b", "sid", "jsessionid", "1.2"]), max_size=3),
    st.sampled_from(["", "?id=1", "?sid=1", "?PHPSESSID=1", "?cfid=2", "?A=B", "?id=", "?a=1&b=2"]),
)
def test_a_plain_address_has_the_key_that_the_library_gives(host, port, path, query):
    url = f"http://{'.'.join(host)}{port}/{'/'.join(path)}{query}"
    assert sort_key(url) == canonical_key(url)


@pytest.mark.parametrize("count", [1, 2, 3000])
def test_an_address_is_found_wherever_it_stands_in_an_index(tmp_path, count):
    path = tmp_path / "a.cdxj"
    urls = [f"http://a.gov.cn/{number * 7919 % 10007:05}.htm" for number in range(count)]
    entered = [
        Entry(url, f"2026-03-0{visit}T00:00:00Z", "text/html", 200, "sha1:A", number, 1, "a.warc.gz")
        for number, url in enumerate(urls)
        for visit in (1, 2)
    ]
    write(path, (entry.line() for entry in entered))
    for number in {0, count // 2, count - 1, *range(0, count, 97)}:
        assert [entry.offset for entry in entries(path, urls[number])] == [number, number]
    assert list(entries(path, "http://a.gov.cn/none.htm")) == list(entries(path, "http://z.gov.cn/")) == []
    assert sum(1 for _ in entries(path)) == 2 * count
