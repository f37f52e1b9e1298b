import gzip
import os
import shutil
import zipfile
from datetime import timedelta

import pytest

from archive.capture import Role
from archive.faults import UNUSABLE
from archive.reader import documents, from_files, read_document
from tests.archive import foreign
from tests.archive.exchanges import (
    HTML,
    ODD,
    PORTAL,
    START,
    URL,
    context,
    exchange,
    rendering,
    response,
    writer,
    written,
)


class Chain:
    """Writes the captures of documents as a crawl does, one after another."""

    def __init__(self, data_dir, **settings):
        self.warcs = writer(data_dir, **settings)
        self.hours = 0

    def add(self, url, raw=None, **why):
        self.hours += 1
        started_at = START + timedelta(hours=self.hours)
        return self.warcs.write(exchange(raw, url=url, started_at=started_at), context(**why))


def urls(found):
    return [[capture.url.rpartition("/")[2] for capture in document.captures] for document in found]


def test_a_chain_is_one_document_as_the_crawl_had_it(tmp_path):
    chain = Chain(tmp_path)
    chain.add("http://a/list", role=Role.LISTING)
    one = chain.add("http://a/1", page=1, listing_title="2021年报")
    file_a = chain.add(
        "http://a/a.pdf", response(b"%PDF-1"), role=Role.ATTACHMENT, document=one.record_id, page=1
    )
    three = chain.add("http://a/3", page=3, document=one.record_id)
    two = chain.add("http://a/2", page=2, document=one.record_id)
    chain.add("http://a/4", ODD["error"], page=4, document=one.record_id)
    chain.add("http://a/robots.txt", role=Role.ROBOTS)
    chain.warcs.close()

    [document] = documents([tmp_path / "warc"])
    assert [capture.place for capture in document.captures] == [one, two, three, file_a]
    assert document == read_document(tmp_path, [one, two, three, file_a])
    assert document == read_document(tmp_path, [one, three, two, file_a])
    assert document.context.listing_title == "2021年报"
    assert list(documents([tmp_path / one.warc])) == [document]
    assert list(documents([tmp_path, tmp_path / one.warc])) == [document]


def test_pages_without_number_follow_in_the_order_of_capture(tmp_path):
    chain = Chain(tmp_path)
    one = chain.add("http://a/z")
    for name in ("y", "x"):
        chain.add(f"http://a/{name}", document=one.record_id)
    chain.warcs.close()
    assert urls(documents([tmp_path])) == [["z", "y", "x"]]


def test_a_document_goes_on_over_files_and_while_open(tmp_path):
    chain = Chain(tmp_path, max_bytes=1)
    one = chain.add("http://a/1", page=1)
    two = chain.add("http://a/2", page=2, document=one.record_id)
    assert one.warc != two.warc
    assert (tmp_path / f"{two.warc}.open").exists()
    [document] = documents([tmp_path / "warc"])
    assert document == read_document(tmp_path, [one, two])
    chain.warcs.close()
    assert list(documents([tmp_path / "warc"])) == [document]


def test_a_moved_file_gives_the_same_places(tmp_path):
    path, places = written(tmp_path, exchange())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copy = shutil.copy(path, elsewhere)
    assert list(documents([elsewhere])) == [read_document(tmp_path, places)]
    with zipfile.ZipFile(tmp_path / "one.wacz", "w") as wacz:
        wacz.write(copy, f"archive/{path.name}")
    assert list(documents([tmp_path / "one.wacz"])) == [read_document(tmp_path, places)]


def test_of_several_visits_the_newest_is_kept(tmp_path):
    chain = Chain(tmp_path)
    for visit in (b"<p>first", b"<p>second"):
        one = chain.add("http://a/1", response(visit), page=1)
        chain.add("http://a/2", response(visit), page=2, document=one.record_id)
    chain.add("http://a/1", ODD["error"], page=1)
    chain.warcs.close()
    payloads = [[capture.payload for capture in one.captures] for one in documents([tmp_path])]
    assert payloads == [[b"<p>second"] * 2]
    payloads = [[capture.payload for capture in one.captures] for one in documents([tmp_path], newest=False)]
    assert payloads == [[b"<p>first"] * 2, [b"<p>second"] * 2]


SHELL = response(b"<script src=a.js></script>")


