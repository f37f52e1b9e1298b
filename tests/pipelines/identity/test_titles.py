from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.issuers import Hints, resolve
from pipelines.identity.titles import Title, Verdict, is_column, is_weak_column, judge, read_title

TITLES = [
    [*line.split("\t"), "", ""][:4]
    for line in Path(__file__).with_name("titles.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("verdict", "text"), [row[:2] for row in TITLES])
def test_reports_are_told_from_look_alikes(verdict, text):
    assert judge(text) == verdict


@pytest.mark.parametrize(
    ("text", "year", "issuer"), [row[1:] for row in TITLES if row[0] == "report" or row[3]]
)
def test_a_title_names_year_and_issuer(text, year, issuer):
    title = read_title([text])
    assert title is not None
    assert (str(title.year or ""), title.issuer or "") == (year, issuer)


@pytest.mark.parametrize("text", [row[1] for row in TITLES if row[0] == "other"])
def test_a_look_alike_has_no_title(text):
    assert read_title([text]) is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("济源市人民政府 2019 年政府信息公开工作年度报告", "济源市人民政府2019年政府信息公开工作年度报告"),
        (
            "济源市人民政府\n2019年政府信息公开\r\n工作年度报告",
            "济源市人民政府2019年政府信息公开工作年度报告",
        ),
        (
            "岚皋县教育体育局2019年政府信息公开工作年度报告.doc",
            "岚皋县教育体育局2019年政府信息公开工作年度报告",
        ),
        ("【文稿解读】济源市2019年政府信息公开年报（图片版）", "济源市2019年政府信息公开年报"),
        ("新乡市２０１２年政府信息公开年报", "新乡市２０１２年政府信息公开年报"),
        ("政府信息公开工作年度报告（2021年度）", "政府信息公开工作年度报告（2021年度）"),
        ("新乡市2021年政府信息公开年报_公开年报_新乡市人民政府网", "新乡市2021年政府信息公开年报"),
        ("新乡市2021年政府信息公开年报 新乡市2021年政府信息公开年报", "新乡市2021年政府信息公开年报"),
        ("新乡市2021年政府信息公开年报 2022-01-30 10:20:30", "新乡市2021年政府信息公开年报"),
        ("· 新乡市2021年政府信息公开年报", "新乡市2021年政府信息公开年报"),
    ],
)
def test_a_title_is_kept_as_printed_without_decoration(text, printed):
    title = read_title([text])
    assert title is not None
    assert title.text == printed


def test_the_site_name_behind_a_title_goes():
    title = read_title(["2021年政府信息公开工作年度报告新乡市人民政府网"], "新乡市人民政府网")
    assert title is not None
    assert title.text == "2021年政府信息公开工作年度报告"


def test_what_a_title_says_behind_a_hyphen_is_no_site_name():
    printed = "高港区港口物流产业园-永安洲镇人民政府政府信息公开工作2024年度报告"
    title = read_title([printed], "永安洲镇人民政府政府信息公开工作2024年度报告")
    assert title is not None
    assert title.text == printed


@pytest.mark.parametrize("name", ["洮北区（工业园区）城南街道办事处", "洮北区(工业园区)城南街道办事处"])
def test_an_issuers_name_has_the_brackets_that_the_title_prints(name):
    title = read_title([f"{name}2021年政府信息公开工作年度报告"])
    assert title is not None
    assert title.issuer == name
    assert resolve(title.issuer, 2021, Hints()).division_code == "220802006"


def test_the_likeliest_candidate_is_printed_and_the_others_complete_it():
    title = read_title(
        [
            "政府信息公开年报",
            "2021年政府信息公开工作年度报告",
            "新乡市公安局2021年政府信息公开工作年度报告-新乡市公安局",
        ]
    )
    assert title is not None
    assert (title.text, title.year, title.issuer) == ("2021年政府信息公开工作年度报告", 2021, "新乡市公安局")


def test_the_whole_title_goes_before_the_one_cut_short():
    title = read_title(
        ["新乡市2021年政府信息公开工作年度报告…", "新乡市人民政府2021年政府信息公开工作年度报告"]
    )
    assert title is not None
    assert title.text == "新乡市人民政府2021年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("text", "year", "issuer"),
    [
        ("2023年度报告", 2023, None),
        ("年度报告(2023年)", 2023, None),
        ("洛阳市财政局2023年年报", 2023, "洛阳市财政局"),
    ],
)
def test_a_title_that_does_not_say_what_it_reports_is_one_where_no_other_is(text, year, issuer):
    assert read_title([text]) == Title(text, year, issuer)
    whole = read_title([text, "洛阳市教育局2022年政府信息公开工作年度报告"])
    assert whole is not None
    assert whole.text == "洛阳市教育局2022年政府信息公开工作年度报告"


def test_a_look_alike_ahead_speaks_for_the_page():
    assert (
        read_title(["一图读懂新乡市2021年政府信息公开工作年度报告", "新乡市2021年政府信息公开工作年度报告"])
        is None
    )


def test_candidates_without_a_report_are_no_title():
    assert read_title([]) is None
    assert read_title(["通知公告", "新乡市人民政府"]) is None


@pytest.mark.parametrize(
    "text", ["2008年至2009年政府信息公开年度报告", "新乡市2008-2009年度政府信息公开年度报告"]
)
def test_a_range_over_two_years_names_none(text):
    title = read_title([text])
    assert title is None or title.year is None


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开年报",
        "政府信息公开工作年度报告",
        "信息公开年度报告",
        "公开年报",
        "政府公开年报",
        "法定主动公开内容/政府信息公开年报",
        "市县区政府信息公开年报",
        "部门信息公开年报(12)",
        "政府信息公开年度报告专栏",
        "政务公开年度报告",
        " 政府信息\n公开年报 ",
    ],
)
def test_names_of_columns(text):
    assert is_column(text)
    assert judge(text) is not Verdict.REPORT


@pytest.mark.parametrize("text", ["年度报告", "年报", "历年年报", "新乡市公安局信息公开年报"])
def test_names_that_need_a_place_to_be_columns(text):
    assert is_weak_column(text)
    assert not is_column(text)


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开指南",
        "政府信息公开目录",
        "财政年度报告",
        "2021年政府信息公开年报",
        "政府工作报告",
        "统计年报",
    ],
)
def test_other_columns(text):
    assert not is_column(text)
    assert not is_weak_column(text)


@given(st.text(alphabet="政府信息公开工作年度报告年20219…-_（）【】 \n", max_size=400))
def test_any_text_is_judged(text):
    assert judge(text) in Verdict
    title = read_title([text])
    assert title is None or len(title.text) <= 300


def test_a_hostile_text_is_judged_at_once():
    text = "政府信息公开" * 20_000 + "2021" * 20_000
    assert judge(text) is not Verdict.REPORT


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    "text", ["第一章报告" + "." * 60 + "2", "报" + "。" * 60 + "2", "乡镇" * 30 + "第2020年政务公开年报"]
)
def test_what_repeats_is_not_tried_in_all_its_parts(text):
    assert judge(text) in Verdict
    read_title([text])


def test_characters_that_look_alike_are_read_alike():
    assert (
        judge("新乡市2021\N{ZERO WIDTH SPACE}年政府信息公开工作\N{CJK COMPATIBILITY IDEOGRAPH-F98E}度报告")
        is Verdict.REPORT
    )
