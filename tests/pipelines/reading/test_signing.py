import pytest

from pipelines.reading.signing import signature


@pytest.mark.parametrize(
    ("last", "on", "body"),
    [
        (["洛阳市人民政府", "2022年1月18日"], "2022-01-18", "洛阳市人民政府"),
        (["洛阳市人民政府", "二〇二二年一月十八日"], "2022-01-18", "洛阳市人民政府"),
        (["洛阳市财政局 2022年1月18日"], "2022-01-18", "洛阳市财政局"),
        (["洛阳市财政局", "2022年1月18日", "（此件公开发布）"], "2022-01-18", "洛阳市财政局"),
        (["2022年1月18日"], "2022-01-18", None),
        (["洛 阳 师 范 学 院"], None, "洛阳师范学院"),
        (["（盖章）", "2022年1月18日"], "2022-01-18", None),
        (["2022年2月30日"], None, None),
        (["数据统计至2021年12月31日。"], None, None),
        (["今后将继续努力，做好工作。"], None, None),
        ([], None, None),
    ],
)
def test_who_signs_and_when(last, on, body):
    dates, signatory = signature(["一、总体情况", "很好。", *last])
    assert [each.on.isoformat() for each in dates] == [on] * (on is not None)
    assert (signatory and signatory.text) == body


def test_only_the_end_of_a_text_is_signed():
    assert signature(["洛阳市财政局", "2022年1月18日", *["很好。"] * 5]) == ((), None)
