"""Writes `xinzhen2021.pdf` (友谊县新镇乡 2021) as a word processor prints it: `python -m tests.portals.xinzhen_pdf`.

Needs the font WenQuanYi Zen Hei (Debian: fonts-wqy-zenhei); only the glyphs used are embedded. Pages end where the
sample shows that they did: inside paragraphs, and twice inside the table of requests, once inside a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from .form import PROACTIVE_2021, Filled, Span, disputes, fill, requests
from .samples import XINZHEN_2021, Cells, sample_parts

FONT_FILE = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
TARGET = Path(__file__).with_name("xinzhen2021.pdf")
BODY = ParagraphStyle("body", fontName="zenhei", fontSize=15, leading=27, wordWrap="CJK", firstLineIndent=30)
REST = ParagraphStyle("rest", parent=BODY, firstLineIndent=0)
TITLE = ParagraphStyle(
    "title", parent=BODY, fontSize=20, leading=32, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=14
)
CELL = ParagraphStyle("cell", fontName="zenhei", fontSize=10, leading=13, wordWrap="CJK", alignment=TA_CENTER)

PAGE_STARTS = ("息公开条例》，我乡", "定专人负责", "《中华人民共和国政府信息公开条例》，不断")
"""What the paragraphs begin with that go on at the top of a page."""

REQUESTS_BREAKS = (10, 18)
"""The rows of the table of requests that begin a page: the rest of 3. 危及“三安全一稳定”, and （四）3."""

PROACTIVE_WIDTHS = (46, 42, 42, 42)
REQUESTS_WIDTHS = (20, 22, 46, *[12] * 7)
DISPUTES_WIDTHS = [11.4] * 15


def write() -> None:
    """Build the file."""
    pdfmetrics.registerFont(TTFont("zenhei", FONT_FILE, subfontIndex=0))
    title, parts = sample_parts(XINZHEN_2021)
    story: list[Flowable] = [Paragraph(title, TITLE)]
    tables = iter((_proactive, _requests, _disputes))
    for part in parts:
        story += next(tables)(part) if isinstance(part, Cells) else _prose(part)
    document = SimpleDocTemplate(
        str(TARGET),
        pagesize=A4,
        leftMargin=19 * mm,
        rightMargin=19 * mm,
        topMargin=24 * mm,
        bottomMargin=22 * mm,
        title="".join(title.split()),
        author="新镇乡",
        invariant=1,
    )
    document.build(story, onFirstPage=_numbered, onLaterPages=_numbered)


def _prose(text: str) -> list[Flowable]:
    markup = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if text.startswith(PAGE_STARTS):
        return [PageBreak(), Paragraph(markup, REST)]
    return [Paragraph(markup, BODY)]


def _proactive(cells: Cells) -> list[Flowable]:
    """The title of 第二十条第（一）项 is the last line of its page, the table goes on after it."""
    filled = fill(PROACTIVE_2021, cells.texts)
    return [
        _table(filled, (0, 1), PROACTIVE_WIDTHS),
        PageBreak(),
        _table(filled, (1, len(filled)), PROACTIVE_WIDTHS),
        Spacer(1, 8),
    ]


def _requests(cells: Cells) -> list[Flowable]:
    """In three parts; the second begins with the rest of a label in a row without values."""
    at = next(at for at, text in enumerate(cells.texts) if text.startswith("安全一稳定"))
    texts = [*cells.texts[: at + 1], *[""] * 7, *cells.texts[at + 1 :]]
    filled = fill(requests(refused=9, others=1, total_on_top=False), texts)
    ends = [0, *REQUESTS_BREAKS, len(filled)]
    parts = [_table(filled, rows, REQUESTS_WIDTHS) for rows in pairwise(ends)]
    return [parts[0], PageBreak(), parts[1], PageBreak(), parts[2], Spacer(1, 8)]


def _disputes(cells: Cells) -> list[Flowable]:
    filled = fill(disputes(), cells.texts)
    return [_table(filled, (0, len(filled)), DISPUTES_WIDTHS), Spacer(1, 8)]


def _table(filled: Filled, rows: tuple[int, int], widths: Sequence[float]) -> Table:
    """The rows of the table from `rows[0]` to before `rows[1]`; a cell begun above goes on blank."""
    first, end = rows
    texts = [[""] * len(widths) for _ in range(end - first)]
    style = [("GRID", (0, 0), (-1, -1), 0.6, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for row, column, span, text in _placed(filled):
        top, bottom, right = max(row, first), min(row + span.rows, end) - 1, column + span.columns - 1
        if top > bottom:
            continue
        style.append(("SPAN", (column, top - first), (right, bottom - first)))
        texts[top - first][column] = Paragraph(text, CELL) if row >= first else ""
    return Table(texts, colWidths=[width * mm for width in widths], style=style)


def _placed(filled: Filled) -> Iterator[tuple[int, int, Span, str]]:
    """Each cell with the row and column of its upper left corner."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(filled):
        column = 0
        for span, text in cells:
            while (row, column) in taken:
                column += 1
            yield row, column, span, text
            taken |= {
                (row + down, column + right) for down in range(span.rows) for right in range(span.columns)
            }


def _numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("zenhei", 11)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, f"- {document.page} -")


if __name__ == "__main__":
    write()
