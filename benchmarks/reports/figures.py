"""Random figures for the forms, such that every sum of the contract holds."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from benchmarks.reports.model import Values

KINDS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other_org")
OUTCOMES = (
    "result_granted", "result_partial",
    "refused_state_secret", "refused_law_forbidden", "refused_three_security", "refused_third_party",
    "refused_internal", "refused_process", "refused_enforcement_file", "refused_admin_query",
    "unavailable_not_held", "unavailable_needs_creation", "unavailable_unclear",
    "rejected_petition", "rejected_repeat", "rejected_publication", "rejected_excessive", "rejected_reconfirm",
)  # fmt: skip
OTHERS = ("other_not_supplemented", "other_fee_unpaid", "other_other")
DISPUTES = ("review", "litigation_direct", "litigation_after_review")
VERDICTS = ("upheld", "corrected", "other", "pending")
DOCUMENTS_2021 = ("made", "repealed", "in_force")
DOCUMENTS_2019 = ("made_new", "disclosed_new", "disclosed_total")

MATTERS = ("licensing", "other_services", "penalties", "coercive_measures")
SCALES = {
    "township": 4,
    "functional_area": 20,
    "county": 90,
    "prefecture": 900,
    "province": 9000,
    "national": 6000,
}
"""What an authority of each level may get in a year, roughly."""


def requests(rng: Random, scale: int, *, single_other: bool) -> Values:
    """The form of section three: outcomes are drawn, what came in follows from them."""
    outcomes = (*OUTCOMES, *(("other_total",) if single_other else OTHERS))
    values: Values = {}
    totals: dict[str, list[int]] = {}
    for column, kind in enumerate(KINDS):
        share = scale if column == 0 else scale // 8 if column == 1 else scale // 60
        drawn = {row: _count(rng, share // 3 if row == "result_granted" else share // 20) for row in outcomes}
        closed, carried_out = sum(drawn.values()), _count(rng, share // 12)
        carried_in = min(_count(rng, share // 12), closed + carried_out)
        drawn |= {"result_total": closed, "carried_out": carried_out, "carried_in": carried_in}
        drawn["received_new"] = closed + carried_out - carried_in
        for row, count in drawn.items():
            values[f"requests.{row}.{kind}"] = count
            totals.setdefault(row, []).append(count)
    return values | {f"requests.{row}.total": sum(counts) for row, counts in totals.items()}


def disputes(rng: Random, scale: int) -> Values:
    values: Values = {}
    for row in DISPUTES:
        drawn = [_count(rng, scale // 20) for _ in VERDICTS]
        values |= {f"disputes.{row}.{name}": count for name, count in zip(VERDICTS, drawn, strict=True)}
        values[f"disputes.{row}.total"] = sum(drawn)
    return values


def proactive_2021(rng: Random, scale: int) -> Values:
    values: Values = {}
    for row, size in (("rules", scale // 300), ("normative_documents", scale // 8)):
        drawn = [_count(rng, size), _count(rng, size), _count(rng, size * 6)]
        values |= {f"{row}.{name}": count for name, count in zip(DOCUMENTS_2021, drawn, strict=True)}
    for row in ("licensing", "penalties", "coercive_measures"):
        values[f"{row}.decisions"] = _count(rng, scale * 60)
    values["fees.amount_wanyuan"] = money(rng, scale * 12)
    return {f"proactive_disclosure.{key}": value for key, value in values.items()}


def proactive_2019(rng: Random, scale: int) -> Values:
    values: Values = {}
    for row, size in (("rules", scale // 300), ("normative_documents", scale // 8)):
        made = _count(rng, size)
        drawn = (made, made, made + _count(rng, size * 6))
        values |= {f"{row}.{name}": count for name, count in zip(DOCUMENTS_2019, drawn, strict=True)}
    for row in MATTERS:
        values |= {
            f"{row}.items_prev": _count(rng, 60 + scale // 6),
            f"{row}.items_change": change(rng),
            f"{row}.decisions": _count(rng, scale * 60),
        }
    values |= {"fees.items_prev": _count(rng, 40), "fees.items_change": change(rng)}
    values |= {"procurement.projects": _count(rng, scale), "procurement.amount": money(rng, scale * 40)}
    return {f"proactive_disclosure.{key}": value for key, value in values.items()}


CHANNELS = ("in_person", "fax", "online", "letter")
STATISTICS_PARTS = {
    "requests.received": CHANNELS,
    "requests.closed": ("on_time", "extended"),
    "review": ("upheld", "corrected", "other"),
    "litigation": ("upheld", "corrected", "other"),
    "capacity.staff": ("full_time", "part_time"),
}
REPLIED = (
    "already_public", "granted", "partial", "refused", "not_this_agency", "nonexistent", "asked_to_amend",
    "other_channel",
)  # fmt: skip
REFUSED = ("state_secret", "trade_secret", "privacy", "security_stability", "not_ogi", "other_law")


def statistics(rng: Random, scale: int, keys: dict[str, str | None]) -> dict[str, int | Decimal]:
    """The form of 2014 by the keys of its lines; `keys` gives each line's unit, `None` for those without a value."""
    values: dict[str, int | Decimal] = {}
    for key, unit in keys.items():
        if unit is not None:
            values[key] = money(rng, scale) if unit == "万元" else _count(rng, scale)
    for whole, parts in STATISTICS_PARTS.items():
        values[whole] = sum(values[f"{whole}.{part}"] for part in parts)
    values["requests.replied.refused"] = sum(values[f"requests.refused.{reason}"] for reason in REFUSED)
    values["requests.replied"] = sum(values[f"requests.replied.{name}"] for name in REPLIED)
    return values


def prose(values: dict[str, int | Decimal]) -> dict[str, int]:
    """What prose without tables may state, in agreement with the statistics form's values."""
    keys = ("received", "replied", *(f"replied.{name}" for name in REPLIED))
    said = {f"requests.{key}": values[f"requests.{key}"] for key in keys}
    said |= {f"requests.channel.{way}": values[f"requests.received.{way}"] for way in CHANNELS}
    said["requests.refused.total"] = values["requests.replied.refused"]
    reasons = {reason: values[f"requests.refused.{reason}"] for reason in REFUSED}
    # The prose names four reasons; what the form has besides is among the others there.
    for reason in ("security_stability", "not_ogi"):
        reasons["other_law"] += reasons.pop(reason)
    said |= {f"requests.refused.{reason}": count for reason, count in reasons.items()}
    for whole in ("review", "litigation"):
        said[f"{whole}.total"] = values[whole]
        said |= {f"{whole}.{name}": values[f"{whole}.{name}"] for name in ("upheld", "corrected", "other")}
    said["staff.total"] = values["capacity.staff"]
    return {key: int(count) for key, count in said.items()}


def money(rng: Random, size: int) -> int | Decimal:
    """A sum in 万元 with up to four places."""
    places = rng.choice((0, 0, 1, 2, 2, 4))
    amount = Decimal(_count(rng, size * 10**places)).scaleb(-places)
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()


def change(rng: Random) -> int:
    return rng.choice((0, 0, 0, rng.randint(1, 40), -rng.randint(1, 40)))


def _count(rng: Random, size: int) -> int:
    """A count, often nothing, seldom more than twice the size."""
    if size <= 0 or rng.random() < 0.25:
        return 1 if rng.random() < 0.06 else 0
    return int(min(rng.expovariate(1 / size), 20 * size))