@pytest.mark.parametrize("newest", [True, False])
@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=9)])
@pytest.mark.parametrize("address", ["http://a/1", "http://a/1?moved"])
@pytest.mark.parametrize("linked", ["as made of it", "as of its document", "both"])
def test_a_page_that_was_rendered_is_one_document(tmp_path, newest, later, address, linked):
    warcs = writer(tmp_path)
    shell = warcs.write(exchange(SHELL, url="http://a/1", started_at=START), context())
    made = rendering(
        url=address,
        rendered_at=START + later,
        response_id=None if linked == "as of its document" else shell.record_id,
    )
    document = None if linked == "as made of it" else shell.record_id
    one = warcs.write(made, context(rendered="no text", document=document))
    two = warcs.write(exchange(url="http://a/2"), context(page=2, document=document or one.record_id))
    warcs.close()
    [found] = documents([tmp_path], newest=newest)
    assert found == read_document(tmp_path, [two, one])
    assert [capture.place for capture in found.captures] == [one, two]


def test_a_rendering_without_its_response_is_the_newest_visit(tmp_path):
    warcs = writer(tmp_path)
    warcs.write(exchange(SHELL, url="http://a/1", started_at=START), context())
    one = warcs.write(rendering(url="http://a/1", rendered_at=START), context(rendered="no text"))
    warcs.close()
    assert list(documents([tmp_path])) == [read_document(tmp_path, [one])]


def test_a_second_page_that_was_rendered_stands_in_its_place(tmp_path):
    chain = Chain(tmp_path)
    one = chain.add("http://a/1")
    shell = chain.add("http://a/2", SHELL, page=2, document=one.record_id)
    three = chain.add("http://a/3", page=3, document=one.record_id)
    made = rendering(url="http://a/2", rendered_at=START + timedelta(days=1), response_id=shell.record_id)
    two = chain.warcs.write(made, context(page=2, document=one.record_id, rendered="no text"))
    chain.warcs.close()
    [found] = documents([tmp_path])
    assert [capture.place for capture in found.captures] == [one, two, three]
    assert found == read_document(tmp_path, [one, two, three])


def test_a_page_fetched_again_is_there_once(tmp_path):
    chain = Chain(tmp_path)
    one = chain.add("http://a/1", page=1)
    chain.add("http://a/2", response(b"<p>before"), page=2, document=one.record_id)
    chain.add("http://a/2", response(b"<p>after"), page=2, document=one.record_id)
    chain.warcs.close()
    [document] = documents([tmp_path])
    assert [capture.payload for capture in document.captures] == [HTML, b"<p>after"]


def test_a_document_whose_first_page_is_gone_is_what_is_left(tmp_path):
    chain = Chain(tmp_path)
    one = chain.add("http://a/1", ODD["error"], page=1)
    two = chain.add("http://a/2", page=2, document=one.record_id)
    chain.warcs.close()
    assert list(documents([tmp_path])) == [read_document(tmp_path, [two])]


def test_an_exchange_that_broke_off_is_a_page_not_had(tmp_path):
    warcs = writer(tmp_path)
    whole = warcs.write(exchange(url="http://a/1"), context())
    warcs.write(exchange(url="http://a/2", truncated="disconnect"), context(document=whole.record_id, page=2))
    warcs.write(exchange(url="http://a/3", truncated="disconnect"), context())
    warcs.close()
    assert list(documents([tmp_path])) == [read_document(tmp_path, [whole])]


def test_foreign_responses_are_documents_of_their_own(tmp_path):
    raws = {
        "html": response(),
        "pdf": response(b"%PDF-1.4", b"Content-Type: application/pdf"),
        "image": response(b"GIF89a", b"Content-Type: image/gif"),
        "hidden-image": response(b"GIF89a", b"Content-Type: text/html"),
        "empty": ODD["204"],
        "error": ODD["error"],
    }
    path, _ = written(tmp_path, *(exchange(raw, url=f"http://a/{name}") for name, raw in raws.items()))
    other = tmp_path / "foreign.warc"
    other.write_bytes(gzip.decompress(path.read_bytes()).replace(b"portal: ", b"nothing: "))
    found = list(documents([other]))
    assert urls(found) == [["html"], ["pdf"]]
    assert {document.context for document in found} == {None}
    assert {document.captures[0].place.warc for document in found} == {"foreign.warc"}


