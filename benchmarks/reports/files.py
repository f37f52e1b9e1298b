# ruff: noqa: E501 - markup stands in one piece
"""Drafts as files of other formats: Word, spreadsheet and PDF; each renders the same truth as the web page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape

from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as PrintedTable

from benchmarks.reports.model import Block, Cell, Draft, Row, Table

_OFFICE = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Placed = tuple[int, int, Cell]


def places(rows: Iterable[Row]) -> Iterator[Placed]:
    """Yield each cell with the row and column at which it begins."""
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            yield at, column, cell
            taken |= {
                (at + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan)
            }
            column += cell.colspan


def docx(draft: Draft) -> bytes:
    blocks = [_word_paragraph(draft.title), *map(_word_block, draft.whole())]
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(blocks)}</w:body></w:document>'
    return _package(
        "word/document.xml", f"{_OFFICE}.wordprocessingml.document.main+xml", {"word/document.xml": body}
    )


def _word_block(block: Block) -> str:
    return _word_table(block) if isinstance(block, Table) else _word_paragraph(block.text)


def _word_paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{_xml(text)}</w:t></w:r></w:p>'


def _word_table(table: Table) -> str:
    """Spans downwards are cells of their own that go on with the one above."""
    lines: list[list[tuple[int, str]]] = [[] for _ in table.rows]
    for at, column, cell in places(table.rows):
        for down in range(min(cell.rowspan, len(lines) - at)):
            merge = "" if cell.rowspan == 1 else "<w:vMerge/>" if down else '<w:vMerge w:val="restart"/>'
            span = f'<w:tcPr><w:gridSpan w:val="{cell.colspan}"/>{merge}</w:tcPr>'
            lines[at + down].append(
                (column, f"<w:tc>{span}{_word_paragraph('' if down else cell.text)}</w:tc>")
            )
    rows = ("".join(markup for _, markup in sorted(line)) for line in lines)
    width = max(column + cell.colspan for _, column, cell in places(table.rows))
    columns = '<w:gridCol w:w="900"/>' * width
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def xlsx(draft: Draft) -> bytes:
    """One sheet: a row for each paragraph, the tables below one another."""
    cells: list[Placed] = [(0, 0, Cell(draft.title))]
    height = 1
    for block in draft.whole():
        placed = list(places(block.rows)) if isinstance(block, Table) else [(0, 0, Cell(block.text))]
        cells += [(height + at, column, cell) for at, column, cell in placed]
        height += 1 + max(at for at, _, _ in placed)
    rows = "".join(
        f'<row r="{at + 1}">{"".join(_sheet_cell(*each) for each in cells if each[0] == at)}</row>'
        for at in range(height)
    )
    merged = [each for each in cells if each[2].colspan > 1 or each[2].rowspan > 1]
    ranges = "".join(
        f'<mergeCell ref="{_name(at, column)}:{_name(at + cell.rowspan - 1, column + cell.colspan - 1)}"/>'
        for at, column, cell in merged
    )
    ranges = f"<mergeCells>{ranges}</mergeCells>" if merged else ""
    workbook = f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    parts = {
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData>{ranges}</worksheet>',
    }
    return _package("xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet.main+xml", parts)


def _sheet_cell(at: int, column: int, cell: Cell) -> str:
    """A number as a number, all else as text."""
    if cell.text.isdecimal() and cell.text.isascii():
        return f'<c r="{_name(at, column)}"><v>{cell.text}</v></c>'
    text = f'<is><t xml:space="preserve">{_xml(cell.text)}</t></is>'
    return f'<c r="{_name(at, column)}" t="inlineStr">{text}</c>' if cell.text else ""


def _name(at: int, column: int) -> str:
    letters = chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)
    return f"{letters}{at + 1}"


def _package(main: str, content_type: str, parts: dict[str, str]) -> bytes:
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType="{content_type}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OFFICE}.spreadsheetml.worksheet+xml"/></Types>'
    )
    whole = {"[Content_Types].xml": types, "_rels/.rels": _relation("officeDocument", main), **parts}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in whole.items():
            entry = zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, '<?xml version="1.0" encoding="UTF-8"?>\n' + content)
    return file.getvalue()


def _relation(kind: str, target: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"/></Relationships>'


def _xml(text: str) -> str:
    return escape(text).replace("\n", " ")


FONT = "STSong-Light"


def pdf(draft: Draft) -> bytes:
    """Ruled tables over as many pages as they need, set in a font that is named, not embedded."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=17, firstLineIndent=22, wordWrap="CJK")
    title = ParagraphStyle("title", fontName=FONT, fontSize=18, leading=28, alignment=1, wordWrap="CJK")
    file = io.BytesIO()
    story: list[Flowable] = [Paragraph(escape(draft.title), title)]
    story += [
        _printed(block) if isinstance(block, Table) else Paragraph(escape(block.text), body)
        for block in draft.whole()
    ]
    template = SimpleDocTemplate(file, pagesize=pagesizes.A4, invariant=1, leftMargin=50, rightMargin=50)
    template.build(story)
    return file.getvalue()


_LABELS = {"requests": (40, 60, 129), "statistics": (265, 50)}
"""Widths of the label columns in points, so that no label makes its row too high for a page."""


def _widths(table: Table, columns: int) -> list[float]:
    labels = _LABELS.get(table.form or "", ()) if columns < 13 else ()
    rest = columns - len(labels)
    return [*labels, *[(495 - sum(labels)) / rest] * rest]


def _printed(table: Table) -> Flowable:
    cell_style = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=10, alignment=1, wordWrap="CJK")
    placed = list(places(table.rows))
    width = max(column + cell.colspan for _, column, cell in placed)
    grid: list[list[Flowable | str]] = [[""] * width for _ in table.rows]
    style: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 1),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1),
    ]
    for at, column, cell in placed:
        grid[at][column] = Paragraph(escape(cell.text).replace("\n", "<br/>"), cell_style)
        end = (column + cell.colspan - 1, min(at + cell.rowspan, len(grid)) - 1)
        style.append(("SPAN", (column, at), end))
    printed = PrintedTable(grid, colWidths=_widths(table, width), style=style)
    # Cells that span rows cannot be parted by a page's end.
    spans = any(cell.rowspan > 1 for _, _, cell in placed)
    return KeepInFrame(0, 680, [printed], mode="shrink") if spans else printed


RENDERERS: dict[str, Callable[[Draft], bytes]] = {"docx": docx, "xlsx": xlsx, "pdf": pdf}
MEDIA_TYPES: dict[str, str] = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
