"""Whether a run's figures are what the portal's history teaches, or its operator expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.health.alarms import NAMED, Judgement, Sign
from crawler.health.bounds import Learned, learn, number
from crawler.health.case import LOOKED_BACK, Case
from crawler.health.kinds import Kind
from crawler.history import PortalRun, of_portal
from pipelines.store import Outcome

_OF_EXPECTATION = ("least", "most", "by", "was", "level", "compared")
"""Keys of the evidence that say what was expected, not what came."""

_DEAR = 10
"""How many times the level a cost is that is told at once."""

_DEAR_RUNS = 3
"""Runs in a row that must cost too much otherwise: a portal has its dear nights."""

_FEWEST_REFUSED = 3
"""Documents without a report that are never a flood."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A count that must not fall: the column of the history, and the alarms."""

    column: str
    noun: str
    few: Kind
    many: Kind
    override: str


_COUNTS = (
    _Count("listed", "reports that lists lead to", Kind.REPORTS_FEW, Kind.REPORTS_MANY, "reports"),
    _Count("lists", "lists", Kind.LISTS_FEW, Kind.LISTS_MANY, "lists"),
)


@dataclass(frozen=True, slots=True)
class _Cost:
    """A cost that must not rise: what is never too much, and what a report allows that was new or changed."""

    column: str
    noun: str
    high: Kind
    floor: float
    a_report: float


_COSTS = (
    _Cost("seconds", "seconds", Kind.TIME_HIGH, 600, 30),
    _Cost("bytes", "bytes received", Kind.BYTES_HIGH, 20_000_000, 2_000_000),
    _Cost("requests", "requests", Kind.REQUESTS_HIGH, 100, 10),
)


def judge(case: Case) -> Judgement:
    """Tell what of the reports, lists, time, bytes and requests of a whole run is out of bounds."""
    judgement = Judgement(judged={cost.high for cost in _COSTS})
    for cost in _COSTS:
        judgement.signs += _cost(case, cost)
    for count in _COUNTS:
        judgement.judged |= {count.few, count.many}
        judgement.signs += _count(case, count)
    judgement.signs += _refused(case)
    judgement.judged |= {Kind.REPORTS_NONE, Kind.REFUSED_MANY}
    return judgement


def _count(case: Case, count: _Count) -> Iterator[Sign]:
    value = getattr(case.run, count.column)
    least, most = getattr(case.overrides, count.override) or (None, None)
    if most is not None and value > most:
        yield Sign(
            count.many,
            f"{value} {count.noun}; expected at most {number(most)}",
            evidence={"value": value, "most": most},
        )
    expected, evidence = _expected(case, count, least)
    if evidence is None or value >= evidence["least"]:
        return
    none = value == 0 and count.few is Kind.REPORTS_FEW
    text = f"{number(value) if value else 'no'} {count.noun}; {expected}"
    shown = {"value": value, **evidence, **_lists(case)}
    yield Sign(Kind.REPORTS_NONE if none else count.few, text, evidence=shown)


def _lists(case: Case) -> dict[str, Any]:
    """Return the lists as evidence: those that lead to fewest reports first, and where they are in the archive."""
    lists = sorted(case.summary.lists, key=lambda one: one.reports)[:NAMED]
    captures = case.captures(one.url for one in lists)
    return {"lists": {one.url: one.reports for one in lists}, "captures": captures}


def _expected(case: Case, count: _Count, least: float | None) -> tuple[str, dict[str, Any] | None]:
    """Return what is expected in words and as evidence, `None` where nothing is known."""
    if least is not None:
        return f"expected at least {number(least)}", {"least": least, "by": "override"}
    of_reports = count.few is Kind.REPORTS_FEW
    if kept := _kept(case, count.few) or (of_reports and _kept(case, Kind.REPORTS_NONE)):
        return kept
    runs = case.past(count.few, any_depth=of_reports)
    learned = learn([getattr(run, count.column) for run in runs])
    if learned is None or not learned.level:
        return "", None
    fewest = 1 if of_reports else 0
    alike = runs[0].depth == case.run.depth
    least = max(learned.least(), fewest) if alike else fewest  # other depths tell only that there were some
    return learned.text, {"least": least, **_evidence(learned, runs)}


def _kept(case: Case, kind: Kind) -> tuple[str, dict[str, Any]] | None:
    """Return what an alarm that lasts was raised by: its own runs teach nothing."""
    lasting = case.lasting(kind)
    if lasting is None or lasting.evidence.get("by") != "history":
        return None
    kept = {key: value for key, value in lasting.evidence.items() if key in _OF_EXPECTATION}
    return f"{kept['was']} before {lasting.since_at[:10]}", kept


def _evidence(learned: Learned, runs: list[PortalRun]) -> dict[str, Any]:
    compared = [run.run for run in runs[:3]]
    return {"by": "history", "was": learned.text, "level": learned.level, "compared": compared}


def _cost(case: Case, cost: _Cost) -> Iterator[Sign]:
    value = getattr(case.run, cost.column)
    expected, evidence = _allowed(case, cost)
    if evidence is not None and value > evidence["most"]:
        text = f"{number(value)} {cost.noun}; {expected}"
        patience = _DEAR_RUNS if value <= _DEAR * evidence.get("level", 0) else 1
        yield Sign(cost.high, text, evidence={"value": value, **evidence}, patience=patience)


def _allowed(case: Case, cost: _Cost) -> tuple[str, dict[str, Any] | None]:
    """Return what a crawl may cost in words and as evidence, `None` where nothing is known, or it cost too little."""
    if (most := getattr(case.overrides, cost.column)) is not None:
        return f"expected at most {number(most)}", {"most": most, "by": "override"}
    if getattr(case.run, cost.column) <= cost.floor:
        return "", None
    if kept := _kept(case, cost.high):
        return kept
    runs = case.past(cost.high)
    runs = [run for run in runs if not run.new + run.changed] or runs
    learned = learn([getattr(run, cost.column) for run in runs])
    if learned is None:
        return "", None
    most = learned.most(cost.floor) + _work(case, cost)
    return learned.text, {"most": most, **_evidence(learned, runs)}


def _work(case: Case, cost: _Cost) -> float:
    """Return what the reports that were new or changed may have cost, as dear as any before."""
    reports = case.run.new + case.run.changed
    if not reports:
        return 0
    runs = of_portal(case.connection, case.run.portal, LOOKED_BACK + 1)[1:]
    dear = (getattr(run, cost.column) / (run.new + run.changed) for run in runs if run.new + run.changed)
    return reports * max(cost.a_report, max(dear, default=0))


def _refused(case: Case) -> Iterator[Sign]:
    """Yield the sign of many documents that gave no report, more than ever and more than did."""
    value, read = case.run.refused, sum(case.summary.reports[outcome] for outcome in Outcome)
    if value <= _FEWEST_REFUSED or value <= read:
        return
    learned = learn([run.refused for run in case.past(Kind.REFUSED_MANY, any_depth=True)])
    if learned is None or value <= learned.most(_FEWEST_REFUSED):
        return
    why = ", ".join(f"{reason} {count}" for reason, count in case.summary.refused.most_common(3))
    text = f"{value} documents gave no report ({why}), {read} gave one; refused {learned.text}"
    evidence = {"value": value, "read": read, "reasons": dict(case.summary.refused.most_common(10))}
    yield Sign(Kind.REFUSED_MANY, text, evidence=evidence)
