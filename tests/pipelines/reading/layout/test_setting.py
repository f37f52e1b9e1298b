from pipelines.reading.layout import read_pages
from tests.pipelines.reading.layout.pages_set import line, page
from tests.pipelines.reading.pages import paragraphs

FULL = "全年共收到政府信息公开申请十二件，均已按时答复，没有行政复议和行政诉讼案件发生，也没有收费。"


def read(*lines):
    return read_pages([page([each for one in lines for each in one])], 0)


def test_a_title_that_fills_its_line_does_not_run_into_the_heading_below_it():
    reading = read(
        line("某某县人民政府二〇二一年政府信息公开工作年度报告", 50, 60, 20),
        line("一、总体情况", 50, 100, 16),
        line(FULL, 50, 130),
    )
    assert [title.text for title in reading.head.titles] == [
        "某某县人民政府二〇二一年政府信息公开工作年度报告"
    ]
    assert paragraphs(reading) == ["一、总体情况", FULL]


def test_a_heading_of_a_size_that_ocr_sees_alike_is_none_of_the_title():
    placed = [
        *line("某县人民政府2021年政府信息公开工作年度报告", 50, 60, 12),
        *line("一、总体情况", 50, 90, 12),
    ]
    reading = read([each._replace(confidence=0.99) for each in placed], line(FULL, 50, 130))
    assert paragraphs(reading) == ["一、总体情况", FULL]


def test_a_heading_below_a_full_line_of_the_same_type_is_a_paragraph_of_its_own():
    assert paragraphs(read(line(FULL, 50, 100), line("二、存在的主要问题", 50, 115))) == [
        FULL,
        "二、存在的主要问题",
    ]


def test_a_full_line_goes_on_in_the_next():
    text = FULL[:-1] + "，也没有"
    assert paragraphs(read(line(text, 50, 100), line("减免。", 50, 115))) == [text + "减免。"]
