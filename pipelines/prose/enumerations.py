"""Totals that prose states with their parts: sums, shares and classes that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from pipelines.check import Assessment, Check
from pipelines.prose.facts import Statement
from pipelines.prose.outline import squeezed
from pipelines.report import Anomaly, Fact, Number
from pipelines.tables.numbers import as_json

TOTALS: dict[str, tuple[str, ...]] = {
    "requests.received.by_level": ("requests.received",),
    "requests.channel": ("requests.received",),
    "requests.replied": ("requests.replied", "requests.closed", "requests.received"),
    "requests.refused": ("requests.refused.total", "requests.replied.refused"),
    "review": ("review.total",),
    "litigation": ("litigation.total",),
}
"""Groups of parts and the totals they may be parts of, the likeliest first."""

NESTED = {"requests.replied": "requests.refused"}
"""Groups within whose list that of another may stand: the reasons of the refusals, which are one of the outcomes."""

WHOLE_WITH: dict[str, frozenset[str]] = {
    "requests.received.by_level": frozenset({"city", "departments", "counties"}),
    "requests.channel": frozenset({"online", "letter", "in_person"}),
    "requests.replied": frozenset({"granted", "partial", "refused"}),
    "requests.refused": frozenset({"other_law"}),
    "review": frozenset({"upheld", "corrected", "other"}),
    "litigation": frozenset({"upheld", "corrected", "other"}),
}
"""Parts without which an enumeration may be a selection: less than the total is then no error."""

NAMES = {
    "requests.received.by_level": "各级受理数",
    "requests.channel": "申请渠道",
    "requests.replied": "答复分类",
    "requests.refused": "不予公开原因",
    "review": "行政复议结果",
    "litigation": "行政诉讼结果",
}


@dataclass(slots=True)
class Enumeration:
    """Parts named one after another, the totals known by then, and whether an unread number stands among them."""

    group: str
    totals: tuple[Fact, ...]
    parts: list[Fact] = field(default_factory=list)
    named: set[tuple[str, Number]] = field(default_factory=set)
    broken: bool = False

    def add(self, part: Fact) -> None:
        """Take up a part; one that is named again with its count is the same."""
        if (part.key, part.value) not in self.named:
            self.named.add((part.key, part.value))
            self.parts.append(part)

    @property
    def sum(self) -> Decimal:
        """What the parts add up to."""
        return sum((Decimal(str(part.value)) for part in self.parts), Decimal(0))

    @property
    def sound(self) -> bool:
        """Whether the parts can be held against a total at all."""
        exact = not any(fact.approximate for fact in (*self.parts, *self.totals))
        return exact and not self.broken and bool(self.totals)

    @property
    def whole(self) -> bool:
        """Whether all parts of the group are there."""
        named = {name for part in self.parts for name in _class_of(part, self.group).split("_or_")}
        return named >= WHOLE_WITH[self.group]

    def adds_up(self) -> bool:
        """Return whether the parts make one of the totals."""
        return any(self.sum == total.value for total in self.totals)


def check_enumerations(statements: Iterable[Statement]) -> Iterator[Check]:
    """Yield `prose_sum`, `percent_wrong` and `percent_sum` for every enumeration of parts, each finding once."""
    seen: set[tuple[str, str, str]] = set()
    for each in enumerations(statements):
        for check in (*_sum(each), *_shares(each), *_share_sum(each)):
            finding = (check.code, check.message, "" if check.message else str((check.operands, check.reads)))
            if finding not in seen:
                seen.add(finding)
                yield check


def enumerations(statements: Iterable[Statement]) -> list[Enumeration]:
    """Return the runs of parts of one group, with the totals stated before them in the section."""
    found: list[Enumeration] = []
    totals: dict[str, Fact] = {}
    section: str | None = None
    current: dict[str, Enumeration] = {}
    sentence: tuple[int, int] | None = None
    for statement in statements:
        place = (statement.paragraph, statement.sentence)
        if not statement.facts and place == sentence:
            for each in current.values():
                each.broken = True
        for fact in statement.facts:
            if fact.section != section:
                totals, section, current = {}, fact.section, {}
            group = _group_of(fact.key)
            current = {name: each for name, each in current.items() if group in {name, NESTED.get(name)}}
            if group is not None:
                if group not in current:
                    current[group] = _opened(found, group, totals)
                current[group].add(fact)
                sentence = place
            totals[fact.key] = fact
    return found


def _opened(found: list[Enumeration], group: str, totals: dict[str, Fact]) -> Enumeration:
    known = tuple(totals[key] for key in TOTALS[group] if key in totals)
    found.append(Enumeration(group, known))
    return found[-1]


def _group_of(key: str) -> str | None:
    for group in TOTALS:
        name = key.removeprefix(f"{group}.")
        if name != key and "." not in name and name != "total":
            return group
    return None


def _class_of(part: Fact, group: str) -> str:
    return part.key.removeprefix(f"{group}.")


def _sum(each: Enumeration) -> Iterator[Check]:
    if len(each.parts) < 2:
        return
    total = next((fact for fact in each.totals if each.sum == fact.value), None) or next(
        iter(each.totals), None
    )
    operands = {"sum": as_json(each.sum), "total": total.value if total else None}
    outcome, message = _summed(each, total)
    yield Check("prose_sum", "error", outcome, message, operands=operands, reads=_reads(each))


def _summed(each: Enumeration, total: Fact | None) -> tuple[Assessment, str]:
    name = NAMES[each.group]
    if total is None or not each.sound:
        return Assessment.NOT_ASSESSABLE, f"{name}:{_doubt(each)}"
    if each.adds_up():
        return Assessment.PASS, ""
    if not each.whole and each.sum <= max(Decimal(str(fact.value)) for fact in each.totals):
        return Assessment.NOT_ASSESSABLE, f"{name}:未列全部各项"
    terms = "+".join(str(part.value) for part in each.parts)
    return Assessment.FAIL, f"{name}合计{terms}={each.sum},与“{squeezed(total.quote)}”不符"


def _doubt(each: Enumeration) -> str:
    """Return why an enumeration is not sound."""
    if not each.totals:
        return "未称总数"
    return "其中有未读出的数" if each.broken else "其中有约数"


def _reads(each: Enumeration) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"facts.{fact.key}" for fact in (*each.parts, *each.totals)))


def _shares(each: Enumeration) -> Iterator[Check]:
    """Hold each share against every total it may be a share of; one that fits none is wrong."""
    for part in each.parts:
        if part.percent_stated is not None:
            total = next((t for t in each.totals if _is_share(part, t)), None)
            total = total or next(iter(each.totals), None)
            operands = {
                "count": part.value,
                "denominator": total.value if total else None,
                "stated": part.percent_stated,
            }
            outcome, message = _shared(each, part, total)
            reads = tuple(f"facts.{fact.key}" for fact in (part, *each.totals))
            yield Check("percent_wrong", "error", outcome, message, operands=operands, reads=reads)


def _shared(each: Enumeration, part: Fact, total: Fact | None) -> tuple[Assessment, str]:
    if total is None:
        return Assessment.NOT_ASSESSABLE, f"“{squeezed(part.quote)}”:未称总数"
    if part.approximate or any(fact.approximate for fact in each.totals):
        return Assessment.NOT_ASSESSABLE, f"“{squeezed(part.quote)}”:其中有约数"
    if not all(fact.value for fact in each.totals):
        return Assessment.NOT_ASSESSABLE, f"“{squeezed(part.quote)}”:总数为0"
    if _is_share(part, total):
        return Assessment.PASS, ""
    return Assessment.FAIL, _wrong(part, total)


def _is_share(part: Fact, total: Fact) -> bool:
    stated = Decimal(str(part.percent_stated))
    whole = Decimal(str(total.value))
    return bool(whole) and stated in _quotients(Decimal(str(part.value)), whole, stated)


def _quotients(count: Decimal, total: Decimal, stated: Decimal) -> tuple[Decimal, Decimal]:
    """Return the share rounded and truncated to as many places as are stated."""
    places = Decimal(1).scaleb(min(int(stated.as_tuple().exponent), 0))
    share = count * 100 / total
    return share.quantize(places, ROUND_HALF_UP), share.quantize(places, ROUND_DOWN)


def _wrong(part: Fact, total: Fact) -> str:
    count, whole, stated = (Decimal(str(n)) for n in (part.value, total.value, part.percent_stated))
    rounded, truncated = _quotients(count, whole, stated)
    exact = (count * 100 / whole).quantize(Decimal("0.0001"))
    return f"{squeezed(part.quote)}占{stated}:{count}/{whole}={exact},四舍五入{rounded}、截断{truncated}"


def _share_sum(each: Enumeration) -> Iterator[Check]:
    """Shares of parts that make up their total should reach 100, but for 0.01 each."""
    shares = [Decimal(str(p.percent_stated)) for p in each.parts if p.percent_stated is not None]
    if len(shares) < 2:
        return
    reached = sum(shares, Decimal(0))
    outcome, message = Assessment.PASS, ""
    if len(shares) != len(each.parts) or not each.sound or not each.adds_up():
        outcome, message = Assessment.NOT_ASSESSABLE, f"{NAMES[each.group]}:百分比不对应全部各项"
    elif abs(reached - 100) > len(shares) * Decimal("0.01"):
        outcome, message = Assessment.FAIL, f"{NAMES[each.group]}百分比合计{reached}"
    operands = {"sum": as_json(reached)}
    yield Check("percent_sum", "warning", outcome, message, operands=operands, reads=_reads(each))


def overlaps(facts: Sequence[Fact]) -> Iterator[Anomaly]:
    """Yield a note where what is no government information counts among the refusals and as a class of its own."""
    reason = next((fact for fact in facts if fact.key == "requests.refused.not_ogi"), None)
    own = next(
        (fact for fact in facts if "not_ogi" in _class_of(fact, "requests.replied").split("_or_")), None
    )
    if reason and own and reason.value and own.value:
        message = f"“{squeezed(reason.quote)}”列为不予公开原因,同时答复分类另有“{squeezed(own.quote)}”"
        yield Anomaly("category_overlap", "info", message)
