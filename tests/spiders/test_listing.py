from spiders import listing
from spiders.page import Page
from spiders.paging.turns import Pager, Turn
from spiders.walk import Walk
from tests.spiders.made import HOST, html, links, title_of

NOTICES = [(f"n{n}.html", f"关于开展第{n}次普查工作的通知") for n in range(6)]


def page(listed, beside=()):
    body = f'<div class="list">{links(*listed)}</div><div class="hot">{links(*beside)}</div>'
    return Page(f"{HOST}/nb/", html("政府信息公开年报", body))


def entries(one, known=()):
    found = listing.entries(one, listing.reports(one, in_column=True), known)
    return [link.url.rpartition("/")[2] for link in found], listing.marks(found)


def test_a_report_among_others_beside_the_list_does_not_make_these_entries():
    beside = [("2020.html", title_of(2020)), *NOTICES[:4]]
    held, _ = entries(page([("2021.html", title_of(2021)), *NOTICES], beside))
    assert held == ["2021.html", *(href for href, _ in NOTICES)]


def test_where_the_list_stood_before_it_stands_on_its_last_page():
    _, known = entries(page([("2021.html", title_of(2021)), *NOTICES]))
    longer = [(f"b{n}.html", f"关于举办第{n}届运动会的公告通知") for n in range(8)]
    last = page([("a1.html", "关于公布普查结果的通知")], longer)
    assert entries(last, known)[0] == ["a1.html"]
    assert entries(last)[0] == [href for href, _ in longer]


def test_a_pager_that_gave_all_pages_is_turned_once_and_one_of_next_links_to_the_end():
    others = [Turn(f"{HOST}/nb/{n}.html", n) for n in range(2, 7)]
    whole = Pager("p", tuple(others), pages_stated=6)
    walk = Walk(f"{HOST}/nb/")
    assert (walk.is_turning(whole), walk.turned(others[0], "held", whole).is_turning(whole)) == (True, False)
    for turn in others:
        following = Pager("p", (turn,), pages_stated=6)
        assert walk.is_turning(following)
        walk = walk.turned(turn, "held", following)


def test_the_page_that_a_walk_began_with_is_not_turned_to():
    walk = Walk(f"{HOST}/nb/list.jsp").at(Pager("p", (), current=3))
    assert (walk.page, walk.began) == (3, 3)
    turns = [Turn(f"{HOST}/nb/list.jsp?p={n}", n) for n in (1, 2, 3, 4)]
    pager = Pager("p", tuple(turns))
    assert walk.turns(pager) == turns
    assert [turn.page for turn in walk.turned(turns[3], "held", pager).turns(pager)] == [1, 2, 4]


def test_a_pager_among_the_entries_is_none_of_them():
    held, _ = entries(page([("2021.html", title_of(2021)), *NOTICES, ("list_2.html", "[下一页]")]))
    assert held == ["2021.html", *(href for href, _ in NOTICES)]


def below(path):
    guide = links((f"{HOST}/zwgk/zn/", "公开指南"), (f"{HOST}/zwgk/nb/jg/", "机构职能"))
    one = Page(f"{HOST}{path}", html("政府信息公开年报", guide))
    return [link.url for link in listing.columns_below(one, [])]


def test_what_lies_in_the_directory_of_an_index_is_below_it_and_beside_any_other_page():
    assert below("/zwgk/index.html") == [f"{HOST}/zwgk/zn/", f"{HOST}/zwgk/nb/jg/"]
    assert below("/zwgk/list.jsp?column=7") == []
    assert below("/zwgk/nb.html") == [f"{HOST}/zwgk/nb/jg/"]
