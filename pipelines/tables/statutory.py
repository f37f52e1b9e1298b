"""The statutory tables of a report: recognized by what they print, read by label, whatever their layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from pipelines.body import Block, Table
from pipelines.report import Anomaly, Number, Observation, Values
from pipelines.tables.applications import Applications
from pipelines.tables.article20 import Article20
from pipelines.tables.captions import EARLIER, Place, other_years
from pipelines.tables.disputes import Disputes
from pipelines.tables.filled import Filled
from pipelines.tables.form import (
    ARTICLE_20,
    DISPUTE_ROWS,
    DISPUTES,
    OTHER_ROWS,
    PROACTIVE,
    REQUEST_ROWS,
    REQUESTS,
    STATISTICS,
    STATISTICS_2014,
    TABLES_2019,
    TABLES_2021,
)
from pipelines.tables.indicators import Statistics
from pipelines.tables.sheets import Sheet, sheets

_NAMES = {PROACTIVE: "表二", REQUESTS: "表三", DISPUTES: "表四", STATISTICS: "统计表"}


@dataclass(frozen=True, slots=True)
class Statutory:
    """What the statutory tables say.

    `layout` is `None` where there are none or where what is printed fits more than one layout. `used` are the
    (capture, block) of the tables that hold a part of them, `pictures` of the tables that show images for text.
    """

    layout: str | None
    values: Values
    observations: tuple[Observation, ...]
    extra_values: tuple[Number, ...]
    anomalies: tuple[Anomaly, ...]
    used: frozenset[tuple[int, int]]
    pictures: frozenset[tuple[int, int]]


Reader = TypeVar("Reader", Article20, Applications, Disputes, Statistics)


def read_tables(blocks: Sequence[Block], years: Set[int] = frozenset()) -> Statutory:
    """Return what the statutory tables among all blocks of a document say, `blocks` in reading order.

    A statutory table may be cut over several tables, pages and captures; other tables are left alone. A printed
    cell that cannot be read for certain is `None` with its text as evidence; a row that is not printed is absent.
    `years` are those that the report says it is of: what is captioned with another one is left alone too, unless
    the form is printed nowhere else.
    """
    tables = [block for block in blocks if isinstance(block, Table)]
    read, others = sheets(tables), other_years(blocks, years)
    article20 = _read(Article20, read, others, years)
    applications = _read(Applications, read, others, years)
    disputes, statistics = _read(Disputes, read, others, years), _read(Statistics, read, others, years)
    readers = (article20, applications, disputes, statistics)
    forms = [reader.filled for reader in readers]
    printed = [filled for filled in forms if filled.rows]
    layout = _layout(article20, forms)
    return Statutory(
        layout=layout,
        values={filled.name: filled.values() for filled in printed},
        observations=tuple(each for filled in printed for each in filled.observations()),
        extra_values=tuple(number for filled in printed for row in filled.extra().values() for number in row),
        anomalies=(
            *(anomaly for filled in printed for anomaly in _extra(filled)),
            *_missing(layout, forms),
            *_mixed(layout, article20, applications.filled),
            *(note for filled in printed for note in filled.notes),
        ),
        used=_with_rules(tables, {place for filled in printed for place in filled.used}),
        pictures=frozenset((table.capture, table.block) for table in tables if _is_picture(table)),
    )


def _read(
    make: Callable[[], Reader], read: Sequence[Sheet], others: Mapping[Place, int], years: Set[int]
) -> Reader:
    """Return a form read from the tables of no other year, and only if it is not among them from those of the last."""
    reader = make()
    reader.read([sheet for sheet in read if sheet.place not in others] if others else read)
    for year in sorted(set(others.values()), reverse=True):
        if reader.filled.rows:
            break
        reader = make()
        reader.read([sheet for sheet in read if others.get(sheet.place, year) == year])
        if year != EARLIER and reader.filled.rows:
            reader.filled.notes.append(_of_another_year(reader.filled.name, year, years))
    return reader


def _of_another_year(form: str, year: int, years: Set[int]) -> Anomaly:
    """Return the doubt whether a form that is captioned with another year than the report's is the report's own."""
    operands = {**({"title": max(years)} if years else {}), "table": year}
    message = f"表格标题所注年份{year}与报告年度不符"
    return Anomaly("year_disagrees", "warning", message, ("report_year", f"tables.{form}"), operands)


def _layout(article20: Article20, forms: Sequence[Filled]) -> str | None:
    """Return the layout: the article 20 table decides, without one the rows that only one layout has."""
    proactive, requests, disputes, statistics = forms
    if proactive.rows and article20.layout:
        return article20.layout
    if requests.rows or disputes.rows:
        return TABLES_2021 if any(row in requests.rows for row in OTHER_ROWS) else None
    return STATISTICS_2014 if statistics.rows else None


def _extra(filled: Filled) -> Iterator[Anomaly]:
    for row, extra in filled.extra().items():
        message = f"{_NAMES[filled.name]} {row} 行多出{len(extra)}个数"
        yield Anomaly("extra_values", "error", message, operands={"extra": list(extra)})


def _missing(layout: str | None, forms: Sequence[Filled]) -> Iterator[Anomaly]:
    """Yield one anomaly for each table that prints fewer rows than its form."""
    if layout not in ARTICLE_20:
        return
    # “（六）其他处理” is one row in the form of 2019, three in that of 2021; printed as three nothing is missing.
    in_three = layout == TABLES_2021 or any(row in forms[1].rows for row in OTHER_ROWS)
    surplus = {"other_total"} if in_three else set(OTHER_ROWS)
    requests = [term.key for term in REQUEST_ROWS if term.key not in surplus]
    disputes = [term.key for term in DISPUTE_ROWS]
    for filled, rows in zip(forms, (list(ARTICLE_20[layout]), requests, disputes), strict=False):
        missing = [row for row in rows if row not in filled.rows]
        if missing:
            message = f"{_NAMES[filled.name]}缺{len(missing)}行:{'、'.join(missing)}"
            yield Anomaly("missing_rows", "warning", message)


def _mixed(layout: str | None, article20: Article20, requests: Filled) -> Iterator[Anomaly]:
    foreign = layout == TABLES_2021 and "other_total" in requests.rows
    foreign |= layout == TABLES_2019 and any(row in requests.rows for row in OTHER_ROWS)
    if foreign or (layout in ARTICLE_20 and article20.mixed):
        yield Anomaly("format_mixed", "warning", f"表格以{layout}为主,混用另一格式的行或表头")


def _with_rules(tables: Sequence[Table], used: set[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Return the tables used and the empty or ruled ones that follow them."""
    found, after = set(used), False
    for table in tables:
        place = (table.capture, table.block)
        empty = not any(cell and cell.text.strip(" \t-—―─|") for row in table.grid for cell in row)
        if after and empty and not _is_picture(table):
            found.add(place)
        after = place in found
    return frozenset(found)


def _is_picture(table: Table) -> bool:
    cells = [cell for row in table.grid for cell in row if cell]
    return not any(cell.text.strip() for cell in cells) and any(cell.image for cell in cells)
