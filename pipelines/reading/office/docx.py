"""DOCX: the main story of a WordprocessingML package (ECMA-376 part 1, 17), as it is printed.

Deleted, struck, moved-away and hidden text, instructions of fields and tables of contents are left out; headers,
footers, notes and comments are other parts and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading import ocr
from pipelines.reading.grid import MAX_CELLS, MAX_COLUMNS
from pipelines.reading.office.docx_lists import Lists
from pipelines.reading.office.docx_styles import Styles, is_on
from pipelines.reading.office.fields import Fields
from pipelines.reading.office.story import PICTURE, Framed, Part, Ruled, Story, read_story
from pipelines.reading.package import Package, attribute, child, local, value, whole

MAIN = "word/document.xml"
_UNPRINTED = {"del", "moveFrom", "Fallback", "rt", "annotationRef", "footnoteReference", "endnoteReference"}
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")
NARROWEST_SCAN = 3_600_000
"""English Metric Units of a picture that may be that of a page, 360,000 to the centimetre."""

_BREAKS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(capture: Capture, index: int) -> Reading:
    """Return the reading of a DOCX; raises `Unreadable` where it is encrypted, broken, too large or empty."""
    package = Package(capture.payload)
    main = package.related("", "officeDocument") or MAIN
    body = child(package.xml(main), "body")
    if body is None:
        raise Unreadable(f"{main} has no body")
    styles = Styles(package.related_xml(main, "styles"))
    lists = Lists(package.related_xml(main, "numbering"), styles)
    try:
        reading = read_story(_Reader(styles, lists).story(body), index)
    except RecursionError as error:
        raise Unreadable("the document is nested too deep") from error
    scans = (
        []
        if reading.blocks or ocr.missing()
        else list(islice(_scans(package, main, body), ocr.MOST_PAGES + 1))
    )
    return replace(ocr.read_pictures(scans, index), pictures=reading.pictures) if scans else reading


def _scans(package: Package, main: str, body: etree._Element) -> Iterator[bytes]:
    """Yield the pictures of a document, in order, but those narrower than 10 centimetres."""
    for drawing in body.iter("{*}inline", "{*}anchor"):
        blip, extent = next(drawing.iter("{*}blip"), None), child(drawing, "extent")
        wide = extent is not None and (whole(extent.get("cx")) or 0) >= NARROWEST_SCAN
        name = package.relation(main, attribute(blip, "embed") or "") if wide and blip is not None else None
        if name in package.entries and name.lower().endswith(PICTURES):
            yield package.read(name)


@dataclass(slots=True)
class _Reader:
    styles: Styles
    lists: Lists

    def story(self, element: etree._Element) -> Story:
        """Return the paragraphs and tables of a body, a cell or a text box."""
        story: Story = []
        fields, held = Fields(), ""
        for block in _blocks(element):
            if local(block) == "tbl":
                story += [held, self._table(block)]
                held = ""
                continue
            boxes: list[Part] = []
            held += "".join(self._pieces(block, fields, boxes, self.styles.hides(block)))
            if not _runs_on(block, held):
                story.append(self.lists.label(block) + held.lstrip())
                held = ""
            story += boxes
        return [*story, held]

    def _table(self, table: etree._Element) -> Ruled:
        """Return a table with those in its cells; raises `Unreadable` before reading any cell of too many."""
        cells = sum(1 for _ in islice(table.iter("{*}tc"), MAX_CELLS + 1))
        if cells > MAX_CELLS:
            raise Unreadable(f"a table of more than {MAX_CELLS} cells is too large")
        rows = (self._row(row) for row in _inside(table, "tr") if child(row, "trPr", "del") is None)
        return Ruled([row for row in rows if row])

    def _row(self, row: etree._Element) -> list[Framed]:
        cells: list[Framed] = []
        at = max(whole(value(row, "trPr", "gridBefore")) or 0, 0)
        for element in _inside(row, "tc"):
            width = max(whole(value(element, "tcPr", "gridSpan")) or 1, 1)
            if at + width > MAX_COLUMNS:
                raise Unreadable(f"a table of more than {MAX_COLUMNS} columns is too large")
            if _goes_on(element, "hMerge") and cells:
                cells[-1].right = at + width
            else:
                cells.append(Framed(at, at + width, self.story(element), _goes_on(element, "vMerge")))
            at += width
        return cells

    def _pieces(
        self, element: etree._Element, fields: Fields, boxes: list[Part], hidden: frozenset[str]
    ) -> Iterator[str]:
        """Yield what a paragraph prints; text boxes anchored in it go to `boxes`."""
        for node in element:
            name = local(node)
            if name in _UNPRINTED or name.endswith("Pr"):
                continue
            if name == "r":
                yield from self._pieces(node, fields, boxes, self.styles.hides_run(node, hidden))
            elif name == "fldChar":
                fields.mark(attribute(node, "fldCharType") or "")
            elif name == "instrText":
                fields.instruct(node.text or "")
            elif name == "fldSimple" and fields.is_contents(attribute(node, "instr") or ""):
                continue
            elif name == "txbxContent":
                boxes += self.story(node)
            elif name == "AlternateContent":
                yield from self._pieces(_choice(node), fields, boxes, hidden)
            elif fields.printed and not hidden and (text := _text(node, name)):
                yield text
            else:
                yield from self._pieces(node, fields, boxes, hidden)


def _runs_on(paragraph: etree._Element, text: str) -> bool:
    """Tell whether a paragraph's end is not printed: deleted, or hidden like all before it."""
    mark = child(paragraph, "pPr", "rPr")
    return child(mark, "del") is not None or (not text and is_on(child(mark, "vanish")))


def _text(node: etree._Element, name: str) -> str:
    if name == "t":
        return node.text or ""
    return PICTURE if name in {"blip", "imagedata"} else _BREAKS.get(name, "")


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables, out of the wrappers of content controls and revisions."""
    for node in element:
        name = local(node)
        if name in {"p", "tbl"}:
            yield node
        elif name not in _UNPRINTED and not name.endswith("Pr"):
            yield from _blocks(_choice(node) if name == "AlternateContent" else node)


def _inside(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield a table's rows or a row's cells, out of the same wrappers."""
    for node in element:
        if local(node) == name:
            yield node
        elif local(node) not in _UNPRINTED | {"tbl", "p"} and not local(node).endswith("Pr"):
            yield from _inside(node, name)


def _choice(node: etree._Element) -> etree._Element:
    """Return what of alternatives is read: the first, which is the newest program's."""
    return next((one for one in node if local(one) in {"Choice", "Fallback"}), node)


def _goes_on(cell: etree._Element, name: str) -> bool:
    merge = child(cell, "tcPr", name)
    return merge is not None and attribute(merge, "val") != "restart"
