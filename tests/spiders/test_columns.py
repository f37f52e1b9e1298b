from __future__ import annotations

import pytest

from spiders.columns import BODY, COLUMN, HUB, LIKELY_COLUMN, SITE_MAP, Kind, bodies, by_address, leads, rank
from spiders.links import Link

HOST = "http://www.example.gov.cn"


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开年报",
        "信息公开年报",
        "公开年报",
        "政府信息公开年度报告",
        "信息公开工作年度报告",
        "历年政府信息公开年报",
    ],
)
def test_name_of_a_column(text):
    assert rank(Link(f"{HOST}/col/1.html", text, "", "anchor")) == COLUMN


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/col/1.html", "年报"),
        ("/col/1.html", "年度报告"),
        ("/zwgk/zfxxgknb/", "查看"),
        ("/gk/xxgknb/index.html", ""),
        ("/xxgk1/xxgknb.html", ""),
        ("/zwgk/nb.htm", "查看"),
    ],
)
def test_what_may_be_a_column(path, text):
    assert rank(Link(HOST + path, text, "", "anchor")) == LIKELY_COLUMN


@pytest.mark.parametrize(
    "text", ["政务公开", "政府信息公开", "信息公开", "法定主动公开内容", "信息公开目录", "政府信息公开专栏"]
)
def test_hub(text):
    assert HUB <= rank(Link(f"{HOST}/c/", text, "", "anchor")) < LIKELY_COLUMN


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/c/", "政府信息公开指南"),
        ("/c/", "依申请公开"),
        ("/c/", "我市召开政务公开工作推进会议部署全年工作任务"),
        ("/c/", "财政预决算公开"),
        ("/zwgk/nb1.htm", "查看"),
        ("/tj/tjnb.html", "统计年鉴"),
        ("/c/", "新闻中心"),
        ("/zwgk/tzgg/202101/t20210101_1.html", "关于某事的通知"),
        ("/xw/202101/t20210101_1.html", "人大代表视察信息公开工作"),
        ("/info/1002/3321.htm", "我局开展政务公开"),
    ],
)
def test_what_leads_nowhere(path, text):
    assert rank(Link(HOST + path, text, "", "anchor")) == 0


def test_own_hub_comes_before_those_of_others():
    own, other = (
        rank(Link(f"{HOST}/c/", text, "", "anchor")) for text in ("政府信息公开", "市教育局政府信息公开")
    )

    assert own > other >= HUB


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("政府信息公开", Kind.NAMED),
        ("部门信息公开", Kind.NAMED),
        ("市教育局政府信息公开", Kind.DEPARTMENT),
        ("东关街道办事处信息公开", Kind.TOWNSHIP),
        ("大块镇政务公开", Kind.TOWNSHIP),
        ("网站地图", Kind.MAP),
    ],
)
def test_what_speaks_for_a_hub(text, kind):
    (one,) = leads([Link(f"{HOST}/c/", text, "", "anchor")], "example.gov.cn")

    assert one.kind is kind


def test_bodies_named_and_nothing_else():
    names = ["教育局", "大块镇", "新闻中心", "走进示例县", "市场监督管理局", "关于教育局的通知", "供销合作社"]
    found = bodies(
        [Link(f"{HOST}/{n}/", name, "", "anchor") for n, name in enumerate(names)], "example.gov.cn"
    )

    assert [(one.url[-2], one.rank, one.kind) for one in found] == [
        ("0", BODY, Kind.DEPARTMENT),
        ("1", BODY, Kind.TOWNSHIP),
        ("4", BODY, Kind.DEPARTMENT),
        ("6", BODY, Kind.DEPARTMENT),
    ]


def test_what_stands_in_a_footer_comes_after_what_stands_in_a_menu():
    spots = ("html/body/div.footer/ul/li", "html/body/div.nav/ul/li")
    found = leads(
        [Link(f"{HOST}/{n}/", "政务公开", "", "anchor", spot) for n, spot in enumerate(spots)],
        "example.gov.cn",
    )

    assert [one.url[-2] for one in found] == ["1", "0"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/zwgk/zfxxgknb/202103/t1.html", "/zwgk/zfxxgknb/"),
        ("/zfxxgk/fdzdgknr/a.html", "/zfxxgk/"),
        ("/zwgk/x/1.html", "/zwgk/"),
        ("/xw/1.html", None),
    ],
)
def test_directory_that_an_address_names(path, expected):
    found = by_address(HOST + path)

    assert (found and found.url) == (expected and HOST + expected)


def test_last_resorts_come_last():
    assert rank(Link(f"{HOST}/m/", "网站地图", "", "anchor")) == SITE_MAP < HUB
