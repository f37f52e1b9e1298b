import gzip
import io
import shutil
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import captures as reading
from archive.capture import Context, Place, Role
from archive.errors import MissingRecord
from archive.http import parse_response, strip_interim
from archive.reader import captures, read_capture
from archive.records import target_uri
from tests.archive import foreign
from tests.archive.exchanges import (
    HTML,
    ODD,
    PORTAL,
    URL,
    context,
    exchange,
    rendering,
    response,
    writer,
    written,
)

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip).filter(bool)
contexts = st.builds(
    Context,
    portal=st.just(PORTAL),
    role=st.sampled_from(Role),
    via=st.none() | words,
    page=st.none() | st.integers(0, 999),
    document=st.none() | words,
    listing_url=st.none() | words,
    listing_title=st.none() | words,
    issuer=st.none() | words,
    division=st.none() | words,
    rendered=st.none() | words,
)
answers = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(list(ODD.values())),
    st.binary(max_size=300).map(response),
    st.binary(max_size=300).map(lambda body: response(gzip.compress(body), b"Content-Encoding: gzip")),
)


@settings(max_examples=40)
@given(st.lists(st.tuples(answers, contexts), min_size=1, max_size=5))
def test_there_and_back(tmp_path_factory, sent):
    data_dir = tmp_path_factory.mktemp("data")
    warcs = writer(data_dir)
    exchanges = [exchange(raw, url=f"{URL}?{number}") for number, (raw, _) in enumerate(sent)]
    places = [warcs.write(one, why) for one, (_, why) in zip(exchanges, sent, strict=True)]
    while_open = [read_capture(data_dir, place) for place in places]
    warcs.close()
    found = [read_capture(data_dir, place) for place in places]

    assert while_open == found == list(captures(data_dir / places[0].warc))
    for capture, one, (raw, why), place in zip(found, exchanges, sent, places, strict=True):
        parsed = parse_response(strip_interim(raw))
        assert (capture.context, capture.place, capture.url) == (why, place, one.url)
        assert (capture.status, capture.headers) == (parsed.status, parsed.headers)


@settings(max_examples=40)
@given(st.binary(max_size=300), contexts)
def test_a_rendering_there_and_back(tmp_path_factory, dom, why):
    data_dir = tmp_path_factory.mktemp("data")
    warcs = writer(data_dir)
    place = warcs.write(rendering(dom), why)
    while_open = read_capture(data_dir, place)
    warcs.close()
    assert while_open == read_capture(data_dir, place) == next(captures(data_dir / place.warc))
    assert (while_open.payload, while_open.context, while_open.url) == (dom, why, URL)
    assert (while_open.status, while_open.header("content-type")) == (200, "text/html; charset=utf-8")


def test_a_dom_is_a_web_page_whatever_it_begins_with(tmp_path):
    doms = (HTML, "\ufeff<!DOCTYPE html>公开".encode(), b"<datastore>", b"{}", b"")
    _, places = written(tmp_path, *map(rendering, doms))
    assert {read_capture(tmp_path, place).media_type for place in places} == {"text/html"}


@pytest.mark.parametrize(
    "name", ["plain", "gzip", "chunked", "chunked and gzip", "interim", "bare line feeds"]
)
def test_the_payload_is_without_codings(tmp_path, name):
    _, [place] = written(tmp_path, exchange(ODD[name]))
    capture = read_capture(tmp_path, place)
    assert (capture.payload, capture.media_type, capture.status) == (HTML, "text/html", 200)
    assert capture.captured_at.startswith("2026-03-01T")
    assert capture.header("CONTENT-TYPE") == capture.header("content-type")


def test_the_digest_is_the_same_with_and_without_chunks(tmp_path):
    _, places = written(tmp_path, exchange(ODD["plain"]), exchange(ODD["chunked"]))
    first, second = (read_capture(tmp_path, place) for place in places)
    assert first.payload_digest == second.payload_digest == "sha1:EOCOL5PQ6RUMITR3CN6YGIN3RO4VKDG7"


def test_what_is_cut_says_so(tmp_path):
    torn = response(gzip.compress(HTML)[:-9], b"Content-Encoding: gzip")
    _, places = written(tmp_path, exchange(truncated="disconnect"), exchange(torn))
    assert [read_capture(tmp_path, place).truncated for place in places] == ["disconnect", "unspecified"]


def test_a_place_must_be_that_of_its_record(tmp_path):
    path, [first, second] = written(tmp_path, exchange(), exchange())
    outside = tmp_path / "outside"
    shutil.copy(path, outside)
    for wrong in (
        replace(first, record_id=second.record_id),
        replace(first, offset=first.offset + 1),
        replace(first, offset=0),
        replace(first, offset=-1),
        replace(first, length=first.length - 1),
        replace(first, offset=10**9),
        replace(first, warc="warc/x/gone.warc.gz"),
        replace(first, warc="../outside"),
        replace(first, warc="warc"),
        replace(first, warc=f"{first.warc}/x"),
        replace(first, warc=str(outside)[1:]),
    ):
        with pytest.raises(MissingRecord):
            read_capture(tmp_path, wrong)
    with pytest.raises(MissingRecord):
        read_capture(tmp_path / "warc", replace(first, warc=str(outside)))


