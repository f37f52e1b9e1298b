from __future__ import annotations

import json

import pytest

from spiders.columns import ABOVE_MENU, BODY, HUB, Kind, Lead, menu
from spiders.links import Link
from spiders.searches import (
    MOST_AFTER_COLUMN,
    MOST_FRUITLESS,
    MOST_IN_ALL,
    MOST_OF_BODIES,
    MOST_OF_KIND,
    MOST_REQUESTS,
    Search,
)
from tests.spiders.made import HOST
from tests.spiders.shapes import SHAPES
from tests.spiders.sites import crawl

pytestmark = pytest.mark.usefixtures("watchdog")

MOST_BEYOND = 45
"""Requests beyond reports and lists that finding them may cost on a portal of a hundred thousand pages."""


@pytest.mark.parametrize("name", SHAPES)
def test_all_reports_and_no_others_are_found_for_tens_of_requests(name):
    portal = SHAPES[name]()

    found = crawl(portal, most=3000, url=f"{HOST}/")

    assert {urls[0] for urls in found.read} == portal.reports
    assert len(set(found.paths) - portal.reports - portal.lists) <= MOST_BEYOND
    assert len(found.paths) - len(set(found.paths)) <= 2


def lead(number: int, value: int = HUB) -> Lead:
    return Lead(f"{HOST}/{number}/", value)


def test_search_takes_the_best_first_and_each_once():
    search = Search()
    search.add([lead(1), lead(2, 60), lead(3)])
    search.add([lead(2, 60)])

    assert [one.url[-2] for one in iter(search.next, None)] == ["2", "1", "3"]


def spend(search: Search, *, fed: bool = False) -> list[Lead]:
    """Return the leads that a search takes while no page, or each, brings something new."""
    taken = []
    while one := search.next():
        taken.append(one)
        search.settle(fed=fed)
    return taken


def test_addresses_of_one_page_are_one_lead():
    search = Search()
    search.see(f"{HOST}/0/index.html")
    search.add([lead(0), Lead(f"{HOST}/1/index.html", HUB), lead(1), Lead(f"{HOST}/1/;jsessionid=7", HUB)])

    assert [one.url for one in spend(search)] == [f"{HOST}/1/index.html"]


def test_search_ends_sooner_once_a_column_is_known():
    search, other = Search(), Search()
    search.add([lead(n) for n in range(50)])
    other.add([lead(n) for n in range(50)])
    other.found("http://a.cn/nb/")

    assert len(spend(search)) == MOST_REQUESTS
    assert len(spend(other)) == MOST_AFTER_COLUMN


def test_a_fruitless_kind_stops_and_leaves_the_others():
    search = Search()
    search.add([Lead(f"{HOST}/d{n}/", BODY, Kind.DEPARTMENT) for n in range(60)])
    search.add([Lead(f"{HOST}/t{n}/", BODY, Kind.TOWNSHIP) for n in range(60)])

    kinds = [one.kind for one in spend(search)]

    assert kinds.count(Kind.DEPARTMENT) == MOST_OF_BODIES + 1
    assert MOST_OF_KIND[Kind.TOWNSHIP] <= kinds.count(Kind.TOWNSHIP) <= MOST_OF_KIND[Kind.TOWNSHIP] + 1


def test_a_kind_that_brings_something_earns_more():
    search = Search()
    search.add([Lead(f"{HOST}/{n}/", BODY, Kind.DEPARTMENT) for n in range(60)])

    assert len(spend(search, fed=True)) == 60


def test_departments_with_reports_here_and_there_are_all_looked_at():
    search = Search()
    search.add([Lead(f"{HOST}/{n}/", BODY, Kind.DEPARTMENT) for n in range(40)])
    has = {11, 12, 14, 17, 19, 24, 30, 38}
    looked_at = []
    while one := search.next():
        looked_at.append(one.url)
        search.settle(fed=len(looked_at) - 2 in has)  # what a page brings is known one page later

    assert len(looked_at) == 40


def test_among_equals_the_order_is_that_in_which_they_were_given_their_rank():
    search = Search()
    search.add([lead(2, ABOVE_MENU), lead(1, ABOVE_MENU)])
    search.add([lead(1), lead(2)])

    assert [search.next().url, search.next().url] == [lead(1).url, lead(2).url]


def test_every_search_ends():
    fruitless, endless = Search(), Search()
    for n in range(MOST_IN_ALL + 10):
        for search, fed in ((fruitless, False), (endless, True)):
            search.add([Lead(f"{HOST}/{n}/{kind}", HUB, kind) for kind in Kind])
            if search.next():
                search.settle(fed=fed)

    assert (fruitless.spent, endless.spent) == (MOST_FRUITLESS, MOST_IN_ALL)
    assert fruitless.is_cut
    assert endless.is_cut


def test_a_body_s_page_speaks_for_the_body():
    assert lead(1).of(Kind.DEPARTMENT).kind is Kind.DEPARTMENT
    assert Lead(HOST, 30, Kind.PATH).of(Kind.DEPARTMENT).kind is Kind.PATH
    assert lead(1).of(Kind.MENU).kind is Kind.NAMED


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
