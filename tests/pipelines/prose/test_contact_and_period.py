# ruff: noqa: E501 - a sentence stands in one piece
from dataclasses import asdict

import pytest

from pipelines.body import Paragraph
from pipelines.prose.contact import find_contact
from pipelines.prose.period import find_period, stated_period
from pipelines.prose.sections import split
from pipelines.report import Contact
from tests.pipelines.prose.written import SAMPLES, sample, tables_used


def outline_of(text):
    blocks = tuple(Paragraph(line, 0, place) for place, line in enumerate(text.split("\n")))
    return split(blocks, used=frozenset(), layout=None)


@pytest.mark.parametrize("stem", SAMPLES)
def test_contact_and_period_of_the_samples(stem):
    blocks, expected = sample(stem)
    layout = None if expected["layout"] == "prose" else expected["layout"]
    missing = 1 in expected["missing_pages"]
    outline = split(blocks, used=tables_used(blocks), layout=layout, missing_before=missing)
    contact = find_contact(outline)
    given = {key: value for key, value in asdict(contact).items() if value} if contact else None
    assert given == expected["contact"]
    assert asdict(find_period(outline, expected["report_year"])) == expected["period"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "如对本报告有疑问，请与某县人民政府办公室联系（地址：某县人民路1号；邮编：123456；电话：0371-12345678；传真：0371-87654321）。",
            Contact(
                "某县人民政府办公室", "某县人民路1号", "123456", "0371-12345678", "0371-87654321"
            ),
        ),
        (
            "请直接联系某市财政局办公室\n地 址：某市中山路 2 号\n邮政编码：654321\n联系电话：（010）87654321\n电子邮箱：a.b@example.gov.cn\n网址：www.example.gov.cn",
            Contact(
                "某市财政局办公室", "某市中山路 2 号", "654321", "（010）87654321", None,
                "a.b@example.gov.cn", "www.example.gov.cn",
            ),
        ),
        ("密切与人民群众联系，提高电话接听质量，办理12345热线。", None),
        ("网上信箱a@example.com收到来信。", None),
    ],
)  # fmt: skip
def test_contacts(text, wanted):
    assert find_contact(outline_of(text)) == wanted


@pytest.mark.parametrize(
    ("text", "start", "end", "stated"),
    [
        ("本报告所列数据的统计期限自2012年1月1日起至2012年12月31日止。", "2012-01-01", "2012-12-31", True),
        ("本报告数据统计期限为2008年5月1日—12月31日。", "2008-05-01", "2008-12-31", True),
        ("统计时段：2012 年 1 月 1 日至 2012 年 12 月 31 日", "2012-01-01", "2012-12-31", True),
        ("统计期限自2012年2月30日至2012年12月31日。", "2012-01-01", "2012-12-31", False),
        ("统计期限自2012年12月31日至2012年1月1日。", "2012-01-01", "2012-12-31", False),
        ("活动自2012年3月1日至2012年3月5日举行。", "2012-01-01", "2012-12-31", False),
    ],
)
def test_periods(text, start, end, stated):
    period = find_period(outline_of(text), 2012)
    assert (period.start, period.end, period.stated) == (start, end, stated)


def test_no_year_no_period():
    assert find_period(outline_of("无。"), None).start is None
    assert stated_period(outline_of("无。")) is None
    stated = stated_period(outline_of("统计期限自2012年1月1日起至2012年12月31日止。"))
    assert (stated.end.year, stated.raw) == (2012, "2012年1月1日起至2012年12月31日")


@pytest.mark.parametrize("filler", ["地址：", "与", "0371-", "2012年1月1日", "a.", "www."])
def test_time_is_linear_in_hostile_text(filler):
    outline = outline_of("统计，联系" + filler * (200_000 // len(filler.encode())))
    find_contact(outline)
    find_period(outline, 2012)
