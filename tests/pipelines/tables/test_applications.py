from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from pipelines.body import Cell, Table
from pipelines.tables.form import APPLICANTS, OTHER_ROWS, REQUEST_ROWS
from pipelines.tables.statutory import read_tables
from tests.pipelines.tables.printed import KINDS, flat, requests_rows, spanned

COLUMNS = [term.key for term in APPLICANTS]
ROWS = [term.key for term in REQUEST_ROWS if term.key != "other_total"]
ROWS_2019 = [term.key for term in REQUEST_ROWS if term.key not in OTHER_ROWS]


def form(keys=ROWS):
    """Return values that differ from cell to cell, as printed."""
    kinds = [[100 + 10 * row + column for column in range(6)] for row in range(len(keys))]
    return [[str(number) for number in [*row, sum(row)]] for row in kinds]


def truth(printed, keys=ROWS):
    return {
        key: {
            column: int(text) if text.isdigit() else None for column, text in zip(COLUMNS, row, strict=True)
        }
        for key, row in zip(keys, printed, strict=True)
    }


def read(*tables):
    return read_tables(tables).values.get("requests", {})


def texts(rows):
    return [[cell if isinstance(cell, str) else cell[0] for cell in row] for row in rows]


def cut(table, at, repeated=0):
    """Return a table cut in two as at the end of a page, with so many header lines repeated."""
    parts = (table.grid[:at], (*table.grid[:repeated], *table.grid[at:]))
    return [Table(anew(rows), 0, number, number) for number, rows in enumerate(parts)]


def anew(rows):
    made = {}
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell:
                made.setdefault(cell, Cell(cell.text, row, column, cell.rowspan, cell.colspan))
    return tuple(tuple(made.get(cell) for cell in cells) for cells in rows)


@pytest.mark.parametrize(("keys", "single"), [(ROWS, False), (ROWS_2019, True)])
def test_the_official_form_is_read(keys, single):
    values = form(keys)
    assert read(spanned(requests_rows(values, single_other=single))) == truth(values, keys)


def test_a_form_without_any_spans_is_read():
    values = form()
    assert read(flat(texts(requests_rows(values)), spanned=True)) == truth(values)


def test_a_header_that_names_the_total_first_is_believed_where_values_stand_below():
    values = form()
    header = ["项目", "总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    rows = [[row[-8], row[-1], *row[-7:-1]] for row in texts(requests_rows(values))[3:]]
    assert read(flat([header, *rows], spanned=True)) == truth(values)


def test_rows_that_are_each_a_table_are_one():
    values = form()
    rows = texts(requests_rows(values))[3:]
    assert read(*(flat([row], number, spanned=True) for number, row in enumerate(rows))) == truth(values)
    assert read(*(flat([row], number, spanned=True) for number, row in enumerate(rows[:2]))) == {}


def test_rows_that_are_each_a_table_may_leave_zeros_blank():
    values = [["3", "", "", "", "", str(at), "9"] for at in range(len(ROWS))]
    rows = texts(requests_rows(values))[3:]
    assert read(*(flat([row], number, spanned=True) for number, row in enumerate(rows))) == truth(values)
    lacking = [row[:-1] for row in rows]
    assert read(*(flat([row], number, spanned=True) for number, row in enumerate(lacking))) == {}


@settings(max_examples=40)
@given(st.integers(3, 27), st.sampled_from([0, 3]))
def test_a_table_cut_anywhere_is_one_table(at, repeated):
    values = form()
    assert read(*cut(spanned(requests_rows(values)), at, repeated)) == truth(values)


@pytest.mark.parametrize("repeated", [0, 3])
@pytest.mark.parametrize(
    ("label", "at"), [("1.属于国家秘密", 4), ("2.其他法律行政法规禁止公开", 4), ("2.重复申请", 4)]
)
def test_a_row_cut_by_a_page_break_is_one_whatever_its_label_begins_with(label, at, repeated):
    values = form()
    table = spanned(requests_rows(values))
    end = next(
        row for row, cells in enumerate(table.grid) if any(cell and cell.text == label for cell in cells)
    )
    column = next(column for column, cell in enumerate(table.grid[end]) if cell and cell.text == label)
    first = [
        cell and structs.replace(cell, text=label[:at] if cell.text == label else cell.text)
        for cell in table.grid[end]
    ]
    rest = [Cell("", end, place) for place in range(len(first))]
    rest[column - 1], rest[column] = Cell("公开", end, column - 1), Cell(label[at:], end, column)
    grid = (*table.grid[:end], tuple(first), *table.grid[:repeated], tuple(rest), *table.grid[end + 1 :])
    assert read(replace(table, grid=anew(grid))) == truth(values)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.data())
