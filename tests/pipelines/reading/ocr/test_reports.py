import io

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from archive.capture import Capture, Context, Document, Role
from pipelines.parse import parse
from pipelines.reading import ocr, read
from tests.answers import HEADINGS
from tests.pipelines.reading.ocr import drawn, fonts
from tests.pipelines.reading.pages import tables, texts

TITLE = "新乡市卫滨区人民政府2021年政府信息公开工作年度报告"
PROSE = "2021年，我区认真贯彻条例，扎实推进各项工作，全年主动公开政府信息二千余条，及时回应社会关切。"
ARTICLE_20 = [
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "7"],
    ["行政规范性文件", "13", "2", "130"],
    ["第二十条第（五）项"],
    ["信息内容", "本年处理决定数量"],
    ["行政许可", "2086"],
]


def page():
    body = "".join(
        f"<p>{heading}</p>" + ("<p><img src='1.png'></p>" if number == 1 else f"<p>{PROSE}</p>")
        for number, heading in enumerate(HEADINGS)
    )
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id='zoom'>{body}</div></body></html>"
    context = Context("a", Role.PAGE)
    return Capture("http://a.gov.cn/1.html", 200, (), html.encode(), "text/html", context=context)


def attachment(picture, number=1):
    context = Context("a", Role.ATTACHMENT, page=number)
    url = f"http://a.gov.cn/{number}.png"
    return Capture(url, 200, (), drawn.encoded(picture), "image/png", context=context)


@pytest.fixture(scope="module")
def report():
    picture = drawn.table(ARTICLE_20, 24, fonts.chinese(), (200, 44))
    return parse(Document((page(), attachment(picture))))


def test_tables_that_are_pictures_on_a_page_are_read_with_it(report):
    assert report.layout == "tables-2021"
    assert report.tables == {
        "proactive_disclosure": {
            "rules": {"made": 0, "repealed": 0, "in_force": 7},
            "normative_documents": {"made": 13, "repealed": 2, "in_force": 130},
            "licensing": {"decisions": 2086},
        }
    }
    assert [section.heading for section in report.sections] == list(HEADINGS)


def test_what_ocr_has_read_is_said(report):
    (said,) = (each for each in report.anomalies if each.code == "layout_read_by_ocr")
    assert (said.severity, said.operands) == ("info", {"values": 7, "unread": 0})
    assert ocr.versions().items() <= report.parser.items()
    for seen in report.observations:
        if seen.key.startswith("tables."):
            assert (seen.capture, seen.locator["page"]) == (1, 1)
            assert 0.8 <= seen.confidence <= 1


def test_evidence_is_a_box_on_the_picture(report):
    (seen,) = (each for each in report.observations if each.key.endswith("licensing.decisions"))
    left, top, right, bottom = drawn.bounds(6, 2, 2, (200, 44))
    box = seen.locator["box"]
    assert left <= box[0] < box[2] <= right
    assert top <= box[1] < box[3] <= bottom


def test_without_ocr_the_same_page_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(ocr, "missing", lambda: ocr.REMEDY)
    report = parse(Document((page(), attachment(drawn.table([["A", "1"]])))))
    said = {each.code: each.message for each in report.anomalies}
    assert report.layout is None
    assert ocr.REMEDY in said["layout_tables_as_images"]
    assert ocr.REMEDY in said["capture_unread"]
    assert "rapidocr" not in report.parser


def test_scanned_pages_of_a_pdf_are_read_with_those_that_have_text():
    rows = [["A", "0", "12", "350"], ["B", "0", "7", "4096"], ["C", "19", "8", "0"]]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for line in range(8):
        canvas.drawString(
            72, 760 - 20 * line, f"line {line} of a page that has a layer of text, as most have"
        )
    canvas.showPage()
    picture = ImageReader(drawn.table(rows))
    canvas.drawImage(picture, 60, 500, width=480, height=480 * 240 / 480)
    canvas.save()
    reading = read(Capture("", 200, (), file.getvalue(), "application/pdf"), 0)
    (table,) = tables(reading)
    assert texts(table) == rows
    assert {cell.box.page for row in table.grid for cell in row} == {2}
    left, top, right, bottom = drawn.bounds(1, 3)
    box = table.grid[1][3].box
    assert 60 + left <= box.left < box.right <= 60 + right
    assert 842 - 740 + top <= box.top < box.bottom <= 842 - 740 + bottom
