import pytest

from crawler.errors import UnknownTarget
from crawler.targets import jobs
from spiders.registry import read_registry


@pytest.mark.parametrize(
    "target", ["ftp://a.gov.cn/", "http://", "http://[bad/", "http://a.gov.cn:port/", "http://a b/", "nobody"]
)
def test_what_is_no_address_is_refused(target):
    with pytest.raises(UnknownTarget):
        jobs([target], read_registry())


def test_addresses_of_one_portal_are_one_job():
    [job] = jobs(["http://127.0.0.1:81/a", "http://127.0.0.1:81/b"], read_registry())
    assert job.urls == ("http://127.0.0.1:81/a", "http://127.0.0.1:81/b")


def test_a_portal_is_named_and_asked_for_by_the_name_that_dns_has():
    named = [jobs([f"http://{host}/年报 1/"], read_registry())[0] for host in ("甲.cn", "乙.cn")]
    assert [job.portal for job in named] == ["xn--tny.cn", "xn--ojq.cn"]
    assert named[0].urls == ("http://xn--tny.cn/%E5%B9%B4%E6%8A%A5%201/",)
