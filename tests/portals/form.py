"""The official forms as spans, to be filled with the cells of a document.

A form is a list of rows, a row a list of spans in the order in which cells are written in HTML. Texts are never
here: labels differ from report to report and come from the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class Span(NamedTuple):
    """How many columns and rows a cell covers."""

    columns: int = 1
    rows: int = 1


Form = list[list[Span]]
Filled = list[list[tuple[Span, str]]]

ONE = Span()
KINDS = [ONE] * 7
"""Six kinds of applicants and 总计."""


def _proactive(*blocks: tuple[int, list[int]]) -> Form:
    """The article-20 table: blocks of a title over all columns, a header and rows of the same spans."""
    return [
        row
        for rows, columns in blocks
        for row in ([Span(sum(columns))], *[[Span(width) for width in columns] for _ in range(rows)])
    ]


PROACTIVE_2021 = _proactive((3, [1, 1, 1, 1]), (2, [1, 3]), (3, [1, 3]), (2, [1, 3]))
PROACTIVE_2021_CUT = 8
"""The first row of PROACTIVE_2021_REST: a page ends after the title of 第二十条第（六）项."""
PROACTIVE_2021_REST: Form = [[ONE, ONE]] * 3 + _proactive((2, [1, 1]))
PROACTIVE_2019 = _proactive(
    (3, [1, 1, 1, 1]), (3, [1, 1, 1, 1]), (3, [1, 1, 1, 1]), (2, [1, 1, 2]), (2, [1, 1, 2])
)


def requests(
    *, refused: int = 8, others: int = 3, ordinals_apart: bool = False, total_on_top: bool = True
) -> Form:
    """The table of section three: three label columns and seven value columns.

    `refused` is the number of rows under （三）不予公开 (nine where a page break cuts a label in two), `others` that
    under （六）其他处理, `ordinals_apart` puts 一、 and 二、 in cells of their own,
    `total_on_top` puts 总计 into the first header row instead of the second.
    """
    return [
        *_requests_header(total_on_top=total_on_top),
        *_requests_body(refused, others, ordinals_apart=ordinals_apart),
    ]


def _requests_header(*, total_on_top: bool) -> Form:
    corner = Span(3, 3)
    natural, legal, total = Span(1, 2), Span(5), Span(1, 3 if total_on_top else 2)
    top = [corner, Span(6), total] if total_on_top else [corner, Span(7)]
    return [top, [natural, legal] if total_on_top else [natural, legal, total], [ONE] * 5]


def _requests_body(refused: int, others: int, *, ordinals_apart: bool) -> Form:
    whole = [ONE, Span(2)] if ordinals_apart else [Span(3)]
    results = [
        [Span(2)],
        [Span(2)],
        *_group(refused),
        *_group(3),
        *_group(5),
        *(_group(others) if others > 1 else [[Span(2)]]),
        [Span(2)],
    ]
    results[0] = [Span(1, len(results)), *results[0]]
    labels = [whole, whole, *results, [Span(3)]]
    return [row + KINDS for row in labels]


def _group(rows: int) -> Form:
    return [[Span(1, rows), ONE], *[[ONE] for _ in range(rows - 1)]]


REQUESTS_2021_CUT = 22
"""The first row of REQUESTS_2021_REST: a page ends before （五）不予处理 5., and the labels are not repeated."""
REQUESTS_2021_REST: Form = [
    row + KINDS for row in ([Span(2)], [Span(1, 3), ONE], [ONE], [ONE], [Span(2)], [Span(2)])
]


def disputes(*, extra: int = 0) -> Form:
    """The table of section four: three groups of five columns; `extra` values stand behind the last."""
    five = [ONE] * 5
    return [
        [Span(5), Span(10)],
        [*[Span(1, 2)] * 5, Span(5), Span(5)],
        [*five, *five],
        [*five, *five, *five, *[ONE] * extra],
    ]


def fill(form: Form, texts: Sequence[str]) -> Filled:
    """The form with texts in its cells. Raises ValueError where there are more or fewer texts than cells."""
    if sum(map(len, form)) != len(texts):
        raise ValueError(
            f"{sum(map(len, form))} cells in the form, {len(texts)} in the document: {texts[:1]}"
        )
    rest = iter(texts)
    return [[(span, next(rest)) for span in row] for row in form]


def cut(form: Form, row: int) -> Form:
    """The form's rows before `row`, spans clipped."""
    return [
        [Span(span.columns, min(span.rows, row - at)) for span in cells]
        for at, cells in enumerate(form[:row])
    ]


def html_table(filled: Filled, *, attributes: str, cell: str = "{}") -> str:
    """The table as HTML; `cell` is what surrounds a cell's text (editors put paragraphs and fonts there)."""
    rows = ("".join(_html_cell(span, cell.format(_broken(text))) for span, text in row) for row in filled)
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table {attributes}><tbody>\n{body}\n</tbody></table>"


def _broken(text: str) -> str:
    """The text with spaces inside words as line breaks: a label was broken to fit a narrow column."""
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "<br/>", escape(text, quote=False))


def _html_cell(span: Span, content: str) -> str:
    columns = f' colspan="{span.columns}"' if span.columns > 1 else ""
    rows = f' rowspan="{span.rows}"' if span.rows > 1 else ""
    return f"<td{columns}{rows}>{content}</td>"


def is_number(text: str) -> bool:
    """Whether the cell holds a value, not a label."""
    return text.replace(".", "").replace("-", "").isdigit()
