import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from archive.capture import Capture
from archive.media import identify
from pipelines.body import Paragraph
from pipelines.errors import Unreadable
from pipelines.reading import read
from pipelines.reading.layout import SetPage
from pipelines.reading.ofd.objects import steps
from pipelines.reading.pdf import seen_on
from tests.pipelines.reading.layout.pages_set import across, down, line, page, rows
from tests.pipelines.reading.ofd_packages import STANDARD, content, package, path_object
from tests.pipelines.reading.office.packages import zipped
from tests.pipelines.reading.pages import paragraphs, tables, texts

XINZHEN = (Path(__file__).parents[2] / "portals" / "xinzhen2021.pdf").read_bytes()
LINE = "二〇二一年主动公开政府信息一百二十条，均已公开。"


def read_ofd(payload):
    return read(Capture("", 200, (), payload, identify(payload)), 0)


def ruled_page():
    rulings = [down(100 + 80 * at, 100, 140) for at in range(3)]
    rulings += [across(100 + 20 * at, 100, 260) for at in range(3)]
    return page([*line(LINE, 72, 60), *rows(TABLE, (105, 185))], rulings)


TABLE = [["行政许可", "10"], ["行政处罚", "5"]]


@pytest.mark.parametrize(
    "ways",
    [
        {},
        {"absolute": True},
        {"namespace": "http://www.ofdspec.org"},
        {"templates": True, "absolute": True, "root": "Doc_7"},
    ],
    ids=["relative", "absolute", "other namespace", "rulings in templates"],
)
def test_report_reads_the_same_from_ofd_as_from_pdf(ways):
    document = PdfDocument(XINZHEN)
    pages = [seen_on(document[number], number + 1).page for number in range(len(document))]
    as_pdf = read(Capture("", 200, (), XINZHEN, "application/pdf"), 0)
    as_ofd = read_ofd(package(pages, **ways))
    assert [texts(table) for table in tables(as_ofd)] == [texts(table) for table in tables(as_pdf)]
    assert paragraphs(as_ofd) == paragraphs(as_pdf)


def test_boxes_are_in_points_of_the_page():
    (paragraph, table) = read_ofd(package([ruled_page()])).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.box == pytest.approx((1, 72, 60, 72 + 10 * len(LINE), 70), abs=0.1)
    assert table.grid[0][1].box == pytest.approx((1, 190, 105, 200, 115), abs=0.1)


@pytest.mark.parametrize(
    ("list_", "expected"),
    [
        ("3 4.5", [3, 4.5]),
        ("g 3 2", [2, 2, 2]),
        ("1 g 2 5 7", [1, 5, 5, 7]),
        (None, []),
        ("x", []),
    ],
)
def test_steps_are_written_one_by_one_or_as_runs(list_, expected):
    assert list(steps(list_)) == expected


def test_run_of_steps_without_end_is_cut():
    assert sum(1 for _ in steps("g 999999999999 1")) == 50_000


def one_page(objects, more=""):
    """Return a package whose one page holds some objects, and what else its XML says."""
    files = {
        "OFD.xml": "<ofd:OFD xmlns:ofd='@'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": "<ofd:Document xmlns:ofd='@'><ofd:CommonData/><ofd:Pages>"
        "<ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages></ofd:Document>",
        "Doc_0/Pages/Page_0/Content.xml": content(objects, more),
    }
    return zipped({name: text.replace("@", STANDARD) for name, text in files.items()})


def text(code, attributes="", boundary="10 10 150 10"):
    return f'<ofd:TextObject ID="5" Boundary="{boundary}" Size="4" {attributes}>{code}</ofd:TextObject>'


def test_matrix_of_an_object_places_and_scales_its_text():
    code = f'<ofd:TextCode X="0" Y="3.44">{LINE}</ofd:TextCode>'
    (paragraph,) = read_ofd(one_page(text(code, 'CTM="0.5 0 0 0.5 20 0"'))).blocks
    millimetre = 72 / 25.4
    left, top, right = (edge * millimetre for edge in (30, 10, 30 + 2 * len(LINE)))
    assert paragraph.box == pytest.approx((1, left, top, right, 12 * millimetre), abs=0.1)


def test_page_set_sideways_is_read_upright():
    def sideways(line, at):
        code = f'<ofd:TextCode X="0" Y="0">{line}</ofd:TextCode>'
        return text(code, 'CTM="0 1 -1 0 0 0"', f"{150 - 8 * at} 20 10 200")

    reading = read_ofd(one_page(sideways(LINE, 0) + sideways("第二段。", 1)))
    assert "".join(paragraphs(reading)) == f"{LINE}第二段。"


