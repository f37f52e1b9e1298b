import pytest

from archive.capture import Capture, Context, Document, Role
from pipelines.assemble import assemble
from pipelines.identity.identify import identify

TITLE = "洛阳市2021年政府信息公开工作年度报告"
PROSE = (
    "2021年，认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开信息120条，收到政府信息公开申请12件。"
)
PERIOD = "本报告所列数据的统计期限自{}起至{}止。"


def text(opening=PROSE, end=""):
    headings = (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "五、存在的主要问题及改进情况",
    )
    said = (opening, PROSE, PROSE, "问题不少，继续改进，进一步提高公开质量和水平。")
    return (
        "".join(f"<p>{heading}</p><p>{prose}</p>" for heading, prose in zip(headings, said, strict=True))
        + end
    )


def identity(
    title=TITLE,
    *,
    element="",
    head="",
    near="<p>发布时间：2022-01-20</p>",
    nav="",
    body="",
    url="http://www.ly.gov.cn/nb/1.html",
    captured_at="2026-05-01T00:00:00Z",
    **context,
):
    """Identify a report on a page of its own; `context` is what the crawl knew of it."""
    html = (
        f"<!DOCTYPE html><html><head><title>{element}</title>{head}</head><body><div>{nav}</div><h1>{title}</h1>"
        f"{near}<div class=content>{body or text()}</div></body></html>"
    )
    known = Context("p", Role.PAGE, **context) if context else None
    capture = Capture(url, 200, (), html.encode(), "text/html", captured_at=captured_at, context=known)
    document = Document((capture,))
    return identify(document, assemble(document))


def signed(*lines):
    return text(end="".join(f"<p>{line}</p>" for line in lines))


def codes(found):
    return [anomaly.code for anomaly in found.anomalies if anomaly.code.endswith("_disagrees")]


def said(found, key):
    return [(each.value, each.where, each.certainty) for each in found.indications if each.key == key]


def test_every_place_that_speaks_of_the_report_is_told():
    found = identity(
        element=f"{TITLE}_洛阳市人民政府",
        head="<meta name=PubDate content='2022-09-09 01:02:03'>",
        near="<p>来源：市政府办公室 发布时间：2022-01-20</p>",
        body=text(
            PROSE + PERIOD.format("2021年1月1日", "2021年12月31日"),
            "<p>洛阳市人民政府</p><p>二〇二二年一月十八日</p>",
        ),
        url="http://www.ly.gov.cn/art/2022/1/22/art_1_2.html",
        listing_title="2021年洛阳市政府信息公开年报",
        issuer="洛阳市人民政府",
        division="410300",
    )
    assert said(found, "title") == [
        (TITLE, "title", "stated"),
        (TITLE, "title_element", "stated"),
        ("2021年洛阳市政府信息公开年报", "listing", "stated"),
    ]
    assert said(found, "report_year") == [
        (2021, "title", "stated"),
        (2021, "title_element", "stated"),
        (2021, "period", "stated"),
        (2021, "listing", "stated"),
    ]
    assert said(found, "issuer.name") == [
        ("洛阳市人民政府", "title", "stated"),
        ("洛阳市人民政府", "title_element", "stated"),
        ("洛阳市人民政府", "listing", "stated"),
        ("洛阳市人民政府", "signature", "stated"),
        ("洛阳市政府办公室", "visible", "weak"),
        ("洛阳市人民政府", "site", "weak"),
        ("洛阳市人民政府", "portal", "weak"),
    ]
    assert said(found, "published_on") == [
        ("2022-01-20", "visible", "stated"),
        ("2022-09-09", "meta", "weak"),
        ("2022-01-18", "signature", "inferred"),
        ("2022-01-22", "address", "weak"),
    ]
    assert codes(found) == []


def test_one_indication_of_each_key_is_taken_and_gives_the_value():
    found = identity(body=signed("洛阳市人民政府", "2022年1月18日"))
    taken = {each.key: each.value for each in found.indications if each.chosen}
    assert taken == {
        "title": found.title,
        "report_year": found.year,
        "issuer.name": found.issuer.name,
        "published_on": found.published.on.isoformat(),
    }
    assert [each.raw for each in found.indications if each.where == "signature"] == [
        "洛阳市人民政府",
        "2022年1月18日",
    ]


