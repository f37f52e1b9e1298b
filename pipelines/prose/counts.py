"""Which fact a number that prose mentions states, by the words around it and what they speak of."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.prose import patterns as p
from pipelines.prose.mentions import AROUND, Clause, Mention
from pipelines.prose.paragraph import Paragraph
from pipelines.prose.subjects import is_of_whole, is_whole, speaks_of
from pipelines.prose.topics import Thread
from pipelines.report import Fact

REFUSED = "requests.replied.refused"

Extent = tuple[int, int]
"""First and behind-last character in a paragraph's wording."""


def counts(paragraph: Paragraph, thread: Thread, clause: Clause, mention: Mention) -> Iterator[Fact]:
    """Yield the facts that a number states, none where it is of something else; a total turns to its parts."""
    if not _of_this_year(paragraph, clause, mention):
        return
    if fee := _fee(paragraph, clause, mention):
        yield from paragraph.states("fees.charged", fee, mention)
    elif _is_both_disputes(paragraph, clause, mention):
        for key in ("review.total", "litigation.total"):
            yield from paragraph.states(key, (mention.label_start, mention.end), mention)
    elif part := _part(paragraph, thread, mention):
        yield from paragraph.states(*part, mention)
        if part[0] == REFUSED:
            thread.refused_at = mention.end
    elif thread.topic == "normative" and p.NORMATIVE_BARE.match(mention.label):
        yield from _enumerated(paragraph, clause, mention)
    else:
        yield from _total(paragraph, thread, clause, mention)


def _of_this_year(paragraph: Paragraph, clause: Clause, mention: Mention) -> bool:
    lead = clause.sentence[: mention.start - clause.sentence_start]
    if p.COMPARED.search(mention.label if mention.leads else lead[-12:]) or p.PLANNED.search(clause.text):
        return False
    if "累计" in mention.label and (part := p.OF_WHICH_THIS_YEAR.search(_following(clause, mention))):
        named = part[1] or part[2]
        if named is None or paragraph.year in {None, int(named)}:
            return False
    return speaks_of(lead, paragraph.year)


def _fee(paragraph: Paragraph, clause: Clause, mention: Mention) -> Extent | None:
    if mention.unit not in p.MONEY or not mention.leads:
        return None
    match = p.FEES.search(mention.label)
    if match is None or not paragraph.on_disclosure_fees(clause):
        return None
    if p.FEE_OF_ONE_KIND.search(match.group()) and clause.sentence.count("元") > 1:
        return None
    return mention.label_start + match.start(), mention.end


def _is_both_disputes(paragraph: Paragraph, clause: Clause, mention: Mention) -> bool:
    """Return whether both totals are zero (行政复议、行政诉讼均为0件); another count of both belongs to neither."""
    if not mention.leads or mention.value != 0:
        return False
    label = _said_before(clause, mention)
    both = "复议" in label and "诉讼" in label and "件" not in label
    return both and paragraph.on_disclosure(clause) and not p.DISPUTE_RESULT.search(label)


def _said_before(clause: Clause, mention: Mention) -> str:
    """Return the whole clause before a number, its label where nothing precedes."""
    return clause.text[: mention.start - clause.start] if mention.leads else mention.label


def _part(paragraph: Paragraph, thread: Thread, mention: Mention) -> tuple[str, Extent] | None:
    if mention.unit not in p.COUNTED or thread.topic == "foreign":
        return None
    label, shift = _label(mention)
    if thread.group is None and thread.topic == "requests" and _opens_reasons(mention, label):
        thread.group = "replied"
    within = {thread.group, "refused"} if _in_reasons(paragraph, thread, mention) else {thread.group}
    for parts in p.PARTS:
        if not within & parts.after or parts.alien.search(label):
            continue
        named = sorted(
            (m.start(), m.end(), name) for name, form in parts.classes if (m := form.search(label))
        )
        names = list(dict.fromkeys(name for _, _, name in named))
        if names and (parts.merged or len(names) == 1):
            start, end = shift + named[0][0], shift + max(each[1] for each in named)
            start = shift if named[0][0] <= 8 and mention.leads else start
            span = (start, mention.end) if mention.leads else (mention.start, max(end, mention.end))
            return f"{parts.prefix}.{'_or_'.join(names)}", span
    return None


