import json
from datetime import date
from pathlib import Path

import pytest

from archive.capture import Capture
from pipelines.body import Dated, Position
from pipelines.reading import read
from pipelines.reading.characters import bare
from tests.pipelines.reading.pages import paragraphs, tables, texts

TESTS = Path(__file__).parents[2]
SAMPLES = sorted((TESTS / "samples").glob("*.txt"))


def read_text(text):
    payload = text if isinstance(text, bytes) else text.encode()
    return read(Capture("", 200, (), payload, "text/plain"), 0)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_blocks_of_a_sample_are_its_sections_and_nothing_else(sample):
    expected = json.loads((TESTS / "expected" / f"{sample.stem}.json").read_text("utf-8"))
    sections = [expected["preamble"] or ""]
    sections += [(section["heading"] or "") + section["text"] for section in expected["sections"]]
    assert bare("".join(paragraphs(read_text(sample.read_bytes())))) == bare("".join(sections))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_title_of_a_sample_is_the_best_candidate(sample):
    expected = json.loads((TESTS / "expected" / f"{sample.stem}.json").read_text("utf-8"))
    assert bare(read_text(sample.read_bytes()).head.titles[0].text) == bare(expected["title"])


def test_site_lines_give_breadcrumb_date_and_position():
    reading = read_text((TESTS / "samples" / "003_5464f8ef6b5eadcc.txt").read_bytes())
    assert reading.head.breadcrumb == ("我爱新乡", "下设单位", "正文")
    assert reading.head.dates == (Dated(date(2019, 12, 14), "visible"),)
    assert reading.position == Position(2, 2)


def test_blank_line_cuts_a_table_and_rule_lines_are_dropped():
    text = "二、主动公开政府信息情况\n规章\t1\t2\t3\n\n政府集中采购\t5\t6.5\n-----\t----\t------\n三、其他\n"
    first, second = tables(read_text(text))
    assert [cell.text for cell in first.grid[0]] == ["规章", "1", "2", "3"]
    assert texts(second) == [["政府集中采购", "5", "6.5"]]
    assert not first.spanned


def test_clause_without_tabs_belongs_to_the_table_below_it():
    text = "二、主动公开政府信息情况\n第二十条第（一）项\n\n信息内容\t本年制发件数\n规章\t0\n"
    reading = read_text(text)
    assert paragraphs(reading) == ["二、主动公开政府信息情况"]
    assert tables(reading)[0].grid[0][0].text == "第二十条第（一）项"


def test_title_over_two_lines_is_joined_and_leaves_the_body():
    text = "某县人民政府办公室\n2020年政府信息公开工作年度报告\n\n一、总体情况\n很好。\n"
    reading = read_text(text)
    assert reading.head.titles[0].text == "某县人民政府办公室2020年政府信息公开工作年度报告"
    assert paragraphs(reading) == ["一、总体情况", "很好。"]


@pytest.mark.parametrize(
    ("title", "at"),
    [
        *(("某市某区人民政府2020年政府信息公开工作年度报告", at) for at in range(13, 25)),
        *(("某县人民政府关于2020年政府信息公开工作情况的报告", at) for at in range(13, 25)),
    ],
)
def test_title_broken_anywhere_in_its_usual_words_is_joined(title, at):
    reading = read_text(f"{title[:at]}\n{title[at:]}\n\n一、总体情况\n很好。\n")
    assert reading.head.titles[0].text == title
    assert paragraphs(reading) == ["一、总体情况", "很好。"]


def test_chinese_date_at_the_end_is_the_signature():
    text = "某县2020年政府信息公开工作年度报告\n一、总体情况\n很好。\n某县人民政府\n二〇二一年一月二十日\n"
    assert read_text(text).head.dates == (Dated(date(2021, 1, 20), "signature"),)


FLATTENED = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "2"],
    ["行政规范性文件", "3", "1", "40"],
]


@pytest.mark.parametrize("gap", ["\t", "    ", "　　", " ", " | "])
def test_rows_are_told_by_whatever_parts_their_cells(gap):
    rows = "\n".join(gap.join(row) for row in FLATTENED)
    reading = read_text(f"二、主动公开政府信息情况\n\n{rows}\n\n三、收到和处理政府信息公开申请情况\n")
    assert texts(tables(reading)[0]) == FLATTENED
    assert len(paragraphs(reading)) == 2


def test_markdown_rows_keep_their_blank_cells():
    reading = read_text("一、总体情况\n\n| 行政许可 |  | 5 |\n|---|---|---|\n| 行政处罚 |  | 7 |\n")
    assert texts(tables(reading)[0]) == [
        ["行政许可", "", "5"],
        ["行政处罚", "", "7"],
    ]


@pytest.mark.parametrize("gap", [" ", " | "])
def test_rows_of_the_statistics_form_are_told_by_how_their_labels_end(gap):
    rows = [
        ["1.参加或举办新闻发布会总次数", "次", "3"],
        ["涉及个人隐私", "件", "0"],
        ["2.兼职人员数", "人", "7"],
    ]
    (table,) = tables(read_text("\n".join(map(gap.join, rows))))
    assert texts(table) == rows
    assert not tables(read_text("浏览次数 123"))


def test_prose_with_wide_gaps_is_no_table():
    lines = [
        "一、  总体情况",
        "2021年  共主动公开信息 3 条。",
        "地址：人民路  邮编：453000",
        "（三） 不予公开 情况",
    ]
    assert [bare(text) for text in paragraphs(read_text("\n".join(lines)))] == [bare(line) for line in lines]


@pytest.mark.parametrize("gap", ["    ", " | "])
def test_blank_lines_between_the_rows_of_a_table_do_not_make_them_prose(gap):
    lines = [gap.join(row) for row in FLATTENED]
    reading = read_text(
        "二、主动公开政府信息情况\n" + "\n\n".join(lines) + "\n三、收到和处理政府信息公开申请情况"
    )
    assert [row for table in tables(reading) for row in texts(table)] == FLATTENED
    assert len(paragraphs(reading)) == 2


def test_labels_set_with_wide_blanks_are_labels():
    label = "其　他 处 理".ljust(80)
    reading = read_text(f"一、总体情况\n| 合 计 | 3 |\n| {label} | 5 |\n")
    assert texts(tables(reading)[0])[0] == ["合 计", "3"]
