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


def test_missing_registry_is_named(tmp_path):
    with pytest.raises(RegistryError, match=r"none\.toml"):
        read_registry(tmp_path / "none.toml")
