"""Numbering of DOCX paragraphs: definitions, their instances and who refers to them (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipelines.reading.office.docx_styles import MAX_CHAIN, Styles, is_on
from pipelines.reading.office.numbering import LEVELS, Counters, Level
from pipelines.reading.package import attribute, child, children, value, whole


class Lists:
    """The lists of a document and what they have counted to."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {attribute(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        self._instances = {attribute(one, "numId"): one for one in children(root, "num")}
        self._levels: dict[str, dict[int, Level]] = {}
        self._counters = Counters()

    def label(self, paragraph: etree._Element) -> str:
        """Count a paragraph and return its number as printed, empty for one without."""
        number, at = self._reference(paragraph)
        instance = self._instances.get(number)
        if number is None or instance is None or not 0 <= at < LEVELS:
            return ""
        if number not in self._levels:
            self._levels[number] = self._read(instance)
        start = next((whole(value(one, "startOverride")) for one in _overrides(instance, at)), None)
        restart = None if start is None else ((number, at), start)
        key = value(instance, "abstractNumId")
        return self._counters.label(key, at, self._levels[number], restart)

    def _reference(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """Return the list's instance and level that a paragraph names, itself or by its style."""
        own = child(paragraph, "pPr", "numPr")
        number, at = value(own, "numId"), whole(value(own, "ilvl"))
        for style in self._styles.of(paragraph) if number is None else ():
            by_style = child(style, "pPr", "numPr")
            if by_style is not None and (number := value(by_style, "numId")) is not None:
                linked = self._linked_level(number, attribute(style, "styleId"))
                at = next(
                    (one for one in (at, linked, whole(value(by_style, "ilvl"))) if one is not None), None
                )
                break
        return number, at or 0

    def _linked_level(self, number: str, style: str | None) -> int | None:
        abstract = self._definition(self._instances.get(number))
        levels = children(abstract, "lvl")
        linked = (one for one in levels if style and value(one, "pStyle") == style)
        return next((whole(attribute(one, "ilvl")) for one in linked), None)

    def _definition(self, instance: etree._Element | None) -> etree._Element | None:
        """Return an instance's abstract definition; one may only name the style that has the real one."""
        for _ in range(MAX_CHAIN):
            abstract = self._abstract.get(value(instance, "abstractNumId"))
            link = value(abstract, "numStyleLink")
            if link is None:
                return abstract
            style = next(self._styles.chain(link), None)
            instance = self._instances.get(value(style, "pPr", "numPr", "numId"))
        return None

    def _read(self, instance: etree._Element) -> dict[int, Level]:
        abstract = self._definition(instance)
        written = list(children(abstract, "lvl"))
        written += [
            one for override in children(instance, "lvlOverride") for one in children(override, "lvl")
        ]
        return {at: _level(one) for one in written if (at := whole(attribute(one, "ilvl"))) is not None}


def _overrides(instance: etree._Element, at: int) -> Iterator[etree._Element]:
    return (
        one
        for one in children(instance, "lvlOverride")
        if whole(attribute(one, "ilvl")) == at and child(one, "startOverride") is not None
    )


def _level(element: etree._Element) -> Level:
    hidden = is_on(child(element, "rPr", "vanish"))
    start = whole(value(element, "start"))
    return Level(
        start=0 if start is None else start,
        style="bullet" if hidden else _style(element),
        template=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        legal=is_on(child(element, "isLgl")),
        restarts=value(element, "lvlRestart") != "0",
    )


def _style(element: etree._Element) -> str:
    return value(element, "numFmt") or value(element, "AlternateContent", "Choice", "numFmt") or "decimal"
