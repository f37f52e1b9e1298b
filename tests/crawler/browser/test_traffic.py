from urllib.parse import urlsplit

import pytest

from crawler.browser import traffic
from tests.crawler.browser.tabs import URL

SAYS = f"<p>{'政府信息公开' * 12}</p>"


ESCAPING = """
<link rel=preconnect href="http://HOST/"><link rel=dns-prefetch href="http://HOST/">
<link rel=prefetch href="http://HOST/prefetch"><link rel=preload as=script href="http://HOST/preload.js">
<link rel=icon href="http://HOST/icon"><link rel=manifest href="http://HOST/manifest">
<meta http-equiv="Content-Security-Policy" content="img-src 'none'; report-uri http://HOST/csp">
<script type=speculationrules>{"prerender":[{"source":"list","urls":["http://HOST/prerender"]}]}</script>
<a ping="http://HOST/ping" href="#x" id=pinging>x</a><img src="http://HOST/image"><iframe src="http://HOST/frame"></iframe>
<video src="http://HOST/video"></video><object data="http://HOST/object"></object>
<form id=form action="http://HOST/form" method=post target=_blank></form>
<script>
const attempt = work => { try { const done = work(); if (done && done.catch) done.catch(() => 0) } catch (e) {} }
const inWorker = kind => attempt(() => new kind(URL.createObjectURL(new Blob([
  "fetch('http://HOST/worker');new WebSocket('ws://HOST/worker-socket');importScripts('http://HOST/imported.js')"]))))
attempt(() => document.getElementById('pinging').click())
attempt(() => new WebSocket('ws://HOST/socket'))
attempt(() => new EventSource('http://HOST/events'))
attempt(() => navigator.sendBeacon('http://HOST/beacon', 'x'))
attempt(() => navigator.serviceWorker.register('/service.js'))
attempt(() => window.open('http://HOST/window'))
attempt(() => document.getElementById('form').submit())
attempt(() => new WebTransport('https://HOST/transport'))
attempt(() => fetch('http://HOST/kept', {method: 'POST', keepalive: true, body: 'x'}))
attempt(() => fetch('http://HOST/put', {method: 'PUT', headers: {'X-A': '1'}}))
attempt(() => import('http://HOST/module.js'))
inWorker(Worker)
inWorker(SharedWorker)
const peer = new RTCPeerConnection({iceServers: [{urls: 'turn:HOST?transport=tcp', username: 'a', credential: 'b'}]})
peer.createDataChannel('x')
peer.createOffer().then(offer => peer.setLocalDescription(offer))
</script>"""


def test_nothing_leaves_the_browser_by_itself(render, listener):
    host, heard = listener
    seen = render(ESCAPING.replace("HOST", host) + SAYS)
    assert seen.states
    assert heard == []
    assert {urlsplit(one.url).path for one in seen.asked} <= {
        "/preload.js",
        "/kept",
        "/module.js",
        "/worker",
        "/imported.js",
    }
    assert {one.method for one in seen.asked} <= {"GET", "POST"}


def test_a_request_is_passed_on_with_what_the_script_gave_it_and_nothing_of_the_browsers_own(render):
    headers = "{'X-Token': 'a', 'Content-Type': 'application/json'}"
    script = f"fetch('/api', {{method: 'POST', headers: {headers}, body: '{{}}'}})"
    (asked,) = render(f"{SAYS}<script>{script}</script>").asked
    assert (asked.url, asked.method, asked.body) == ("http://portal.example/api", "POST", b"{}")
    assert asked.headers["x-token"] == "a"
    assert asked.headers["referer"] == URL
    assert not asked.headers.keys() & {"user-agent", "cookie", "host", "accept-encoding", "sec-ch-ua"}


def test_answers_in_json_are_heard_with_how_they_were_asked_for(render):
    script = "fetch('/api?page=1').then(r => r.json()).then(it => document.body.append(it.a))"
    seen = render(f"{SAYS}<script>{script}</script>", {"http://portal.example/api?page=1": '{"a": "好的"}'})
    assert [(one.url, one.text) for one in seen.traffic.heard] == [
        ("http://portal.example/api?page=1", '{"a": "好的"}')
    ]
    assert "好的" in seen.states[0].dom.decode()


def test_requests_of_one_page_are_bounded(render, monkeypatch):
    monkeypatch.setattr(traffic, "MOST_REQUESTS", 5)
    flood = "<script>for (let n = 0; n < 50; n++) fetch('/' + n).catch(() => 0)</script>"
    assert len(render(SAYS + flood).asked) == 5


@pytest.mark.parametrize("host", ["hm.baidu.com", "s4.cnzz.com", "www.google-analytics.com"])
def test_trackers_are_not_asked(render, host):
    assert render(f'{SAYS}<script src="https://{host}/hm.js"></script>').asked == []


def test_where_a_script_sends_the_page_is_told_and_the_page_stays(render):
    sent = render(f"{SAYS}<script>location = 'http://portal.example/else?x=1'</script>")
    renewed = render(f"{SAYS}<script>location.reload()</script>")
    assert sent.traffic.onward == "http://portal.example/else?x=1"
    assert renewed.traffic.onward is None
    assert all("政府信息公开" in one.states[0].dom.decode() for one in (sent, renewed))
