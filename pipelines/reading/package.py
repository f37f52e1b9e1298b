"""Zip archives and the XML of those that are packages (OOXML, OFD), opened within bounds."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from pipelines.errors import Unreadable

MAX_ENTRIES = 5000
MAX_PART = 60_000_000
MAX_INFLATED = 200_000_000
"""Bytes of one entry, and of all that are read."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, OverflowError)


class Package:
    """A zip archive; `entries` are by their names, without a slash at the beginning.

    Every method raises `Unreadable` for what is broken, encrypted or beyond the bounds.
    """

    def __init__(self, payload: bytes) -> None:
        with _sound():
            self._zip = zipfile.ZipFile(io.BytesIO(payload))
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable(f"the zip archive has {len(entries)} entries, more than {MAX_ENTRIES}")
        self.entries = {_normal(entry.filename): entry for entry in entries}
        self._left = MAX_INFLATED

    def read(self, name: str) -> bytes:
        """Return an entry's bytes."""
        entry = self.entries.get(name)
        if entry is None:
            raise Unreadable(f"the archive has no {name}")
        if entry.flag_bits & 1:
            raise Unreadable("the archive is encrypted")
        limit = min(MAX_PART, self._left)
        with _sound(), self._zip.open(entry) as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise Unreadable(f"{name} inflates to more than {limit} bytes")
        self._left -= len(content)
        return content

    def xml(self, name: str) -> etree._Element:
        """Return the root of an entry's XML, which must be well-formed and declare no document type."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                                 remove_pis=True)  # fmt: skip
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.LxmlError, ValueError) as error:
            raise Unreadable(f"{name} is no well-formed XML: {error}") from error
        if root.getroottree().docinfo.doctype:
            raise Unreadable(f"{name} declares a document type")
        return root

    def optional(self, name: str) -> etree._Element | None:
        """Return the root of an entry's XML, `None` where there is no such entry."""
        return self.xml(name) if name in self.entries else None

    def related(self, part: str, kind: str) -> str | None:
        """Return the entry that a part is related to (ECMA-376 part 2), by the last word of the relation's type."""
        found = (name for _, type_, name in self._relations(part) if type_.endswith(f"/{kind}"))
        return next(found, None)

    def related_xml(self, part: str, kind: str) -> etree._Element | None:
        """Return the root of the XML that a part is related to, `None` where there is none."""
        name = self.related(part, kind)
        return self.optional(name) if name else None

    def relation(self, part: str, identifier: str) -> str | None:
        """Return the entry that a part's relation leads to."""
        return next((name for key, _, name in self._relations(part) if key == identifier), None)

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Yield identifier, type and entry of each relation within the package."""
        folder, name = posixpath.split(part)
        relations = self.optional(posixpath.join(folder, "_rels", f"{name}.rels"))
        for one in () if relations is None else relations:
            if one.get("TargetMode") != "External":
                target = _normal(posixpath.join("/", folder, one.get("Target") or ""))
                yield one.get("Id") or "", one.get("Type") or "", target


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace: the strict and the transitional form differ in nothing else."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str | None:
    """Return an attribute by its name without namespace."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield an element's children of a name."""
    return (one for one in (() if element is None else element) if local(one) == name)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first element down a path of names, `None` where one is missing."""
    for name in path:
        element = next(children(element, name), None)
    return element


def value(element: etree._Element | None, *path: str) -> str | None:
    """Return the attribute `val` of the first element down a path."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def whole(text: str | None) -> int | None:
    """Return a whole number written in an attribute, `None` for what is none."""
    digits = (text or "").strip()
    return int(digits) if digits.removeprefix("-").isdecimal() and len(digits) < 10 else None


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise Unreadable(f"the zip archive is broken: {error}") from error
    except RuntimeError as error:  # zipfile's word for a missing password
        raise Unreadable("the archive is encrypted") from error


def _normal(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/")
