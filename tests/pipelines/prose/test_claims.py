import pytest

from pipelines.check import anomalies
from pipelines.prose.claims import check_claims
from pipelines.prose.facts import statements
from tests.pipelines.prose.written import SAMPLES, outline_of, sample

MINE = {
    "prose_table_mismatch", "prose_table_contradiction", "prose_sum", "percent_wrong", "percent_sum",
}  # fmt: skip


def checks_of(sentence, values=None, layout="tables-2021"):
    outline = outline_of(f"一、总体情况\n{sentence}")
    return check_claims(outline, tuple(statements(outline)), values or {}, layout)


def anomalies_of(*said):
    return anomalies(checks_of(*said))


def codes(sentence, values=None, layout="tables-2021"):
    return [anomaly.code for anomaly in anomalies_of(sentence, values, layout)]


def requests(received=None, carried_in=None, closed=None, carried_out=None):
    rows = {
        "received_new": received,
        "carried_in": carried_in,
        "result_total": closed,
        "carried_out": carried_out,
    }
    return {"requests": {row: {"total": value} for row, value in rows.items()}}


@pytest.mark.parametrize("stem", SAMPLES)
def test_claims_of_the_samples(stem):
    outline, layout, expected = sample(stem)
    found = anomalies(check_claims(outline, tuple(statements(outline)), expected["tables"], layout))
    assert [(a.code, a.severity, list(a.where), a.operands) for a in found if a.severity != "info"] == [
        (a["code"], a["severity"], a["where"], a["operands"])
        for a in expected["anomalies"]
        if a["code"] in MINE
    ]


@pytest.mark.parametrize(
    ("sentence", "cells", "wanted"),
    [
        ("全市共受理政府信息公开申请46件。", requests(48, 0), ["prose_table_mismatch"]),
        ("全市共受理政府信息公开申请48件。", requests(48, 0), []),
        ("全市共受理政府信息公开申请50件。", requests(48, 2), []),
        ("全市共受理政府信息公开申请50件。", requests(None, 2), []),
        ("全市共受理政府信息公开申请50余件。", requests(48, 2), []),
        ("共办结政府信息公开申请50件。", requests(48, 2, 48), ["prose_table_mismatch"]),
        ("共办理政府信息公开申请50件。", requests(48, 2, 48), []),
        ("2021年未收到政府信息公开申请。", requests(2, 0), ["prose_table_contradiction"]),
        ("2021年收到政府信息公开申请0件。", requests(2, 0), ["prose_table_mismatch"]),
        ("收到政府信息公开申请9件，全部按期办结。", requests(9, 0, 8, 1), ["prose_table_contradiction"]),
        ("收到政府信息公开申请9件，全部按期办结。", requests(9, 0, 9, 0), []),
        ("收到政府信息公开申请9件。网民留言全部按期办结。", requests(9, 0, 8, 1), []),
        ("依申请公开按时办结率100%。", requests(9, 0, 8, 1), []),
    ],
)
def test_prose_against_the_requests_table(sentence, cells, wanted):
    assert codes(sentence, cells) == wanted


def test_disputes_and_normative_documents():
    disputes = {
        "disputes": {
            "review": {"total": 3},
            "litigation_direct": {"total": 2},
            "litigation_after_review": {"total": 1},
        }
    }
    assert codes("政府信息公开行政复议3件，行政诉讼3件。", disputes) == []
    (wrong,) = anomalies_of("政府信息公开行政复议3件，行政诉讼5件。", disputes)
    assert wrong.operands == {"prose": 5, "table": 3}
    documents = {"proactive_disclosure": {"normative_documents": {"made": 4, "disclosed_new": 4}}}
    assert codes("全市制发规范性文件5件。", documents) == ["prose_table_mismatch"]
    assert codes("主动公开规范性文件5件。", documents) == []
    assert codes("主动公开规范性文件5件。", documents, "tables-2019") == ["prose_table_mismatch"]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("受理政府信息公开申请100件，其中网络申请60件，信函申请25件，当面申请10件。", ["prose_sum"]),
        ("受理政府信息公开申请95件，其中网络申请60件，信函申请25件，当面申请10件。", []),
        ("受理政府信息公开申请100件，其中网络申请60件，信函申请25件。", []),
        ("受理政府信息公开申请80件，其中网络申请60件，信函申请25件。", ["prose_sum"]),
        ("受理政府信息公开申请100件，其中网络申请60件，信函申请25件，当面申请10件，其他5件。", []),
        ("受理政府信息公开申请100余件，其中网络申请60件，信函申请25件，当面申请10件。", []),
        ("因政府信息公开被申请行政复议7件，维持5件，纠错1件，其他2件。", ["prose_sum"]),
        ("因政府信息公开被申请行政复议7件，维持5件。", []),
    ],
)
def test_parts_against_the_whole(sentence, wanted):
    assert codes(sentence) == wanted


@pytest.mark.parametrize(
    ("shares", "wanted"),
    [
        (("66.67", "33.33"), []),
        (("66.66", "33.33"), []),
        (("66.6", "33.3"), ["percent_sum"]),
        (("67", "33"), []),
        (("66.76", "33.33"), ["percent_wrong", "percent_sum"]),
    ],
)
def test_shares(shares, wanted):
    online, letter = shares
    text = f"受理政府信息公开申请3件，其中网络申请2件，占{online}%；信函申请1件，占{letter}。"
    assert codes(text) == wanted


