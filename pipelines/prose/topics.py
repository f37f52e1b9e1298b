"""What prose speaks of: the topic its words name, followed from clause to clause of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.prose import patterns as p
from pipelines.prose.mentions import Clause, Mention
from pipelines.remembering import remembered

_OF_REQUESTS = frozenset({"received", "replied", "closed", "channel", "refused"})
"""Totals whose parts may go on after the requests are named again."""
_OUTCOMES = re.compile(r"(?:办理|答复|处理)(?:情况|结果)$")
"""How headings end below which requests are counted by their outcomes."""


def heading_topic(text: str, about: str | None) -> str | None:
    """Return what a heading inside a section `about` a topic says the text after it speaks of.

    A short line without a stop is a heading.
    """
    if len(text) > 40 or re.search(r"[,，。;:\d]", text):
        return None
    topic = _last_topic(text)
    if (topic or about) in {"requests", "replied"} and _OUTCOMES.search(text):
        return "replied"
    return "requests" if topic in {"channel", "replied"} else topic


@dataclass(slots=True)
class Thread:
    """`topic` is what a paragraph speaks of by now, `group` the total whose parts may follow.

    `refused_at` is where the count of refusals ended, whose reasons may stand within the list of outcomes; `of_part`
    the sentence whose subject was a single body.
    """

    topic: str | None
    group: str | None = None
    refused_at: int | None = None
    of_part: int | None = None

    def __post_init__(self) -> None:
        """Let the parts of the outcomes or the refusals follow at once where those are the topic."""
        if self.topic in {"replied", "refused"}:
            self.group = self.topic
        if self.topic == "replied":
            self.topic = "requests"

    def turn(self, clause: Clause, mention: Mention | None) -> None:
        """Take up the topic that the words before a mention, or the whole clause, name."""
        words = _words(clause, mention)
        topic = _last_topic(words)
        if topic in {"channel", "refused"} or (topic == "replied" and self.topic == "requests"):
            self.topic, self.group = "requests", topic
        elif topic == "replied":
            return
        elif topic is not None and topic != self.topic:
            if topic != "normative" or "申请" not in words:
                self.topic = topic
            if topic != "requests" or self.group not in _OF_REQUESTS:
                self.group = None


def _words(clause: Clause, mention: Mention | None) -> str:
    """Return the clause up to a mention, with the words after it where those say of what it is."""
    if mention is None:
        return clause.text
    before = clause.text[: mention.start - clause.start]
    if not mention.leads:
        return before + mention.label
    return before + (mention.trail[:30] if p.OPENED.search(mention.label) else "")


@remembered
def _last_topic(words: str) -> str | None:
    """Return what words speak of: the last topic named; in a tie the more special."""
    if not p.ANY_TOPIC.search(words):
        return None
    last: tuple[int, str | None] = (-1, None)
    for topic, form in p.TOPICS:
        for match in form.finditer(words):
            if match.end() > last[0]:
                last = (match.end(), topic)
    return last[1]
