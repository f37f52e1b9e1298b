"""Portals whose pages are made by scripts, written by hand: lists by fetch, by clicks, by scrolling, and by routes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from tests.portals.content import Story, look_alikes, made_up_report
from tests.portals.model import Form, Page, Site, Truth

AREA = "示例县"
REPORTS = [
    made_up_report(f"{AREA}人民政府", year, f"{year + 1}-01-2{year % 10}") for year in range(2019, 2023)
]
COLUMN = [*REPORTS, *look_alikes(AREA, 2022)[:3]]
"""The annual-report column: four reports, and what is none."""

PER_PAGE = 2
JSON = "application/json"
SCRIPT = "application/javascript"
HOME = (
    "<html><head><title>示例县人民政府</title></head>"
    '<body><p>欢迎访问</p><a href="/nb/">政府信息公开年报</a></body></html>'
)
SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>示例县人民政府</title></head><body>'
    "<noscript>您的浏览器没有启用 JavaScript</noscript>"
    '<div id="app"></div><script src="/js/app.js"></script></body></html>'
)

# The list is put into the page as `ul`; `next` goes on where the portal's own part of the script says how.
COMMON = """
const app = document.getElementById('app')
const row = (it, href) => `<li><a href="${href}" title="${it.title}">${it.title}</a><span>${it.date}</span></li>`
const list = rows => {
  app.innerHTML = '<h2>政府信息公开年报</h2><ul class="list">' + rows + '</ul><div id="pager"></div>'
}
const later = (work) => setTimeout(work, 60)
"""


def numbered() -> Iterable[tuple[int, Story]]:
    """The column with the ids its articles have."""
    return enumerate(COLUMN, 4100)


def entries(at: int, size: int = PER_PAGE) -> list[dict[str, object]]:
    """The entries of one page of the column, 1-based, as a service gives them."""
    told = [{"id": number, "title": one.title, "date": one.date} for number, one in numbered()]
    return told[(at - 1) * size : at * size]


def article(story: Story) -> str:
    """An article as a page of the server's own."""
    return (
        f"<html><head><title>{story.title}</title></head><body><h1>{story.title}</h1>"
        f'<p>发布时间：{story.date}</p><div id="zoom">{story.body[0]}</div></body></html>'
    )


def truths(address: Callable[[int], str]) -> tuple[Truth, ...]:
    """What is to be found, given the address of the article with an id."""
    return tuple(story.truth([address(number)]) for number, story in numbered() if story.report)


def _site(
    name: str, script: str, answer: Callable[[str, Form], Page | None], address: str = "/a/{}.html"
) -> Site:
    pages = {
        "/": Page.of(HOME),
        "/nb/": Page.of(SHELL),
        "/js/app.js": Page.of(COMMON + script, SCRIPT),
        **{f"/a/{number}.html": Page.of(article(story)) for number, story in numbered()},
    }
    return Site(name, "scripts", f"{AREA}人民政府", pages, truths(address.format), answer)


def _json(value: object) -> Page:
    return Page.of(json.dumps(value, ensure_ascii=False), JSON)


def _veiled(value: object) -> Page:
    """An answer that nothing but the page's own script understands."""
    return Page.of(base64.b64encode(json.dumps(value).encode()).decode(), "text/plain")


def fetched() -> Site:
    """A list by GET, entries with ids only, and articles that a script makes of JSON too."""
    script = """
    const id = new URLSearchParams(location.search).get('id')
    if (id) fetch('/api/article?id=' + id).then(r => r.json()).then(it => later(() => {
      document.title = it.data.title
      app.innerHTML = `<h1>${it.data.title}</h1><p>发布时间：${it.data.date}</p><div id="zoom">${it.data.content}</div>`
    }))
    else fetch('/api/list?channelId=7&pageNo=1&pageSize=2').then(r => r.json()).then(got => later(() => {
      list(got.data.rows.map(it => row(it, '/view?id=' + it.id)).join(''))
    }))
    """
    stories = dict(numbered())

    def answer(path: str, form: Form) -> Page | None:
        if path == "/api/list":
            rows = entries(int(form["pageNo"]), int(form["pageSize"]))
            return _json({"code": 0, "data": {"rows": rows, "total": len(COLUMN)}})
        if path == "/api/article":
            one = stories[int(form["id"])]
            return _json({"data": {"title": one.title, "date": one.date, "content": one.body[0]}})
        return Page.of(SHELL) if path == "/view" else None

    return _site("fetched", script, answer, "/view?id={}")


def routed() -> Site:
    """A portal that is one page: its menu, its list and its articles are routes, and nothing on it is a link."""
    script = """
    const go = (words, route) => `<li><p data-to="${route}">${words}</p></li>`
    addEventListener('click', event => { location.hash = event.target.dataset.to })
    const show = () => {
      const [, step, id] = location.hash.split('/')
      if (step === 'view') fetch('/api/article?id=' + id).then(r => r.json()).then(it => {
        app.innerHTML = `<h1>${it.data.title}</h1><p>发布时间：${it.data.date}</p><div>${it.data.content}</div>`
      })
      else if (step === 'list') fetch('/api/list?channelId=7&pageNo=1&pageSize=2').then(r => r.json()).then(got => {
        list(got.data.rows.map(it => go(it.title, '/view/' + it.id)).join(''))
      })
      else app.innerHTML = '<ul>' + go('网上办事', '/work') + go('政府信息公开年报', '/list') + '</ul>'
    }
    addEventListener('hashchange', show)
    show()
    """
    site = _site("routed", script, fetched().answer, "/#/view/{}")
    return replace(site, pages={**site.pages, "/": Page.of(SHELL)})


