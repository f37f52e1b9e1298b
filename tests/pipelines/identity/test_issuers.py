from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.full_names import full_name
from pipelines.identity.issuers import Hints, resolve
from pipelines.identity.unnamed import told
from pipelines.report import Issuer


def rows(name):
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


RESOLVED = rows("issuers.tsv")
IN_CONTEXT = rows("issuers_in_context.tsv")
"""Name, year, breadcrumb, site, publisher, the registry's issuer and division; full name, level, type, code, path."""


@pytest.mark.parametrize(("name", "year", "level", "org_type", "code", "path", "code_year"), RESOLVED)
def test_names_alone(name, year, level, org_type, code, path, code_year):
    assert resolve(name, int(year) if year else None, Hints()) == Issuer(
        name=name,
        level=level or None,
        org_type=org_type or None,
        division_code=code or None,
        division_path=tuple(path.split()),
        code_year=int(code_year) if code_year else None,
    )


@pytest.mark.parametrize("row", IN_CONTEXT, ids=lambda row: f"{row[0]} {row[2]} {row[3]} {row[5]} {row[6]}")
def test_names_in_context(row):
    name, year, breadcrumb, site, publisher, portal_issuer, portal_division = row[:7]
    hints = Hints(
        tuple(breadcrumb.split()),
        site or None,
        publisher or None,
        portal_issuer or None,
        portal_division or None,
    )
    issuer = resolve(name, int(year), hints)
    found = [issuer.name, issuer.level, issuer.org_type, issuer.division_code, " ".join(issuer.division_path)]
    assert [value or "" for value in found] == row[7:]


@pytest.mark.parametrize(
    ("name", "hints", "code"),
    [
        ("朝阳区人民政府", Hints(breadcrumb=("首页", "北京市", "政府信息公开")), "110105"),
        ("朝阳区人民政府", Hints(portal_issuer="长春市人民政府"), "220104"),
        ("朝阳区人民政府", Hints(portal_division="220100"), "220104"),
        ("朝阳区人民政府", Hints(site="新乡市人民政府"), None),
        ("朝阳区人民政府", Hints(site="北京市人民政府", portal_issuer="长春市人民政府"), None),
        ("鼓楼区人民政府", Hints(site="福州市鼓楼区人民政府门户网站"), "350102"),
        ("鼓楼区人民政府", Hints(site="中国·鼓楼"), None),
        ("太平镇人民政府", Hints(site="新乡市凤泉区人民政府"), None),
        ("桂花坪街道办事处", Hints(site="新乡市人民政府"), None),
        ("罗山县人民政府", Hints(site="新乡市人民政府"), "411521"),
    ],
)
def test_hints_settle_what_many_are_called(name, hints, code):
    issuer = resolve(name, 2020, hints)
    assert (issuer.name, issuer.division_code) == (name, code)


@pytest.mark.parametrize(
    ("name", "hints", "full", "code"),
    [
        ("市公安局", Hints(site="新乡市人民政府网"), "新乡市公安局", "410700"),
        ("县人民政府办公室", Hints(portal_division="411521"), "罗山县人民政府办公室", "411521"),
        ("县公安局", Hints(site="新乡市人民政府网"), "县公安局", None),
        ("教育局", Hints(publisher="新乡市教育局"), "新乡市教育局", "410700"),
        ("教育局", Hints(site="罗山县人民政府"), "罗山县教育局", "411521"),
        ("教育局", Hints(site="罗山县人民政府", breadcrumb=("新乡市",)), "教育局", None),
        ("教育局", Hints(site="新乡市人民政府", breadcrumb=("河南省", "凤泉区")), "凤泉区教育局", "410704"),
        ("教育局", Hints(site="新乡市人民政府", breadcrumb=("红旗区", "凤泉区")), "教育局", None),
        ("新乡", Hints(), "新乡市人民政府", "410700"),
        ("桂花坪街道办事处", Hints(site="天心区人民政府"), "天心区桂花坪街道办事处", "430103009"),
        ("桂花坪街道办事处", Hints(portal_division="430100"), "天心区桂花坪街道办事处", "430103009"),
        ("大块镇人民政府", Hints(breadcrumb=("首页", "凤泉区")), "凤泉区大块镇人民政府", "410704100"),
        ("大块镇人民政府", Hints(), "大块镇人民政府", "410704100"),
        ("太平镇人民政府", Hints(portal_division="131102"), "太平镇人民政府", None),
        ("虚构镇人民政府", Hints(site="友谊县人民政府"), "友谊县虚构镇人民政府", None),
    ],
)
def test_hints_complete_a_name(name, hints, full, code):
    issuer = resolve(name, 2020, hints)
    assert (issuer.name, issuer.division_code) == (full, code)