@pytest.mark.parametrize(
    "unseen",
    [
        text("<ofd:TextCode X='0' Y='3'>看不见的字</ofd:TextCode>", 'Visible="false"'),
        text("<ofd:TextCode X='0' Y='3'>斜着的水印</ofd:TextCode>", 'CTM="0.7 0.7 -0.7 0.7 0 0"'),
        "<!-- 注释 --><ofd:ImageObject ID='9' ResourceID='3' Boundary='0 0 100 100'/>",
    ],
)
def test_what_is_not_seen_as_text_is_not_read(unseen):
    code = f'<ofd:TextCode X="0" Y="3.44">{LINE}</ofd:TextCode>'
    assert paragraphs(read_ofd(one_page(text(code) + unseen))) == [LINE]


def test_blocks_nested_without_end_are_refused():
    with pytest.raises(Unreadable, match="nested too deeply"):
        read_ofd(one_page("<ofd:PageBlock>" * 50 + "</ofd:PageBlock>" * 50))


def test_rectangle_drawn_at_once_rules_as_its_four_sides():
    page = ruled_page()
    lines = [ruling for ruling in page.rulings if ruling not in {page.rulings[0], page.rulings[2]}]
    outline = "<ofd:AbbreviatedData>M 0 0 L 56.44 0 L 56.44 14.11 L 0 14.11 C</ofd:AbbreviatedData>"
    frame = f'<ofd:PathObject ID="7" Boundary="35.28 35.28 60 20">{outline}</ofd:PathObject>'
    with zipfile.ZipFile(io.BytesIO(package([SetPage(1, 595, 842, page.texts)]))) as archive:
        inner = archive.read("Doc_0/Pages/Page_0/Content.xml").decode()
    objects = inner.partition('<ofd:Layer ID="1">')[2].partition("</ofd:Layer>")[0]
    drawn = "".join(path_object(line, 20 + at) for at, line in enumerate(lines))
    assert [texts(table) for table in tables(read_ofd(one_page(objects + frame + drawn)))] == [TABLE]


def with_entry(payload, name):
    file = io.BytesIO(payload)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "<a/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (with_entry(package([ruled_page()]), "Encryptions.xml"), "encrypted"),
        (package([SetPage(1, 595, 842)]), "no text"),
        (package([ruled_page()])[:900], "broken"),
        (zipped({"OFD.xml": "<a>"}), "well-formed"),
        (zipped({"OFD.xml": "<!DOCTYPE a><a/>"}), "document type"),
        (zipped({"OFD.xml": "<a><DocBody><DocRoot>/../x.xml</DocRoot></DocBody></a>"}), "has no x.xml"),
        (package([SetPage(1, 9, 9)] * 201), "more than 200 pages"),
    ],
)
def test_refusal_says_why(payload, reason):
    with pytest.raises(Unreadable, match=reason):
        read_ofd(payload)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.usefixtures("watchdog")
def test_broken_ofd_ends_in_a_reading_or_a_refusal(seed):
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(package([ruled_page()], templates=True))) as archive:
        entries = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for entry in entries.values():
        for _ in range(chance.randrange(3)):
            entry[chance.randrange(len(entry))] = chance.choice(b"<>\"' 0g-9eAMLC")
    with contextlib.suppress(Unreadable):
        read_ofd(zipped({name: bytes(entry) for name, entry in entries.items()}))


def test_package_may_leave_out_its_resources_and_err_in_capitals():
    with zipfile.ZipFile(io.BytesIO(package([ruled_page()]))) as archive:
        entries = {name: archive.read(name).decode() for name in archive.namelist()}
    document = entries.pop("Doc_0/Document.xml")
    resources = "<ofd:CommonData><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    entries["Doc_0/document.xml"] = document.replace("<ofd:CommonData>", resources)
    assert [texts(table) for table in tables(read_ofd(zipped(entries)))] == [TABLE]


def test_package_of_zip64_headers_is_known_as_one():
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package([ruled_page()]))) as archive, zipfile.ZipFile(file, "w") as large:
        for name in sorted(archive.namelist()):
            with large.open(name, "w", force_zip64=True) as entry:
                entry.write(archive.read(name))
    assert [texts(table) for table in tables(read_ofd(file.getvalue()))] == [TABLE]