@pytest.mark.parametrize(
    ("page", "name", "where", "certainty"),
    [
        ({"element": "2021年度报告-洛阳市教育局"}, "洛阳市教育局", "site", "inferred"),
        ({"issuer": "洛阳市教育局", "division": "410300"}, "洛阳市教育局", "portal", "inferred"),
        ({"body": signed("洛阳市财政局", "2022年1月18日")}, "洛阳市财政局", "signature", "inferred"),
        ({"body": signed("洛阳市财政局 2022年1月18日")}, "洛阳市财政局", "signature", "inferred"),
        (
            {"near": "<p>来源：市财政局 2022-01-20</p>", "issuer": "洛阳市人民政府", "division": "410300"},
            "洛阳市财政局",
            "visible",
            "inferred",
        ),
        (
            {
                "nav": "当前位置：<a href=/>首页</a> &gt; <a href=/x>市财政局</a> &gt; 年报",
                "issuer": "洛阳市人民政府",
                "division": "410300",
            },
            "洛阳市财政局",
            "breadcrumb",
            "inferred",
        ),
        (
            {
                "body": text("我市高度重视，" + PROSE + "我市"),
                "issuer": "洛阳市人民政府",
                "division": "410300",
            },
            "洛阳市人民政府",
            "self_reference",
            "inferred",
        ),
    ],
)
@pytest.mark.parametrize("title", ["2021年度报告", "2021年政府信息公开工作年度报告"])
def test_a_title_that_names_nobody_is_completed_by_what_surely_tells(title, page, name, where, certainty):
    found = identity(title, **page)
    assert (found.title, found.year, found.issuer.name) == (title, 2021, name)
    taken = next(each for each in found.indications if each.chosen and each.key == "issuer.name")
    assert (taken.where, taken.certainty) == (where, certainty)


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"issuer": "洛阳市人民政府", "division": "410300"},
        {
            "body": text("我局高度重视，我市" + PROSE + "我市"),
            "issuer": "洛阳市人民政府",
            "division": "410300",
        },
        {"body": signed("洛阳市人民政府办公室", "2022年1月18日")},
    ],
)
def test_nobody_is_the_issuer_where_that_is_not_certain(page):
    found = identity("2021年政府信息公开工作年度报告", **page)
    assert found.issuer.name is None
    assert not any(each.chosen for each in found.indications if each.key == "issuer.name")


NAMED = "洛阳市财政局政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("page", "year", "where"),
    [
        ({"body": text(PROSE + PERIOD.format("2020年1月1日", "2020年12月31日"))}, 2020, "period"),
        ({"body": text(PROSE + PERIOD.format("2020年9月1日", "2021年8月31日"))}, 2020, "period"),
        ({"body": text(PROSE + PERIOD.format("2008年5月1日", "2009年3月31日"))}, 2008, "period"),
        ({"listing_title": "洛阳市财政局2019年政府信息公开工作年度报告"}, 2019, "listing"),
        ({"near": "", "body": signed("洛阳市财政局", "2022年1月18日")}, 2021, "signature"),
        ({}, 2021, "visible"),
    ],
)
def test_a_year_that_no_title_names_is_that_of_the_period_then_the_list_then_the_date(page, year, where):
    found = identity(NAMED, **page)
    assert found.year == year
    assert (
        next(each.where for each in found.indications if each.chosen and each.key == "report_year") == where
    )


@pytest.mark.parametrize(
    "page",
    [
        {"near": "<p>发布时间：2022-06-20</p>"},
        {"near": "<p>发布时间：2024-01-20</p>"},
        {"near": "", "url": "http://www.ly.gov.cn/art/2022/1/22/art_1_2.html"},
        {"near": "", "head": "<meta name=PubDate content='2022-01-20'>"},
        {"body": text(PROSE + PERIOD.format("2019年1月1日", "2021年12月31日")), "near": ""},
    ],
)
def test_a_year_that_is_not_certain_is_none(page):
    found = identity(NAMED, **page)
    assert found.year is None
    assert found.id.endswith("-undated")


def test_titles_of_the_page_go_before_the_period_and_that_before_the_list():
    body = text(PROSE + PERIOD.format("2020年1月1日", "2020年12月31日"))
    assert identity(body=body, listing_title="洛阳市2019年政府信息公开工作年度报告").year == 2021
    assert identity(NAMED, body=body, listing_title="洛阳市财政局2019年政府信息公开工作年度报告").year == 2020


DISAGREEMENTS = [
    (
        {"body": text(PROSE + PERIOD.format("2020年1月1日", "2020年12月31日"))},
        ("year_disagrees", {"title": 2021, "period": 2020}),
    ),
    (
        {"listing_title": "洛阳市2020年政府信息公开工作年度报告"},
        ("year_disagrees", {"title": 2021, "listing": 2020}),
    ),
    (
        {"listing_title": "安阳市2021年政府信息公开工作年度报告"},
        ("issuer_disagrees", {"title": "洛阳市人民政府", "listing": "安阳市人民政府"}),
    ),
    (
        {"body": signed("安阳市人民政府", "2022年1月18日")},
        ("issuer_disagrees", {"title": "洛阳市人民政府", "signature": "安阳市人民政府"}),
    ),
    (
        {"title": "洛阳市财政局2021年政府信息公开年报", "body": signed("洛阳市教育局", "2022年1月18日")},
        ("issuer_disagrees", {"title": "洛阳市财政局", "signature": "洛阳市教育局"}),
    ),
    (
        {"near": "<p>发布时间：2022-11-20</p>", "body": signed("洛阳市人民政府", "2022年1月18日")},
        ("date_disagrees", {"visible": "2022-11-20", "signature": "2022-01-18"}),
    ),
    (
        {"body": signed("洛阳市人民政府", "2021年1月18日")},
        ("date_disagrees", {"visible": "2022-01-20", "signature": "2021-01-18"}),
    ),
]


