from __future__ import annotations

import pytest

from spiders.registry import Portal, Registry, RegistryError, read_registry


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


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://www.x.cn/", "whole"),
        ("https://www.x.cn/other/2024/a.html", "whole"),
        ("http://www.x.cn/col/1", "one"),
        ("http://www.x.cn/col/1/2024/a.html", "one"),
        ("http://www.x.cn/col/12/a.html", "whole"),
        ("http://www.x.cn/bm/two/a.html", "two"),
        ("http://y.cn/z", None),
        ("http://y.cn/a/9.html", None),
        ("http://y.cn/a/1.html", "three"),
    ],
)
def test_of_portals_on_one_host_an_address_is_of_the_nearest(url, name):
    whole = Portal("whole", ("http://www.x.cn",))
    one = Portal("one", ("http://www.x.cn/col/1",))
    two = Portal("two", ("http://two.cn/",), entries=("http://www.x.cn/bm/two/index.html",))
    three, four = (Portal(name, (f"http://y.cn/a/{n}.html",)) for n, name in ((1, "three"), (2, "four")))
    found = Registry((whole, one, two, three, four)).of(url)
    assert (found and found.name) == name


def test_start_is_the_entry_points_else_the_home():
    registry = read_registry()

    assert registry.named("jiyuan.gov.cn").starts == ("http://jiyuan.gov.cn/zwgk/zfxxgk/zfxxgknb/",)
    assert registry.named("www.xinxiang.gov.cn").starts == ("http://www.xinxiang.gov.cn/",)


def test_missing_registry_is_named(tmp_path):
    with pytest.raises(RegistryError, match=r"none\.toml"):
        read_registry(tmp_path / "none.toml")
