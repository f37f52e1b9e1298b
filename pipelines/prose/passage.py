"""A stretch of prose, and where every character of it was read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import msgspec

from pipelines.body import Paragraph


class Segment(msgspec.Struct, frozen=True):
    """A stretch of a section's text, from `start` on, that one paragraph gave from its own `offset` on."""

    start: int
    length: int
    paragraph: Paragraph
    offset: int


class Span(msgspec.Struct, frozen=True):
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
