import pytest

from pipelines.body import Cell, Paragraph, Table
from pipelines.prose.headings import ordinal
from pipelines.prose.sections import split
from tests.pipelines.prose.written import SAMPLES, blocks_of, sample, squeezed, tables_used


def outline_of(text, layout=None, **known):
    blocks = blocks_of(text)
    used = tables_used(blocks) if layout else frozenset()
    return split(blocks, used=used, layout=layout, **known)


def keys(outline):
    return [(section.number, section.key) for section in outline.sections]


def codes(outline):
    return [anomaly.code for anomaly in outline.anomalies]


@pytest.mark.parametrize("stem", SAMPLES)
def test_sections_of_the_samples(stem):
    outline, _, expected = sample(stem)
    assert squeezed(outline.preamble) == squeezed(expected["preamble"])
    assert [(s.number, s.key, s.heading, squeezed(s.text)) for s in outline.sections] == [
        (s["number"], s["key"], s["heading"], squeezed(s["text"])) for s in expected["sections"]
    ]
    structure = {"missing_section", "nested_ordinal_collision", "announced_table_missing"}
    assert codes(outline) == [a["code"] for a in expected["anomalies"] if a["code"] in structure]


REPORT_2008 = """本报告是根据《中华人民共和国政府信息公开条例》要求编制的。全文包括概述等八个部分。
一、概 述
2008年，本市认真贯彻落实《条例》。
二、主动公开政府信息的情况
共主动公开政府信息1200条。
三、依申请公开政府信息办理情况
（一）申请情况
全年受理申请12件。
（二）答复情况
已答复12件。
四、咨询处理情况
接受咨询300人次。
五、政府信息公开的收费及减免情况
未收取任何费用。
六、申请行政复议、提起行政诉讼和申诉的情况
没有。
七、存在的主要问题和改进措施
一是认识不足。
八、附表
二〇〇九年三月"""

REPORT_2012 = """第一部分 概述
2012年工作稳步推进。
第二部分 公开政府信息情况
一、公开的主要内容
二、公开形式
第三部分 政府信息公开申请办理情况
本年度收到申请3件。
第四部分 政府信息公开申请收费情况
没有收费。
第五部分 因政府信息公开申请行政复议、提起行政诉讼的情况
无。
第六部分 2013年工作打算
继续努力。"""

REPORT_2015 = """（一）总体情况。2015年，我局认真推进。
（二）重点领域政府信息公开情况。公开预算决算。
（三）政策解读回应情况。发布解读12篇。
（四）依申请公开情况。未收到申请。
（五）建议提案办理结果公开情况。办理提案5件。
（六）保密审查情况。未发生泄密。
（七）存在不足及下一步打算。加强学习。
（八）其它需要说明的事项。无。"""

REPORT_2017 = """基本情况
2017年，我街道扎实推进。
主动公开情况
公开信息30条。
依申请公开情况
没有收到申请。
政府信息公开工作机构和人员情况
配备兼职人员2名。
存在的问题和改进措施
继续改进。"""


@pytest.mark.parametrize(
    ("report", "wanted"),
    [
        (
            REPORT_2008,
            "overview active_disclosure requests consult fees review_litigation problems -",
        ),
        (REPORT_2012, "overview active_disclosure requests fees review_litigation problems"),
        (REPORT_2015, "overview key_areas response requests proposals secrecy problems other"),
        (REPORT_2017, "overview active_disclosure requests organization problems"),
    ],
    ids=["2008", "2012", "2015", "2017"],
)
def test_reports_in_prose(report, wanted):
    outline = outline_of(report)
    expected = [(n, None if key == "-" else key) for n, key in enumerate(wanted.split(), 1)]
    assert keys(outline) == expected
    assert codes(outline) == []


@pytest.mark.parametrize("words", ["其他报告事项", "其它说明事项", "其他有关情况"])
def test_what_else_is_reported(words):
    assert keys(outline_of(f"一、概述\n很好。\n二、存在的问题\n不足。\n三、{words}\n无。"))[-1] == (
        3,
        "other",
    )


