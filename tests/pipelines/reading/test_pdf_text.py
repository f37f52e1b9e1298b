"""What is text on a PDF page, which way up it stands, and where."""

import contextlib
import io
import zlib

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.body import Paragraph
from pipelines.errors import Unreadable
from pipelines.reading import ocr
from pipelines.reading.characters import bare
from tests.pipelines.reading.pages import paragraphs, tables, texts
from tests.pipelines.reading.pdfs import one_page, read_pdf

SONG = "STSong-Light"
LINE = "二〇二一年主动公开政府信息一百二十条，"


@pytest.fixture(autouse=True, scope="module")
def song():
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def pdf(draw, pages=1, **options):
    file = io.BytesIO()
    canvas = Canvas(file, **options)
    for _ in range(pages):
        canvas.setFont(SONG, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def draw_table(canvas, left=100, top=700):
    """Draw a ruled table of three rows and columns, numbers in all but the first column."""
    for at in range(4):
        canvas.line(left + 80 * at, top, left + 80 * at, top - 60)
        canvas.line(left, top - 20 * at, left + 240, top - 20 * at)
    for row, label in enumerate(("规章", "行政许可", "行政处罚")):
        canvas.drawString(left + 10, top - 15 - 20 * row, label)
        canvas.drawString(left + 90, top - 15 - 20 * row, str(10 * row))
        canvas.drawString(left + 170, top - 15 - 20 * row, str(row))


TABLE = [["规章", "0", "0"], ["行政许可", "10", "1"], ["行政处罚", "20", "2"]]


def draw_report(canvas):
    canvas.drawString(72, 760, LINE)
    draw_table(canvas)


def boxes(reading):
    for block in reading.blocks:
        if isinstance(block, Paragraph):
            yield block.box, block.text
        else:
            yield from ((cell.box, cell.text) for row in block.grid for cell in row if cell)


def text_within(payload, box):
    page = PdfDocument(payload)[box.page - 1]
    left, bottom, right, top = page.get_bbox()
    edges = {
        0: (left + box.left, top - box.bottom, left + box.right, top - box.top),
        90: (left + box.top, bottom + box.left, left + box.bottom, bottom + box.right),
        180: (right - box.right, bottom + box.top, right - box.left, bottom + box.bottom),
        270: (right - box.bottom, top - box.right, right - box.top, top - box.left),
    }[page.get_rotation()]
    return page.get_textpage().get_text_bounded(*edges)


def rotated(payload, degrees):
    document, file = PdfDocument(payload), io.BytesIO()
    for page in document:
        page.set_rotation(degrees)
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_every_box_holds_its_text_whichever_way_the_page_is_shown(degrees):
    payload = rotated(pdf(draw_report, pages=2), degrees)
    found = list(boxes(read_pdf(payload)))
    assert len(found) == 1 + 18 + 1
    for box, text in found:
        assert bare(text_within(payload, box)).startswith(bare(text))


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_set_sideways_is_read_upright(degrees):
    def draw(canvas):
        canvas.translate(300, 400)
        canvas.rotate(degrees)
        canvas.translate(-300, -400)
        canvas.drawString(120, 590, LINE)
        draw_table(canvas, 120, 550)

    reading = read_pdf(pdf(draw))
    assert paragraphs(reading) == [LINE]
    assert [texts(table) for table in tables(reading)] == [TABLE]


def test_what_lies_beyond_the_visible_part_of_a_page_is_not_read():
    def draw(canvas):
        draw_report(canvas)
        canvas.drawString(10, 830, "裁切之外")

    document, file = PdfDocument(pdf(draw)), io.BytesIO()
    document[0].set_cropbox(50, 50, 550, 800)
    document.save(file)
    reading = read_pdf(file.getvalue())
    assert paragraphs(reading) == [LINE]
    assert all(bare(text_within(file.getvalue(), box)).startswith(bare(text)) for box, text in boxes(reading))


def test_diagonal_watermark_is_no_text():
    def draw(canvas):
        draw_report(canvas)
        canvas.translate(200, 500)
        canvas.rotate(40)
        canvas.setFont(SONG, 60)
        canvas.drawString(0, 0, "内部资料")

    reading = read_pdf(pdf(draw))
    assert paragraphs(reading) == [LINE]
    assert [texts(table) for table in tables(reading)] == [TABLE]


def set_hidden(canvas, *place):
    text = canvas.beginText(*place[:2])
    text.setTextRenderMode(3)
    text.textOut(place[2])
    canvas.drawText(text)


def test_hidden_text_beside_visible_is_not_read():
    def draw(canvas):
        draw_report(canvas)
        set_hidden(canvas, 195, 665, "99")

    assert [texts(table) for table in tables(read_pdf(pdf(draw)))] == [TABLE]


def test_text_that_a_scanner_hid_behind_its_picture_is_read():
    def draw(canvas):
        set_hidden(canvas, 72, 700, LINE)
        set_hidden(canvas, 72, 680, "均已在门户网站公开。")
        canvas.drawString(290, 40, "- 1 -")

    assert bare("".join(paragraphs(read_pdf(pdf(draw))))) == f"{LINE}均已在门户网站公开。"


def test_words_given_for_a_text_do_not_stand_for_what_it_prints():
    def draw(canvas):
        draw_report(canvas)
        canvas._code.append("/Span <</ActualText (100 200)>> BDC")
        canvas.drawString(72, 500, "三百四十件")
        canvas._code.append("EMC")

    assert paragraphs(read_pdf(pdf(draw)))[-1] == "三百四十件"


def test_pdf_that_opens_without_password_is_read():
    encryption = StandardEncryption("", "owner")
    assert paragraphs(read_pdf(pdf(draw_report, encrypt=encryption))) == [LINE]


def test_font_that_does_not_say_what_it_prints_is_no_text(monkeypatch):
    monkeypatch.setattr(ocr, "missing", lambda: "OCR reads it")
    names = b" ".join(b"/g%d" % code for code in range(33, 126))
    font = (
        b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+X/FirstChar 33/LastChar 125/Widths[%s]/Encoding<<%s>>>>"
        % (
            b"500 " * 93,
            b"/Differences[33 %s]" % names,
        )
    )
    operators = b"BT /F1 12 Tf 72 700 Td (ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz) Tj ET"
    payload = one_page(operators, resources=b"<</Font<</F1 5 0 R>>>>", font=font)
    with pytest.raises(Unreadable, match="fonts do not say which characters they print; OCR reads it"):
        read_pdf(payload)


def test_two_columns_of_prose_are_read_one_after_the_other():
    left = [f"左栏第{number}行写满文字直到栏边为止没有空白" for number in "一二三四五六"]
    right = [f"右栏第{number}行写满文字直到栏边为止没有空白" for number in "一二三四五六"]

    def draw(canvas):
        canvas.setFont(SONG, 10)
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(72, 700 - 15 * at, one)
            canvas.drawString(320, 700 - 15 * at, other)

    assert bare("".join(paragraphs(read_pdf(pdf(draw))))) == "".join(left + right)


def test_running_heads_are_dropped_and_the_text_runs_on():
    def draw(canvas):
        canvas.setFont(SONG, 9)
        canvas.drawString(72, 810, "某县政府信息公开年报")
        canvas.drawString(280, 30, f"第 {canvas.getPageNumber()} 页 共 4 页")
        canvas.setFont(SONG, 12)
        canvas.drawString(72, 700, f"第{canvas.getPageNumber()}段文字，写到这里就结束了，没有别的内容。")

    found = paragraphs(read_pdf(pdf(draw, pages=4)))
    assert bare("".join(found)) == "".join(
        f"第{number}段文字，写到这里就结束了，没有别的内容。" for number in range(1, 5)
    )


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.usefixtures("watchdog")
def test_broken_pdf_ends_in_a_reading_or_a_refusal(seed):
    payload = bytearray(pdf(draw_report, pageCompression=0))
    state = zlib.crc32(b"%d" % seed)
    for _ in range(30):
        state = (state * 1103515245 + 12345) % 2**31
        payload[state % len(payload)] = state >> 16 & 0xFF
    if seed % 4 == 0:
        del payload[state % len(payload) :]
    with contextlib.suppress(Unreadable):
        read_pdf(bytes(payload))
