from __future__ import annotations

import pytest

from pipelines.tables.form import DISPUTE_OUTCOMES, DISPUTE_ROWS
from pipelines.tables.statutory import read_tables
from tests.pipelines.tables.printed import OUTCOMES, disputes_rows, flat, spanned

NUMBERS = [str(number) for number in range(1, 16)]


def truth(printed):
    numbers = iter(printed)
    return {
        row.key: {
            column.key: int(text) if (text := next(numbers)).isdigit() else None
            for column in DISPUTE_OUTCOMES
        }
        for row in DISPUTE_ROWS
    }


def read(*tables):
    return read_tables(tables).values.get("disputes", {})


@pytest.mark.parametrize("at", range(15))
@pytest.mark.parametrize("gap", ["7", "", "-"])
def test_the_official_form_is_read_blanks_and_all(at, gap):
    printed = [*NUMBERS[:at], gap, *NUMBERS[at + 1 :]]
    assert read(spanned(disputes_rows(printed))) == truth(printed)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_values_may_stand_in_the_next_table(at):
    grid = spanned(disputes_rows(NUMBERS)).grid
    rows = [[cell.text if cell else "" for cell in row] for row in grid]
    assert read(flat(rows[:at], spanned=True), flat(rows[at:], 1, spanned=True)) == truth(NUMBERS)


def test_more_values_than_columns():
    statutory = read_tables([spanned(disputes_rows([*NUMBERS, "0"]))])
    assert (statutory.values["disputes"], statutory.extra_values) == (truth(NUMBERS), (0,))


def test_too_few_values_without_columns_are_null():
    rows = [["行政复议", *[""] * 4, "行政诉讼"], [*OUTCOMES], NUMBERS[:13]]
    found = read(flat(rows))
    assert found == {} or all(value is None for row in found.values() for value in row.values())


def test_a_line_for_each_group():
    rows = [
        ["", *OUTCOMES],
        ["行政复议", *NUMBERS[:5]],
        ["未经复议直接起诉", *NUMBERS[5:10]],
        ["复议后起诉", *NUMBERS[10:]],
    ]
    assert read(spanned(rows)) == truth(NUMBERS)


def test_reviews_and_lawsuits_in_tables_of_their_own():
    review = spanned([[("行政复议", 1, 5)], OUTCOMES, NUMBERS[:5]])
    lawsuits = spanned(
        [
            [("行政诉讼", 1, 10)],
            [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
            OUTCOMES * 2,
            NUMBERS[5:],
        ],
        1,
    )
    assert read(review, lawsuits) == truth(NUMBERS)


def test_empty_rows_between_header_and_values_only_space():
    rows = disputes_rows(NUMBERS)
    assert read(spanned([*rows[:3], [""] * 15, rows[3], [""] * 15])) == truth(NUMBERS)
    assert read(spanned([*rows[:3], [""] * 15])) == truth([""] * 15)


def test_a_header_with_nothing_below_has_a_blank_line_of_values():
    statutory = read_tables([spanned(disputes_rows([])[:3])])
    assert statutory.values["disputes"] == truth([""] * 15)
    assert len(statutory.used) == 1


def test_in_text_a_number_behind_fifteen_is_extra_where_the_totals_are_right():
    printed = ["1", "-", "2", "-", "3", *["-"] * 5, "4", "-", "-", "-", "4"]
    for totals, extra in (("34", (0,)), ("24", (0,)), ("25", ())):
        printed[4], printed[14] = totals
        statutory = read_tables([flat([["行政复议"], OUTCOMES * 3, [*printed, "0"]])])
        assert statutory.extra_values == extra
        assert statutory.values["disputes"] == truth(printed if extra else [""] * 15)


@pytest.mark.parametrize("changed", [{}, {4: "2"}, {1: ""}, {0: "", 4: "2"}, {1: "", 4: "9"}])
def test_a_value_behind_the_last_column_is_extra_where_no_cell_can_be_another_column_s(changed):
    printed = ["1", "-", "2", "-", "3", *["-"] * 5, "4", "-", "-", "-", "4"]
    printed = [changed.get(at, number) for at, number in enumerate(printed)]
    statutory = read_tables([spanned(disputes_rows([*printed, "0"]))])
    assert (statutory.values["disputes"], statutory.extra_values) == (truth(printed), (0,))


def test_no_value_is_sure_where_a_row_may_begin_with_a_cell_that_is_none():
    printed = ["", "1", "-", "2", "5", *["-"] * 5, "4", "-", "-", "-", "9"]
    found = read(spanned(disputes_rows([*printed, "0"])))
    assert all(value is None for row in found.values() for value in row.values())
    assert read(spanned([*disputes_rows(["0"] * 15)[:3], ["0"] * 15 + [""]])) == truth(["0"] * 15)


def test_as_many_numbers_as_columns_with_a_blank_and_one_behind_the_last_are_told_by_the_totals():
    printed = ["1", "", "2", "0", "3", *["0"] * 5, "4", "0", "0", "0", "4"]
    statutory = read_tables([spanned(disputes_rows([*printed, "9"]))])
    assert (statutory.values["disputes"], statutory.extra_values) == (truth(printed), (9,))


@pytest.mark.parametrize("blank", [(6,), (0, 12)])
def test_blanks_and_a_number_too_many_do_not_make_up_for_each_other(blank):
    printed = ["" if at in blank else number for at, number in enumerate(NUMBERS)]
    found = read(spanned(disputes_rows([*printed, "0"])))
    assert found
    assert all(value is None for row in found.values() for value in row.values())


def test_each_group_may_have_a_table_of_its_own_named_in_full():
    names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    groups = [
        spanned([[(name, 1, 5)], list(OUTCOMES), NUMBERS[at * 5 : at * 5 + 5]], at)
        for at, name in enumerate(names)
    ]
    assert read(*groups) == truth(NUMBERS)


def test_outcomes_printed_in_another_order_are_told_by_the_header():
    outcomes = (OUTCOMES[-1], *OUTCOMES[:-1])
    moved = [NUMBERS[at + shift] for at in (0, 5, 10) for shift in (4, 0, 1, 2, 3)]
    rows = disputes_rows(moved)
    rows[1][:5] = [(name, 2, 1) for name in outcomes]
    rows[2] = [*outcomes, *outcomes]
    assert read(spanned(rows)) == truth(NUMBERS)


def assert_unread(found):
    assert {value for row in found.values() for value in row.values()} == {None}


def test_groups_printed_in_another_order_are_not_read():
    rows = disputes_rows(NUMBERS)
    rows[0].reverse()
    rows[1] = [*rows[1][5:], *rows[1][:5]]
    assert_unread(read(spanned(rows)))


def test_text_whose_groups_begin_with_their_totals_is_not_read():
    values = ["3", "1", "0", "2", "0", *["0"] * 5, "1", "1", "0", "0", "0"]
    assert_unread(read(flat([["行政复议", "行政诉讼"], [*OUTCOMES], values])))
    assert read(flat([["行政复议", "行政诉讼"], [*OUTCOMES], NUMBERS])) == truth(NUMBERS)


def test_a_label_before_the_values_of_text_stands_for_none_of_them():
    assert_unread(read(flat([["行政复议", "行政诉讼"], [*OUTCOMES], ["总计", *NUMBERS[:14]]])))
