from __future__ import annotations

import pytest

from spiders.registry import RegistryError, read_registry


def test_shipped_registry_is_sound():
    registry = read_registry()

    assert {portal.issuer for portal in registry.portals} >= {
        "新乡市人民政府",
        "济源市人民政府",
        "友谊县人民政府",
        "罗山县人民政府",
    }
    assert all(portal.division and len(portal.division) == 6 for portal in registry.portals)


def test_address_of_a_registered_host_finds_its_portal():
    registry = read_registry()

    assert registry.of("https://www.hljyy.gov.cn/any/page.html").name == "www.hljyy.gov.cn"
    assert registry.of("http://www.jiyuan.gov.cn").name == "jiyuan.gov.cn"
    assert registry.of("http://unknown.gov.cn/") is None
    assert registry.named("nowhere") is None


def test_start_is_the_entry_points_else_the_home():
    registry = read_registry()

    assert registry.named("jiyuan.gov.cn").starts == ("http://jiyuan.gov.cn/zwgk/zfxxgk/zfxxgknb/",)
    assert registry.named("www.xinxiang.gov.cn").starts == ("http://www.xinxiang.gov.cn/",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[portal]]\naddresses = ["http://a.cn/"]', r"portal 1 \(no name\): name is missing"),
        ('[[portal]]\nname = "a"', r"portal 1 \(a\): addresses is missing"),
        ('[[portal]]\nname = "a"\naddresses = "http://a.cn/"', r"\(a\): addresses must be a list"),
        ('[[portal]]\nname = "a"\naddresses = ["a.cn"]', r"\(a\): addresses holds 'a.cn'"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\nurl = "x"', r"\(a\): unknown key 'url'"),
        (
            '[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\ndivision = 410700',
            r"\(a\): division must be a text",
        ),
        ('[[portal]]\nname = 7\naddresses = ["http://a.cn/"]', r"name must be a text"),
        ('[[portal]]\nname = "a"\naddresses = ["http://a.cn/"]\n' * 2, r"portal 'a' stands there twice"),
        ("[portals]", r"only \[\[portal\]\] tables"),
        ("portal = 3", r"only \[\[portal\]\] tables"),
        ("portal = [3]", r"portal 1: not a table"),
        ("[[portal", r"portals\.toml: "),
    ],
)
def test_errors_name_entry_and_key(tmp_path, text, message):
    path = tmp_path / "portals.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RegistryError, match=message):
        read_registry(path)


def test_missing_registry_is_named(tmp_path):
    with pytest.raises(RegistryError, match=r"none\.toml"):
        read_registry(tmp_path / "none.toml")
