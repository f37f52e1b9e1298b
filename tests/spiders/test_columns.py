from __future__ import annotations

import json

import pytest

from spiders.columns import ABOVE_MENU, COLUMN, HUB, LIKELY_COLUMN, Lead, menu, rank
from spiders.links import Link
from spiders.searches import MOST_AFTER_COLUMN, MOST_REQUESTS, Search

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
        ("/c/", "新闻中心"),
        ("/zwgk/tzgg/202101/t20210101_1.html", "关于某事的通知"),
    ],
)
def test_what_leads_nowhere(path, text):
    assert rank(Link(HOST + path, text, "", "anchor")) == 0


def test_own_hub_comes_before_those_of_others():
    own, other = (
        rank(Link(f"{HOST}/c/", text, "", "anchor")) for text in ("政府信息公开", "市教育局政府信息公开")
    )

    assert own > other >= HUB


def lead(number: int, value: int = HUB) -> Lead:
    return Lead(f"{HOST}/{number}/", value)


def test_search_takes_the_best_first_and_each_once():
    search = Search()
    search.add([lead(1), lead(2, 60), lead(3)])
    search.add([lead(2, 60)])

    assert [one.url[-2] for one in iter(search.next, None)] == ["2", "1", "3"]


def test_search_ends_sooner_once_a_column_is_known():
    search, other = Search(), Search()
    search.add([lead(n) for n in range(50)])
    other.add([lead(n) for n in range(50)])
    other.found("a")

    assert len(list(iter(search.next, None))) == MOST_REQUESTS
    assert len(list(iter(other.next, None))) == MOST_AFTER_COLUMN


def test_menu_is_left_alone_once_there_is_what_may_be_a_column():
    search, likely = Search(), Search(likely=True)
    for one in (search, likely):
        one.add(
            [lead(1, ABOVE_MENU), *menu([Link(f"{HOST}/zf/", "走进政府", "", "anchor")], "example.gov.cn")]
        )

    assert len(list(iter(search.next, None))) == 2
    assert len(list(iter(likely.next, None))) == 1


def test_search_survives_as_json():
    search = Search()
    search.add([lead(1), lead(2)])
    search.next()

    assert Search.from_meta(json.loads(json.dumps(search.to_meta()))).to_meta() == json.loads(
        json.dumps(search.to_meta())
    )
