"""What styles say of DOCX paragraphs and runs: hidden or not, numbered or not (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from lxml import etree

from pipelines.reading.package import attribute, child, children, value

UNREAD = ("vanish", "strike", "dstrike")
"""The properties of text that is not read: hidden, or struck through as what was deleted is shown."""

MAX_CHAIN = 20
"""Styles that a style may be based on, one on the other."""


def is_on(element: etree._Element | None) -> bool:
    """Return what a toggle property says: an element without value is on."""
    return element is not None and attribute(element, "val") not in {"0", "false", "off"}


class Styles:
    """The styles by their identifiers; `None` for a document without."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = list(children(root, "style"))
        self._by_id = {attribute(one, "styleId"): one for one in styles}
        self._default = next((one for one in styles if _is_default(one)), None)

    def of(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """Yield a paragraph's style and those it is based on, nearest first."""
        named = value(paragraph, "pPr", "pStyle")
        yield from self._chain(self._by_id.get(named, self._default) if named else self._default)

    def chain(self, name: str | None) -> Iterator[etree._Element]:
        """Yield a style and those it is based on."""
        yield from self._chain(self._by_id.get(name) if name else None)

    def hides(self, paragraph: etree._Element) -> frozenset[str]:
        """Return by which properties a paragraph's style has its text not read."""
        return _hidden(list(self.of(paragraph)), frozenset())

    def hides_run(self, run: etree._Element, hidden: frozenset[str]) -> frozenset[str]:
        """Return by which properties a run is not read: its own, else its style's, else its paragraph's."""
        return _hidden([run, *self.chain(value(run, "rPr", "rStyle"))], hidden)

    def _chain(self, style: etree._Element | None) -> Iterator[etree._Element]:
        for _ in range(MAX_CHAIN):
            if style is None:
                return
            yield style
            style = self._by_id.get(value(style, "basedOn"))


def _hidden(speakers: Sequence[etree._Element], default: frozenset[str]) -> frozenset[str]:
    """Return which of the properties are on, each as the first that speaks of it says."""
    found = set(default)
    for speaker, name in product(reversed(speakers), UNREAD):
        said = child(speaker, "rPr", name)
        if said is not None:
            (found.add if is_on(said) else found.discard)(name)
    return frozenset(found)


def _is_default(style: etree._Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true", "on"}
