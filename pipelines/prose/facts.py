"""Numbers that prose states in recurring sentences, keyed like the form they belong to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipelines.prose import patterns as p
from pipelines.prose.mentions import Clause, Mention, clauses
from pipelines.prose.outline import Outline
from pipelines.prose.wording import Wording, wordings
from pipelines.report import Fact, Number, Observation


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
    paragraph = 0
    for section, passage in outline.passages():
        topic = p.ABOUT.get(section or "")
        for wording in wordings(passage):
            reading = _Paragraph(wording, section, reported, issuer, topic)
            for sentence, facts in reading.statements():
                yield Statement(paragraph, sentence, facts)
            topic = _heading_topic(wording.text) or topic
            paragraph += 1


def _commonest_year(outline: Outline) -> int | None:
    years: Counter[int] = Counter()
    for _, passage in outline.passages():
        years.update(int(year) for year in p.YEAR.findall("".join(passage.text.split())))
    return max(years, key=lambda year: (years[year], -year), default=None)


def _heading_topic(text: str) -> str | None:
    """Return what a heading inside the section says the text after it speaks of; a short line without a stop is one."""
    if len(text) > 40 or re.search(r"[,，。;:\d]", text):
        return None
    topic = _last_topic(text)
    return "requests" if topic == "channel" else topic


def _last_topic(words: str) -> str | None:
    """Return what words speak of: the last topic named; in a tie the more special."""
    last: tuple[int, str | None] = (-1, None)
    for topic, form in p.TOPICS:
        for match in form.finditer(words):
            if match.end() > last[0]:
                last = (match.end(), topic)
    return last[1]


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read: `topic` is what it speaks of by now, `group` the total whose parts may follow."""

    wording: Wording
    section: str | None
    year: int | None
    issuer: str | None
    topic: str | None
    group: str | None = field(default=None)

    def statements(self) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """Yield each number's facts with the ordinal of its sentence."""
        if self.topic == "refused":
            self.group = "refused"
        for clause in clauses(self.wording.text):
            if zeros := tuple(self._zeros(clause)):
                yield clause.sentence_number, zeros
            for mention in clause.mentions:
                self._turn(clause, mention)
                yield clause.sentence_number, tuple(self._numbers(clause, mention))
            self._turn(clause, None)

    def _turn(self, clause: Clause, mention: Mention | None) -> None:
        """Take up the topic that the words before a mention, or the whole clause, name."""
        end = len(clause.text) if mention is None else mention.start - clause.start
        words = clause.text[:end]
        if mention is not None:
            words += mention.trail[:30] if mention.leads and p.OPENED.search(mention.label) else ""
            words += "" if mention.leads else mention.label
        topic = _last_topic(words)
        if topic is None:
            return
        if topic == "channel":
            self.topic, self.group = "requests", "channel"
        elif topic == "refused":
            self.topic, self.group = "requests", "refused"
        elif topic != self.topic:
            if topic != "normative" or "申请" not in words:
                self.topic = topic
            if topic != "requests" or self.group not in {
                "received",
                "replied",
                "closed",
                "channel",
                "refused",
            }:
                self.group = None

    def _numbers(self, clause: Clause, mention: Mention) -> Iterator[Fact]:
        if not self._of_this_year(clause, mention):
            return
        if (fee := self._fee(clause, mention)) is not None:
            yield from self._fact("fees.charged", mention, fee)
            return
        both = self._disputes(clause, mention)
        if both:
            for key in both:
                yield from self._fact(key, mention, (mention.label_start, mention.end))
            return
        part = self._part(mention)
        if part is not None:
            yield from self._fact(part[0], mention, part[1])
            return
        yield from self._total(clause, mention)

    def _of_this_year(self, clause: Clause, mention: Mention) -> bool:
        lead = clause.sentence[: mention.start - clause.sentence_start]
        if p.COMPARED.search(mention.label if mention.leads else lead[-12:]) or p.PLANNED.search(clause.text):
            return False
        for match in p.HISTORIC.finditer(lead):
            if match.group(1) is None or int(match.group(1)) != self.year:
                return False
        years = p.YEAR.findall(p.FOREIGN_YEAR.sub("", lead))
        return not years or self.year is None or int(years[-1]) == self.year

    def _fee(self, clause: Clause, mention: Mention) -> tuple[int, int] | None:
        if mention.unit not in p.MONEY or not mention.leads:
            return None
        match = p.FEES.search(mention.label)
        about = self.section == "fees" or p.FEES_ABOUT.search(clause.sentence)
        if match is None or not about or p.FEES_OTHER.search(clause.text):
            return None
        return mention.label_start + match.start(), mention.end

    def _disputes(self, clause: Clause, mention: Mention) -> tuple[str, ...]:
        """Return both totals for 行政复议、行政诉讼均为0件; a count of both together belongs to neither."""
        label = clause.text[: mention.start - clause.start] if mention.leads else mention.label
        both = "复议" in label and "诉讼" in label and mention.leads and "件" not in label
        if (
            both
            and mention.value == 0
            and self._speaks_of_disclosure(clause)
            and not p.DISPUTE_RESULT.search(label)
        ):
            return ("review.total", "litigation.total")
        return ()

    def _speaks_of_disclosure(self, clause: Clause) -> bool:
        return self.section in {"review_litigation", "requests"} or bool(
            re.search(r"信息公开|依申请|政务公开", clause.sentence)
        )

    def _part(self, mention: Mention) -> tuple[str, tuple[int, int]] | None:
        if mention.unit not in p.COUNTED:
            return None
        label, shift = _label(mention)
        for parts in p.PARTS:
            if self.group not in parts.after or parts.alien.search(label) or self.topic == "foreign":
                continue
            named = sorted(
                (m.start(), m.end(), name) for name, form in parts.classes if (m := form.search(label))
            )
            names = _distinct(named)
            if names and (parts.merged or len(names) == 1):
                start, end = shift + named[0][0], shift + max(each[1] for each in named)
                start = shift if named[0][0] <= 8 and mention.leads else start
                span = (start, mention.end) if mention.leads else (mention.start, max(end, mention.end))
                return f"{parts.prefix}.{'_or_'.join(names)}", span
        return None

    def _total(self, clause: Clause, mention: Mention) -> Iterator[Fact]:
        if self.topic == "normative" and p.NORMATIVE_BARE.match(mention.label):
            yield from self._enumerated(clause, mention)
            return
        for total in p.TOTALS:
            span = self._fits(total, clause, mention)
            if span is None:
                continue
            if not _of_whole(total, _subject(clause, mention, span), self.issuer):
                return
            self.group = total.opens or self.group
            if total.opens and self.topic is None:
                self.topic = "requests"
            yield from self._fact(total.key, mention, span)
            if total.key == "requests.received" and p.BOTH_CLOSED.search(mention.label):
                yield from self._fact("requests.closed", mention, span)
            return

    def _enumerated(self, clause: Clause, mention: Mention) -> Iterator[Fact]:
        lead = clause.sentence[: mention.label_start - clause.sentence_start]
        verbs = [(m.end(), key) for key, form in p.NORMATIVE_VERBS for m in form.finditer(lead)]
        key = max(verbs, default=(0, ""))[1]
        if key and _is_whole(lead, self.issuer):
            yield from self._fact(key, mention, (mention.label_start, mention.end))

    def _fits(self, total: p.Total, clause: Clause, mention: Mention) -> tuple[int, int] | None:
        zero = mention.unit is None and mention.value == 0
        if self.topic not in total.topics or not (zero or mention.unit in total.units):
            return None
        if self.topic == "normative" and p.NORMATIVE_ALIEN.search(mention.label):
            return None
        if total.key.endswith(("review.total", "litigation.total")) and not self._is_dispute_total(
            clause, mention
        ):
            return None
        return _matched(total, mention)

    def _is_dispute_total(self, clause: Clause, mention: Mention) -> bool:
        label = clause.text[: mention.start - clause.start] if mention.leads else mention.label
        both = (
            mention.leads
            and "复议" in mention.label
            and "诉讼" in mention.label
            and "复议后" not in mention.label
        )
        return not both and self._speaks_of_disclosure(clause) and not p.DISPUTE_RESULT.search(label)

    def _zeros(self, clause: Clause) -> Iterator[Fact]:
        text = clause.text
        if not p.NEGATION.search(text) or not self._stated_now(clause):
            return
        if ("复议" in text or "诉讼" in text) and not p.DISPUTE_RESULT.search(text):
            match = p.ZERO_DISPUTE.search(text)
            if match and self._speaks_of_disclosure(clause) and _is_whole(text[: match.start()], self.issuer):
                for word, key in (("复议", "review.total"), ("诉讼", "litigation.total")):
                    if word in match.group():
                        yield from self._zero(key, clause, match)
        elif (match := p.ZERO_RECEIVED.search(text)) and _is_whole(text[: match.start()], self.issuer):
            yield from self._zero("requests.received", clause, match)
        if (match := p.ZERO_FEES.search(text)) and self._is_disclosure_fee(clause):
            yield from self._zero("fees.charged", clause, match)

    def _stated_now(self, clause: Clause) -> bool:
        lead = clause.sentence[: clause.start - clause.sentence_start + len(clause.text)]
        years = p.YEAR.findall(p.FOREIGN_YEAR.sub("", lead))
        historic = [
            m for m in p.HISTORIC.finditer(lead) if m.group(1) is None or int(m.group(1)) != self.year
        ]
        current = not years or self.year is None or int(years[-1]) == self.year
        return (
            current
            and not historic
            and not re.search(r"^(?:如|若|凡|对于?未|因未|由于)|的,?除外", clause.text)
        )

    def _is_disclosure_fee(self, clause: Clause) -> bool:
        if p.FEES_OTHER.search(clause.text):
            return False
        return self.section == "fees" or p.FEES_ABOUT.search(clause.sentence) is not None

    def _zero(self, key: str, clause: Clause, match: re.Match[str]) -> Iterator[Fact]:
        span = clause.start + match.start(), clause.start + match.end()
        placed = self.wording.place(*span, needed=span)
        if placed:
            quote, span_in = placed
            seen = Observation(
                f"facts.{key}", 0, quote, "zero", None, span_in.capture,
                {"block": span_in.block, "start": span_in.start, "end": span_in.end},
            )  # fmt: skip
            yield Fact(key, 0, None, quote, self.section, observation=seen)

    def _fact(self, key: str, mention: Mention, span: tuple[int, int]) -> Iterator[Fact]:
        placed = self.wording.place(*span, needed=(mention.number_start, mention.end))
        if placed is None:
            return
        quote, at = placed
        status = "zero" if mention.value == 0 else "number"
        seen = Observation(
            f"facts.{key}", mention.value, quote, status, mention.unit, at.capture,
            {"block": at.block, "start": at.start, "end": at.end},
        )  # fmt: skip
        yield Fact(
            key, mention.value, mention.unit, quote, self.section, mention.approximate, mention.percent, seen
        )