def test_empty_columns_and_empty_cells_take_nothing_out_of_place(spacers, data):
    values = form()
    for row in values:
        for at in data.draw(st.sets(st.integers(0, 6), max_size=2)):
            row[at] = data.draw(st.sampled_from(["", "-", "—", "无"]))
    grid = [list(row) for row in spanned(requests_rows(values)).grid]
    for at in spacers:
        for number, row in enumerate(grid):
            row.insert(at, Cell("", number, 100 + at))
    assert read(Table(tuple(map(tuple, grid)), 0, 0, 0)) == truth(values)


@settings(max_examples=60)
@given(st.data())
def test_broken_spans_never_put_a_value_in_a_wrong_place(data):
    values = form()
    for row in values:
        for at in data.draw(st.sets(st.integers(0, 5), max_size=1)):
            row[at] = ""
    slip = st.sampled_from([0, 0, 0, 1, -1])
    rows = [
        [
            cell
            if isinstance(cell, str)
            else (cell[0], max(1, cell[1] + data.draw(slip)), max(1, cell[2] + data.draw(slip)))
            for cell in row
        ]
        for row in requests_rows(values)
    ]
    assert_never_wrong(read(spanned(rows)), truth(values))


def test_a_total_that_a_wrong_span_puts_before_the_last_kind_stays_the_total():
    values = form()
    rows = [
        [(cell[0], cell[1], cell[2] - 1) if cell[0] == "法人或其他组织" else cell for cell in row]
        for row in requests_rows(values)
    ]
    assert_never_wrong(read(spanned(rows)), truth(values))


@settings(max_examples=60)
@given(st.data())
def test_slips_in_labels_never_make_another_row(data):
    values = form()
    rows = requests_rows(values)
    for row in rows[3:]:
        for at, cell in enumerate(row):
            text, *spans = (cell, 1, 1) if isinstance(cell, str) else cell
            if not text.isdigit() and data.draw(st.integers(0, 3)) == 0:
                place = data.draw(st.integers(0, len(text) - 1))
                slip = data.draw(st.sampled_from(["", "度", "止", "口"]))
                row[at] = (text[:place] + slip + text[place + 1 :], *spans)
    assert_never_wrong(read(spanned(rows)), truth(values))


def assert_never_wrong(found, right):
    for row, columns in found.items():
        for column, value in columns.items():
            assert value is None or (row in right and value == right[row][column]), (row, column)


def test_numbers_beyond_the_form_are_kept_apart():
    values = form()
    values[3].append("0")
    statutory = read_tables([spanned(requests_rows(values))])
    assert statutory.extra_values == (0,)
    values[3].pop()
    assert statutory.values["requests"] == truth(values)


def test_kinds_run_together_in_one_cell_are_taken_apart():
    values = form()
    printed = [[" ".join(row[:6]), row[6]] if at % 2 else [" ".join(row)] for at, row in enumerate(values)]
    assert read(flat(texts(requests_rows(printed)), spanned=True)) == truth(values)


def test_a_value_merged_over_several_kinds_is_of_none():
    values = form()
    printed = [[*row] for row in values]
    printed[4] = [("9", 1, 6), "9"]
    found = read(spanned(requests_rows(printed)))
    assert found[ROWS[4]] == {**dict.fromkeys(COLUMNS), "total": 9}


