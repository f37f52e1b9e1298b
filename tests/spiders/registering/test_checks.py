"""What is wrong with a file of portals is told all at once, each with its line."""

from __future__ import annotations

from datetime import date

import pytest

from spiders.registering.checks import is_contact, is_pattern
from spiders.registry import RegistryError, TlsDemand, read_registry

HEAD = "name,address,issuer,division"


def problems(path):
    with pytest.raises(RegistryError) as raised:
        read_registry(path)
    return [(problem.line, problem.text) for problem in raised.value.problems]


@pytest.fixture
def told(tmp_path):
    """Returns what is wrong with a text, as lines and texts."""

    def of(text, name="portals.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return problems(path)

    return of


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[[portal]]\naddresses = ["http://a.cn/"]', 1, "name is missing"),
        ('[[portal]]\nname = "a"', 1, "a: addresses is missing"),
        ('[[portal]]\nname = "a"\naddresses = "http://a.cn/"', 3, "addresses must be a list"),
        ('[[portal]]\nname = "a"\n\naddresses = ["a.cn"]', 4, "addresses holds 'a.cn'"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\nurl = "x"', 4, "unknown key 'url'"),
        (
            '[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\ndivision = 410700',
            4,
            "division must be a text",
        ),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\ndivision = "999999"', 4, "no GB/T 2260 code"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\ntls = "none"', 4, "tls must be one of"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\nevery = "x"', 4, "every must be a number"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\nevery = nan', 4, "every must be a number"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\ndelay = -1', 4, "delay must be between"),
        (
            '[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\nexclude = ["x"]',
            4,
            "a pattern begins with /",
        ),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\npaused = 7', 4, "paused must be true"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\npaused = "2026-02-30"', 4, "is no day"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\ncontact = "a\\r\\nX: y"', 4, "one line"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\ncontact = "me)"', 4, "neither a mail"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\nexpect = 3', 4, "expect must be a table"),
        ('[[portal]]\nname = 7\naddresses = ["http://a.cn/"]', 2, "name must be a text"),
        ('[[portal]]\nname = "新乡"\naddresses = ["http://a.cn/"]', 2, "use letters, digits"),
        ('\n[[portal]]\nname = "a"\naddresses = ["http://a.cn:x/"]', 4, "addresses holds"),
        ("[portals]", None, "only [[portal]] tables"),
        ("portal = 3", None, "only [[portal]] tables"),
        ("portal = [3]", None, "portal 1: not a table"),
        ("[[portal]]\n[[portal", 2, "no TOML"),
        ("", None, "no portal stands there"),
    ],
)
def test_an_error_names_line_and_key(told, text, line, message):
    [(where, said)] = told(text)
    assert where == line
    assert message in said


def test_all_errors_are_told_at_once(told):
    text = f"""{HEAD},every
a,http://a.cn/,,
b,b.cn,,
c,http://c.cn/,,12

d,http://d.cn/ http://a.cn/,,,soon
a,http://e.cn/,,
f,http://f.cn/,,,1,too many
"""
    told_of = told(text, "portals.csv")
    assert [line for line, _ in told_of] == [3, 4, 6, 6, 7, 8]
    told_first = [said.partition(":")[0] for _, said in told_of]
    assert told_first == ["b", "c", "d", "d", "a", "6 cells under 5 columns"]


def test_portals_that_share_an_address_or_a_name_name_each_other(told):
    text = (
        f"{HEAD}\na,http://a.cn/b/,,\nb,https://A.cn/b/index.html,,\na,http://c.cn/,,\nd,http://a.cn/d/,,\n"
    )
    assert [(line, said) for line, said in told(text, "p.csv")] == [
        (3, "b: https://A.cn/b/index.html is an address of a in line 2 already; give it to one of them"),
        (4, "a: the name stands there twice, first in line 2; give each portal its own"),
    ]


def test_nothing_is_said_of_lines_under_a_header_that_is_none(told):
    assert [line for line, _ in told("名称,网址\na,http://a.cn/\n", "p.csv")] == [1]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the first line names the columns"),
        (HEAD, None, "a line for each"),
        ("name,address\na,http://a.cn/", 1, "missing: issuer, division"),
        (f"{HEAD},colour\na,http://a.cn/,,,", 1, "unknown column 'colour'"),
        (f"{HEAD},name\na,http://a.cn/,,,", 1, "column 'name' stands there twice"),
        (f'{HEAD}\na,http://a.cn/,"open\nb,http://b.cn/,,\n', 2, "is a quote open?"),
    ],
)
def test_a_table_that_is_none_is_told_with_its_line(told, text, line, message):
    where, said = told(text, "p.csv")[0]
    assert where == line
    assert message in said


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("gb18030", ","), ("gbk", "\t")],
)
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path, encoding, separator):
    head = ["Name", "Address", "Issuer", "Division", "entries", "tls", "paused", "exclude", "every", "expect"]
    cells = [
        "www.xinxiang.gov.cn",
        "http://www.xinxiang.gov.cn/ https://xinxiang.gov.cn/",
        '"新乡市\n人民政府"'.replace("\n", ""),
        "410700",
        "",
        "legacy",
        "2027-01-31: 迁移",
        "/bbs/ /*.doc$",
        "48",
        "reports = 30",
    ]
    path = tmp_path / "portals.csv"
    lines = [separator.join(head), "# 注", separator.join(cells), " # 注 2", separator * (len(head) - 1), ""]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    [portal] = read_registry(path).portals
    assert (portal.issuer, portal.division, portal.tls) == ("新乡市人民政府", "410700", TlsDemand.LEGACY)
    assert portal.starts == ("http://www.xinxiang.gov.cn/", "https://xinxiang.gov.cn/")
    assert portal.paused.holds(date(2027, 1, 30))
    assert not portal.paused.holds(date(2027, 1, 31))
    assert (portal.exclude, portal.every, portal.expect) == (("/bbs/", "/*.doc$"), 48.0, {"reports": 30})


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "portals.csv"
    path.write_bytes(HEAD.encode() + b"\na,http://a.cn/,\xff\xff\xff,\n")
    assert problems(path) == [(2, "neither UTF-8 nor GBK: save the file as CSV UTF-8")]


def test_expectations_are_checked_by_who_knows_them(tmp_path):
    path = tmp_path / "portals.toml"
    path.write_text(
        '[expect]\nz = 1\n[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\nexpect = {y = 2}\n'
    )

    def refuse(values):
        raise ValueError(f"no {next(iter(values))}")

    with pytest.raises(RegistryError) as raised:
        read_registry(path, refuse)
    assert [(one.line, one.text) for one in raised.value.problems] == [
        (1, "expect: no z"),
        (6, "a: expect: no y"),
    ]
    assert read_registry(path).expect == {"z": 1}


@pytest.mark.parametrize("text", ["a@b.cn", "mailto:a.b@c.gov.cn", "https://example.org/bot?x=1#y"])
def test_contacts(text):
    assert is_contact(text)


@pytest.mark.parametrize(
    "text", ["", "a", "x\r\nHost: y@z.cn", "a@b.cn)", "a b@c.cn", "ftp://a.cn/", "a@b.cn;"]
)
def test_no_contacts(text):
    assert not is_contact(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("/a", True),
        ("*.doc$", True),
        ("//a.cn/", True),
        ("//a.cn", False),
        ("a", False),
        ("/a b", False),
        ("", False),
    ],
)
def test_patterns(text, is_one):
    assert is_pattern(text) is is_one