def test_foreign_resources_that_can_hold_a_report_are_documents(tmp_path):
    kinds = {
        "http://a/page": ("text/html", HTML),
        "https://a/text": ("text/html; charset=utf-8", HTML),
        "file:///a/pdf": ("application/octet-stream", b"%PDF-1.4"),
        "http://a/picture": ("image/png", b"\x89PNG\r\n\x1a\n"),
        "http://a/service": ("application/json", b"{}"),
        "urn:text:http://a/page": ("text/plain", HTML),
    }
    (tmp_path / "other.warc.gz").write_bytes(foreign.resources(kinds))
    found = list(documents([tmp_path]))
    assert [[one.url for one in document.captures] for document in found] == [
        [url] for url in list(kinds)[:3]
    ]
    assert {document.captures[0].status for document in found} == {200}


def test_broken_records_are_named(tmp_path):
    path, places = written(tmp_path, *(exchange(url=f"{URL}?{n}") for n in range(3)))
    raw = bytearray(path.read_bytes())
    raw[places[1].offset + 50] ^= 255
    path.write_bytes(raw)
    faults = []
    assert len(list(documents([path], report=faults.append))) == 2
    assert [(fault.file, fault.offset) for fault in faults] == [(str(path), places[1].offset)]


def test_a_plain_file_is_a_document(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("年度报告", encoding="gb18030")
    [document] = documents([path])
    assert document == from_files(path)
    assert document.path == str(path)
    [capture] = document.captures
    assert (capture.url, capture.media_type, capture.place, capture.context) == (
        "report.txt",
        "text/plain",
        None,
        None,
    )
    assert capture.payload.decode("gb18030") == "年度报告"
    assert capture.payload_digest.startswith("sha1:")


def test_a_folder_of_plain_files_is_one_document(tmp_path):
    for name, content in {
        "附件.pdf": b"%PDF-1.4",
        "page10.html": HTML,
        "page2.html": HTML,
        "style.css": b"p {}",
        "logo.gif": b"GIF89a",
        ".DS_Store": b"hidden",
    }.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "page2_files").mkdir()
    [document] = documents([tmp_path])
    assert urls([document]) == [["page2.html", "page10.html", "附件.pdf"]]


def test_nothing_to_read_is_said_and_the_others_are_read(tmp_path):
    (tmp_path / "none").mkdir()
    (tmp_path / "a.html").write_bytes(HTML)
    told = []
    found = list(documents([tmp_path / "none", tmp_path / "gone", tmp_path / "a.html"], report=told.append))
    assert [document.path for document in found] == [str(tmp_path / "a.html")]
    assert [fault.rule for fault in told] == [UNUSABLE, UNUSABLE]
    assert "no file" in told[0].message
    assert "neither" in told[1].message


def test_an_archive_that_may_not_be_read_is_told_and_the_others_are_read(tmp_path, monkeypatch):
    path, _ = written(tmp_path / "data", exchange())
    locked = path.with_name("b.warc.gz")
    locked.write_bytes(path.read_bytes())
    monkeypatch.setattr("os.access", lambda file, _: file != locked)
    told = []
    assert len(list(documents([tmp_path], report=told.append))) == 1
    assert [fault.file for fault in told] == [str(locked)]


def test_what_makes_one_document_is_bounded(tmp_path, monkeypatch):
    chain = Chain(tmp_path / "data")
    one = chain.add("http://a/1", page=1)
    two = chain.add("http://a/2", page=2, document=one.record_id)
    chain.warcs.close()
    (tmp_path / "a.html").write_bytes(HTML)
    monkeypatch.setattr("archive.documents.DOCUMENT_LIMIT", 1.5 * len(HTML))
    monkeypatch.setattr("archive.files.DOCUMENT_LIMIT", len(HTML) - 1)
    told = []
    [document] = documents([tmp_path / "data", tmp_path / "a.html"], report=told.append)
    assert [capture.place for capture in document.captures] == [one]
    assert [fault.offset for fault in told] == [0, two.offset]


@pytest.mark.parametrize("name", [b"\xb1\xa8\xb8\xe6.html", "报告.html".encode()])
def test_names_in_other_encodings_are_text(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(HTML)
    [document] = documents([path])
    assert (document.path, document.captures[0].url) == (str(tmp_path / "报告.html"), "报告.html")


def test_archives_and_files_mix(tmp_path):
    path, _ = written(tmp_path / "data", exchange())
    (tmp_path / "a.html").write_bytes(HTML)
    found = list(documents([path, tmp_path / "a.html"]))
    assert sorted(document.path or PORTAL for document in found) == [str(tmp_path / "a.html"), PORTAL]