def test_overlap_is_a_note():
    text = (
        "受理政府信息公开申请9件，答复9件。其中，同意公开3件，部分公开0件，不予公开4件，非政府信息2件。\n"
        "“不予公开”的政府信息申请共4件。不予公开原因：涉及国家秘密1件，不是《条例》所指政府信息3件。"
    )
    assert codes(text) == ["category_overlap"]


SHARE = "受理政府信息公开申请4件，其中网络申请3件，占{}%；信函申请1件，占25%。"


@pytest.mark.parametrize(
    ("sentence", "cells", "made"),
    [
        (
            "全市共受理政府信息公开申请48件。",
            requests(48, 0),
            [("prose_table_mismatch", "pass", {"prose": 48, "table": 48})],
        ),
        (
            "全市共受理政府信息公开申请46件。",
            requests(48, 0),
            [("prose_table_mismatch", "fail", {"prose": 46, "table": 48})],
        ),
        (
            "全市共受理政府信息公开申请46件。",
            requests(None, 0),
            [("prose_table_mismatch", "not_assessable", {"prose": 46, "table": None})],
        ),
        (
            "全市共受理政府信息公开申请50余件。",
            requests(48, 0),
            [("prose_table_mismatch", "not_assessable", {"prose": 50, "table": 48})],
        ),
        ("2021年未收到政府信息公开申请。", requests(0, 0), [("prose_table_contradiction", "pass", {})]),
        ("2021年未收到政府信息公开申请。", requests(2, 0), [("prose_table_contradiction", "fail", {})]),
        ("2021年未收到政府信息公开申请。", {}, [("prose_table_contradiction", "not_assessable", {})]),
        ("公开申请全部按期办结。", requests(9, 0, 9, 0), [("prose_table_contradiction", "pass", {})]),
        ("公开申请全部按期办结。", requests(9, 0, 8, 1), [("prose_table_contradiction", "fail", {})]),
        ("公开申请全部按期办结。", requests(9, 0, 9), [("prose_table_contradiction", "not_assessable", {})]),
        (
            "因政府信息公开被申请行政复议7件，维持5件，纠错1件，其他1件。",
            {},
            [("prose_sum", "pass", {"sum": 7, "total": 7})],
        ),
        (
            "因政府信息公开被申请行政复议7件，维持5件，纠错1件，其他2件。",
            {},
            [("prose_sum", "fail", {"sum": 8, "total": 7})],
        ),
        (
            "因政府信息公开被申请行政复议7件，维持3件，纠错1件。",
            {},
            [("prose_sum", "not_assessable", {"sum": 4, "total": 7})],
        ),
        (
            SHARE.format(75),
            {},
            [
                ("percent_wrong", "pass", {"count": 3, "denominator": 4, "stated": 75}),
                ("percent_wrong", "pass", {"count": 1, "denominator": 4, "stated": 25}),
                ("percent_sum", "pass", {"sum": 100}),
            ],
        ),
        (
            SHARE.format(57),
            {},
            [
                ("percent_wrong", "fail", {"count": 3, "denominator": 4, "stated": 57}),
                ("percent_wrong", "pass", {"count": 1, "denominator": 4, "stated": 25}),
                ("percent_sum", "fail", {"sum": 82}),
            ],
        ),
        (
            SHARE.format(75).replace("4件", "5余件"),
            {},
            [
                (
                    "percent_wrong",
                    "not_assessable",
                    {"count": 3, "denominator": 5, "stated": 75},
                ),
                (
                    "percent_wrong",
                    "not_assessable",
                    {"count": 1, "denominator": 5, "stated": 25},
                ),
                ("percent_sum", "not_assessable", {"sum": 100}),
            ],
        ),
    ],
)
def test_every_check_has_one_of_three_outcomes(sentence, cells, made):
    codes = {code for code, *_ in made}
    found = [each for each in checks_of(sentence, cells) if each.code in codes]
    assert [(each.code, each.outcome, each.operands) for each in found] == made
    assert all(bool(each.message) == (each.outcome != "pass") for each in found)
    assert all(each.reads for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "答复10件。其中，同意公开4件，部分公开1件，不同意公开3件(涉及个人隐私1件，过程性信息2件)，信息不存在2件。",
        "答复10件。其中，同意公开4件，部分公开1件，不同意公开3件，其中涉及个人隐私3件；信息不存在2件。",
        "答复10件：\n同意公开4件；\n部分公开1件；\n不同意公开3件；\n申请内容不明确2件。",
        "答复10件。其中，同意公开4件，部分公开1件，不同意公开3件，信息不存在2件。\n不同意公开的3件中，涉及个人隐私3件。",
    ],
)
def test_reasons_and_unknown_classes_are_no_missing_parts(text):
    assert codes(f"收到政府信息公开申请10件，{text}") == []


def test_reasons_within_the_list_are_held_against_the_refusals():
    text = "答复10件。其中，同意公开5件，部分公开1件，不同意公开4件，其中涉及个人隐私3件，涉及国家秘密2件。"
    (anomaly,) = anomalies_of(f"收到政府信息公开申请10件，{text}")
    assert (anomaly.code, anomaly.operands) == ("prose_sum", {"sum": 5, "total": 4})


def test_a_claim_that_opens_its_sentence_is_of_what_the_one_before_speaks_of():
    open_ones = requests(98, 0, 90, 8)
    assert codes("收到依申请公开98件。全部按时办结。", open_ones) == ["prose_table_contradiction"]
    assert codes("收到依申请公开98件。办理提案5件。全部按时办结。", open_ones) == []