def opened() -> Site:
    """A list in a cipher whose rows open windows."""
    script = """
    const line = it => `<li><p data-id="${it.id}">${it.title}</p><span>${it.date}</span></li>`
    addEventListener('click', event => event.target.dataset.id && open(`/a/${event.target.dataset.id}.html`))
    const load = n => fetch('/api/page/' + n).then(r => r.text()).then(text => {
      const got = JSON.parse(decodeURIComponent(escape(atob(text))))
      list(got.rows.map(line).join(''))
      document.getElementById('pager').innerHTML = n < got.pages ? '<button>下一页</button>' : ''
      document.querySelector('#pager button').onclick = () => load(n + 1)
    })
    load(1)
    """
    return _site("opened", script, _page_of_cipher)


def partly() -> Site:
    """A portal with a menu of its own, whose column stands only in what a script adds to it."""
    script = """
    fetch('/api/menu').then(r => r.json()).then(it => {
      menu.innerHTML = `<a href="${it.path}">${it.name}</a>`
    })
    """
    site = _site(
        "partly",
        "",
        lambda path, _form: (
            _json({"name": "政府信息公开年报", "path": "/nb/list.html?from=1"})
            if path == "/api/menu"
            else None
        ),
    )
    home = f'<body><a href="/zwgk/">政务公开</a><p>{"欢迎访问示例县人民政府门户网站。" * 20}</p><div id="menu"></div>'
    pages = {**sent().pages, "/": Page.of(f"{home}<script>{script}</script></body>")}
    return replace(site, pages={address: page for address, page in pages.items() if address != "/nb/"})


def posted() -> Site:
    """A list by POST of JSON, with a button for the next page; entries have addresses."""
    script = """
    const load = n => fetch('/api/search', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({channel: 'nb', pageIndex: n, rows: 2})
    }).then(r => r.json()).then(got => later(() => {
      list(got.result.list.map(it => row(it, it.url)).join(''))
      document.getElementById('pager').innerHTML = `<button>下一页</button>`
      document.querySelector('button').onclick = () => load(n + 1)
    }))
    load(1)
    """

    def answer(path: str, form: Form) -> Page | None:
        if path != "/api/search":
            return None
        asked = json.loads(next(iter(form)))
        rows = [{**one, "url": f"/a/{one['id']}.html"} for one in entries(asked["pageIndex"])]
        return _json({"result": {"list": rows}, "page": {"totalCount": str(len(COLUMN))}})

    return _site("posted", script, answer)


def clicked() -> Site:
    """A list in a cipher, with 下一页 that is greyed at the end."""
    script = """
    const load = n => fetch('/api/page/' + n).then(r => r.text()).then(text => later(() => {
      const got = JSON.parse(decodeURIComponent(escape(atob(text))))
      list(got.rows.map(it => row(it, `/a/${it.id}.html`)).join(''))
      const off = n >= got.pages ? 'disabled' : ''
      document.getElementById('pager').innerHTML = `共${got.pages}页 <a href="javascript:;" class="${off}">下一页</a>`
      document.querySelector('#pager a').onclick = () => off || load(n + 1)
    }))
    load(1)
    """
    return _site("clicked", script, _page_of_cipher)


def scrolled() -> Site:
    """A list in a cipher that grows when its end is scrolled to."""
    script = """
    list('')
    document.querySelector('ul').style.lineHeight = '20em'
    let n = 0, busy = false
    const more = () => {
      const whole = document.scrollingElement
      if (busy || whole.scrollTop + innerHeight < whole.scrollHeight - 50) return
      busy = true
      fetch('/api/page/' + (++n)).then(r => r.text()).then(text => later(() => {
        const got = JSON.parse(decodeURIComponent(escape(atob(text))))
        const rows = got.rows.map(it => row(it, `/a/${it.id}.html`)).join('')
        document.querySelector('ul').insertAdjacentHTML('beforeend', rows)
        busy = n >= got.pages
      }))
    }
    addEventListener('scroll', more)
    more()
    """
    return _site("scrolled", script, _page_of_cipher)


def sent() -> Site:
    """A page whose script sends its reader to the list, which needs no browser."""
    site = _site("sent", "location.replace('/nb/list.html?from=' + 1)", lambda *_: None)
    rows = "".join(f'<li><a href="/a/{number}.html">{one.title}</a></li>' for number, one in numbered())
    listed = Page.of(f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows}</ul></body></html>")
    return replace(site, pages={**site.pages, "/nb/list.html?from=1": listed})


def guarded(elsewhere: str) -> Site:
    """A list whose script also asks for what robots.txt forbids and of a host on a private network."""
    script = f"""
    const tell = what => it => document.body.insertAdjacentHTML('beforeend', '<p>' + what + it + '</p>')
    fetch('/secret/list').then(r => r.text()).then(tell('got')).catch(tell('forbidden'))
    fetch('http://{elsewhere}/inside').then(r => r.text()).then(tell('got')).catch(tell('private'))
    list({json.dumps(entries(1))}.map(it => row(it, `/a/${{it.id}}.html`)).join(''))
    """
    site = _site("guarded", script, lambda path, _form: Page.of("told") if path == "/secret/list" else None)
    robots = Page.of("User-agent: *\nDisallow: /secret/\n", "text/plain")
    return replace(site, pages={**site.pages, "/robots.txt": robots})


def _page_of_cipher(path: str, _form: Form) -> Page | None:
    head, _, number = path.rpartition("/")
    if head != "/api/page":
        return None
    return _veiled({"rows": entries(int(number)), "pages": -(-len(COLUMN) // PER_PAGE)})


SITES = (fetched(), posted(), clicked(), scrolled(), sent(), routed(), opened(), partly())
