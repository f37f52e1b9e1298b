from __future__ import annotations

import pytest

from pipelines.tables.form import ARTICLE_20, TABLES_2019, TABLES_2021
from pipelines.tables.statutory import read_tables
from tests.pipelines.tables.printed import article20_2019, article20_2021, flat, spanned

PRINTED = {TABLES_2021: (article20_2021, 10), TABLES_2019: (article20_2019, 22)}


def truth(layout):
    numbers = iter(range(10, 99))
    return {row: {column: next(numbers) for column in columns} for row, columns in ARTICLE_20[layout].items()}


def printed(layout):
    rows, size = PRINTED[layout]
    return rows([str(number) for number in range(10, 10 + size)])


def codes(statutory):
    return {each.code for each in statutory.anomalies} - {"missing_rows"}


def proactive(*tables):
    return read_tables(tables).values["proactive_disclosure"]


@pytest.mark.parametrize("layout", [TABLES_2021, TABLES_2019])
def test_the_official_form_is_read_with_and_without_spans(layout):
    rows = printed(layout)
    bare = flat([[cell if isinstance(cell, str) else cell[0] for cell in row] for row in rows])
    for table in (spanned(rows), bare):
        assert read_tables([table]).layout == layout
        assert proactive(table) == truth(layout)


@pytest.mark.parametrize("layout", [TABLES_2021, TABLES_2019])
def test_a_table_cut_anywhere_is_one_table(layout):
    rows = printed(layout)
    for at in range(1, len(rows)):
        assert proactive(spanned(rows[:at]), spanned(rows[at:], 1)) == truth(layout), at


def test_blanks_dashes_and_signs():
    values = ["", "-", "3", *["1"] * 5, "－3", *["1"] * 13]
    values[7] = "+58"
    read = proactive(spanned(article20_2019(values)))
    assert read["rules"] == {"made_new": None, "disclosed_new": None, "disclosed_total": 3}
    assert read["licensing"] == {"items_prev": 1, "items_change": 58, "decisions": -3}


@pytest.mark.parametrize(
    ("header", "cell", "amount", "unit"),
    [
        ("本年收费金额（单位：万元）", "25.1", 25.1, "万元"),
        ("本年收费金额（单位：万元）", "251000元", 25.1, "万元"),
        ("本年收费金额（单位：元）", "251000", 25.1, "万元"),
        ("本年收费金额（单位：万元）", "25.1万", 25.1, "万元"),
        ("本年收费金额", "25.1", 25.1, None),
        ("本年收费金额", "3件", None, "件"),
    ],
)
def test_fees_are_in_wanyuan(header, cell, amount, unit):
    rows = [["信息内容", header], ["行政事业性收费", cell]]
    statutory = read_tables([spanned(rows)])
    fees = next(each for each in statutory.observations if each.key.endswith("fees.amount_wanyuan"))
    assert (fees.value, fees.unit, fees.raw) == (amount, unit, cell)
    assert ("unit_not_stated" in codes(statutory)) == (unit is None)


def test_a_row_of_the_older_form_is_recorded_and_told():
    rows = article20_2021([str(number) for number in range(10)])
    rows.insert(7, ["其他对外管理服务事项", ("77", 1, 3)])
    statutory = read_tables([spanned(rows)])
    assert statutory.layout == TABLES_2021
    assert statutory.values["proactive_disclosure"]["other_services"] == {"decisions": 77}
    assert "format_mixed" in codes(statutory)


def test_a_header_of_the_other_form_keeps_its_own_columns():
    rows = article20_2021([str(number) for number in range(10)])
    rows[5:7] = [["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"], ["行政许可", "1", "+2", "3"]]
    statutory = read_tables([spanned(rows)])
    assert statutory.layout == TABLES_2021
    assert statutory.values["proactive_disclosure"]["licensing"] == {
        "items_prev": 1,
        "items_change": 2,
        "decisions": 3,
    }
    assert "format_mixed" in codes(statutory)


def test_rows_under_an_unknown_column_are_not_shifted():
    rows = [["信息内容", "本年制发件数", "2022年制发件数", "现行有效件数"], ["规章", "1", "2", "3"]]
    statutory = read_tables([spanned(rows)])
    assert statutory.values["proactive_disclosure"]["rules"] == {"made": 1, "in_force": 3}
    assert statutory.layout == TABLES_2021
    assert not codes(statutory)


def test_text_that_lost_its_blanks_is_not_read_one_column_off():
    header = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    rows = [["第二十条第（一）项"], header, ["规章", "1", "2"], ["规范性文件", "4", "", "6"]]
    read = proactive(flat(rows))
    assert set(read["rules"].values()) == {None}
    assert read["normative_documents"] == {"made": 4, "repealed": None, "in_force": 6}


def test_another_table_with_the_same_words_is_left_alone():
    assert read_tables([flat([["类别", "数量"], ["行政许可", "9827"], ["行政处罚", "3"]])]).values == {}


def test_a_column_of_serial_numbers_is_no_value():
    rows = [
        ["序号", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["1", "规章", "4", "5", "6"],
    ]
    assert proactive(spanned(rows))["rules"] == {"made": 4, "repealed": 5, "in_force": 6}


def test_of_too_many_values_in_text_none_is_taken():
    header, row = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "1", "2", "3"]
    assert proactive(flat([header, row]))["rules"] == {"made": 1, "repealed": 2, "in_force": 3}
    assert set(proactive(flat([header, [*row, "4"]]))["rules"].values()) == {None}
    assert proactive(flat([header, [*row, "4"]], spanned=True))["rules"]["in_force"] == 3