@pytest.mark.parametrize(
    ("broken", "rest"),
    [("3.危及“三", "安全一稳定”"), ("1.属于", "国家秘密"), ("5.要求行政机关确认或", "重新出具已获取信息")],
)
def test_a_label_broken_by_a_page_is_joined(broken, rest):
    values = form()
    for with_values in (True, False):
        rows = texts(requests_rows(values))
        at = next(index for index, row in enumerate(rows) if broken + rest in row)
        place = rows[at].index(broken + rest)
        numbers = rows[at][place + 1 :]
        first = [*rows[at][:place], broken, *(numbers if with_values else [""] * 7)]
        second = [*[""] * place, rest, *([""] * 7 if with_values else numbers)]
        assert read(flat([*rows[:at], first, second, *rows[at + 1 :]], spanned=True)) == truth(values)


@pytest.mark.parametrize("blank", [(2, 6), range(7)])
def test_a_label_broken_by_a_page_is_joined_though_values_are_blank(blank):
    values = form()
    number = ROWS.index("unavailable_needs_creation")
    for column in blank:
        values[number][column] = ""
    rows = texts(requests_rows(values))
    at = next(index for index, row in enumerate(rows) if "2.没有现成信息需要另行制作" in row)
    first = [cell.removesuffix("另行制作") for cell in rows[at]]
    second = ["另行制作", *[""] * 7]
    found = read(flat([*rows[:at], first, second, *rows[at + 1 :]], spanned=True))
    assert found == truth(values)


def test_a_label_broken_by_a_page_may_be_misspelt_where_all_its_values_stand():
    values = form()
    rows = texts(requests_rows(values))
    at = next(index for index, row in enumerate(rows) if "4.无正当理由大量反复申请" in row)
    first = [cell.replace("4.无正当理由大量反复申请", "4.无己当理由大量") for cell in rows[at]]
    second = ["反复申请", *[""] * 7]
    assert read(flat([*rows[:at], first, second, *rows[at + 1 :]], spanned=True)) == truth(values)


def test_a_table_goes_on_below_a_caption():
    values = form()
    upper, lower = cut(spanned(requests_rows(values)), 14)
    rows = [["单位：件"], *([cell.text if cell else "" for cell in row] for row in lower.grid)]
    assert read(upper, flat(rows, 1)) == truth(values)


def test_the_rest_of_a_table_has_its_columns():
    values = form()
    values[-1] = ["", "1", "", "2", "", "", ""]
    upper, lower = cut(spanned(requests_rows(values)), len(values) + 1)
    assert read(upper, lower) == truth(values)
    narrower = Table(anew([row[1:] for row in lower.grid]), 0, 1, 1)
    assert_never_wrong(read(upper, narrower), truth(values))


@pytest.mark.parametrize(
    ("slip", "blank"),
    [("（二）部分公", ""), ("（二）部分公开己区分处理的，只计这一情形，不计其他情形）", "7")],
)
def test_a_slip_in_a_short_label_is_told_by_its_ordinal_and_its_place(slip, blank):
    values = form()
    values[3][2] = blank
    rows = requests_rows(values)
    rows[3 + ROWS.index("result_partial")][0] = (slip, 1, 2)
    assert read(spanned(rows)) == truth(values)


@pytest.mark.parametrize(
    ("row", "extra"), [(["5", "", "0", "-", "0", "0", "6"], (9,)), (["", "5", "-", "", "0", "0", "6"], ())]
)
def test_the_columns_tell_what_stands_beyond_unless_the_first_cell_is_blank(row, extra):
    values = form()
    values[7] = row
    rows = requests_rows(values)
    rows[3 + 7].append("9")
    statutory = read_tables([spanned(rows)])
    assert statutory.extra_values == extra
    if extra:
        assert statutory.values["requests"] == truth(values)
    else:
        assert_never_wrong(statutory.values["requests"], truth(values))


def test_a_row_that_is_not_printed_is_absent_and_an_unknown_one_is_not_guessed():
    values = form()
    rows = texts(requests_rows(values))
    rows[7] = [("5.属于工作秘密" if cell == "1.属于国家秘密" else cell) for cell in rows[7]]
    statutory = read_tables([flat(rows, spanned=True)])
    right = truth(values)
    del right["refused_state_secret"]
    assert statutory.values["requests"] == right
    assert [each.message for each in statutory.anomalies if each.message.startswith("表三")] == [
        "表三缺1行:refused_state_secret"
    ]


