import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.media import identify, is_document, is_page

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, "x" * 1000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("payload", "declared", "url", "found"),
    [
        (b"%PDF-1.7\n", "text/html", "", "application/pdf"),
        (b"\r\n\xef\xbb\xbf%PDF-1.4", None, "", "application/pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "application/msword", "", WORD),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), None, "", SHEET),
        (zipped("OFD.xml", "Doc_0/Document.xml"), None, "", "application/ofd"),
        (zipped("a.txt"), WORD, "", "application/zip"),
        (OLE + "WordDocument".encode("utf-16-le"), None, "", "application/msword"),
        (OLE + "Workbook".encode("utf-16-le"), None, "", "application/vnd.ms-excel"),
        (OLE, None, "", "application/x-ole-storage"),
        (b"{\\rtf1\\ansi", "application/msword", "", "application/rtf"),
        (b"\x89PNG\r\n\x1a\n\x00", "text/html", "", "image/png"),
        (b"\xff\xd8\xff\xe0", None, "", "image/jpeg"),
        (b"GIF89a", None, "", "image/gif"),
        (b"<html>", "application/msword", "a.doc", "text/html"),
        (b"\xef\xbb\xbf \n<!-- x -->\n<!DOCTYPE HTML PUBLIC>", "text/plain", "", "text/html"),
        ("<html>年报".encode("utf-16"), None, "", "text/html"),
        (b"<table><tr>", None, "", "text/html"),
        (b"<!DOCTYPE html>\n<html><body>\x13 FORMTEXT \x01\x05", "text/html", "a.html", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="x">', None, "", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="x">', "application/xhtml+xml", "", "application/xhtml+xml"),
        (b'<?xml version="1.0"?><datastore>', None, "", "application/xml"),
        (b'<?xml version="1.0"?><datastore>', "text/xml", "", "text/xml"),
        (b"<datastore><record>", "text/html", "", "text/html"),
        (b'{"a": [1]}', "text/plain", "", "application/json"),
        (b'{"a": [1]', None, "", "text/plain"),
        (b"[2021] report", None, "", "text/plain"),
        ("年度报告".encode("gbk"), None, "", "text/plain"),
        ("年度报告".encode("gbk"), "text/html", "", "text/html"),
        ("年度报告".encode("gbk"), None, "http://a/b.html?x", "text/html"),
        ("年度报告".encode("gbk"), "application/pdf", "", "text/plain"),
        (b"body { }", "text/css", "", "text/css"),
        (b"BMW is a car", None, "", "text/plain"),
        (b"\x00\x01\x02", "application/x-foo", "", "application/x-foo"),
        (b"\x00\x01\x02", "text/html", "", "application/octet-stream"),
        (b"\x00\x01\x02", None, "", "application/octet-stream"),
        (b"", "text/html", "", "text/html"),
        (b"", None, "http://[bad", "text/plain"),
    ],
)
def test_types_are_told_from_the_bytes_first(payload, declared, url, found):
    assert identify(payload, declared, url) == found


@given(st.binary(max_size=200), st.none() | st.text(max_size=20), st.text(max_size=30))
def test_every_payload_has_a_type(payload, declared, url):
    assert identify(payload, declared, url)


def test_what_a_report_can_come_in():
    assert is_page("text/html")
    assert not is_page("application/pdf")
    assert {WORD, "application/pdf", "text/plain", "application/ofd"} == {
        kind
        for kind in (WORD, "application/pdf", "text/plain", "application/ofd", "image/png")
        if is_document(kind)
    }
