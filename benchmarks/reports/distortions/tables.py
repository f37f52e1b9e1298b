"""How tables are cut, repeated, shifted and padded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random

from benchmarks.reports.distortions.registry import distortion
from benchmarks.reports.model import Cell, Draft, Prose, Row, Table


def _replace(draft: Draft, table: Table, parts: list[Table | Prose]) -> None:
    at = next(at for at, block in enumerate(draft.blocks) if block is table)
    draft.blocks[at : at + 1] = parts


def _head_rows(table: Table) -> int:
    return next((at for at, row in enumerate(table.rows) if row[0].role not in {"head", "band"}), 0)


def _cut(table: Table, at: int, *, labelled: bool) -> tuple[Table, Table]:
    """Two tables: spans end at the cut and begin anew behind it, with their label again or empty."""
    upper, lower = deepcopy(table.rows[:at]), deepcopy(table.rows[at:])
    carried: list[tuple[int, Cell]] = []
    taken: set[tuple[int, int]] = set()
    for down, row in enumerate(table.rows[:at]):
        column = 0
        for number, cell in enumerate(row):
            while (down, column) in taken:
                column += 1
            taken |= {(down + a, column + b) for a in range(cell.rowspan) for b in range(cell.colspan)}
            if down + cell.rowspan > at:
                upper[down][number].rowspan = at - down
                rest = Cell(
                    cell.text if labelled else "", cell.colspan, down + cell.rowspan - at, role=cell.role
                )
                carried.append((column, rest))
            column += cell.colspan
    lower[0] = [cell for _, cell in sorted(carried, key=lambda each: each[0])] + lower[0]
    return Table(upper, table.form), Table(lower, table.form)


@distortion("tables", "html", group="cut")
def table_cut_in_two(draft: Draft, rng: Random) -> None:
    """A page break: the rest stands in a table of its own, its group labels again or not."""
    table = rng.choice([*draft.tables("requests"), *draft.tables("statistics")])
    at = rng.randrange(_head_rows(table) + 2, len(table.rows) - 1)
    _replace(draft, table, list(_cut(table, at, labelled=rng.random() < 0.5)))


@distortion("tables", "html", group="cut")
def table_cut_with_its_head_again(draft: Draft, rng: Random) -> None:
    table = rng.choice([*draft.tables("requests"), *draft.tables("statistics")])
    head = _head_rows(table)
    upper, lower = _cut(table, rng.randrange(head + 2, len(table.rows) - 1), labelled=True)
    _replace(draft, table, [upper, Table([*deepcopy(table.rows[:head]), *lower.rows], table.form)])


@distortion("tabled", group="cut")
def article_20_in_tables_of_its_items(draft: Draft, _rng: Random) -> None:
    """A table for each item of article 20."""
    for table in draft.tables("proactive_disclosure"):
        starts = [at for at, row in enumerate(table.rows) if row[0].role == "band"]
        pieces = [
            Table(table.rows[start:end], table.form)
            for start, end in zip(starts, [*starts[1:], None], strict=True)
        ]
        _replace(draft, table, list(pieces))


@distortion("tabled", "html", group="bands")
def items_as_captions(draft: Draft, _rng: Random) -> None:
    """第二十条第（一）项 stands above its table, not in it."""
    article_20_in_tables_of_its_items(draft, _rng)
    for table in draft.tables("proactive_disclosure"):
        caption = Prose(table.rows[0][0].text, furniture=True)
        _replace(draft, table, [caption, Table(table.rows[1:], table.form)])


@distortion("tabled", group="groups")
def group_labels_repeated(draft: Draft, _rng: Random) -> None:
    """Each row prints its group again, as converters unfold spans."""
    for table in draft.tables("requests"):
        _unfold(table, deepcopy)


@distortion("tabled", "html", group="groups")
def group_labels_once(draft: Draft, _rng: Random) -> None:
    """A group's label stands in its first row, with empty cells below."""
    for table in draft.tables("requests"):
        _unfold(table, lambda cell: Cell("", role=cell.role))


def _unfold(table: Table, below: Callable[[Cell], Cell]) -> None:
    """Put what stands for a group's cell further down into each row that it spans."""
    open_groups: list[tuple[Cell, int]] = []
    for row in table.rows:
        standing = [below(cell) for cell, left in open_groups if left]
        begun = [(cell, cell.rowspan) for cell in row if cell.role == "group"]
        row[:0] = standing
        open_groups = [(cell, left - 1) for cell, left in (*open_groups, *begun) if left > 1]
        for cell in row:
            if cell.role == "group":
                cell.rowspan = 1


@distortion("tabled", group="groups")
def group_and_row_in_one_cell(draft: Draft, _rng: Random) -> None:
    """（三）不予公开 1.属于国家秘密: the group's label has run into that of its first row."""
    for table in draft.tables("requests"):
        for at, row in enumerate(table.rows):
            for group in [cell for cell in row if cell.role == "group" and cell.text.startswith("（")]:
                label = next(cell for cell in row if cell.role == "label")
                label.text, label.colspan = f"{group.text}{label.text}", 2
                for below in table.rows[at + 1 : at + group.rowspan]:
                    below[0].colspan = 2
                row.remove(group)


