"""XLSX: the sheets of a SpreadsheetML package (ECMA-376 part 1, 18), cells as their number formats print them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.office.formats import BUILTIN, GENERAL, printed
from pipelines.reading.office.sheet import Place, Sheet, Texts, read_sheets, union
from pipelines.reading.package import Package, attribute, child, local, whole

MAIN = "xl/workbook.xml"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})$")
_NO = {None, "0", "false"}
_COLUMNS = 16_384


def read_xlsx(capture: Capture, index: int) -> Reading:
    """Return the reading of an XLSX; raises `Unreadable` where it is encrypted, broken, too large or empty."""
    package = Package(capture.payload)
    main = package.related("", "officeDocument") or MAIN
    if main.endswith(".bin"):
        raise Unreadable("a workbook in the binary form of XLSB is not read")
    return read_sheets(_Workbook(package, main).sheets(), index)


class _Workbook:
    def __init__(self, package: Package, main: str) -> None:
        self._package, self._main = package, main
        self._root = package.xml(main)
        self._since_1904 = _flag(child(self._root, "workbookPr"), "date1904")
        self._strings = [_string(one) for one in _parts(package.related_xml(main, "sharedStrings"))]
        styles = package.related_xml(main, "styles")
        self._formats, self._struck = _cell_formats(styles), _struck(styles)
        self._texts = Texts()

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets that are not hidden."""
        for entry in _each(self._root, "sheets"):
            name = self._package.relation(self._main, attribute(entry, "id") or "")
            if name and (attribute(entry, "state") or "visible") == "visible":
                yield self._sheet(self._package.xml(name))

    def _sheet(self, root: etree._Element) -> Sheet:
        sheet = Sheet()
        hidden = (columns for columns in _each(root, "cols") if _flag(columns, "hidden"))
        ends = ([whole(attribute(columns, name)) or 1 for name in ("min", "max")] for columns in hidden)
        sheet.hidden_columns = union((first - 1, min(last, _COLUMNS) - 1) for first, last in ends)
        for at, row in enumerate(_each(root, "sheetData")):
            number = (whole(attribute(row, "r")) or at + 1) - 1
            if _flag(row, "hidden"):
                sheet.hidden_rows.add(number)
            self._row(row, number, sheet)
        for merge in _each(root, "mergeCells"):
            corners = (attribute(merge, "ref") or "").split(":")
            if len(corners) == 2 and (begin := _place(corners[0])) and (end := _place(corners[1])):
                sheet.merged.append((begin, end))
        return sheet

    def _row(self, row: etree._Element, number: int, sheet: Sheet) -> None:
        column = -1
        for cell in row:
            place = _place(attribute(cell, "r") or "")
            column = place[1] if place else column + 1
            if text := self._text(cell):
                sheet.texts[number, column] = self._texts.counted(text)

    def _text(self, cell: etree._Element) -> str:
        """Return what a cell prints (18.3.1.4), nothing where it is struck through."""
        if (whole(attribute(cell, "s")) or 0) in self._struck:
            return ""
        kind = attribute(cell, "t") or "n"
        if kind == "inlineStr":
            inline = child(cell, "is")
            return "" if inline is None else _string(inline)
        element = child(cell, "v")
        value = (element.text or "") if element is not None else ""
        if kind == "s":
            at = whole(value)
            return self._strings[at] if at is not None and 0 <= at < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return self._number(value, whole(attribute(cell, "s")) or 0) if kind == "n" and value else value

    def _number(self, value: str, style: int) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        form = self._formats[style] if 0 <= style < len(self._formats) else GENERAL
        return printed(number, form, since_1904=self._since_1904)


def _cell_formats(styles: etree._Element | None) -> list[str]:
    """Return the number format of each cell style (18.8.10)."""
    own = {
        whole(attribute(one, "numFmtId")): attribute(one, "formatCode") or GENERAL
        for one in _each(styles, "numFmts")
    }
    numbers = (whole(attribute(one, "numFmtId")) or 0 for one in _each(styles, "cellXfs"))
    return [own.get(number) or BUILTIN.get(number, GENERAL) for number in numbers]


def _struck(styles: etree._Element | None) -> frozenset[int]:
    """Return the cell styles whose font is struck through (18.8.22)."""
    fonts = [_strikes(font) for font in _each(styles, "fonts")]
    used = (whole(attribute(one, "fontId")) or 0 for one in _each(styles, "cellXfs"))
    return frozenset(style for style, font in enumerate(used) if 0 <= font < len(fonts) and fonts[font])


def _strikes(properties: etree._Element | None) -> bool:
    strike = child(properties, "strike")
    return strike is not None and attribute(strike, "val") not in {"0", "false"}


def _string(element: etree._Element) -> str:
    """Return a string's text without the readings printed above it and what is struck through."""
    texts = ((one, one.getparent()) for one in element.iter() if local(one) == "t")
    return "".join(
        one.text or ""
        for one, run in texts
        if run is not None and local(run) != "rPh" and not _strikes(child(run, "rPr"))
    )


def _place(reference: str) -> Place | None:
    found = _PLACE.match(reference.replace("$", ""))
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _each(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return _parts(child(root, name))


def _parts(element: etree._Element | None) -> Iterator[etree._Element]:
    return iter(() if element is None else element)


def _flag(element: etree._Element | None, name: str) -> bool:
    return element is not None and attribute(element, name) not in _NO
