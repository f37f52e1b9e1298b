"""Numbers that prose states in recurring sentences, keyed like the form they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.prose import patterns as p
from pipelines.prose.counts import counts
from pipelines.prose.mentions import clauses
from pipelines.prose.outline import Outline, squeezed
from pipelines.prose.paragraph import Paragraph
from pipelines.prose.topics import Thread, heading_topic
from pipelines.prose.zeros import zeros
from pipelines.report import Fact, Number


@dataclass(frozen=True, slots=True)
class Statement:
    """A number as a paragraph mentions it, and the facts it states: none where it is of something else."""

    paragraph: int
    sentence: int
    facts: tuple[Fact, ...]


def find(said: Iterable[Statement]) -> tuple[Fact, ...]:
    """Return the facts that a report's prose states, in reading order, every key and value once."""
    found: dict[tuple[str, Number], Fact] = {}
    for statement in said:
        for fact in statement.facts:
            found.setdefault((fact.key, fact.value), fact)
    return tuple(found.values())


def statements(
    outline: Outline, *, year: int | None = None, issuer: str | None = None
) -> Iterator[Statement]:
    """Yield every number that the prose mentions, and every zero that it words, in reading order.

    Only what is said of the reporting year is a fact; without `year` that is the year the prose names most. Figures
    of a body that is named are facts only where `issuer` holds that name.
    """
    reported = year or _commonest_year(outline)
    ordinal = 0
    for section, paragraphs in outline.wordings:
        topic = p.ABOUT.get(section or "")
        for wording in paragraphs:
            for sentence, facts in _numbers(Paragraph(wording, section, reported, issuer), topic):
                yield Statement(ordinal, sentence, facts)
            topic = heading_topic(wording.text) or topic
            ordinal += 1


def _commonest_year(outline: Outline) -> int | None:
    years: Counter[int] = Counter()
    for _, passage in outline.passages():
        years.update(int(year) for year in p.YEAR.findall(squeezed(passage.text)))
    return max(years, key=lambda year: (years[year], -year), default=None)


def _numbers(paragraph: Paragraph, topic: str | None) -> Iterator[tuple[int, tuple[Fact, ...]]]:
    """Yield the facts of each number, and of zeros in words, with the ordinal of their sentence."""
    if not p.STATES.search(paragraph.wording.text):
        return
    thread = Thread(topic)
    for clause in clauses(paragraph.wording.text):
        if worded := tuple(zeros(paragraph, clause)):
            yield clause.sentence_number, worded
        for mention in clause.mentions:
            thread.turn(clause, mention)
            yield clause.sentence_number, tuple(counts(paragraph, thread, clause, mention))
        thread.turn(clause, None)