def _label(mention: Mention) -> tuple[str, int]:
    """Return the words that say of what a part is, without what opens the list, and where they begin."""
    label = mention.label
    if not mention.leads:
        return label[:40], mention.label_start
    opening = p.LIST_OPENING.match(label)
    skip = max(opening.end() if opening else 0, len(label) - 60)
    return label[skip:], mention.label_start + skip


def _distinct(named: list[tuple[int, int, str]]) -> list[str]:
    return list(dict.fromkeys(name for _, _, name in named))


def _matched(total: p.Total, mention: Mention) -> tuple[int, int] | None:
    """Return from where to where the words prove the total: before the number, after it, or around it."""
    if mention.leads:
        label = mention.label[-60:]
        shift = mention.label_end - len(label)
        if match := total.before.search(label):
            return shift + match.start(), mention.end
        opened = p.OPENED.search(label)
        if opened and total.after and (match := total.after.match(mention.trail)):
            return shift + opened.start(), mention.end + match.end()
        return None
    match = total.after.match(mention.label) if total.after else None
    return (mention.start, mention.label_start + match.end()) if match else None


def _subject(clause: Clause, mention: Mention, span: tuple[int, int]) -> str:
    return clause.text[: max(span[0] - clause.start, 0)] if mention.leads else ""


def _of_whole(total: p.Total, subject: str, issuer: str | None) -> bool:
    """其中 names a part of what was received, but the whole of what was then closed, answered or carried over."""
    if total.opens in {"closed", "replied"} or total.key == "requests.carried_out":
        subject = p.SELECTION.sub("", subject)
    return not total.whole or _is_whole(subject, issuer)


def _is_whole(subject: str, issuer: str | None) -> bool:
    """Return whether a number's subject is the issuer or all that it reports for."""
    if p.PARTIAL.search(subject):
        return False
    rest = p.ASIDE_WORDS.sub("", subject)
    if p.WHOLE.search(rest):
        return True
    named = p.ADVERBS.sub("", rest)
    if not p.SUBJECT.search(named):
        return True
    return issuer is not None and len(named) > 1 and named in issuer
