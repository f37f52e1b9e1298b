import pytest

from crawler.errors import UnknownTarget
from crawler.targets import jobs
from spiders.registry import read_registry


@pytest.mark.parametrize(
    "target", ["ftp://a.gov.cn/", "http://", "http://[bad/", "http://a.gov.cn:port/", "nobody"]
)
def test_what_is_no_address_is_refused(target):
    with pytest.raises(UnknownTarget):
        jobs([target], read_registry())


def test_addresses_of_one_portal_are_one_job():
    [job] = jobs(["http://127.0.0.1:81/a", "http://127.0.0.1:81/b"], read_registry())
    assert job.urls == ("http://127.0.0.1:81/a", "http://127.0.0.1:81/b")