def test_heading_and_text_in_one_paragraph():
    outline = outline_of(REPORT_2015)
    first = outline.sections[0]
    assert (first.heading, first.text) == ("（一）总体情况", "2015年，我局认真推进。")
    assert first.passage.locate(0, 5).start == len("（一）总体情况。")


def test_preamble_without_the_lines_around_it():
    text = (
        "当前位置：首页 > 年报\n某县2016年政府信息公开工作年度报告\n发布日期：2017-03-01 浏览次数：12\n"
        + REPORT_2008
    )
    outline = outline_of(text + "\n【打印本页】 【关闭窗口】")
    assert outline.preamble == REPORT_2008.splitlines()[0]
    assert "打印" not in outline.sections[-1].text


SIX = """一、总体情况
概述文字。
{inside}
二、主动公开政府信息情况
第二十条第（一）项
规章\t0\t0\t0
第二十条第（五）项
行政许可\t3
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量\t1\t1
四、政府信息公开行政复议、行政诉讼情况
1\t1
五、存在的主要问题及改进情况
一是不足。
六、其他需要报告的事项
无。"""


def test_numbered_parts_of_a_section_are_no_sections():
    inside = "一、深化主动公开\n文字。\n二、规范依申请公开\n文字。\n三、平台建设\n文字。"
    outline = outline_of(SIX.format(inside=inside), "tables-2021")
    assert [key for _, key in keys(outline)] == [
        "overview",
        "active_disclosure",
        "requests",
        "review_litigation",
        "problems",
        "other",
    ]
    assert codes(outline) == ["nested_ordinal_collision"]
    assert "平台建设" in outline.sections[0].text
    assert outline.sections[1].text == ""


def test_table_of_contents_is_not_the_report():
    contents = "\n".join(line for line in SIX.splitlines() if line[1:2] == "、" and "\t" not in line)
    outline = outline_of(contents + "\n" + SIX.format(inside="更多文字。"), "tables-2019")
    assert keys(outline)[0] == (1, "overview")
    assert outline.sections[0].text == "概述文字。\n更多文字。"
    assert codes(outline) == []


def test_missing_sections_of_the_form():
    text = SIX.format(inside="").replace("五、存在的主要问题及改进情况\n", "")
    assert codes(outline_of(text, "tables-2021")) == ["missing_section"]
    assert codes(outline_of(text)) == []


def test_sections_on_missing_pages_are_not_missed():
    text = "文字接上页。\n" + SIX.format(inside="").partition("概述文字。\n")[2]
    outline = outline_of(text, "tables-2021", missing_before=True)
    assert (outline.sections[0].number, outline.sections[0].key, outline.sections[0].heading) == (
        1,
        None,
        None,
    )
    assert outline.preamble is None
    assert codes(outline) == []
    later = SIX.format(inside="").partition("四、")[0]
    assert codes(outline_of(later, "tables-2021", missing_after=True)) == []


def test_misprinted_ordinals_are_kept_as_printed():
    text = SIX.format(inside="").replace("六、其他", "五、其他")
    assert keys(outline_of(text, "tables-2021"))[-2:] == [(5, "problems"), (5, "other")]


def test_heading_in_a_cell_and_inside_a_statutory_table():
    prose = Table(((Cell("一、总体情况", 0, 0), Cell("2021年工作有序推进。", 0, 1)),), 0, 0, 0)
    statutory = Table(
        (
            (Cell("二、主动公开政府信息情况", 0, 0, colspan=2),) * 2,
            (Cell("规章", 1, 0), Cell("0", 1, 1)),
        ),
        0, 1, 1,
    )  # fmt: skip
    end = Paragraph("三、收到和处理政府信息公开申请情况", 0, 2)
    outline = split((prose, statutory, end), used=frozenset({(0, 1)}), layout="tables-2021")
    assert [(s.number, s.key, squeezed(s.text)) for s in outline.sections] == [
        (1, "overview", "2021年工作有序推进。"),
        (2, "active_disclosure", ""),
        (3, "requests", ""),
    ]


def test_other_tables_stay_in_the_text():
    outline = outline_of("一、概述\n见下：\n项目\t数量\n会议\t3\n二、主动公开情况\n无。")
    assert outline.sections[0].text == "见下：\n项目\t数量\n会议\t3"


