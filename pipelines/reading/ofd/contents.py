"""What the pages of an OFD package hold: layers, page blocks and templates down to single objects."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.reading.layout.placed import MAX_NESTING, MAX_PAGES
from pipelines.reading.ofd.marks import Marks, Matrix, numbers
from pipelines.reading.ofd.objects import add_path, add_text, matrix_of
from pipelines.reading.package import Package, child, children, local

MAX_OBJECTS = 50_000
"""Objects on one page."""

POINTS = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""

NARROWEST_SCAN = 100
"""Millimetres of a picture that may be that of a page: seals and signs are smaller."""

A4 = (0.0, 0.0, 210.0, 297.0)


class Part(NamedTuple):
    """An XML entry and the folder that its locations are relative to."""

    root: etree._Element
    folder: str


def pages(package: Package) -> Iterator[tuple[float, float, Marks]]:
    """Yield width, height and marks of each page of a package's documents, in points; at most 200 pages."""
    count = 0
    for document in _documents(package):
        templates = _templates(document, package)
        area = child(document.root, "CommonData", "PageArea")
        units = _composites(document, package)
        for page in children(child(document.root, "Pages"), "Page"):
            count += 1
            if count > MAX_PAGES:
                raise Unreadable(f"the OFD has more than {MAX_PAGES} pages")
            yield _page(_part(package, document.folder, page.get("BaseLoc")), templates, area, units)


def _documents(package: Package) -> Iterator[Part]:
    root = package.xml("OFD.xml")
    for body in children(root, "DocBody"):
        location = child(body, "DocRoot")
        yield _part(package, "", location.text if location is not None else None)


def _part(package: Package, folder: str, location: str | None) -> Part:
    """Return the entry at a location: from the package's root after a slash, otherwise from the folder.

    Producers differ from their own package in capitals.
    """
    name = _name(folder, location)
    if name not in package.entries:
        name = next((entry for entry in package.entries if entry.lower() == name.lower()), name)
    return Part(package.xml(name), posixpath.dirname(name))


def _optional(package: Package, folder: str, location: str | None) -> Part | None:
    """Return the entry at a location, `None` where the package has none: resources are often left out."""
    name = _name(folder, location).lower()
    known = any(entry.lower() == name for entry in package.entries)
    return _part(package, folder, location) if known else None


def _name(folder: str, location: str | None) -> str:
    return posixpath.normpath(posixpath.join("/", folder, (location or "").strip())).lstrip("/")


def _templates(document: Part, package: Package) -> dict[str, etree._Element]:
    return {
        template.get("ID") or "": part.root
        for template in children(child(document.root, "CommonData"), "TemplatePage")
        if (part := _optional(package, document.folder, template.get("BaseLoc")))
    }


def _composites(document: Part, package: Package) -> dict[str, etree._Element]:
    """Return the composite units of a document's resources by their identifiers."""
    return {
        unit.get("ID") or "": unit
        for resources in _resources(document, package)
        for unit in children(child(resources.root, "CompositeGraphicUnits"), "CompositeGraphicUnit")
    }


def _resources(document: Part, package: Package) -> Iterator[Part]:
    for kind in ("PublicRes", "DocumentRes"):
        for location in children(child(document.root, "CommonData"), kind):
            if resources := _optional(package, document.folder, location.text):
                yield resources


def scans(package: Package) -> Iterator[bytes]:
    """Yield the pictures that stand on the pages, in order, but those narrower than 100 millimetres."""
    for document in _documents(package):
        media = _media(document, package)
        for page in children(child(document.root, "Pages"), "Page"):
            root = _part(package, document.folder, page.get("BaseLoc")).root
            for image in root.iter("{*}ImageObject"):
                name = media.get(image.get("ResourceID") or "")
                if name and max(numbers(image.get("Boundary"))[2:3], default=0) >= NARROWEST_SCAN:
                    yield package.read(name)


def _media(document: Part, package: Package) -> dict[str, str]:
    """Return the entries of a document's pictures by their identifiers."""
    found: dict[str, str] = {}
    for folder, root in ((each.folder, each.root) for each in _resources(document, package)):
        base = posixpath.join("/", folder, root.get("BaseLoc") or "")
        for medium in children(child(root, "MultiMedias"), "MultiMedia"):
            file = child(medium, "MediaFile")
            name = _name(base, file.text if file is not None else None)
            if name in package.entries:
                found[medium.get("ID") or ""] = name
    return found


def _page(
    part: Part,
    templates: dict[str, etree._Element],
    area: etree._Element | None,
    units: dict[str, etree._Element],
) -> tuple[float, float, Marks]:
    own = child(part.root, "Area", "PhysicalBox")
    left, top, width, height = _box(own if own is not None else child(area, "PhysicalBox"))
    marks = Marks()
    start = Matrix(POINTS, 0, 0, POINTS, -left * POINTS, -top * POINTS)
    layers = [
        content
        for template in children(part.root, "Template")
        if (content := child(templates.get(template.get("TemplateID") or ""), "Content")) is not None
    ]
    content = child(part.root, "Content")
    for layer in (*layers, *([] if content is None else [content])):
        _collect(layer, start, marks, units, 0)
    return width * POINTS, height * POINTS, marks


def _box(element: etree._Element | None) -> tuple[float, float, float, float]:
    edges = numbers(element.text if element is not None else None)
    return (edges[0], edges[1], edges[2], edges[3]) if len(edges) == len(A4) and min(edges[2:]) > 0 else A4


def _collect(
    block: etree._Element, matrix: Matrix, marks: Marks, units: dict[str, etree._Element], depth: int
) -> None:
    """Put all visible objects of a layer or block among a page's marks."""
    if depth > MAX_NESTING:
        raise Unreadable("the OFD's pages are nested too deeply")
    for element in block:
        if element.get("Visible") == "false":
            continue
        marks.objects += 1
        if marks.objects > MAX_OBJECTS:
            raise Unreadable(f"a page of the OFD has more than {MAX_OBJECTS} objects")
        match local(element):
            case "Layer" | "PageBlock" | "Content":
                _collect(element, matrix, marks, units, depth + 1)
            case "CompositeObject":
                unit = child(units.get(element.get("ResourceID") or ""), "Content")
                if unit is not None:
                    _collect(unit, matrix_of(element, matrix), marks, units, depth + 1)
            case "TextObject":
                add_text(element, matrix_of(element, matrix), marks)
            case "PathObject":
                add_path(element, matrix_of(element, matrix), marks)
