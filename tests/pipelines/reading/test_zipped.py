import io
import zipfile

import pytest

from archive.media import identify
from pipelines.errors import Unreadable
from pipelines.reading import package
from tests.pipelines.reading.office.documents import converted, read_file
from tests.pipelines.reading.office.packages import docx, paragraph, zipped
from tests.pipelines.reading.pages import paragraphs

TITLE = "某县人民政府2021年政府信息公开工作年度报告"


def letter(heading="一、总体情况"):
    return docx(paragraph(TITLE), paragraph(heading), paragraph("2021年，全县主动公开信息120条。"))


def first_line(parts):
    return paragraphs(read_file(zipped(parts)))[0]


def test_the_document_called_a_report_is_read():
    parts = {"附件.docx": letter("六、其他"), f"{TITLE}.docx": letter(), "说明.txt": "一、说明。" * 20}
    assert first_line(parts) == "一、总体情况"


def test_without_a_name_the_document_that_says_most_is_read():
    parts = {"a.txt": "一、说明", "b.doc": converted("tables-2021.doc"), "c.txt": "说明"}
    assert (
        read_file(zipped(parts)).head.titles[0].text == "乐平市后港镇人民政府2025年度政府信息公开工作年度报告"
    )


def test_archives_in_an_archive_are_opened():
    assert first_line({"nested.zip": zipped({"报告.docx": letter()})}) == "一、总体情况"


def test_names_in_gbk_are_read():
    name = f"{TITLE}.docx".encode("gb18030")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.docx", letter("六、其他"))
        archive.writestr("x" * len(name), letter())
    payload = file.getvalue().replace(b"x" * len(name), name)
    assert paragraphs(read_file(payload))[0] == "一、总体情况"


@pytest.mark.parametrize("extra", ["__MACOSX/._报告.docx", ".DS_Store", "~$报告.docx"])
def test_what_systems_leave_in_archives_is_passed_over(extra):
    assert first_line({extra: "%PDF-1.4", "报告.docx": letter()}) == "一、总体情况"


def encrypted():
    payload = bytearray(zipped({"a.docx": letter()}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        payload[payload.index(signature) + at] |= 1
    return bytes(payload)


def nested(depth):
    payload = zipped({"a.docx": letter()})
    for _ in range(depth):
        payload = zipped({"a.zip": payload})
    return payload


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (zipped({"a.exe": b"MZ\x00\x01"}), "no document"),
        (zipped({"a.pdf": "%PDF-1.4", "b.doc": converted("prose.doc")[:700]}), "a.pdf: .*; b.doc: "),
        (encrypted(), "encrypted"),
        (zipped({"a.docx": letter()})[:-30], "broken"),
        (nested(5), "nested more than"),
        (zipped({f"{at}.txt": "x" for at in range(50)}), "documents, more than"),
        (zipped({"a.png": b"\x89PNG\r\n\x1a\n", "b.png": b"\x89PNG\r\n\x1a\n"}), "pictures"),
    ],
    ids=["nothing", "unreadable", "encrypted", "cut", "nested", "many", "pictures"],
)
@pytest.mark.usefixtures("watchdog")
def test_what_cannot_be_read_says_why(payload, reason):
    assert identify(payload) == "application/zip"
    with pytest.raises(Unreadable, match=reason):
        read_file(payload)


@pytest.mark.parametrize(("bound", "most"), [("MAX_PART", 1000), ("MAX_INFLATED", 3000)])
def test_what_an_archive_inflates_to_is_bounded(monkeypatch, bound, most):
    monkeypatch.setattr(package, bound, most)
    with pytest.raises(Unreadable, match="inflates to more than"):
        read_file(zipped({"a.txt": "x" * 999, "b.txt": "x" * 999, "c.txt": "x" * 2000}))


def test_archives_in_an_archive_hold_no_more_files_together(monkeypatch):
    inner = zipped({"a.bin": b"\x00", "b.bin": b"\x00"})
    parts = {"报告.docx": letter(), "a.zip": inner, "b.zip": inner}
    monkeypatch.setattr(package, "MAX_ENTRIES", 7)
    assert first_line(parts) == "一、总体情况"
    monkeypatch.setattr(package, "MAX_ENTRIES", 6)
    with pytest.raises(Unreadable, match="more than 6 files"):
        read_file(zipped(parts))


def test_archives_in_an_archive_inflate_to_no_more_together(monkeypatch):
    monkeypatch.setattr(package, "MAX_INFLATED", 3000)
    inner = zipped({"a.txt": "x" * 2000})
    with pytest.raises(Unreadable, match="inflates to more than"):
        read_file(zipped({"a.zip": inner, "b.zip": inner}))
