"""XLS and ET: the sheets of a binary workbook ([MS-XLS]), read by xlrd, cells as their number formats print them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlrd

from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.office.formats import BUILTIN, GENERAL, printed
from pipelines.reading.office.sheet import Sheet, Texts, read_sheets

_TEXT, _NUMBER, _DATE, _TRUTH, _ERROR = _PRINTED = 1, 2, 3, 4, 5


def read_xls(payload: bytes, index: int) -> Reading:
    """Return the reading of a workbook; raises `Unreadable` where it is encrypted, broken, too large or empty."""
    log = io.StringIO()  # xlrd writes of what it finds odd
    try:
        workbook = xlrd.open_workbook(
            file_contents=payload, formatting_info=True, logfile=log, on_demand=True, ragged_rows=True
        )
        sheets = list(_sheets(workbook))
    except Unreadable:
        raise
    except Exception as error:  # xlrd raises whatever its parser trips over
        reason = "it is encrypted" if "encrypt" in str(error).lower() else f"{type(error).__name__} {error}"
        raise Unreadable(f"the workbook cannot be read: {reason}".strip()) from error
    return read_sheets(sheets, index)


def _sheets(workbook: xlrd.Book) -> Iterator[Sheet]:
    """Yield the sheets that are not hidden."""
    texts = Texts()
    for number in range(workbook.nsheets):
        source = workbook.sheet_by_index(number)
        if source.visibility:
            continue
        sheet = Sheet(
            merged=[((top, left), (end - 1, stop - 1)) for top, end, left, stop in source.merged_cells],
            hidden_rows={row for row, info in source.rowinfo_map.items() if info.hidden},
            hidden_columns={column for column, info in source.colinfo_map.items() if info.hidden},
        )
        for row in range(source.nrows):
            for column, kind in enumerate(source.row_types(row)):
                if kind in _PRINTED and (text := _text(workbook, source.cell(row, column))):
                    sheet.texts[row, column] = texts.counted(text)
        yield sheet


def _text(workbook: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype in {_NUMBER, _DATE}:
        return printed(cell.value, _format(workbook, cell.xf_index), since_1904=bool(workbook.datemode))
    if cell.ctype == _TRUTH:
        return "TRUE" if cell.value else "FALSE"
    return str(xlrd.error_text_from_code.get(cell.value, "")) if cell.ctype == _ERROR else str(cell.value)


def _format(workbook: xlrd.Book, style: int | None) -> str:
    if style is None or not 0 <= style < len(workbook.xf_list):
        return GENERAL
    key = workbook.xf_list[style].format_key
    own = workbook.format_map.get(key)
    return BUILTIN.get(key) or (own.format_str if own and own.format_str else GENERAL)
