import pytest

from spiders.trackers import is_tracker


@pytest.mark.parametrize(
    "url",
    [
        "https://hm.baidu.com/hm.js?1",
        "https://s9.cnzz.com/z_stat.php?id=1",
        "https://js.users.51.la/1.js",
        "https://www.google-analytics.com/analytics.js",
        "https://tongji.a.gov.cn/a.js",
        "http://a.gov.cn/count.js",
        "http://a.gov.cn/visitcount?id=1",
        "http://a.gov.cn/module/visitcount/articlehits.jsp?colid=1",
        "http://a.gov.cn/system/resource/js/dynclicks.js",
        "http://a.gov.cn/js/webstat.min.js",
    ],
)
def test_what_watches_the_reader(url):
    assert is_tracker(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.gov.cn/images/count.png",
        "http://a.gov.cn/state.js",
        "http://a.gov.cn/js/discount.js",
        "http://a.gov.cn/views/a.css",
        "http://51.la.example.cn/a.js",
        "http://cnzz.example.gov.cn.local.example/a.js",
        "https://res.baidu.com/a.js",
    ],
)
def test_what_only_looks_like_it(url):
    assert not is_tracker(url)
