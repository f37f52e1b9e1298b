import io
import zipfile

import pytest

from archive.containers import OLE, ZIP, ole_kind, zip_kind
from archive.media import is_document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


class Pipe(io.BytesIO):
    """What cannot be gone back in: sizes are written after the content."""

    def seekable(self):
        return False


def zipped(*names, method=zipfile.ZIP_DEFLATED, file=None, content=b"x" * 1000):
    file = file or io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "name", ["word/document.xml", "word/document2.xml", "word\\document.xml", "/word/document.xml"]
)
def test_a_word_package_is_told_by_its_main_part(name):
    assert zip_kind(zipped("[Content_Types].xml", name)) == WORD


def test_sizes_may_follow_the_content():
    assert zip_kind(zipped("[Content_Types].xml", "word/document.xml", file=Pipe())) == WORD


def test_the_beginning_of_an_archive_is_enough():
    assert zip_kind(zipped("word/document.xml", "a", method=zipfile.ZIP_STORED)[:100]) == WORD


def test_a_package_within_an_archive_does_not_make_it_one():
    inner = zipped("word/document.xml")
    assert zip_kind(zipped("a.docx", method=zipfile.ZIP_STORED, content=inner)) == ZIP
    assert zip_kind(zipped("attachments/word/document.xml")) == ZIP


def test_open_documents_name_themselves():
    assert zip_kind(zipped("mimetype", method=zipfile.ZIP_STORED, content=ODT.encode())) == ODT


@pytest.mark.parametrize("payload", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 40])
def test_a_broken_archive_is_still_one(payload):
    assert zip_kind(payload) == ZIP
    assert is_document(ZIP)


def test_the_beginning_of_a_container_is_told_by_the_names_in_it():
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)
    assert ole_kind(head + "Workbook".encode("utf-16-le")) == "application/vnd.ms-excel"
    assert ole_kind(head) == OLE
