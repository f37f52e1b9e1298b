"""Portals whose pages are empty without a browser: lists by fetch, by scrolling, by clicking, and gkmlpt's."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.families.family import COLUMN, Entry, Family, Portal, paged, row
from tests.families.told import column
from tests.portals.model import Form, Page

_FETCHED = """<div id="app"></div><script>
var page=new URLSearchParams(location.search).get("page")||1;
fetch("/api/list?ch=nb&page="+page+"&size=10").then(r=>r.json()).then(function(answer){
  document.getElementById("app").innerHTML="<ul>"+answer.data.rows.map(r=>
    "<li><a href='/article.html?id="+r.id+"'>"+r.title+"</a><span>"+r.date+"</span></li>").join("")+"</ul>"+
    Array.from({length:answer.data.pages},(_,n)=>"<a href='?page="+(n+1)+"'>"+(n+1)+"</a>").join(" ");
});</script>"""
ARTICLE = """<div id="app"></div><script>
fetch("/api/article?id="+new URLSearchParams(location.search).get("id")).then(r=>r.json()).then(function(answer){
  document.title=answer.title;
  document.getElementById("app").innerHTML="<h1>"+answer.title+"</h1><p>发布时间："+answer.date+"</p>"+answer.body;
});</script>"""
_SCROLLED = """<ul id="list"></ul><div style="height:1500px">加载更多</div><script>
var page=0,busy=false,done=false;
function load(){if(busy||done)return;busy=true;fetch("/api/list?ch=nb&page="+(++page)+"&size=10").then(r=>r.json())
.then(function(answer){busy=false;done=page>=answer.data.pages;answer.data.rows.forEach(function(r){
  var one=document.createElement("li");one.innerHTML="<a href='/nb/"+r.id+".html'>"+r.title+"</a><span>"+r.date+"</span>";
  document.getElementById("list").appendChild(one);});});}
window.onscroll=function(){if(innerHeight+scrollY>=document.body.scrollHeight-200)load();};load();</script>"""
_CLICKED = """<div id="list"></div><div class="pager"><a id="next" href="javascript:;">下一页</a></div><script>
var page=1;
function load(){fetch("/fragments/nb-"+page+".html").then(r=>r.text()).then(t=>document.getElementById("list").innerHTML=t);
  if(page>=%d)document.getElementById("next").style.display="none";}
document.getElementById("next").onclick=function(){page++;load();};load();</script>"""
_GKMLPT = """<div id="app"></div><script>var _CONFIG={SID:"755001",CATE_ID:5,PAGE_SIZE:10};
function show(p){fetch("/gkmlpt/api/all/"+_CONFIG.CATE_ID+"?page="+p+"&sid="+_CONFIG.SID).then(r=>r.json()).then(function(a){
  document.getElementById("app").innerHTML="<table>"+a.articles.map(r=>"<tr><td><a href='"+r.url+"'>"+r.title+
    "</a></td><td>"+r.date+"</td></tr>").join("")+"</table>共 "+a.total+" 条 <a href='javascript:show("+(p+1)+")'>下一页</a>";});}
show(1);</script>"""


def fetched() -> Family:
    """List and articles come by fetch; the pages of the list have addresses of their own."""
    portal = Portal("fetched", "/zwgk/", "/nb.html")
    told: dict[str, str] = {}

    def shell(path: str, parts: Mapping[str, str]) -> Page:
        answer = {key: parts[key] for key in ("title", "date", "body")}
        told[path.rpartition("=")[2]] = json.dumps(answer, ensure_ascii=False)
        return portal.page("示例县人民政府", ARTICLE)

    whole = [replace(each, body=("\n".join(map(str, each.body)),)) for each in column()[:16]]
    entries = portal.entries(lambda _each, serial: f"/article.html?id={serial}", stories=whole, article=shell)
    answers = _api(portal, entries)
    portal.put("/nb.html", portal.page(COLUMN, _FETCHED))
    for number in range(1, len(answers) + 1):
        portal.put(f"/nb.html?page={number}", portal.pages["/nb.html"])

    def answer(path: str, form: Form) -> Page | None:
        if path == "/api/article" and form.get("id") in told:
            return Page.of(told[form["id"]], "application/json")
        return answers.get(form.get("page", "")) if path == "/api/list" else None

    return portal.family(answer, browser=True)


def scrolled() -> Family:
    """Scrolling to the end fetches the next entries."""
    portal = Portal("scrolled", "/zwgk/", "/nb/")
    entries = portal.entries(lambda _each, serial: f"/nb/{serial}.html")
    answers = _api(portal, entries)
    portal.put("/nb/", portal.page(COLUMN, _SCROLLED))
    return portal.family(
        lambda path, form: answers.get(form.get("page", "")) if path == "/api/list" else None, browser=True
    )


def clicked() -> Family:
    """下一页 has no address; clicking it fetches the next part of the list as markup."""
    portal = Portal("clicked", "/zwgk/", "/nb/")
    listed = paged(portal.entries(lambda _each, serial: f"/nb/{serial}.html"))
    for number, shown in enumerate(listed, 1):
        portal.put(
            f"/fragments/nb-{number}.html",
            portal.answers(f"<ul>{''.join(map(row, shown))}</ul>", "text/html; charset=utf-8"),
        )
    portal.put("/nb/", portal.page(COLUMN, _CLICKED % len(listed)))
    return portal.family(browser=True)


def gkmlpt() -> Family:
    """Guangdong's platform: the list is JSON, the articles are pages."""
    portal = Portal("gkmlpt", "/gkmlpt/guide", "/gkmlpt/annual", body='id="zoomcon" class="article-content"')
    entries = portal.entries(
        lambda _each, serial: f"/gkmlpt/content/{serial // 1000}/{serial}/post_{serial}.html"
    )
    listed = paged(entries)
    answers = {}
    for number, shown in enumerate(listed, 1):
        records = [
            {"id": at, "title": each.title, "url": each.path, "date": each.date}
            for at, each in enumerate(shown)
        ]
        text = json.dumps({"total": len(entries), "articles": records}, ensure_ascii=False)
        answers[str(number)] = portal.answers(text)
    portal.put("/gkmlpt/annual", portal.page(COLUMN, _GKMLPT))
    return portal.family(
        lambda path, form: answers.get(form.get("page", "1")) if path == "/gkmlpt/api/all/5" else None,
        browser=True,
    )


def _api(portal: Portal, entries: Sequence[Entry]) -> dict[str, Page]:
    listed = paged(entries)
    answers = {}
    for number, shown in enumerate(listed, 1):
        rows = [
            {
                "id": each.path.rpartition("/")[2].rpartition("=")[2].removesuffix(".html"),
                "title": each.title,
                "date": each.date,
            }
            for each in shown
        ]
        answer = {"code": 0, "data": {"total": len(entries), "pages": len(listed), "rows": rows}}
        answers[str(number)] = portal.answers(json.dumps(answer, ensure_ascii=False))
    return answers
