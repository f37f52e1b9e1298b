"""Inconsistencies that real reports contain: each is put in where it must be found, what it breaks follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from benchmarks.reports import figures, phrases
from benchmarks.reports.model import Cell, Doubt, Draft, Heading
from benchmarks.reports.writing import WHOLES


def _nothing(_draft: Draft, _rng: Random) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Fault:
    """`fits` says of which reports it can be; the change is made to the figures or to what was printed of them."""

    name: str
    fits: Callable[[Draft], bool]
    on_figures: Callable[[Draft, Random], None] = _nothing
    on_print: Callable[[Draft, Random], None] = _nothing


def choose(draft: Draft, rng: Random) -> tuple[Fault, ...]:
    """One fault that fits the report, sometimes two."""
    fitting = [fault for fault in FAULTS if fault.fits(draft)]
    chosen = rng.sample(fitting, min(len(fitting), rng.choice((1, 1, 1, 2))))
    draft.distortions += [f"fault:{fault.name}" for fault in chosen]
    return tuple(chosen)


def _raise(draft: Draft, key: str, rng: Random) -> None:
    draft.values[key] = (draft.values[key] or 0) + rng.randint(1, 9)


def _wrong_total(draft: Draft, rng: Random) -> None:
    rows = [key for key in draft.values if key.startswith("requests.") and key.endswith(".total")]
    _raise(draft, rng.choice(rows), rng)


def _wrong_part(draft: Draft, rng: Random) -> None:
    kinds = tuple(f".{kind}" for kind in figures.KINDS)
    parts = [key for key in draft.values if key.startswith("requests.") and key.endswith(kinds)]
    _raise(draft, rng.choice(parts), rng)


def _wrong_dispute(draft: Draft, rng: Random) -> None:
    _raise(draft, rng.choice([key for key in draft.values if key.startswith("disputes.")]), rng)


def _wrong_statistics(draft: Draft, rng: Random) -> None:
    column = rng.choice([key.rpartition(".")[2] for key in draft.values])
    whole = rng.choice((*figures.STATISTICS_PARTS, "requests.replied", "requests.replied.refused"))
    _raise(draft, f"statistics.{whole}.{column}", rng)


def _said_otherwise(draft: Draft, rng: Random) -> None:
    """State other figures than the tables hold; what is said of each is held against them."""
    for key in ("requests.received", "requests.closed", "normative_docs.made", "normative_docs.disclosed"):
        if key in draft.figures:
            draft.figures[key] += rng.randint(20_000, 30_000)


def _claim_all_closed(draft: Draft, _rng: Random) -> None:
    draft.claims_all_closed = True


def _wrong_part_in_prose(draft: Draft, rng: Random) -> None:
    group = rng.choice(("requests.channel.online", "requests.replied.granted", "review.upheld"))
    draft.figures[group] += rng.randint(1, 9)


def _wrong_share(draft: Draft, rng: Random) -> None:
    for group, key in (("requests.channel", "online"), ("requests.replied", "granted")):
        part = f"{group}.{key}"
        if draft.figures.get(WHOLES[group]):
            right = Decimal(draft.figures[part]) * 100 / draft.figures[WHOLES[group]]
            draft.slips[part] = (right + rng.randint(2, 9)).quantize(Decimal("0.01"))


def _one_value_too_many(draft: Draft, rng: Random) -> None:
    """Print a number behind the last value of a row of the second or third table."""
    table = rng.choice([*draft.tables("requests"), *draft.tables("disputes")])
    row = rng.choice([row for row in table.rows if row[-1].key])
    surplus = rng.choice((0, 0, rng.randint(1, 99)))
    row.append(Cell(str(surplus)))
    draft.extra.append(surplus)
    draft.doubts.append(Doubt("extra_values", None))


def _row_left_out(draft: Draft, rng: Random) -> None:
    """Leave out a row that opens no group, so that only its own cells are gone; not the one that tells a mixture."""
    table = draft.tables("requests")[0]
    rows = [(at, row) for at, row in enumerate(table.rows) if row[0].role == "label" and at > 5]
    index = rng.choice([at for at, row in rows if row[-1].key and not row[0].text.startswith("（六）")])
    gone = table.rows.pop(index)
    for at, above in enumerate(table.rows[:index]):
        for cell in above:
            if cell.role == "group" and at + cell.rowspan > index:
                cell.rowspan -= 1
    for cell in gone:
        draft.values.pop(cell.key or "", None)
    draft.doubts.append(Doubt("missing_rows"))


def _section_left_out(draft: Draft, _rng: Random) -> None:
    """Leave out section five; the numbers of the headings run on."""
    start = next(at for at, block in enumerate(draft.blocks) if _opens(block, "problems"))
    end = next(at for at, block in enumerate(draft.blocks) if _opens(block, "other"))
    del draft.blocks[start:end]
    last = next(block for block in draft.blocks if _opens(block, "other"))
    if isinstance(last, Heading):
        last.text, last.number = "五" + last.text[1:], 5
    draft.doubts.append(Doubt("missing_section"))


def _opens(block: object, key: str) -> bool:
    return isinstance(block, Heading) and block.key == key


def _announce(draft: Draft, _rng: Random) -> None:
    draft.announcement = phrases.ANNOUNCEMENT
    draft.doubts.append(Doubt("announced_table_missing"))


def _publish_late(draft: Draft, rng: Random) -> None:
    draft.published += timedelta(days=rng.randint(95, 700))


FAULTS = (
    Fault("wrong total", lambda draft: draft.tabled, _wrong_total),
    Fault("wrong part", lambda draft: draft.tabled, _wrong_part),
    Fault("wrong dispute", lambda draft: draft.tabled, _wrong_dispute),
    Fault("wrong statistics", lambda draft: draft.layout == "statistics-2014", _wrong_statistics),
    Fault("said otherwise", lambda draft: draft.tabled, _said_otherwise),
    Fault(
        "all closed", lambda draft: draft.tabled and draft.figures["requests.carried_out"] > 0,
        _claim_all_closed,
    ),
    Fault("wrong part in prose", lambda draft: not draft.tabled, _wrong_part_in_prose),
    Fault("wrong share", lambda draft: not draft.tabled, _wrong_share),
    Fault("one value too many", lambda draft: draft.tabled, on_print=_one_value_too_many),
    Fault("row left out", lambda draft: draft.tabled, on_print=_row_left_out),
    Fault("section left out", lambda draft: draft.tabled, on_print=_section_left_out),
    Fault("table announced", lambda draft: draft.layout == "tables-2021", _announce),
    Fault("published late", lambda _draft: True, _publish_late),
)  # fmt: skip
