"""A report's prose in order: what stands before the first section, and the sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pipelines.prose.passage import Passage
from pipelines.prose.wording import Wording, wordings
from pipelines.report import Anomaly, Section


def squeezed(text: str) -> str:
    """Return a text without white space: within Chinese words it is the page's, not the author's."""
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class SectionProse:
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


@dataclass(frozen=True)
class Outline:
    """The prose of one report; `introduction` is the passage of `preamble`. Its wordings are made once."""

    introduction: Passage
    sections: tuple[SectionProse, ...]
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def preamble(self) -> str | None:
        """The prose before the first section, `None` where there is none."""
        return self.introduction.text or None

    def passages(self) -> tuple[tuple[str | None, Passage], ...]:
        """Return all prose in reading order, each passage with the key of its section."""
        body = tuple((section.key, section.passage) for section in self.sections)
        return ((None, self.introduction), *body) if self.introduction.text else body

    @cached_property
    def wordings(self) -> tuple[tuple[str | None, tuple[Wording, ...]], ...]:
        """The paragraphs of each passage, with the key of its section."""
        return tuple((key, tuple(wordings(passage))) for key, passage in self.passages())

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The words of each sentence of the report; a semicolon ends one too."""
        paragraphs = (wording.text for _, paragraphs in self.wordings for wording in paragraphs)
        return tuple(sentence for text in paragraphs for sentence in re.split(r"[。;!?]", text))
