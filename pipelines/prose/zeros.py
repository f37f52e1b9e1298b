"""Zeros in words: 未收到政府信息公开申请, 没有发生行政复议."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.prose import patterns as p
from pipelines.prose.mentions import Clause
from pipelines.prose.paragraph import Paragraph
from pipelines.prose.subjects import is_whole, speaks_of
from pipelines.report import Fact


def zeros(paragraph: Paragraph, clause: Clause) -> Iterator[Fact]:
    """Yield the zeros that a clause states in words, of the reporting year and of the whole issuer."""
    text = clause.text
    if not p.NEGATION.search(text) or not _is_statement(paragraph, clause):
        return
    if ("复议" in text or "诉讼" in text) and not p.DISPUTE_RESULT.search(text):
        match = p.ZERO_DISPUTE.search(text)
        if match and paragraph.on_disclosure(clause) and is_whole(text[: match.start()], paragraph.issuer):
            for word, key in (("复议", "review.total"), ("诉讼", "litigation.total")):
                if word in match.group():
                    yield from paragraph.states(key, _span(clause, match))
    elif (match := p.ZERO_RECEIVED.search(text)) and is_whole(text[: match.start()], paragraph.issuer):
        yield from paragraph.states("requests.received", _span(clause, match))
    if (match := p.ZERO_FEES.search(text)) and paragraph.on_disclosure_fees(clause):
        yield from paragraph.states("fees.charged", _span(clause, match))


def _is_statement(paragraph: Paragraph, clause: Clause) -> bool:
    """Return whether a clause says what was in the reporting year, not what would be if."""
    lead = clause.sentence[: clause.start - clause.sentence_start + len(clause.text)]
    named = (paragraph.issuer or "")[:2]  # 若羌县 begins no condition
    doubtful = p.CONDITION.search(clause.text.removeprefix(named)) or p.EXCEPTED.search(lead)
    return speaks_of(lead, paragraph.year) and not doubtful


def _span(clause: Clause, match: re.Match[str]) -> tuple[int, int]:
    return clause.start + match.start(), clause.start + match.end()