@pytest.mark.parametrize(("page", "expected"), DISAGREEMENTS)
def test_places_that_say_different_things_are_an_anomaly_with_both(page, expected):
    found = identity(**page)
    assert [(each.code, each.operands) for each in found.anomalies if each.code == expected[0]] == [expected]
    assert codes(found) == [expected[0]]


@pytest.mark.parametrize(
    "page",
    [
        {"url": "http://www.ly.gov.cn/2016/1/22/t20160122_1.html"},
        {"head": "<meta name=PubDate content='2023-09-09 01:02:03'>"},
        {"listing_title": "洛阳市2021年政府信息公…"},
        {"listing_title": "政府信息公开年报"},
        {"near": "<p>来源：安阳市人民政府 2022-01-20</p>"},
        {"near": "<p>来源：河南省人民政府 2022-01-20</p>"},
        {"body": signed("洛阳市人民政府办公室", "2022年1月18日")},
        {"title": "洛阳市教育体育局2021年政府信息公开年报", "body": signed("洛阳市教体局", "2022年1月18日")},
        {"title": "洛阳市教育局2021年政府信息公开年报", "body": signed("教育局", "2022年1月18日")},
        {"near": "<p>洛阳市2020年政府信息公开工作年度报告</p><p>2022-01-20</p>"},
        {
            "title": "河南科技大学2020-2021学年信息公开年度报告",
            "body": text(PROSE + PERIOD.format("2020年9月1日", "2021年8月31日")),
        },
    ],
)
def test_a_site_s_way_of_printing_is_no_disagreement(page):
    assert codes(identity(**page)) == []


@pytest.mark.parametrize(
    ("page", "on", "where"),
    [
        ({"near": "<p>时间：2002年01月05</p><p>发布日期：2022-01-21</p>"}, "2022-01-21", "visible"),
        (
            {"near": "<p>时间：2002年01月05日</p><p>更新时间：2022-01-21 来源：办公室</p>"},
            "2022-01-21",
            "visible",
        ),
        ({"near": "<p>发布日期：二〇二二年一月二十日</p>"}, "2022-01-20", "visible"),
        ({"near": "<p>发布时间：２０２２年０１月２０日</p>"}, "2022-01-20", "visible"),
        ({"near": "<p>发布时间：202<span> 2</span>年1月20日</p>"}, "2022-01-20", "visible"),
        ({"near": "<p>（2022年1月26日）</p>"}, "2022-01-26", "visible"),
        (
            {"near": "<p>索引号：1/2022</p><p>公开日期：2022-01-19</p><p>发布机构：市政府办</p>"},
            "2022-01-19",
            "catalogue",
        ),
        ({"near": "", "head": "<meta name=PubDate content='20220209010203'>"}, "2022-02-09", "meta"),
        (
            {"near": "", "head": '<script>{"datePublished": "2022-01-19T18:00:00Z"}</script>'},
            "2022-01-20",
            "script",
        ),
        ({"near": "", "head": '<script>{"publishTime":1642660800000}</script>'}, "2022-01-20", "script"),
        ({"near": "", "body": signed("洛阳市人民政府", "2022年1月18日")}, "2022-01-18", "signature"),
        ({"near": "", "url": "http://www.ly.gov.cn/art/2022/1/22/art_1_2.html"}, "2022-01-22", "address"),
        ({"near": "<p>发布日期：2022-02-30</p>"}, None, None),
        ({"near": "<p>发布日期：2099-01-20</p>"}, None, None),
        ({"near": "<p>发布日期：2022-12-20</p>", "captured_at": "2022-05-01T00:00:00Z"}, None, None),
        ({"near": "<p>截止日期：2022-01-20</p>"}, None, None),
        ({"near": ""}, None, None),
    ],
)
def test_the_date_of_publication_is_the_likeliest_or_none(page, on, where):
    shown = identity(**page).published
    assert (shown and (shown.on.isoformat(), shown.where)) == (on and (on, where))


def test_a_school_year_s_report_is_not_late_in_autumn():
    def late(title):
        found = identity(title, near="<p>发布日期：2021-11-10</p>")
        return found.year, "published_late_or_republished" in [each.code for each in found.anomalies]

    assert late("河南科技大学2020-2021学年信息公开年度报告") == (2020, False)
    assert late("河南科技大学2020年信息公开年度报告") == (2020, True)


def test_a_zone_s_report_is_not_its_city_s():
    zone, city = identity("洛阳高新区2021年政府信息公开工作年度报告"), identity()
    assert zone.issuer.division_code == city.issuer.division_code == "410300"
    assert city.id == "410300-2021"
    assert zone.id != city.id
