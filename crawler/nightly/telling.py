"""A plan, said before the night: for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.nightly.disk import Forecast, size
from crawler.nightly.need import Due, Waiting, day
from crawler.nightly.plan import Plan
from crawler.progress import count


def lines(plan: Plan, forecast: Forecast) -> Iterator[str]:
    """Yield a plan: what is due in order, what is not and why, and what the disk says of it."""
    if plan.due:
        yield "order  portal  how deep  why  what its last such nights took"
    for ordinal, due in enumerate(plan.due, 1):
        yield f"{ordinal:5}  {due.portal.name}  {due.depth}  {due.why}{_expected(plan, due)}{_taken(forecast, due)}"
    for waiting in plan.waiting:
        yield f"    -  {waiting.portal.name}  not due until {_until(waiting)}: {waiting.why}"
    for waiting in plan.left_out:
        yield f"    x  {waiting.portal.name}  {waiting.why}"
    counted = f"{len(plan.waiting)} not due, {len(plan.left_out)} paused or excluded"
    yield f"{count(len(plan.due), 'portal')} due, {counted}{_total(plan)}"
    yield _disk(forecast)


def nothing(plan: Plan) -> str:
    """Return why nothing of a plan is due, when something will be, and how to have it now."""
    said = f"{len(plan.waiting)} not due, {len(plan.left_out)} paused or excluded"
    soonest = min((one.until for one in plan.waiting if one.until is not None), default=None)
    return said if soonest is None else f"{said}; the next is due {day(soonest)} UTC, --all takes all now"


def to_json(plan: Plan, forecast: Forecast) -> dict[str, Any]:
    """Return a plan as plain JSON values; instants in UTC, sizes in bytes."""
    return {
        "due": [_due(plan, due, forecast) for due in plan.due],
        "waiting": [_waiting(one) for one in plan.waiting],
        "left_out": [_waiting(one) for one in plan.left_out],
        "disk": {
            "archived": sum(forecast.sizes.values()),
            "a_day": round(forecast.a_day),
            "in_30_days": round(30 * forecast.a_day),
            "in_365_days": round(365 * forecast.a_day),
            "free": forecast.free,
            "kept_free": forecast.kept_free,
            "days_left": None if forecast.days_left is None else round(forecast.days_left, 1),
            "portals": {
                name: {
                    "archived": archived,
                    "a_day": round(rate := forecast.growth.get(name, 0.0)),
                    "in_30_days": round(archived + 30 * rate),
                    "in_365_days": round(archived + 365 * rate),
                }
                for name, archived in forecast.sizes.items()
            },
        },
    }


def _due(plan: Plan, due: Due, forecast: Forecast) -> dict[str, Any]:
    cost = plan.cost(due)
    expected = cost and {
        "requests": round(cost.requests),
        "bytes": round(cost.bytes),
        "seconds": round(cost.seconds),
        "archived": round(cost.archived),
    }
    rank = due.rank.name.lower()
    said = {
        "portal": due.portal.name,
        "depth": str(due.depth),
        "rank": rank,
        "why": due.why,
        "expected": expected,
    }
    return {**said, "archived": forecast.sizes.get(due.portal.name, 0)}


def _waiting(waiting: Waiting) -> dict[str, Any]:
    until = None if waiting.until is None else day(waiting.until)
    return {"portal": waiting.portal.name, "until": until, "why": waiting.why}


def _until(waiting: Waiting) -> str:
    return "told otherwise" if waiting.until is None else f"{day(waiting.until)} UTC"


def _expected(plan: Plan, due: Due) -> str:
    cost = plan.cost(due)
    if cost is None:
        return ""
    return f"  about {count(round(cost.requests), 'request')}, {size(cost.bytes)}, {cost.seconds:.0f} s"


def _taken(forecast: Forecast, due: Due) -> str:
    taken, rate = forecast.sizes.get(due.portal.name, 0), forecast.growth.get(due.portal.name)
    if not taken:
        return ""
    grown = (
        ""
        if rate is None
        else f", {size(taken + 30 * rate)} in 30 days, {size(taken + 365 * rate)} in a year"
    )
    return f"  archive {size(taken)}{grown}"


def _total(plan: Plan) -> str:
    costs = [cost for due in plan.due if (cost := plan.cost(due))]
    if not costs:
        return ""
    requests, received = sum(cost.requests for cost in costs), sum(cost.bytes for cost in costs)
    unknown = f", {len(plan.due) - len(costs)} never crawled" if len(costs) < len(plan.due) else ""
    return f"; about {count(round(requests), 'request')}, {size(received)}{unknown}"


def _disk(forecast: Forecast) -> str:
    archived, free = size(sum(forecast.sizes.values())), size(forecast.free)
    if forecast.days_left is None:
        return f"archive {archived}, {free} free; how it grows is known after some nights"
    grown = f"{size(forecast.a_day)} a day, {size(30 * forecast.a_day)} in 30 days, {size(365 * forecast.a_day)} in 365"
    return f"archive {archived}, {grown}; {free} free are full in {forecast.days_left:.0f} days"
