"""Numbers that prose states in recurring sentences, keyed like the form they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from pipelines.prose import patterns as p
from pipelines.prose.counts import counts
from pipelines.prose.mentions import FIGURE, clauses
from pipelines.prose.outline import Outline, squeezed
from pipelines.prose.paragraph import Paragraph
from pipelines.prose.subjects import is_single_body
from pipelines.prose.topics import Thread, heading_topic
from pipelines.prose.zeros import zeros
from pipelines.report import Fact, Number


class Statement(msgspec.Struct, frozen=True):
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
        topic = about = p.ABOUT.get(section or "")
        thread, before = Thread(topic), ""
        for wording in paragraphs:
            if not _goes_on(before, wording.text):
                thread, ordinal = Thread(topic), ordinal + 1
            thread.refused_at = None
            numbers = _numbers(Paragraph(wording, section, reported, issuer), thread)
            yield from _without_doubles(Statement(ordinal, sentence, facts) for sentence, facts in numbers)
            topic, before = heading_topic(wording.text, about) or topic, wording.text


def _goes_on(before: str, text: str) -> bool:
    """Return whether a paragraph goes on with the list that the one before began."""
    return bool(before) and bool(p.CONTINUES.match(text) or p.GOES_ON.search(before))


def _without_doubles(said: Iterable[Statement]) -> Iterator[Statement]:
    """Take from each sentence the parts that it states twice: 撤销1件、确认违法2件 are both of one class."""
    for _, group in groupby(said, key=lambda statement: statement.sentence):
        sentence = tuple(group)
        values: dict[str, list[Number]] = {}
        for fact in (fact for statement in sentence for fact in statement.facts):
            values.setdefault(fact.key, []).append(fact.value)
        doubled = {key for key, given in values.items() if p.is_part(key) and _differ(key, given)}
        for each in sentence:
            kept = tuple([fact for fact in each.facts if fact.key not in doubled]) if doubled else each.facts
            yield Statement(each.paragraph, each.sentence, kept)


def _differ(key: str, given: list[Number]) -> bool:
    """Return whether counts of one class are no mere repetition; outcomes of disputes never are."""
    return len(given) > 1 and (len(set(given)) > 1 or not key.startswith("requests."))


def _commonest_year(outline: Outline) -> int | None:
    years: Counter[int] = Counter()
    for _, passage in outline.passages():
        years.update(int(year) for year in p.YEAR.findall(squeezed(passage.text)))
    return max(years, key=lambda year: (years[year], -year), default=None)


def _numbers(paragraph: Paragraph, thread: Thread) -> Iterator[tuple[int, tuple[Fact, ...]]]:
    """Yield the facts of each number, and of zeros in words, with the ordinal of their sentence."""
    text = paragraph.wording.text
    if not (FIGURE.search(text) or p.NEGATION.search(text) or p.GOES_ON.search(text)):
        return
    for clause in clauses(text):
        if worded := tuple(zeros(paragraph, clause)):
            yield clause.sentence_number, worded
        for mention in clause.mentions:
            thread.turn(clause, mention)
            yield clause.sentence_number, tuple(counts(paragraph, thread, clause, mention))
        thread.turn(clause, None)
        if text.startswith(":", clause.start + len(clause.text)) and is_single_body(
            clause.text, paragraph.issuer
        ):
            thread.of_part = clause.sentence_number
