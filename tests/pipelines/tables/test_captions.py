from __future__ import annotations

import pytest

from pipelines.body import Block, Paragraph
from pipelines.tables.statutory import read_tables
from tests.pipelines.tables.printed import requests_rows, spanned

REQUESTS = "年度收到和处理政府信息公开申请情况"


def requests(value: int, number: int) -> Block:
    return spanned(requests_rows([[str(value)] * 7 for _ in range(25)]), number)


def report(*captions: str) -> list[Block]:
    """Return a line and a table for each caption; a table's values say which it is."""
    pairs = (
        [Paragraph(caption, 0, at * 2 + 1), requests(at, at + 1)]
        for at, caption in enumerate(captions, start=1)
    )
    return [block for pair in pairs for block in pair]


def read_value(blocks: list[Block], years: set[int]) -> object:
    return read_tables(blocks, years).values["requests"]["received_new"]["total"]


@pytest.mark.parametrize(
    "own", ["2023" + REQUESTS, "三、收到和处理政府信息公开申请情况", "2021—2023年申请情况"]
)
@pytest.mark.parametrize(
    "other", ["2022" + REQUESTS, "二〇二二" + REQUESTS, "上一" + REQUESTS, "2021-2022年情况"]
)
def test_the_table_of_another_year_is_left_alone_wherever_it_stands(own, other):
    assert read_value(report(other, own), {2023}) == 2
    read = read_tables(report(own, other), {2023})
    assert read.values["requests"]["received_new"]["total"] == 1
    assert read.used == {(0, 4)}
    assert not [each for each in read.anomalies if each.code == "layout_repeated_row"]


def test_a_report_that_names_no_year_is_of_the_last_that_a_caption_names():
    assert read_value(report("2022" + REQUESTS, "2023" + REQUESTS, "2021" + REQUESTS), set()) == 2


def test_a_note_may_stand_between_and_the_caption_may_be_the_first_row():
    own = [Paragraph("三、申请情况", 0, 3), requests(2, 2)]
    caption, note = Paragraph("2022" + REQUESTS, 0, 0), Paragraph("（单位：件）", 0, 1)
    assert read_value([caption, note, requests(1, 1), *own], {2023}) == 2
    rows = [[("2022" + REQUESTS, 1, 10)], *requests_rows([["1"] * 7 for _ in range(25)])]
    assert read_value([spanned(rows, 1), *own], {2023}) == 2


@pytest.mark.parametrize(
    "line",
    [
        "全年收到申请12件，比2022年多3件。",
        "2022年以来",
        "一、2022年度收到申请12件，办结12件，结转0件",
        "按照2022年修订的统计表，情况如下：",
    ],
)
def test_a_sentence_is_no_caption(line):
    assert read_value(report(line, "2023" + REQUESTS), {2023}) == 1


def test_what_is_printed_nowhere_else_is_read_with_a_warning():
    read = read_tables(report("2021" + REQUESTS, "2022" + REQUESTS), {2023})
    assert read.values["requests"]["received_new"]["total"] == 2
    (doubt,) = (each for each in read.anomalies if each.code == "year_disagrees")
    assert (doubt.severity, doubt.where) == ("warning", ("report_year", "tables.requests"))
    assert doubt.operands == {"title": 2023, "table": 2022}


def test_a_year_alone_heads_tables_with_headings_of_their_own():
    heading = "收到和处理政府信息公开申请情况"
    other = [Paragraph("（一）2022年度", 0, 0), Paragraph(heading, 0, 1), requests(1, 1)]
    own = [Paragraph("（二）2023年度", 0, 3), Paragraph(heading, 0, 4), requests(2, 3)]
    assert read_value([*other, *own], {2023}) == 2
    assert read_value([*other, Paragraph("三、" + heading, 0, 4), requests(2, 3)], {2023}) == 2
