import io
import json
import zlib
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.errors import Unreadable
from pipelines.reading.characters import bare, clean
from pipelines.reading.pdf.limits import check_file
from tests.pipelines.reading.pages import paragraphs, tables, texts
from tests.pipelines.reading.pdfs import one_page, read_pdf

TESTS = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def xinzhen():
    return read_pdf((TESTS / "portals" / "xinzhen2021.pdf").read_bytes())


def test_prose_of_a_report_is_its_sections(xinzhen):
    expected = json.loads((TESTS / "expected" / "002_26e4c39d6db4dceb.json").read_text("utf-8"))
    sections = [
        expected["preamble"],
        *(section["heading"] + section["text"] for section in expected["sections"]),
    ]
    assert bare("".join(paragraphs(xinzhen))) == bare("".join(sections))


def test_title_broken_in_mid_word_is_joined(xinzhen):
    assert bare(xinzhen.head.titles[0].text) == "友谊县新镇乡人民政府2021年政府信息公开工作年度报告"


def test_table_cut_by_page_breaks_keeps_its_columns(xinzhen):
    rows = [row for table in tables(xinzhen) for row in texts(table) if len(row) == 10]
    refused = next(row for row in rows if "1. 属于国家秘密" in row[2])
    assert refused[3:] == ["0"] * 7
    assert [len(table.grid) for table in tables(xinzhen) if len(table.grid[0]) == 10] == [27]


def test_rows_of_a_table_over_pages_know_their_own_page(xinzhen):
    table = next(table for table in tables(xinzhen) if len(table.grid[0]) == 10)
    assert [cell.row for cell in (row[9] for row in table.grid[3:])] == list(range(3, 27))
    assert sorted({row[9].box.page for row in table.grid}) == [4, 5, 6]


def drawn(draw, pages=1):
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in range(pages):
        draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_page_numbers_are_dropped_and_paragraphs_run_over_pages():
    def draw(canvas, page):
        canvas.drawString(
            72, 700, "the first line of the text, at last, runs to the right margin " + "of" * 10
        )
        canvas.drawString(72, 680, "and ends here")
        canvas.drawString(290, 40, f"- {page + 1} -")

    (first, second, *_) = paragraphs(read_pdf(drawn(draw, pages=2)))
    assert first.endswith("and ends here")
    assert second.startswith("the first line")
    assert "- 1 -" not in first + second


def test_character_set_twice_for_bold_is_read_once():
    def draw(canvas, _page):
        canvas.drawString(72, 700, "2210047 permits, no less, were given this year")
        canvas.drawString(72.3, 700, "2210047 permits, no less, were given this year")

    assert paragraphs(read_pdf(drawn(draw))) == ["2210047 permits, no less, were given this year"]


def test_table_left_open_by_a_page_break_is_closed():
    def draw(canvas, _page):
        canvas.drawString(72, 760, "a line of prose, or two, above the table")
        for across in (100, 200, 300):
            canvas.line(across, 600, across, 700)
        for down in (633, 666):
            canvas.line(100, down, 300, down)
        for row, down in enumerate((680, 645, 612)):
            canvas.drawString(120, down, f"label{row}")
            canvas.drawString(220, down, str(row))

    (table,) = tables(read_pdf(drawn(draw)))
    assert texts(table) == [["label0", "0"], ["label1", "1"], ["label2", "2"]]


def test_pdf_without_text_names_scans():
    with pytest.raises(Unreadable, match="no text layer"):
        read_pdf(drawn(lambda canvas, _page: canvas.rect(10, 10, 100, 100)))


