"""What styles say of DOCX paragraphs and runs: hidden or not, numbered or not (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipelines.reading.package import attribute, child, children, value

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

    def hides(self, paragraph: etree._Element) -> bool:
        """Return whether a paragraph's style hides its text."""
        return _hidden(self.of(paragraph), default=False)

    def hides_run(self, run: etree._Element, *, hidden: bool) -> bool:
        """Return whether a run is hidden: by itself, else by its style, else as its paragraph is."""
        own = child(run, "rPr", "vanish")
        if own is not None:
            return is_on(own)
        return _hidden(self.chain(value(run, "rPr", "rStyle")), default=hidden)

    def _chain(self, style: etree._Element | None) -> Iterator[etree._Element]:
        for _ in range(MAX_CHAIN):
            if style is None:
                return
            yield style
            style = self._by_id.get(value(style, "basedOn"))


def _hidden(styles: Iterator[etree._Element], *, default: bool) -> bool:
    said = (child(style, "rPr", "vanish") for style in styles)
    return next((is_on(one) for one in said if one is not None), default)


def _is_default(style: etree._Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true", "on"}
