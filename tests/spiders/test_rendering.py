import pytest

from spiders.page import Page
from spiders.rendering import reason

URL = "http://portal.example/xxgk/nb/"
MENU = "".join(f'<a href="/{name}/">{name}</a>' for name in ("首页", "政务公开", "政务服务", "互动交流"))
PROSE = "一、总体情况。" + "本年度主动公开政府信息若干条，依申请公开若干件。" * 8


def of(body, head=""):
    return reason(Page(URL, f"<html><head>{head}</head><body>{body}</body></html>"))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('<div id="app"></div><script src="/js/app.js"></script>', "empty application root"),
        ('<div id="root"><div>加载中</div></div><script src="/m.js"></script>', "empty application root"),
        ("<div ng-app='gk'><div ng-view></div></div><script src='a.js'></script>", "empty application root"),
        (f"{MENU}<app-root></app-root><script src='main.js'></script>", "empty application root"),
        ("<ul><li v-for='it in list'><a :href='it.url'>{{it.title}}</a></li></ul><script src='a.js'></script>",
         "template that a script fills"),
        ("<h2>{{detail.title}}</h2><div v-html='detail.content'></div>", "template that a script fills"),
        ("<noscript>请启用 JavaScript</noscript><script src='a.js'></script>", "asks for scripts to be enabled"),
        (f"{MENU}<ul id='news'></ul><script>$.get('/api/l', r => $('#news').html(r.map(row).join('')))</script>",
         "empty list that a script fills"),
    ],
)  # fmt: skip
def test_a_page_of_scripts_alone_needs_a_browser(body, why):
    assert of(body) == why


ITEMS = "".join(f'<li><a href="/a/{n}.html">示例县2020年第{n}号通知公告</a></li>' for n in range(5))
LISTED = ",".join(f"{{'title':'示例县20{year}年年报及说明','url':'/a/{year}.html'}}" for year in (18, 19, 20))
FILLED = "<script>$.get('/hits', r => $('#hits').html(r))</script>"


@pytest.mark.parametrize(
    "body",
    [
        f"<ul>{ITEMS}</ul><span id='hits'></span>{FILLED}",
        f"{MENU}<p>暂无数据</p><script src='/js/nav.js'></script>",
        f"{MENU}<h1>示例县2020年年报</h1><a href='/a.docx'>示例县2020年报.docx</a><div id='hits'></div>{FILLED}",
        f"<div id='app'><p>{PROSE}</p></div><script src='a.js'></script>",
        "<div id='app'></div><iframe src='/list.html'></iframe><script src='a.js'></script>",
        "<div id='app'></div><script>location.href = '/zwgk/index.html'</script>",
        "<div id='app'></div><p>404 Not Found 页面不存在</p><script src='a.js'></script>",
        "<div id='root'></div>",
        "<script url='/api-gateway/unit' queryData=\"{'webId':'1'}\" src='unitbuild.js'></script><div id='app'></div>",
        f"<div id='app'></div><script type='text/xml'><recordset><record><![CDATA[{ITEMS}]]></record></script>",
        f"<div id='root'></div><script>var list=[{LISTED}]</script>",
    ],
)
def test_what_can_be_had_without_a_browser_comes_first(body):
    assert of(body) is None