@pytest.mark.parametrize(
    "payload", [b"%PDF-1.4\n", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>", b"x"]
)
def test_broken_pdf_is_refused(payload):
    with pytest.raises(Unreadable):
        read_pdf(payload)


def test_stream_that_inflates_without_end_is_refused():
    bomb = zlib.compress(bytes(210_000_000), 1)
    with pytest.raises(Unreadable, match="streams"):
        read_pdf(b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\n" + bomb + b"\nendstream endobj")


def drawn_by(stream, filters):
    return one_page(stream, b"/Filter[%s]" % filters)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_stream_deflated_again_and_again_hides_no_bomb(layers):
    bomb = bytes(30_000_000)
    for _ in range(layers):
        bomb = zlib.compress(bomb, 9)
    with pytest.raises(Unreadable, match="a stream of the PDF holds more than"):
        read_pdf(drawn_by(bomb, b"/FlateDecode" * layers))


def lzw_of_zeros(rounds):
    """Return codes that each stand for one zero more than the last, until the table is full, again and again."""
    codes, table = "", []
    for _ in range(rounds):
        table = [(code, 9 + (code > 510) + (code > 1022) + (code > 2046)) for code in range(259, 4096)]
        codes += f"{256:09b}{0:09b}{258:09b}" + "".join(f"{code:0{width}b}" for code, width in table)
        codes += f"{256:012b}"
    return int(codes.ljust(-len(codes) % 8 + len(codes), "0"), 2).to_bytes(-(-len(codes) // 8))


@pytest.mark.parametrize(
    ("bomb", "filters"),
    [
        (b"\x81\x00" * 500_000, b"/RunLengthDecode"),
        (zlib.compress(b"\x81\x00" * 500_000), b"/FlateDecode/RunLengthDecode"),
        (lzw_of_zeros(9), b"/LZWDecode"),
    ],
    ids=["runs", "deflated runs", "lzw"],
)
@pytest.mark.usefixtures("watchdog")
def test_other_filters_decode_to_nothing_that_is_read(bomb, filters):
    with pytest.raises(Unreadable, match="no text layer"):
        read_pdf(drawn_by(bomb, filters))


def test_wrong_checksum_is_forgiven():
    operators = zlib.compress(b"0 0 m 1 1 l S\n")[:-1] + b"?"
    with pytest.raises(Unreadable, match="no text layer"):
        read_pdf(drawn_by(operators, b"/FlateDecode"))


def test_page_of_too_many_lines_is_refused():
    operators = zlib.compress(b"0 0 m 1 1 l S\n" * 100_000)
    with pytest.raises(Unreadable, match="page 1 of the PDF holds more than"):
        read_pdf(drawn_by(operators, b"/FlateDecode"))


def test_encrypted_pdf_says_so():
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("user", "owner"))
    canvas.showPage()
    canvas.save()
    with pytest.raises(Unreadable, match="encrypted"):
        read_pdf(file.getvalue())


def test_radicals_become_characters_and_brackets_stay():
    assert clean("⽬⾏政⻓⻔〔２０２１〕１号") == "目行政长门〔２０２１〕１号"


def test_fonts_that_reach_up_differently_stay_on_their_line():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(canvas, _page):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(20, 750, "一、总体情况")
        at = 20
        for font, text in [("STSong-Light", "公开信息"), ("Times-Bold", "2021"), ("STSong-Light", "条。")]:
            canvas.setFont(font, 60)
            canvas.drawString(at, 600, text)
            at += canvas.stringWidth(text, font, 60)
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(20, 500, "六、其他需要报告的事项")

    assert "公开信息2021条。" in paragraphs(read_pdf(drawn(draw)))


def test_a_number_or_address_that_does_not_fit_leaves_its_line_short_but_not_its_paragraph():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    lines = (
        "报告刊登于门户网站政府信息公开专栏的年度报告",
        "栏目，地址http://www.example.gov.cn/zwgk/",
        "zfxxgknb/可以查阅，也可以联系，电话:",
    )

    def draw(canvas, _page):
        canvas.setFont("STSong-Light", 12)
        for number, line in enumerate((*lines, "0373-1234567。")):
            canvas.drawString(20, 750 - 20 * number, line)

    (paragraph,) = paragraphs(read_pdf(drawn(draw)))
    assert "http://www.example.gov.cn/zwgk/zfxxgknb/可以" in paragraph
    assert "电话: 0373-1234567" in paragraph


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("stream", [b"stream\n", b"stream\n" + zlib.compress(b"x")], ids=["bare", "deflated"])
def test_streams_without_an_end_are_each_looked_at_once(stream):
    check_file(b"%PDF-1.4\n" + stream * 400_000)
