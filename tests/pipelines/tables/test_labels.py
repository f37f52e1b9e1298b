from __future__ import annotations

import pytest

from pipelines.tables.form import REQUEST_ROWS
from pipelines.tables.labels import Vocabulary, labels

ROWS = Vocabulary(REQUEST_ROWS)


def found(text):
    match = ROWS.find(labels(text)[-1])
    return (match.key, match.wording) if match else None


@pytest.mark.parametrize(
    ("text", "key", "wording"),
    [
        ("（一） 予 以公开", "result_granted", "exact"),
        ("㈠予以公开", "result_granted", "exact"),
        ("１．属于国家秘密", "refused_state_secret", "exact"),
        ("（1）属于国家秘密", "refused_state_secret", "exact"),
        ("1、属于国家秘密", "refused_state_secret", "exact"),
        ("1属于国家秘密", "refused_state_secret", "exact"),
        ("（三）不予公开 1.属于国家秘密", "refused_state_secret", "exact"),
        ("（二）部分公开（区分处理的，只计这一情", "result_partial", "exact"),
        ('3.危及"三安全一稳定"', "refused_three_security", "exact"),
        ("2.其他法律法规禁止公开", "refused_law_forbidden", "variant"),
        ("2.其他法律行政止公开", "refused_law_forbidden", "typo"),
        ("（七）总 计", "result_total", "exact"),
    ],
)
def test_labels_are_found_however_they_are_printed(text, key, wording):
    assert found(text) == (key, wording)


@pytest.mark.parametrize(
    "text",
    ["5.属于工作秘密", "属于内部管理信息", "（五）不予公开", "2.其他", "（六）总计", "公开", "", "一" * 500],
)
def test_what_is_no_label_of_the_form_is_not_found(text):
    assert not labels(text) or found(text) is None


def test_a_label_that_breaks_off_must_leave_no_choice():
    assert ROWS.begun_by(labels("3.危及“三")[-1]).key == "refused_three_security"
    assert ROWS.begun_by(labels("申请人")[-1]) is None
    assert ROWS.begun_by(labels("2.申请人")[-1]).key == "other_fee_unpaid"
