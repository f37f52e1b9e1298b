import re

import pytest

from crawler.browser import states

SAYS = f"<p>{'政府信息公开' * 12}</p>"
LIST = "<ul></ul><div class=pager></div>"
ROWS = """<script>
const rows = n => [1, 2, 3].map(i => `<li>第${n}组第${i}条政府信息公开工作年度报告</li>`).join('')
const list = document.querySelector('ul'), pager = document.querySelector('.pager')
</script>"""


def shown(seen):
    return [len(re.findall(r"<li>第\d", state.dom.decode())) for state in seen.states]


@pytest.mark.parametrize(
    "going_on",
    [
        "<button onclick='go()'>下一页</button>",
        "<a href='javascript:;' onclick='go()'>下页</a>",
        "<a href='javascript:go()'>&gt;</a>",
        "<span onclick='go()'>后一页</span>",
        "<button class='btn-next' onclick='go()'><i></i></button>",
        "<li class='x-pagination-next' title='下一页' onclick='go()'></li>",
    ],
)
def test_a_list_is_walked_to_its_end_whatever_its_next_looks_like(render, going_on):
    script = """<script>let n = 1
    const go = () => { if (n < 4) list.innerHTML = rows(++n); if (n > 3) pager.firstChild.classList.add('disabled') }
    list.innerHTML = rows(1)</script>"""
    found = render(f"{SAYS}<ul></ul><div class=pager>{going_on}</div>{ROWS}{script}", walked=True)
    assert [f"第{n}组" in state.dom.decode() for n, state in enumerate(found.states, 1)] == [True] * 4


def test_what_has_an_address_is_left_to_the_spider_and_so_are_carousels(render):
    markup = f"""{SAYS}{LIST}<a href='/list_2.html' onclick='go()'>下一页</a>
    <div class='swiper-box'><span class='next' onclick='go()'>&gt;</span></div>{ROWS}
    <script>let n = 1; const go = () => list.innerHTML = rows(++n); list.innerHTML = rows(1)</script>"""
    assert len(render(markup, walked=True).states) == 1


def test_a_list_that_grows_is_its_last_state_and_one_that_has_no_end_is_bounded(render, monkeypatch):
    monkeypatch.setattr(states, "MOST_STATES", 5)
    grows = f"""{SAYS}{LIST}{ROWS}<script>let n = 0
    const go = () => list.insertAdjacentHTML('beforeend', rows(++n))
    go(); pager.innerHTML = '<p onclick="go()">点击加载更多</p>'</script>"""
    endless = f"""{SAYS}{LIST}{ROWS}<script>let n = 0
    const go = () => list.innerHTML = rows(++n)
    go(); pager.innerHTML = '<p onclick="go()">下一页</p>'</script>"""
    assert shown(render(grows, walked=True)) == [3 * 6]
    assert shown(render(endless, walked=True)) == [3] * 6


def test_the_walk_ends_where_the_rest_is_known_and_a_page_that_is_no_list_is_not_walked(render):
    markup = f"""{SAYS}{LIST}{ROWS}<script>let n = 1; list.innerHTML = rows(1)</script>
    <button onclick='list.innerHTML = rows(++n)'>下一页</button>"""
    assert shown(render(markup, walked=True, known=lambda _: True)) == [3]
    assert shown(render(markup)) == [3]


def test_content_that_comes_late_is_waited_for(render):
    late = "<div id=app></div><script>setTimeout(() => app.innerHTML = `LATE`, 1500)</script>"
    assert "政府信息公开" in render(late.replace("LATE", SAYS)).states[0].dom.decode()


@pytest.mark.usefixtures("watchdog")
def test_pages_that_hang_or_eat_memory_are_ended_and_the_next_is_rendered(render, monkeypatch):
    monkeypatch.setattr(states, "ANSWER_SECONDS", 1)
    monkeypatch.setattr(states, "LONGEST", 2)
    eating = "setInterval(() => { for (;;) { const more = new Uint8Array(5e7); more.fill(1); kept.push(more) } }, 1)"
    for hanging in ("for (;;) {}", "for (;;) alert(1)"):
        assert render(f"<script>{hanging}</script>").error == "timeout"
    render(f"<script>const kept = []; {eating}</script>")
    good = render(SAYS)
    assert "政府信息公开" in good.states[0].dom.decode()


def test_a_script_that_spoils_the_page_for_others_spoils_nothing_for_us(render):
    spoiling = f"""{SAYS}<script>
    Object.defineProperty(document, 'body', {{get() {{ return null }}}})
    String.prototype.slice = Array.prototype.filter = () => {{ throw 1 }}
    document.getElementsByTagName = () => ({{length: 1e9}})
    </script>"""
    assert "政府信息公开" in render(spoiling).states[0].dom.decode()
