# ruff: noqa: E501 - markup stands in one piece
"""Drafts as files of other formats: Word, RTF, spreadsheet, PDF, OFD, a zip archive; each renders the same truth."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape

import pypdfium2
from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as PrintedTable

from benchmarks.reports.model import Block, Cell, Draft, Row, Table
from pipelines.reading.layout import SetPage
from pipelines.reading.pdf import seen_on

_OFFICE = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFD = "http://www.ofdspec.org/2016"
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


def rtf(draft: Draft) -> bytes:
    blocks = [_rtf_paragraph(draft.title), *map(_rtf_block, draft.whole())]
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
    return rf"{{\rtf1\ansi\ansicpg936\deff0{fonts}{''.join(blocks)}}}".encode("ascii")


def _rtf_block(block: Block) -> str:
    return _rtf_table(block) if isinstance(block, Table) else _rtf_paragraph(block.text)


def _rtf_paragraph(text: str) -> str:
    return rf"\pard {_rtf_text(text)}\par" + "\n"


def _rtf_text(text: str) -> str:
    """Words in the code page, what it lacks by its code point."""
    return "".join(map(_rtf_character, " ".join(text.split("\n"))))


def _rtf_character(character: str) -> str:
    if character.isascii():
        return "\\" + character if character in "\\{}" else character
    try:
        return "".join(rf"\'{byte:02x}" for byte in character.encode("gbk"))
    except UnicodeEncodeError:
        return rf"\u{ord(character)}?"


def _rtf_table(table: Table) -> str:
    """Cells that span rows go on below; columns by their right edges."""
    lines: list[list[tuple[int, str, str]]] = [[] for _ in table.rows]
    for at, column, cell in places(table.rows):
        for down in range(min(cell.rowspan, len(lines) - at)):
            merge = "" if cell.rowspan == 1 else r"\clvmrg" if down else r"\clvmgf"
            edge = rf"{merge}\cellx{(column + cell.colspan) * 700}"
            lines[at + down].append((column, edge, rf"{'' if down else _rtf_text(cell.text)}\cell"))
    rows = (list(zip(*sorted(line), strict=True))[1:] for line in lines)
    return "\n".join(rf"\trowd{''.join(edges)}\pard\intbl {' '.join(cells)}\row" for edges, cells in rows)


def zipped(draft: Draft) -> bytes:
    """The Word file in an archive, under the report's title."""
    return _zip({f"{draft.title}.docx": docx(draft)})


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
    return _xml_files(whole)


def _xml_files(files: dict[str, str]) -> bytes:
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return _zip({name: (declared + content).encode() for name, content in files.items()})


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
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


def ofd(draft: Draft) -> bytes:
    """The pages of the PDF, each character and ruling an object where it stands there."""
    with pypdfium2.PdfDocument(pdf(draft)) as document:
        pages = [_ofd_page(seen_on(page, number).page) for number, page in enumerate(document, start=1)]
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages)))
    files = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{_OFD}"><ofd:DocBody><ofd:DocRoot>Doc/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
        "Doc/Document.xml": f'<ofd:Document xmlns:ofd="{_OFD}"><ofd:CommonData/><ofd:Pages>{listed}</ofd:Pages></ofd:Document>',
    }
    return _xml_files(files | {f"Doc/Pages/{at}.xml": page for at, page in enumerate(pages)})


def _ofd_page(page: SetPage) -> str:
    texts = (
        f'<ofd:TextObject Font="1" Size="{_mm(each.size)}" Boundary="{_boundary(each.left, each.top, each.right, each.bottom)}">'
        f'<ofd:TextCode X="0" Y="{_mm(0.86 * each.size)}">{_xml(each.text)}</ofd:TextCode></ofd:TextObject>'
        for each in page.texts
    )
    rulings = (
        f'<ofd:PathObject Boundary="{_boundary(*each)}"><ofd:AbbreviatedData>M 0 0 L {_mm(each.right - each.left)}'
        f" {_mm(each.bottom - each.top)}</ofd:AbbreviatedData></ofd:PathObject>"
        for each in page.rulings
    )
    return (
        f'<ofd:Page xmlns:ofd="{_OFD}"><ofd:Area><ofd:PhysicalBox>0 0 {_mm(page.width)} {_mm(page.height)}</ofd:PhysicalBox></ofd:Area>'
        f"<ofd:Content><ofd:Layer>{''.join(texts)}{''.join(rulings)}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _boundary(left: float, top: float, right: float, bottom: float) -> str:
    return " ".join(map(_mm, (left, top, right - left, bottom - top)))


def _mm(points: float) -> str:
    return f"{points * 25.4 / 72:.4f}"


RENDERERS: dict[str, Callable[[Draft], bytes]] = {
    "docx": docx,
    "rtf": rtf,
    "xlsx": xlsx,
    "pdf": pdf,
    "ofd": ofd,
    "zip": zipped,
}
MEDIA_TYPES: dict[str, str] = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "rtf": "application/rtf",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "zip": "application/zip",
}
