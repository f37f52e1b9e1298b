from spiders import unaddressed
from spiders.page import Page
from tests.spiders.made import HOST, html, title_of


def page(body):
    return Page(f"{HOST}/nb/", html("政府信息公开年报", body))


def test_titles_that_lead_nowhere_are_told_from_links():
    dead = f'<a href="javascript:;">{title_of(2019)}</a><a href="#">关于开展普查工作的通知</a>'
    alive = (
        f'<a href="2020.html">{title_of(2020)}</a>'
        f'<li><a href="2021.html"><span>{title_of(2021)}</span> 2022-01-20</a></li>'
    )
    row = f"<li><p>{title_of(2018)}</p><span>2019-01-20</span></li>"
    assert unaddressed.titles(page(dead + alive + row)) == [title_of(2019), title_of(2018)]
    assert unaddressed.titles(page(dead + alive + row), rendered=False) == [title_of(2019)]


def test_names_of_columns_that_lead_nowhere_come_best_first():
    menu = "<ul><li>政务公开</li><li><span>政府信息公开年报</span></li><li>网上办事</li></ul>"
    linked = '<a href="/zfxxgk/">政府信息公开</a>'
    assert unaddressed.names(page(menu + linked)) == ["政府信息公开年报", "政务公开"]
