import pytest

from pipelines.body import Head, Paragraph, Reading
from pipelines.missing import says_missing


def reading(*lines):
    blocks = tuple(Paragraph(line, 0, block) for block, line in enumerate(lines))
    return Reading(Head(), blocks, None, 0)


@pytest.mark.parametrize("text", ["您访问的页面不存在", "对不起，该信息不存在或已删除！", "信息不存在"])
def test_a_page_that_says_it_is_gone(text):
    assert says_missing(reading(text))


@pytest.mark.parametrize(
    "text",
    [
        "同意公开5件，信息不存在5件。",
        "属于申请信息不存在的3件",
        "申请信息不存在数：0",
        "收到3个申请，1个同意公开，2个信息不存在。",
    ],
)
def test_a_short_report_with_an_outcome_of_requests_is_no_error_page(text):
    assert not says_missing(reading("三、依申请公开政府信息情况", text))