@pytest.mark.parametrize(
    "hints",
    [
        Hints(),
        Hints(site="新乡市人民政府"),
        Hints(publisher="市政府办公室", site="新乡市人民政府"),
        Hints(publisher="admin"),
        Hints(publisher="本站"),
        Hints(signatory="新乡市人民政府办公室"),
        Hints(site="新乡市人民政府", spoken_of="县"),
        Hints(site="新乡市人民政府", breadcrumb=("红旗区", "凤泉区"), spoken_of="区"),
    ],
)
def test_nobody_is_named_where_it_is_not_certain(hints):
    assert told(hints, 2020) is None
    assert resolve(None, 2020, hints) == Issuer()


@pytest.mark.parametrize(
    ("hints", "name", "by"),
    [
        (Hints(publisher="新乡市公安局"), "新乡市公安局", "publisher"),
        (Hints(publisher="新乡市人民政府"), "新乡市人民政府", "publisher"),
        (Hints(publisher="县教育局", site="罗山县人民政府"), "罗山县教育局", "publisher"),
        (Hints(publisher="大块镇", site="凤泉区人民政府"), "大块镇人民政府", "publisher"),
        (Hints(site="新乡市公安局网站"), "新乡市公安局", "site"),
        (Hints(portal_issuer="洛阳市教育局", portal_division="410300"), "洛阳市教育局", "portal_issuer"),
        (Hints(signatory="罗山县财政局", site="罗山县人民政府"), "罗山县财政局", "signatory"),
        (Hints(signatory="财政局", site="罗山县人民政府"), "罗山县财政局", "signatory"),
        (Hints(signatory="新乡学院"), "新乡学院", "signatory"),
        (Hints(signatory="罗山县财政局", publisher="罗山县公安局"), "罗山县财政局", "signatory"),
        (Hints(breadcrumb=("首页", "教育局"), site="罗山县人民政府"), "罗山县教育局", "breadcrumb"),
        (Hints(site="洛阳市人民政府", spoken_of="市"), "洛阳市人民政府", "spoken_of"),
        (Hints(signatory="洛阳市人民政府办公室", spoken_of="市"), "洛阳市人民政府", "spoken_of"),
        (Hints(portal_division="430103", spoken_of="区"), "天心区人民政府", "spoken_of"),
    ],
)
def test_what_stands_around_a_report_tells_whose_it_is(hints, name, by):
    body = told(hints, 2020)
    assert body is not None
    assert (body.name, body.by) == (name, by)


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("新乡市", "新乡市人民政府"),
        ("新乡市政府", "新乡市人民政府"),
        ("上海市浦东新区", "上海市浦东新区人民政府"),
        ("阿勒泰地区", "阿勒泰地区行政公署"),
        ("朝阳区南磨房地区", "朝阳区南磨房地区办事处"),
        ("天心阁街道", "天心阁街道办事处"),
        ("新乡经济技术开发区", "新乡经济技术开发区"),
        ("西咸新区", "西咸新区"),
        ("苏州工业园区", "苏州工业园区"),
        ("双城市", "双城市人民政府"),
        ("新乡市公安局", "新乡市公安局"),
        ("幸福社区", "幸福社区"),
    ],
)
def test_names_in_full(name, full):
    assert full_name(name) == full


names = st.text(alphabet="河南省新乡市县区镇街道办事处人民政府公安局北京朝阳太平开发 ·-", max_size=60)


@given(names, st.integers(1990, 2040), names, names)
def test_any_name_resolves_or_stays_open(name, year, site, publisher):
    issuer = resolve(name, year, Hints(site=site, publisher=publisher))
    assert (issuer.division_code is None) == (issuer.code_year is None)
    assert issuer.division_code is None or issuer.division_path
