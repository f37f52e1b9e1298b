from __future__ import annotations

import pytest

from pipelines.check import anomalies
from pipelines.report import Anomaly
from pipelines.tables.checks import check_tables
from pipelines.tables.statutory import read_tables
from tests.answers import SAMPLES, expected
from tests.pipelines.tables.printed import article20_2019, disputes_rows, from_text, requests_rows, spanned

CODES = {"extra_values", "missing_rows", "format_mixed", "row_sum", "result_sum", "balance", "dispute_sum"}


@pytest.mark.parametrize("at_blank_lines", [False, True])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_come_out_as_found_by_hand(sample, at_blank_lines):
    answer = expected(sample)
    read = read_tables(from_text(sample.read_text("utf-8"), at_blank_lines=at_blank_lines))
    assert read.layout == (None if answer["layout"] == "prose" else answer["layout"])
    assert read.values == answer["tables"]
    assert list(read.extra_values) == answer["extra_values"]
    found = [*read.anomalies, *anomalies(check_tables(read.values))]
    assert comparable(found) == comparable(
        Anomaly(**each) for each in answer["anomalies"] if each["code"] in CODES
    )


def comparable(anomalies):
    return sorted(
        (each.code, each.severity, list(each.where), each.operands)
        for each in anomalies
        if each.severity != "info"
    )


def test_a_form_of_2019_that_prints_the_three_other_rows_lacks_none():
    requests = requests_rows([["0"] * 7 for _ in range(25)])
    forms = (article20_2019(["0"] * 22), requests, disputes_rows(["0"] * 15))
    found = read_tables([spanned(rows, number) for number, rows in enumerate(forms)])
    assert found.layout == "tables-2019"
    assert {each.code for each in found.anomalies if each.severity != "info"} == {"format_mixed"}