def test_another_table_with_the_same_words_is_left_alone():
    other = flat([["", "2020", "2021"], ["本年新收政府信息公开申请数量", "96", "82"], ["予以公开", "3", "4"]])
    assert read_tables([other]).used == frozenset()


def test_a_number_leaked_from_a_label_is_no_value():
    values = form()
    rows = texts(requests_rows(values))
    rows = [
        [part for cell in row for part in (["2", "重复申请"] if cell == "2.重复申请" else [cell])]
        for row in rows
    ]
    statutory = read_tables([flat(rows, spanned=True)])
    assert (statutory.values["requests"], statutory.extra_values) == (truth(values), ())


def test_a_row_that_lost_a_cell_is_not_read_one_column_off():
    values = form()
    del values[5][3]
    assert set(read(spanned(requests_rows(values)))[ROWS[5]].values()) == {None}


def test_blanks_of_text_that_keeps_its_empty_cells_stay_in_their_columns():
    values = [["", "1", "", "", "", "2", "3"], *[[""] * 7 for _ in ROWS[1:]]]
    grid = [
        [cell.text if row == cell.row and column == cell.column else "" for column, cell in enumerate(cells)]
        for row, cells in enumerate(spanned(requests_rows(values)).grid)
    ]
    assert read(flat(grid))[ROWS[0]] == truth(values)[ROWS[0]]


def test_blanks_of_text_whose_rows_all_end_with_their_total_stay_in_their_columns():
    values = form()
    values[4][0] = values[9][5] = ""
    assert read(flat(texts(requests_rows(values)))) == truth(values)
    del values[4][0]
    assert set(read(flat(texts(requests_rows(values))))[ROWS[4]].values()) == {None}


def test_seven_cells_whose_total_bears_them_out_are_the_seven_columns():
    rows = [["二、上年结转政府信息公开申请数量", "", "2", "", "", "", "1", "3"]]
    full = [
        ["一、本年新收政府信息公开申请数量", *"1234500"],
        *([label, *"0000000"] for label in ("（一）予以公开", "（七）总计")),
    ]
    assert read(flat([*full[:1], *rows, *full[1:]]))["carried_in"]["business"] == 2
    rows[0][-1] = "4"
    assert read(flat([*full[:1], *rows, *full[1:]]))["carried_in"]["business"] is None


def _text_of(kinds, order):
    values = [
        ["9", "1", "0", "0", "0", "0", "10"],
        ["2", "0", "3", "0", "0", "0", "5"],
        ["7"] + ["0"] * 5 + ["7"],
    ]
    rows = zip(
        ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开"),
        values,
        strict=True,
    )
    return flat([["", *kinds], *([label, *(row[at] for at in order)] for label, row in rows)])


@pytest.mark.parametrize("order", [(6, 0, 1, 2, 3, 4, 5), (5, 1, 2, 3, 4, 0, 6)])
def test_text_in_another_order_than_the_form_is_not_read(order):
    kinds = (*KINDS, "总计")
    form = range(7)
    assert read(_text_of(kinds, form))["received_new"]["total"] == 10
    found = read(_text_of([kinds[at] for at in order], order))
    assert {value for row in found.values() for value in row.values()} == {None}
    if order[0] == 6:
        found = read(_text_of(["申请人情况"], order))
        assert {value for row in found.values() for value in row.values()} in ({None}, set())


@pytest.mark.parametrize(("extra", "kept"), [("8", None), ("0", 9), ("0 0 0 0 0 0 0", None)])
def test_more_values_than_columns_in_text_count_where_the_total_bears_them_out(extra, kept):
    table = _text_of((*KINDS, "总计"), range(7))
    rows = [[cell.text for cell in row] for row in table.grid]
    at = 1 if extra == "8" else 8
    rows[1][at:at] = extra.split()
    assert read(flat(rows))["received_new"]["natural_person"] == kept
