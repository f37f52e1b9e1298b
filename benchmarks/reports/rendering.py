"""A draft as the bytes that a portal serves."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from random import Random

from archive.capture import Capture, Document
from benchmarks.reports import files, shells
from benchmarks.reports.model import Block, Cell, Draft, Heading, Row, Table

MEDIA_TYPES = {"html": "text/html", "text": "text/plain", "mhtml": "multipart/related"} | files.MEDIA_TYPES


def render(draft: Draft) -> bytes:
    """The report's first file, in the format that its looks name."""
    return document(draft).captures[0].payload


def document(draft: Draft) -> Document:
    """The report as it would come from an archive: its pages, or a page and the file that it links to."""
    return Document(tuple(_captures(draft)))


def _captures(draft: Draft) -> Iterator[Capture]:
    looks = draft.looks
    if looks.format != "html":
        yield _capture(looks.format, draft.url, _RENDERERS[looks.format](draft))
    elif looks.attached:
        address = f"{draft.url.removesuffix('.html')}.{looks.attached}"
        link = f'<p>附件：<a href="{address}">{draft.title}.{looks.attached}</a></p>'
        yield _capture("html", draft.url, _web_page(draft, link))
        yield _capture(looks.attached, address, _RENDERERS[looks.attached](draft))
    elif looks.page_break is not None:
        yield from (_capture("html", address, _web_page(draft, body)) for address, body in _pages(draft))
    else:
        yield _capture("html", draft.url, _web_page(draft, _body(draft, draft.whole())))


def _capture(name: str, address: str, payload: bytes) -> Capture:
    media_type = MEDIA_TYPES[name]
    return Capture(address, 200, (("Content-Type", media_type),), payload, media_type)


def _pages(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield address and article of both pages, each with the pager below."""
    second = draft.url.replace(".html", "_2.html")
    at = draft.looks.page_break
    for number, blocks in enumerate((draft.whole()[:at], draft.whole()[at:]), start=1):
        numbers = "".join(
            f"<b>{each}</b> " if each == number else f'<a href="{address}">{each}</a> '
            for each, address in ((1, draft.url), (2, second))
        )
        pager = f'<div class="pages">共2页：{numbers}</div>'
        yield (draft.url, second)[number - 1], _body(draft, blocks) + pager


def _body(draft: Draft, blocks: Iterable[Block]) -> str:
    rng = Random(draft.seed)
    body = "\n".join(_block(draft, block, rng) for block in blocks)
    for wrap in draft.looks.article:
        body = wrap(body, rng)
    return body


def _web_page(draft: Draft, body: str) -> bytes:
    """The web page: the article in its family's shell."""
    rng = Random(draft.seed)
    html = shells.SHELLS[draft.looks.family](draft, body, rng)
    for change in draft.looks.page:
        html = change(html, rng)
    return html.encode(draft.looks.encoding, "xmlcharrefreplace")


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


def text(draft: Draft) -> bytes:
    """The report as saved text: a paragraph a line, cells parted by tabs."""
    parts = [draft.title, f"发布时间：{draft.published.isoformat()}"]
    for block in draft.whole():
        if isinstance(block, Table):
            parts.append("\n".join(map(_line, with_places(block.rows))))
        else:
            parts.append(block.text)
    return ("\n\n".join(parts) + "\n").encode()


def _line(texts: Iterable[str]) -> str:
    return "\t".join(" ".join(text.split()) for text in texts)


def with_places(rows: Sequence[Row]) -> list[list[str]]:
    """The grid of a table as texts: what a span covers but does not begin is empty."""
    texts = {(at, column): cell.text for at, column, cell in files.places(rows)}
    width = max(column + cell.colspan for _, column, cell in files.places(rows))
    return [[texts.get((at, column), "") for column in range(width)] for at in range(len(rows))]


def mhtml(draft: Draft) -> bytes:
    """The web page as browsers and Word save it, in one file."""
    page = base64.encodebytes(_web_page(draft, _body(draft, draft.whole())))
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="part"; type="text/html"\r\n\r\n'
    part = "--part\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return (head + part).encode() + page + b"\r\n--part--\r\n"


_RENDERERS = {"text": text, "mhtml": mhtml} | files.RENDERERS
