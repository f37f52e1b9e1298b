from __future__ import annotations

import pytest

from pipelines.body import Box, Paragraph, Table
from pipelines.reading.loose import gridded
from pipelines.tables.statutory import read_tables
from tests.pipelines.tables.printed import article20_2021, disputes_rows, requests_rows

FORMS = {
    "proactive_disclosure": article20_2021([str(value) for value in range(10)]),
    "requests": requests_rows([[str(row), *["0"] * 5, str(row)] for row in range(25)]),
    "disputes": disputes_rows([str(value) for value in range(15)]),
}


def paragraphs(lines):
    return tuple(Paragraph(line, 0, number) for number, line in enumerate(lines))


def cells(row):
    return [cell if isinstance(cell, str) else cell[0] for cell in row]


def lines_of(name, parting):
    """Return a form as lines: a row each, or with no parting a cell each."""
    rows = [list(filter(None, cells(row))) for row in FORMS[name]]
    return [parting.join(row) for row in rows] if parting else [cell for row in rows for cell in row]


@pytest.mark.parametrize("parting", ["", " ", "\t"])
@pytest.mark.parametrize("name", FORMS)
def test_a_form_printed_as_lines_is_read_among_its_neighbours(name, parting):
    before, after = "三、收到和处理政府信息公开申请情况", "仍有不足，今后改进。"
    blocks = gridded(paragraphs([before, *lines_of(name, parting), after]))
    assert [type(block) for block in blocks] == [Paragraph, Table, Paragraph]
    assert [block.block for block in blocks] == [0, 1, 2]
    read = read_tables(blocks).values[name]
    found = [value for row in read.values() for value in row.values()]
    printed = [cell for row in FORMS[name] for cell in cells(row) if cell.isdigit()]
    assert sorted(map(str, found)) == sorted(printed)


def test_a_heading_without_an_ordinal_is_no_cell():
    blocks = gridded(paragraphs(["主动公开情况", *lines_of("requests", "")]))
    assert [type(block) for block in blocks] == [Paragraph, Table]
    assert gridded((Table((), 0, 0, 0), *blocks[:1])) == (Table((), 0, 0, 0), *blocks[:1])


def test_rows_keep_their_blanks_where_tabs_part_them():
    rows = [f"{row}\t3\t\t0\t0\t0\t0\t3" for row in ("一、本年新收政府信息公开申请数量", "二、上年结转")]
    (table,) = gridded(paragraphs(rows * 2))
    assert [cell.text for cell in table.grid[0]][1:] == ["3", "", "0", "0", "0", "0", "3"]


def test_values_that_are_lost_are_not_made_up_for():
    lines = lines_of("requests", "")
    del lines[lines.index("（二）部分公开（区分处理的，只计这一情形，不计其他情形）") + 3]
    read = read_tables(gridded(paragraphs(lines))).values["requests"]
    assert set(read["result_partial"].values()) == {None}
    assert read["refused_state_secret"]["total"] == 4


def test_what_heads_the_form_of_another_year_parts_it_off():
    blocks = gridded(paragraphs(["2022年", *lines_of("requests", ""), "2023年", *lines_of("requests", "")]))
    assert [type(block) for block in blocks] == [Paragraph, Table, Paragraph, Table]


def test_outcomes_in_another_order_with_a_line_each_are_told_by_their_head():
    outcomes = ["总计", "结果维持", "结果纠正", "其他结果", "尚未审结"]
    groups = {"行政复议": "31020", "未经复议直接起诉": "10010", "复议后起诉": "11000"}
    lines = [line for group, values in groups.items() for line in (group, *outcomes, *values)]
    read = read_tables(gridded(paragraphs(lines))).values["disputes"]
    assert read["review"] == {"total": 3, "upheld": 1, "corrected": 0, "other": 2, "pending": 0}


@pytest.mark.parametrize(
    "lines",
    [
        ["收到申请12件。", "12", "13", "14"],
        ["联系人", "1", "2", "3", "4", "5", "6", "7"],
        ["一、本年新收政府信息公开申请数量", "3", "件"],
    ],
)
def test_other_lines_stay_lines(lines):
    blocks = paragraphs(lines)
    assert gridded(blocks) is blocks


def test_lines_that_have_a_place_or_come_by_ocr_stay_lines():
    for known in ({"box": Box(1, 0, 0, 1, 1)}, {"confidence": 0.9}):
        blocks = tuple(Paragraph(line, 0, at, **known) for at, line in enumerate(lines_of("requests", "")))
        assert gridded(blocks) is blocks