def test_tables_that_are_announced_and_there():
    text = SIX.format(inside="在《条例》第二十条中，第（一）、（五）项的情况详见下表。")
    assert codes(outline_of(text, "tables-2021")) == []
    text = SIX.format(inside="在《条例》第二十条中，第（一）、（五）、（九）项的情况详见下表。")
    assert codes(outline_of(text, "tables-2021")) == ["announced_table_missing"]


def test_prose_without_headings_is_one_section():
    outline = outline_of("2016年，我乡认真推进政府信息公开工作。\n全年公开信息3条。")
    assert keys(outline) == [(1, None)]
    assert outline_of("").sections == ()


@pytest.mark.parametrize(
    ("printed", "number"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("３", 3), ("㈣", 4), ("十十", None)],
)
def test_ordinals(printed, number):
    assert ordinal(printed) == number


@pytest.mark.parametrize(
    "filler", ["一、", "1", "(一)", "一、总体情况\n", "第一部分", "（", " ", "1、问题。\n"]
)
def test_time_is_linear_in_hostile_text(filler):
    outline = outline_of(filler * (200_000 // len(filler.encode())))
    assert outline.sections is not None


@pytest.mark.usefixtures("watchdog")
def test_a_last_line_of_many_figures_is_not_tried_as_all_pagers():
    assert outline_of("一、总体情况\n很好。\n" + "20" * 60 + "件").sections[0].text.endswith("件")


def test_parts_of_the_statistics_form_that_stand_as_lines_are_no_doubt():
    text = "一、概述\n很好。\n二、存在的主要问题\n不足。\n一、主动公开情况\n二、回应解读情况"
    assert codes(outline_of(text, "statistics-2014")) == []
    assert codes(outline_of(text)) == ["nested_ordinal_collision"]


def test_numbered_parts_of_the_statistics_form_are_no_headings():
    parts = ["一、主动公开情况", "三、依申请公开情况", "八、机构建设和保障经费情况"]
    form = Table(tuple((Cell(text, row, 0),) for row, text in enumerate(parts)), 0, 3, 0)
    blocks = [Paragraph(text, 0, n) for n, text in enumerate(["一、概述", "很好。", "二、存在的主要问题"])]
    outline = split([*blocks, form], used=frozenset({(0, 3)}), layout="statistics-2014")
    assert [section.heading for section in outline.sections] == ["一、概述", "二、存在的主要问题"]
    assert codes(outline) == []


@pytest.mark.parametrize("line", ["- 4 -", "信息内容\t本年制发件数\t本年废止件数", "申请人情况 总计"])
def test_what_is_left_between_the_parts_of_a_table_is_no_text(line):
    table = Table(((Cell("行政许可", 0, 0),),), 0, 1, 0)
    again = Table(((Cell("行政处罚", 0, 0),),), 0, 3, 1)
    blocks = [Paragraph("二、主动公开政府信息情况", 0, 0), table, Paragraph(line, 0, 2), again]
    outline = split(blocks, used=frozenset({(0, 1), (0, 3)}), layout="tables-2021")
    assert [section.text for section in outline.sections] == [""]


def test_header_cut_off_its_table_by_a_blank_line_is_no_text():
    header = Table(((Cell("信息内容", 0, 0), Cell("本年制发件数", 0, 1)),), 0, 1, 0, spanned=False)
    table = Table(((Cell("规章", 0, 0), Cell("3", 0, 1)),), 0, 2, 1, spanned=False)
    blocks = [Paragraph("二、主动公开政府信息情况", 0, 0), header, table]
    outline = split(blocks, used=frozenset({(0, 2)}), layout="tables-2021")
    assert [section.text for section in outline.sections] == [""]


def test_rows_of_a_statutory_table_may_be_headings_and_prose():
    rows = ["二、主动公开政府信息情况", "行政许可", "三、收到和处理政府信息公开申请情况", "未收到申请。"]
    table = Table(tuple((Cell(text, row, 0),) for row, text in enumerate(rows)), 0, 0, 0)
    outline = split([table], used=frozenset({(0, 0)}), layout="tables-2021")
    assert [(section.key, section.text) for section in outline.sections] == [
        ("active_disclosure", ""),
        ("requests", "未收到申请。"),
    ]


SYNONYMS = """政府信息公开工作总体概况 overview
工作开展情况及成效 overview
政府信息主动公开的情况 active_disclosure
主动公开信息的类别和数量 active_disclosure
公民、法人和其他组织申请公开政府信息的情况 requests
信息公开申请受理、答复情况 requests
政府信息依申请公开办理情况 requests
依申请公开政府信息和不予公开政府信息情况 requests
不予公开和部分公开政府信息的情况 requests
政府信息公开咨询处理情况 consult
咨询和投诉情况 consult
政府支出和收费情况 fees
检索、复制、邮寄等收费情况 fees
人员和收支情况 organization
工作人员和费用支出情况 organization
复议、诉讼和申诉的情况 review_litigation
因政府信息公开申请行政复议或提起行政诉讼情况 review_litigation
当前工作中的薄弱环节及今后努力的方向 problems
面临的困难和明年工作思路 problems
存在的主要问题、改进情况和其他需要报告的事项 problems
政策解读及热点回应情况 response
人大建议和政协提案办理结果公开情况 proposals
重点热点信息公开情况 key_areas
保密审查情况 secrecy
其他工作情况 other
需要说明的事项与附表 other"""


@pytest.mark.parametrize("row", SYNONYMS.splitlines())
def test_headings_by_meaning(row):
    heading, key = row.split()
    outline = outline_of(f"一、概述\n如下。\n二、{heading}\n如下。\n三、附表\n无。")
    assert [section.key for section in outline.sections] == ["overview", key, None]


def test_numbered_parts_do_not_take_the_place_of_official_headings():
    headings = (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
    )
    parts = "（一）主动公开。公开12条。\n（二）依申请公开。收到3件。\n（三）平台建设。改版一次。"
    outline = outline_of("\n".join([headings[0], parts, *(f"{heading}\n如下。" for heading in headings[1:])]))
    assert [section.heading for section in outline.sections] == list(headings)


def test_the_statistics_form_in_two_halves_copied_as_text_collides_with_no_section():
    halves = """一、主动公开情况 （三）申请答复数 件 37
（一）主动公开政府信息数 条 4312 1.属于已主动公开范围数 件 8
1.政府公报公开政府信息数 条 0 2.同意公开答复数 件 11
2.政府网站公开政府信息数 条 3866 3.同意部分公开答复数 件 2
3.政务微博公开政府信息数 条 120 4.不同意公开答复数 件 4
4.政务微信公开政府信息数 条 211 四、行政复议数量 件 3
二、回应解读情况
三、依申请公开情况
（一）收到申请数 件 37
1.当面申请数 件 6
2.传真申请数 件 0
3.网络申请数 件 22
4.信函申请数 件 9
（二）申请办结数 件 37
1.按时办结数 件 35
2.延期办结数 件 2"""
    assert "nested_ordinal_collision" not in codes(outline_of(f"{REPORT_2008}\n{halves}"))
    nested = "二、公开形式\n我们多渠道公开。\n三、公开的时效\n我们及时公开。"
    assert "nested_ordinal_collision" in codes(outline_of(f"{REPORT_2008}\n{nested}"))


def test_an_ordinal_within_the_first_of_sections_without_any_opens_no_section():
    inner = "（一）主动公开\n及时公开。\n（二）依申请公开\n收到申请2件。\n（三）监督保障\n加强监督。"
    outline = outline_of(
        f"概述\n2022年，我们认真落实条例。\n{inner}\n主动公开情况\n收到和处理政府信息公开申请情况\n"
        "政府信息公开行政复议、行政诉讼情况\n存在的主要问题及改进情况\n仍有不足。\n其他需要报告的事项\n无。",
        "tables-2021",
    )
    assert keys(outline) == list(
        enumerate(
            ("overview", "active_disclosure", "requests", "review_litigation", "problems", "other"), start=1
        )
    )