def _opens_reasons(mention: Mention, label: str) -> bool:
    """Return whether a count of refusals stands alone because its reasons follow: 不同意公开的62件中."""
    return bool(mention.leads and p.REFUSED_OF.search(label) and mention.trail.startswith("中"))


def _in_reasons(paragraph: Paragraph, thread: Thread, mention: Mention) -> bool:
    """Return whether a number stands in the list of reasons that a count of refusals opened."""
    if thread.refused_at is None or mention.start - thread.refused_at > AROUND:
        return False
    between = paragraph.wording.text[thread.refused_at : mention.start]
    opened = p.SUBLIST.match(between)
    if opened is None:
        return False
    rest = between[opened.end() :]
    return "。" not in rest and not (opened.group().endswith("(") and ")" in rest)


def _label(mention: Mention) -> tuple[str, int]:
    """Return the words that say of what a part is, without what opens the list, and where they begin."""
    label = mention.label
    if not mention.leads:
        return label[:40], mention.label_start
    opening = p.LIST_OPENING.match(label)
    skip = max(opening.end() if opening else 0, len(label) - 60)
    return label[skip:], mention.label_start + skip


def _enumerated(paragraph: Paragraph, clause: Clause, mention: Mention) -> Iterator[Fact]:
    lead = clause.sentence[: mention.label_start - clause.sentence_start]
    verbs = [(m.end(), key) for key, form in p.NORMATIVE_VERBS for m in form.finditer(lead)]
    key = max(verbs, default=(0, ""))[1]
    if key and is_whole(lead, paragraph.issuer):
        yield from paragraph.states(key, (mention.label_start, mention.end), mention)


def _total(paragraph: Paragraph, thread: Thread, clause: Clause, mention: Mention) -> Iterator[Fact]:
    fitting = ((total, _fits(total, paragraph, thread, clause, mention)) for total in p.TOTALS)
    total, span = next(((total, span) for total, span in fitting if span), (None, None))
    if total is None or span is None:
        return
    subject = _subject(clause, mention, span)
    if not is_of_whole(total, subject, paragraph.issuer):
        if "其中" in subject:
            thread.of_part = None
        else:
            thread.of_part, thread.group = clause.sentence_number, None
        return
    if total.whole and thread.of_part == clause.sentence_number and not p.ALL.search(subject):
        return
    thread.group = total.opens or thread.group
    if total.opens and thread.topic is None:
        thread.topic = "requests"
    yield from paragraph.states(total.key, span, mention)
    if total.key == "requests.received" and p.BOTH_CLOSED.search(mention.label):
        yield from paragraph.states("requests.closed", span, mention)


def _fits(
    total: p.Total, paragraph: Paragraph, thread: Thread, clause: Clause, mention: Mention
) -> Extent | None:
    zero = mention.unit is None and mention.value == 0
    if thread.topic not in total.topics or not (zero or mention.unit in total.units):
        return None
    if thread.topic == "normative" and _is_of_other_documents(clause, mention):
        return None
    if total.key == "requests.received" and p.CHANNEL_ITSELF.search(mention.label):
        return None
    of_disputes = total.key in p.DISPUTES
    if of_disputes and not _is_dispute_total(paragraph, clause, mention):
        return None
    return _matched(total, mention)


def _is_of_other_documents(clause: Clause, mention: Mention) -> bool:
    """Return whether a number is of documents among which the normative ones are only some, or of their review."""
    lead = clause.sentence[: mention.label_start - clause.sentence_start]
    some = p.NORMATIVE_SOME.search(lead) and "规范性文件" not in mention.label
    return bool(some or p.NORMATIVE_ALIEN.search(mention.label))


def _is_dispute_total(paragraph: Paragraph, clause: Clause, mention: Mention) -> bool:
    label = mention.label
    both = mention.leads and "复议" in label and "诉讼" in label and "复议后" not in label
    result = p.DISPUTE_RESULT.search(_said_before(clause, mention))
    among_others = "公开" not in label and p.OF_WHICH_DISCLOSURE.search(_following(clause, mention))
    return not (both or result or among_others) and paragraph.on_disclosure(clause)


def _following(clause: Clause, mention: Mention) -> str:
    """Return the rest of the sentence behind a number."""
    return clause.sentence[mention.end - clause.sentence_start :]


def _matched(total: p.Total, mention: Mention) -> Extent | None:
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


def _subject(clause: Clause, mention: Mention, span: Extent) -> str:
    return clause.text[: max(span[0] - clause.start, 0)] if mention.leads else ""