def test_reading_by_place_does_not_scan(tmp_path):
    path, places = written(tmp_path, *(exchange() for _ in range(20)))
    raw = bytearray(path.read_bytes())
    raw[10 : places[-1].offset] = bytes(places[-1].offset - 10)
    path.write_bytes(raw)
    assert read_capture(tmp_path, places[-1]).payload == HTML


def test_a_broken_record_is_named_and_the_next_one_read(tmp_path):
    path, places = written(tmp_path, *(exchange() for _ in range(5)))
    raw = bytearray(path.read_bytes())
    middle = places[2].offset + places[2].length // 2
    raw[middle : middle + 40] = bytes(40)
    path.write_bytes(raw)
    faults = []
    found = [capture.place for capture in captures(path, faults.append)]
    assert found == [*places[:2], *places[3:]]
    assert [(fault.file, fault.offset, fault.rule) for fault in faults] == [
        (str(path), places[2].offset, "gzip")
    ]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_is_read_through(tmp_path, compression):
    path, places = written(tmp_path, exchange(), exchange())
    wacz = tmp_path / "one.wacz"
    with zipfile.ZipFile(wacz, "w", compression) as packed:
        packed.writestr("datapackage.json", "{}")
        packed.write(path, f"archive/{path.name}")
    found = list(captures(wacz))
    assert [capture.payload for capture in found] == [HTML, HTML]
    stored = compression == zipfile.ZIP_STORED
    assert [capture.place for capture in found] == (places if stored else [None, None])


@settings(max_examples=60)
@given(st.data())
def test_a_broken_wacz_is_no_crash(tmp_path_factory, data):
    base = tmp_path_factory.getbasetemp() / "base.wacz"
    if not base.exists():
        path, _ = written(tmp_path_factory.mktemp("wacz"), exchange(), exchange())
        with zipfile.ZipFile(base, "w") as packed:
            packed.write(path, f"archive/{path.name}")
            packed.write(path, "archive/packed.warc.gz", zipfile.ZIP_DEFLATED)
    raw = bytearray(base.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1) | st.integers(len(raw) - 300, len(raw) - 1))] ^= data.draw(
            st.integers(1, 255)
        )
    damaged = tmp_path_factory.mktemp("damaged") / "a.wacz"
    damaged.write_bytes(raw)
    list(captures(damaged))


def test_a_file_closed_while_it_is_read_is_found(tmp_path, monkeypatch):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(), context())
    real = reading.read_at

    def closing(source, place, documents):
        if source.path.name.endswith(".open"):
            warcs.close()
        return real(source, place, documents)

    monkeypatch.setattr(reading, "read_at", closing)
    assert read_capture(tmp_path, place).payload == HTML


@pytest.mark.parametrize("name", ["other.arc.gz", "other.warc.gz"])
def test_a_cut_file_of_others_gives_what_is_whole(tmp_path, name):
    raw = foreign.FILES[name]
    cut = tmp_path / name
    for size in range(0, len(raw), 50):
        cut.write_bytes(raw[:size])
        assert len(list(captures(cut))) <= 1


def test_one_member_for_all_records_is_read_without_places(tmp_path):
    path, places = written(tmp_path, exchange(), exchange())
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    found = list(captures(whole))
    assert [(capture.payload, capture.place) for capture in found] == [(HTML, None)] * len(places)
    assert [capture.context for capture in found] == [context()] * 2


def test_an_uncompressed_file_has_places_too(tmp_path):
    path, _ = written(tmp_path, exchange(), exchange(ODD["gzip"]))
    plain = tmp_path / "warc" / PORTAL / "plain.warc"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    found = list(captures(plain))
    assert [capture.payload for capture in found] == [HTML, HTML]
    assert [read_capture(tmp_path, capture.place) for capture in found] == found


@pytest.mark.parametrize("name", foreign.FILES)
def test_files_of_others_are_read(tmp_path, name):
    (tmp_path / name).write_bytes(foreign.FILES[name])
    found = list(captures(tmp_path / name))
    assert [capture.url for capture in found] == [foreign.URL]
    assert all(capture.media_type == "text/html" and capture.payload == foreign.PAGE for capture in found)
    assert all(capture.context is None for capture in found)


@settings(max_examples=60)
@given(st.data())
def test_damage_is_never_a_crash(tmp_path_factory, data):
    base = tmp_path_factory.getbasetemp() / "whole.warc.gz"
    if not base.exists():
        shutil.copy(
            written(tmp_path_factory.mktemp("whole"), *(exchange(ODD[n]) for n in ODD), rendering())[0], base
        )
    raw = bytearray(base.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        raw[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    if data.draw(st.booleans()):
        with io.BytesIO(base.read_bytes()) as file:
            raw = bytearray(gzip.decompress(file.read())[: data.draw(st.integers(0, 5000))])
    damaged = tmp_path_factory.mktemp("damaged") / "a.warc.gz"
    damaged.write_bytes(raw)
    list(captures(damaged))


def test_places_compare_with_what_was_written(tmp_path):
    path, [place] = written(tmp_path, exchange())
    assert place == Place(f"warc/{PORTAL}/{path.name}", place.offset, place.length, place.record_id)
    assert target_uri(URL) == URL
