import pytest

from pipelines.body import Position
from pipelines.reading.boilerplate import is_tool
from pipelines.reading.page import flatten
from pipelines.reading.paging import find_position, position_in


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("上一页 [1] [2]", Position(2, 2)),
        ("[1] [2] [3] 下一页", Position(1, 3)),
        ("共3页 第2页 上一页 下一页", Position(2, 3)),
        ("页次：2/4 上一页 下一页", Position(2, 4)),
        ("上一页 [1] [2] [3] 下一页", None),
        ("共 1630 条 当前第 2 / 163 页", None),
        ("上一篇：2019年报告 下一篇：2020年报告", None),
        ("3 6 共3页 当前第1页 [1] [2] [3]", Position(1, 3)),
        ("共1页", None),
    ],
)
def test_printed_pagers_without_links(text, position):
    assert position_in(text) == position


@pytest.mark.parametrize(
    ("html", "position"),
    [
        ("<a href=a>上一页</a><a href=a>1</a><b>2</b><a href=c>3</a><a href=c>下一页</a>", Position(2, 3)),
        (
            "<ul><li><a>共3页: </a><li><a href=1>1</a><li><a href='#'>2</a><li><a href=3>3</a></ul>",
            Position(2, 3),
        ),
        ("<p>[1] <a href=2>[2]</a> <a href=2>下一页</a></p>", Position(1, 2)),
        ("<script>var currentPage = 1;//所在页从0开始\nvar countPage = 3//共多少页</script>", Position(2, 3)),
        ("<script>var currentPage = 0; var countPage = 1</script>", None),
        ("<!-- <script>var currentPage = 1; var countPage = 3</script> --><p>文", None),
        ("<script>//var currentPage = 1; var countPage = 3</script>", None),
        ("<script>createPageHTML(4, 1, 'index', 'html')</script>", Position(2, 4)),
        ("<script>createPageHTML('page_div',3, 1,'stem','shtml',60)</script>", Position(1, 3)),
        ("<p>上一篇：<a href=1>某文 [1]</a></p><p>下一篇：<a href=2>某文 [2]</a></p>", None),
    ],
)
def test_pagers_of_pages(html, position):
    assert find_position(flatten(html)) == position


@pytest.mark.parametrize("text", ["1" * 90 + "!", "[1] " * 20 + "!", "第" * 90 + "页!"])
def test_long_runs_of_numbers_are_judged_at_once(text):
    assert not is_tool(text[:60] + "!")
    assert position_in(text) is None
