"""A report's prose in order: what stands before the first section, the sections, and where every character was read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pipelines.body import Paragraph
from pipelines.report import Anomaly, Section


def squeezed(text: str) -> str:
    """Return a text without white space: within Chinese words it is the page's, not the author's."""
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a section's text, from `start` on, that one paragraph gave from its own `offset` on."""

    start: int
    length: int
    paragraph: Paragraph
    offset: int


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a paragraph: its first and behind-last character."""

    paragraph: Paragraph
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Prose and the paragraphs behind it. Text of table cells has no segment: it cannot be located as prose."""

    text: str = ""
    segments: tuple[Segment, ...] = ()

    def segment_at(self, position: int) -> Segment | None:
        """Return the segment that holds the character at `position`, `None` between segments."""
        index = bisect_right(self.segments, position, key=lambda segment: segment.start) - 1
        if index < 0:
            return None
        segment = self.segments[index]
        return segment if position < segment.start + segment.length else None

    def locate(self, start: int, end: int) -> Span | None:
        """Return the place of `text[start:end]`, `None` where it is not within one paragraph."""
        segment = self.segment_at(start)
        if segment is None or end > segment.start + segment.length:
            return None
        shift = segment.offset - segment.start
        return Span(segment.paragraph, start + shift, end + shift)


@dataclass(frozen=True, slots=True)
class SectionBlocks:
    """A section as printed: ordinal (or position), key, raw heading, and its prose without the statutory tables."""

    number: int | None
    key: str | None
    heading: str | None
    passage: Passage

    @property
    def text(self) -> str:
        """The section's prose."""
        return self.passage.text

    @property
    def section(self) -> Section:
        """The section as the report lists it."""
        return Section(self.number, self.key, self.heading, self.text)


@dataclass(frozen=True, slots=True)
class Outline:
    """The prose of one report; `introduction` is the passage of `preamble`."""

    introduction: Passage
    sections: tuple[SectionBlocks, ...]
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def preamble(self) -> str | None:
        """The prose before the first section, `None` where there is none."""
        return self.introduction.text or None

    def passages(self) -> tuple[tuple[str | None, Passage], ...]:
        """Return all prose in reading order, each passage with the key of its section."""
        body = tuple((section.key, section.passage) for section in self.sections)
        return ((None, self.introduction), *body) if self.introduction.text else body
