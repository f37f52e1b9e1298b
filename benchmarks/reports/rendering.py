"""A draft as the bytes that a portal serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from random import Random

from archive.capture import Capture, Document
from benchmarks.reports import files, shells
from benchmarks.reports.model import Block, Cell, Draft, Heading, Row, Table

MEDIA_TYPES = {"html": "text/html", "text": "text/plain"} | files.MEDIA_TYPES


def render(draft: Draft) -> bytes:
    """The report's file in the format that its looks name."""
    if draft.looks.format == "text":
        return text(draft).encode()
    if draft.looks.format in files.RENDERERS:
        return files.RENDERERS[draft.looks.format](draft)
    return page(draft).encode(draft.looks.encoding, "xmlcharrefreplace")


def document(draft: Draft) -> Document:
    """The report as it would come from an archive."""
    media_type = MEDIA_TYPES[draft.looks.format]
    payload = render(draft)
    headers = (("Content-Type", media_type),)
    return Document((Capture(draft.url, 200, headers, payload, media_type),))


def page(draft: Draft) -> str:
    """The web page: the article in its family's shell."""
    rng = Random(draft.seed)
    body = "\n".join(_block(draft, block, rng) for block in draft.whole())
    for wrap in draft.looks.article:
        body = wrap(body, rng)
    html = shells.SHELLS[draft.looks.family](draft, body, rng)
    for change in draft.looks.page:
        html = change(html, rng)
    return html


def _block(draft: Draft, block: Block, rng: Random) -> str:
    if isinstance(block, Table):
        return table_html(draft, block, rng)
    markup = escape(block.text, quote=False)
    for change in draft.looks.paragraphs:
        markup = change(markup, rng)
    if isinstance(block, Heading) and draft.looks.family in {"trs", "ucap"}:
        markup = f"<strong>{markup}</strong>"
    return f'<p style="text-indent: 2em;">{markup}</p>'


def table_html(draft: Draft, table: Table, rng: Random) -> str:
    rows = "\n".join(f"<tr>{''.join(_cell(draft, cell, rng) for cell in row)}</tr>" for row in table.rows)
    return f"<table {draft.looks.table_attributes}><tbody>\n{rows}\n</tbody></table>"


def _cell(draft: Draft, cell: Cell, rng: Random) -> str:
    markup = escape(cell.text, quote=False).replace("\n", "<br>")
    for change in draft.looks.cells:
        markup = change(markup, rng)
    columns = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    rows = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<td{columns}{rows}>{markup}</td>"


def text(draft: Draft) -> str:
    """The report as saved text: a paragraph a line, cells parted by tabs."""
    parts = [draft.title, f"发布时间：{draft.published.isoformat()}"]
    for block in draft.whole():
        if isinstance(block, Table):
            parts.append("\n".join(map(_line, with_places(block.rows))))
        else:
            parts.append(block.text)
    return "\n\n".join(parts) + "\n"


def _line(texts: Iterable[str]) -> str:
    return "\t".join(" ".join(text.split()) for text in texts)


def with_places(rows: Sequence[Row]) -> list[list[str]]:
    """The grid of a table as texts: what a span covers but does not begin is empty."""
    texts = {(at, column): cell.text for at, column, cell in files.places(rows)}
    width = max(column + cell.colspan for _, column, cell in files.places(rows))
    return [[texts.get((at, column), "") for column in range(width)] for at in range(len(rows))]
