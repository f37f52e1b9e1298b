"""What is a gate's page and what only speaks of gates."""

from datetime import UTC, datetime

import pytest

from crawler.blocking import LONGEST_BODY, LONGEST_REST, block, retry_after
from tests.families.families import families
from tests.portals.sites import SITES

HTML = {"content-type": "text/html; charset=utf-8"}
SCRIPT = "document.cookie='seen='+(1+2)+';path=/';location.href=location.pathname+location.search"
RELOADING = f"<html><script>{SCRIPT}</script></html>"


def told(body, status=200, headers=HTML):
    raw = body.encode() if isinstance(body, str) else body
    return block(status, headers, raw)


@pytest.mark.parametrize("status", [412, 429, 503, 521, 567])
def test_statuses_that_are_a_gates_whatever_the_page(status):
    assert told("", status) == f"http {status}"


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 405, 410, 500, 502])
def test_statuses_that_are_the_hosts_own(status):
    assert told("<html><body>Not here</body></html>", status) is None
    assert told("", status) is None


BLOCK_PAGES = [
    "<title>网站防火墙</title><p>您的请求带有不合法的参数，已被网站管理员设置拦截！</p>",
    "<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>",
    "<p>当前访问疑似黑客攻击，已被创宇盾拦截</p>",
    "<p>您的访问过于频繁，请稍后再试</p>",
    "<h1>访问过于频繁</h1>",
    "<p>系统检测到您的访问异常，请输入验证码：</p><form><input name=code><input type=submit></form>",
    "<p>您的IP已被列入黑名单</p>",
    "<title>安全验证</title><div>请完成验证后继续访问</div>",
    "<body>The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 1</body>",
    "<p>很抱歉，您提交的请求可能对网站造成威胁，请求已被管理员设置的策略阻断</p>",
    "<title>D盾_拦截提示</title><p>您正在提交的内容含有非法参数</p>",
    "<p>Sorry, your request has been blocked as it may cause potential threats to the server's security.</p>",
    "<title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript>",
    "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
    '{"code":429,"msg":"请求过于频繁"}',
]


@pytest.mark.parametrize("source", BLOCK_PAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_pages_that_tell_their_visitor_so(source, encoding):
    assert told(source.encode(encoding)) == "block page"
    assert told(source.encode(encoding), 405) == "http 405, block page"


@pytest.mark.parametrize(
    "source",
    [
        RELOADING,
        "<script>var x=1;document['cookie']='a=1';window.location.reload()</script>",
        "<html><head><script>$_ts=window['$_ts'];</script><script src=/x.js></script></head><body></body></html>",
        "<script>var arg1='AB';function f(){document.cookie='acw_sc__v2='+arg1}</script>",
    ],
)
def test_pages_that_are_a_test_by_script(source):
    assert told(source) == "challenge"
    assert told("", 200, {"cf-mitigated": "challenge"}) == "challenge"


NAVIGATION = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(30))


@pytest.mark.parametrize(
    "source",
    [
        *(page + NAVIGATION for page in BLOCK_PAGES),
        "<p>" + "本年度网站防火墙拦截攻击，访问过于频繁的请求被防火墙拦截。" * 60 + "</p>",
        "<p>请输入验证码</p><form><input name=user><input type=password><input name=code></form>",
        "<p>请输入验证码继续查询</p><form><input name=number><input name=phone><input name=code></form>",
        "<p>请输入验证码</p><form><input name=code></form><p>您是第 12 位访问者</p>",
        "<script>if(busy){alert('您的访问过于频繁')}</script><p>办事指南</p>",
        "<!-- 您的访问过于频繁 --><p>办事指南</p>",
        "<p>您访问的页面不存在或存在异常，请返回首页</p>",
        "<h2>403 - 禁止访问: 访问被拒绝。</h2>",
        "<script>location.href='/index.html'</script>",
        "<script>document.cookie='lang=zh';location.href='/zh/'</script>",
        "<div id=app></div><script>document.cookie='a=1';location.reload()</script><script src=/app.js></script>",
        "<noscript>请开启JavaScript以继续访问</noscript><div id=app></div><script src=/app.js></script>",
        RELOADING + "<p>" + "政府信息公开工作年度报告" * 20 + "</p>",
        RELOADING + " " * LONGEST_BODY,
    ],
)
def test_pages_of_their_own(source):
    assert told(source) is None


@pytest.mark.parametrize(
    "site", [*SITES, *(family.site for family in families())], ids=lambda site: site.name
)
def test_no_page_of_a_portal_is_taken_for_a_gates(site):
    for path, shown in site.pages.items():
        assert block(200, {"content-type": shown.media_type}, shown.body) is None, path


def test_files_are_not_looked_into():
    assert told(BLOCK_PAGES[0], headers={"content-type": "application/pdf"}) is None
    assert told(BLOCK_PAGES[0], headers={}) == "block page"


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    "piece",
    [
        "<script>",
        "<a",
        "<!--",
        "<",
        "您的访问",
        "document.cookie",
        "<input type=",
        "location =  ",
        "IP访问参数",
    ],
)
def test_what_repeats_takes_time_in_proportion(piece):
    raw = piece.encode()
    for _ in range(20):
        told(raw * (LONGEST_BODY // len(raw)))


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "9" * 40}, LONGEST_REST),
        ({"retry-after": "Sun, 01 Mar 2026 12:10:00 GMT"}, 600),
        ({"retry-after": "Sun, 01 Mar 2026 13:10:00 GMT", "date": "Sun, 01 Mar 2026 13:00:00 GMT"}, 600),
        ({"retry-after": "Sun, 01 Mar 2020 12:10:00 GMT"}, 0),
        ({"retry-after": "Sun, 01 Mar 2099 12:10:00 -0000"}, LONGEST_REST),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "٣"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers, seconds):
    assert retry_after(headers, NOW) == seconds