@distortion("tabled", "html", group="groups")
def ordinals_in_cells_of_their_own(draft: Draft, _rng: Random) -> None:
    """一、 and the words of 本年新收… stand in two cells."""
    for table in draft.tables("requests"):
        for row in table.rows:
            if row[0].role == "label" and row[0].colspan == 3 and "、" in row[0].text[:2]:
                ordinal, words = row[0].text[:2], row[0].text[2:]
                row[:1] = [Cell(ordinal, role="label"), Cell(words, 2, role="label")]


@distortion("tables", "html", group="columns")
def spacer_columns(draft: Draft, rng: Random) -> None:
    """An empty column behind each column from some place on, in every row alike."""
    for table in draft.tables():
        wide = rng.choice((True, False))
        for row in table.rows:
            if wide:
                row[:] = [each for cell in row for each in _with_spacer(cell)]
            else:
                row.append(Cell("", 1, 1, role="spacer"))


def _with_spacer(cell: Cell) -> list[Cell]:
    """A cell over twice its columns: itself and an empty one where it has one column, else simply wider."""
    if cell.colspan == 1:
        return [cell, Cell("", 1, cell.rowspan, role="spacer")]
    cell.colspan *= 2
    return [cell]


@distortion("tabled", "html", group="columns")
def header_off_by_a_column(draft: Draft, rng: Random) -> None:
    """The header's label column spans three columns, that of the data two, or the other way round."""
    for table in draft.tables("requests"):
        corner = table.rows[0][0]
        corner.colspan += rng.choice((-1, 1))


@distortion("tabled", "html")
def total_in_the_first_header_row(draft: Draft, _rng: Random) -> None:
    for table in draft.tables("requests"):
        top, second = table.rows[0], table.rows[1]
        if second[-1].text == "总计" and top[-1].colspan == 7:
            second.pop()
            top[-1].colspan = 6
            top.append(Cell("总计", 1, 3, role="head"))


@distortion("tables", "html")
def empty_rows(draft: Draft, rng: Random) -> None:
    for table in draft.tables():
        width = sum(cell.colspan for cell in table.rows[0])
        table.rows.append([Cell("", role="spacer") for _ in range(width)])
        if rng.random() < 0.5:
            table.rows.insert(0, [Cell("", width, role="spacer")])


@distortion("tables", "html")
def caption_in_the_table(draft: Draft, rng: Random) -> None:
    names = {
        "requests": "收到和处理政府信息公开申请情况",
        "disputes": "政府信息公开行政复议、行政诉讼情况",
        "proactive_disclosure": "主动公开政府信息情况",
        "statistics": "政府信息公开情况统计表",
    }
    for table in draft.tables():
        width = sum(cell.colspan for cell in table.rows[0])
        caption = rng.choice((names[table.form or ""], "单位：件", f"（{draft.year}年度）"))
        table.rows.insert(0, [Cell(caption, width, role="caption")])


@distortion("tables", "html")
def spans_too_long(draft: Draft, rng: Random) -> None:
    """Spans that reach beyond the table."""
    for table in draft.tables():
        last: Row = table.rows[-1]
        for cell in last:
            cell.rowspan = rng.choice((1, 2, 9))


@distortion("tabled", "html")
def label_cut_by_a_page_break(draft: Draft, rng: Random) -> None:
    """The end of a label stands in a row of its own, without values."""
    table = draft.tables("requests")[0]
    long = [row for row in table.rows if row[0].role == "label" and len(row[0].text) > 12]
    if not long:
        return
    row = rng.choice(long)
    at = len(row[0].text) - 4
    rest = [Cell(row[0].text[at:], row[0].colspan, role="label")]
    rest += [Cell("", role="spacer") for cell in row[1:]]
    row[0].text = row[0].text[:at]
    index = table.rows.index(row)
    for above, each in enumerate(table.rows[:index]):
        for cell in each:
            if cell.role == "group" and above + cell.rowspan > index:
                cell.rowspan += 1
    table.rows.insert(index + 1, rest)


@distortion()
def other_tables_about(draft: Draft, rng: Random) -> None:
    """Tables that look statistical and are none of the forms'."""
    kind = rng.choice((_channels, _budget, _annex))
    at = 1 + next(at for at, block in enumerate(draft.blocks) if isinstance(block, Prose))
    draft.blocks.insert(at, Table(kind(draft, rng)))


def _rows(heads: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> list[Row]:
    return [[Cell(text, role="head") for text in heads], *([Cell(text) for text in line] for line in lines)]


def _channels(_draft: Draft, rng: Random) -> list[Row]:
    names = ("门户网站", "政务微信", "政务微博", "公开栏", "政府公报")
    lines = [(name, str(rng.randint(1, 900)), str(rng.randint(1, 900))) for name in names]
    return _rows(("公开渠道", "信息条数", "比上年增减"), lines)


def _budget(_draft: Draft, rng: Random) -> list[Row]:
    names = ("一般公共预算收入", "一般公共预算支出", "政府性基金收入")
    return _rows(("项目", "金额（万元）"), [(name, f"{rng.uniform(1, 9000):.2f}") for name in names])


def _annex(_draft: Draft, rng: Random) -> list[Row]:
    names = ("发布政务动态信息数", "网上咨询数", "现场接待人数", "电话咨询次数")
    lines = [(name, "条", str(rng.randint(1, 90)), str(rng.randint(90, 900))) for name in names]
    return _rows(("指标名称", "计量单位", "当年发生数", "累计数"), lines)
