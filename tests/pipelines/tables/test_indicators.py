from __future__ import annotations

from pipelines.tables.form import indicators
from pipelines.tables.statutory import read_tables
from tests.pipelines.tables.printed import flat, spanned

COUNTED = [each for each in indicators() if each.unit]


def rows(columns):
    head = ["统计指标", "单位", *columns]
    body = [
        [
            each.label,
            each.unit or "——",
            *(str(10 * at + column) if each.unit else "" for column in range(len(columns))),
        ]
        for at, each in enumerate(indicators())
    ]
    return [head, *body]


def truth(columns):
    order = {each.key: at for at, each in enumerate(indicators())}
    return {
        each.key: {column: 10 * order[each.key] + at for at, column in enumerate(columns)} for each in COUNTED
    }


def test_the_form_is_read_with_one_column_or_several():
    one = read_tables([spanned(rows(["统计数"]))])
    assert (one.layout, one.values["statistics"]) == ("statistics-2014", truth(["value"]))
    several = read_tables([flat(rows(["市本级", "县区", "合计"]))])
    assert several.values["statistics"] == truth(["市本级", "县区", "合计"])


def test_a_form_cut_anywhere_is_one_form():
    printed = rows(["统计数"])
    for at in range(5, len(printed) - 1):
        read = read_tables([spanned(printed[:at]), spanned(printed[at:], 1)])
        assert read.values["statistics"] == truth(["value"]), at


def test_blanks_stay_blank_and_several_numbers_without_a_header_are_not_read():
    printed = [["（一）收到申请数", "件", ""], ["1.当面申请数", "件", "3"], ["2.传真申请数", "件", "4", "5"]]
    read = read_tables([spanned(printed)]).values["statistics"]
    assert read["requests.received"] == {"value": None}
    assert read["requests.received.in_person"] == {"value": 3}
    assert read["requests.received.fax"] == {"value": None}


def test_lines_that_are_numbered_are_read_too():
    printed = [
        ["序号", "统计指标", "单位", "数值"],
        ["1", "（一）收到申请数", "件", "8"],
        ["2", "1.当面申请数", "件", "3"],
    ]
    printed += [["3", "2.传真申请数", "件", "5"]]
    assert read_tables([spanned(printed)]).values["statistics"] == {
        "requests.received": {"value": 8},
        "requests.received.in_person": {"value": 3},
        "requests.received.fax": {"value": 5},
    }
