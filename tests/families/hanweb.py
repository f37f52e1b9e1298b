"""Hanweb: jpage's records in a datastore, by GET or POST; TrueCMS; JPaaS; annual reports by area and year."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.families.family import COLUMN, JSON, Entry, Family, Portal, paged, row
from tests.families.told import ISSUER, column
from tests.portals.content import Story
from tests.portals.model import Form, Page

_ANNUAL = "/col/col1412/index.html"
_PROXY = "/module/web/jpage/dataproxy.jsp"
_TRUECMS = "/truecms/messageController/getMessage.do"
_JPAAS = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_REPORTS = "/module/xxgk/xxgkAnnualReport.jsp"
_SCRIPT = "application/javascript;charset=utf-8"
_GROUP = (
    f"{_PROXY}?page=%d&appid=1&webid=1&path=/&columnid=1412&unitid=5120&webname={ISSUER}&permissiontype=0"
)


def by_get() -> Family:
    """The address of the next group stands in the datastore."""
    portal, entries = _column("hanweb-get")
    listed = paged(entries)
    groups = {
        str(number): portal.answers(_store(shown, len(entries), number + 1), "text/xml; charset=utf-8")
        for number, shown in enumerate(listed, 1)
    }
    portal.put(_ANNUAL, portal.listing(_unit(_store(listed[0], len(entries), 2), len(entries))))
    portal.lists.remove(groups["1"])  # the page itself holds these records
    return portal.family(lambda path, form: groups.get(form.get("page", "")) if path == _PROXY else None)


def by_post() -> Family:
    """The script posts the range of records; it stands nowhere as a link."""
    portal, entries = _column("hanweb-post")
    listed = paged(entries)
    portal.put(_ANNUAL, portal.listing(_unit(_store(listed[0], len(entries)), len(entries))))
    known = {}
    for at, shown in enumerate(listed[1:], 1):
        first = at * len(listed[0]) + 1
        known[first, first + len(shown) - 1] = portal.answers(_store(shown, len(entries)), "text/xml")

    def answer(path: str, form: Form) -> Page | None:
        if path != _PROXY or form.get("columnid") != "1412":
            return None
        first, last = int(form.get("startrecord", 1)), int(form.get("endrecord", 1))
        other = Page.of(_store(entries[first - 1 : last], len(entries)), "text/xml")
        return known.get((first, min(last, len(entries))), other)

    return portal.family(answer)


def truecms() -> Family:
    """The column's page holds a script that asks for three pages of five at once by JSONP, and no records."""
    portal, entries = _column("hanweb-truecms")
    script = (
        '<div id="list"></div><div id="pagination"></div><script>\nvar startrecord=1,endrecord=15,perpage=5;\n'
        "function load(group){startrecord=(group-1)*15+1;endrecord=group*15;\n"
        f'$.ajax({{url:"{_TRUECMS}?startrecord="+startrecord+"&endrecord="+endrecord+"&perpage="+perpage+'
        '"&columnId=a0f3e1b26c1c4a2f&contentTemplate=&unitid=5120",type:"get",dataType:"jsonp",jsonpCallback:"raw",\n'
        'success:function(data){$("#list").html(data.result)}});}\nload(1);</script>'
    )
    portal.put(_ANNUAL, portal.page(COLUMN, script))
    groups = [portal.answers(_jsonp(shown, len(entries)), _SCRIPT) for shown in paged(entries, 15)]

    def answer(path: str, form: Form) -> Page | None:
        if path != _TRUECMS or form.get("columnId") != "a0f3e1b26c1c4a2f":
            return None
        first, last = int(form.get("startrecord", 1)), int(form.get("endrecord", 1))
        if (last - first, first % 15) == (14, 1) and first < len(entries):
            return groups[first // 15]
        return Page.of(_jsonp(entries[first - 1 : last], len(entries)), _SCRIPT)

    return portal.family(answer)


def jpaas() -> Family:
    """A service builds the list; behind its last page it builds an empty one."""
    portal, entries = _column("hanweb-jpaas")
    unit = {
        "parseType": "bulidstatic",
        "webId": "8d828e408d90",
        "tplSetId": "20",
        "pageId": "14",
        "tagId": "x",
    }
    query = json.dumps(unit).replace('"', "'")
    portal.put(
        _ANNUAL,
        portal.page(
            COLUMN,
            f'<div class="box"><script src="/AuthorizedRead/unitbuild.js" url="{_JPAAS}" queryData="{query}"></script></div>',
        ),
    )
    listed = paged(entries, 15)
    built = {number: portal.answers(_built(shown)) for number, shown in enumerate(listed, 1)}

    def answer(path: str, form: Form) -> Page | None:
        if path != _JPAAS or form.get("webId") != "8d828e408d90":
            return None
        asked = json.loads(form.get("paramJson") or '{"pageNo":1}')
        return built.get(int(asked["pageNo"]), Page.of(_built([]), JSON))

    return portal.family(answer)


def annual_reports() -> Family:
    """No list at all: select boxes of areas and years, and an address for each of both; some are empty."""
    portal = Portal("hanweb-annual", "/col/col8/index.html", _REPORTS)
    areas = {"示例县人民政府": "410101", "示例县虚构局": "410102", "示例县样本镇人民政府": "410103"}
    years = range(2023, 2018, -1)
    reports = {
        (each.report.issuer, each.report.year): each
        for each in column()
        if each.report and each.report.issuer in areas and each.report.year in years
    }
    told = {
        f"{_REPORTS}?area={areas[issuer]}&fbtime={year}": each for (issuer, year), each in reports.items()
    }
    stories = list(told.values())
    addresses = dict(zip(map(id, stories), told, strict=True))
    boxes = (
        '<select id="area" onchange="go()">'
        + "".join(f'<option value="{code}">{name}</option>' for name, code in areas.items())
        + '</select><select id="fbtime" onchange="go()">'
        + "".join(f'<option value="{year}">{year}年</option>' for year in years)
        + "</select><script>function go(){location.href='"
        + f"{_REPORTS}?area='+$('#area').val()+'&fbtime='+$('#fbtime').val();}}</script>"
    )
    portal.entries(
        lambda each, _: addresses[id(each)],
        stories=stories,
        article=lambda _path, parts: portal.page(
            parts["title"],
            f"{boxes}<h1>{parts['title']}</h1><div>发布时间：{parts['date']}</div>{parts['body']}",
        ),
    )
    for area in areas.values():
        for year in years:
            address = f"{_REPORTS}?area={area}&fbtime={year}"
            portal.pages.setdefault(address, portal.page(COLUMN, f"{boxes}<p>暂无数据</p>"))
    portal.put(_REPORTS, portal.listing(f"{boxes}<p>请选择区域和年份</p>"))
    return portal.family()


def _column(name: str) -> tuple[Portal, list[Entry]]:
    portal = Portal(name, "/col/col8/index.html", _ANNUAL)
    return portal, portal.entries(_address)


def _address(each: Story, serial: int) -> str:
    year, month, day = map(int, each.date.split("-"))
    return f"/art/{year}/{month}/{day}/art_1412_{serial}.html"


def _unit(store: str, total: int) -> str:
    return (
        f'<div id="5120"><script type="text/xml">{store}</script></div>\n<script>'
        f"var param_5120={{col:1,appid:1,webid:1,path:'/',columnid:1412,unitid:'5120',webname:'{ISSUER}',permissiontype:0}};\n"
        f"$('#5120').jpage({{totalRecord:{total},perPage:10,proxyUrl:'{_PROXY}',barPosition:'bottom'}});</script>"
    )


def _store(entries: Sequence[Entry], total: int, following: int = 0) -> str:
    group = f'<nextgroup><![CDATA[<a href="{_GROUP % following}"></a>]]></nextgroup>' if following else ""
    records = "".join(f"<record><![CDATA[{row(each, 24)}]]></record>" for each in entries)
    count = f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // 10)}</totalpage>"
    return f"<datastore>{group}<recordset>{records}</recordset>{count}</datastore>"


def _jsonp(entries: Sequence[Entry], total: int) -> str:
    store = json.dumps({"result": _store(entries, total)}, ensure_ascii=False).replace("</", r"<\/")
    return f";raw({store})"


def _built(entries: Sequence[Entry]) -> str:
    markup = f"<ul>{''.join(map(row, entries))}</ul>"
    return json.dumps({"success": True, "code": "200", "data": {"html": markup}}, ensure_ascii=False)
