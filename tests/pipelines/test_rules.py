import json
import re

import pytest

from archive.capture import Capture, Context, Document, Role
from archive.files import from_files
from pipelines.check import anomalies
from pipelines.parse import parse
from pipelines.rules import RULES
from tests.answers import SAMPLES

CODES = {
    *("row_sum", "result_sum", "balance", "dispute_sum", "extra_values", "missing_rows"),
    *("prose_table_mismatch", "prose_table_contradiction", "prose_sum", "percent_wrong", "percent_sum"),
    *("statistics_sum", "announced_table_missing", "format_mixed", "missing_section"),
    *("nested_ordinal_collision", "partial_document", "published_late_or_republished"),
    *("category_overlap", "non_official_source", "label_variant", "label_typo", "header_variant"),
    *("unit_not_stated", "period_not_stated", "year_disagrees", "issuer_disagrees", "date_disagrees"),
}
"""Every code of the contract and of identity, but those that need a neighbour and the open family of layout notes."""

TITLE = "新乡市卫滨区人民政府2021年政府信息公开工作年度报告"
TABLE_20 = """<table><tr><td colspan="4">第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>行政规范性文件</td><td>3</td><td>1</td><td>9</td>{extra}</tr></table>"""
PLAIN = "<p>一、总体情况</p><p>全区共受理政府信息公开申请12件，未收取任何费用，各项工作按照要求有序开展。</p>"


def report(body, *, url="http://www.wbq.gov.cn/1.html", date="2022-01-20", path=None, page=None):
    text = f"""<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>
<p>发布时间：{date}</p><div id="zoom">{body}</div></body></html>"""
    context = None if path else Context("p", Role.PAGE, page=page)
    capture = Capture(url, 200, (), text.encode(), "text/html", context=context)
    return parse(Document((capture,), path))


def outcomes(found, code):
    return {str(each.outcome) for each in found.checks if each.code == code}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_rule_of_the_contract_is_held_against_every_report(path):
    found = parse(from_files(path))
    assert {each.code for each in found.checks} >= CODES
    assert found.anomalies == anomalies(found.checks)
    assert all(each.outcome == "pass" or each.message for each in found.checks)
    json.dumps([each.operands for each in found.checks])


def test_each_rule_is_held_once():
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_checks_are_no_part_of_the_document():
    assert "checks" not in report(PLAIN).to_json()


@pytest.mark.parametrize(
    ("code", "outcome", "given"),
    [
        ("extra_values", "pass", {"body": PLAIN + TABLE_20.format(extra="")}),
        ("extra_values", "fail", {"body": PLAIN + TABLE_20.format(extra="<td>7</td>")}),
        ("extra_values", "not_assessable", {"body": PLAIN}),
        ("missing_rows", "fail", {"body": PLAIN + TABLE_20.format(extra="")}),
        ("missing_rows", "not_assessable", {"body": PLAIN}),
        ("format_mixed", "pass", {"body": PLAIN + TABLE_20.format(extra="")}),
        ("format_mixed", "not_assessable", {"body": PLAIN}),
        ("missing_section", "fail", {"body": PLAIN + TABLE_20.format(extra="")}),
        ("missing_section", "not_assessable", {"body": PLAIN}),
        ("announced_table_missing", "pass", {"body": PLAIN + TABLE_20.format(extra="")}),
        ("announced_table_missing", "not_assessable", {"body": PLAIN}),
        ("nested_ordinal_collision", "pass", {"body": PLAIN}),
        ("partial_document", "pass", {"body": PLAIN}),
        ("partial_document", "fail", {"body": PLAIN, "page": 2}),
        ("published_late_or_republished", "pass", {"body": PLAIN}),
        ("published_late_or_republished", "fail", {"body": PLAIN, "date": "2022-04-01"}),
        ("published_late_or_republished", "not_assessable", {"body": PLAIN, "date": ""}),
        ("non_official_source", "pass", {"body": PLAIN}),
        ("non_official_source", "fail", {"body": PLAIN, "url": "http://www.wbq.com/1.html"}),
        ("non_official_source", "not_assessable", {"body": PLAIN, "url": "http://127.0.0.1/1.html"}),
        ("non_official_source", "not_assessable", {"body": PLAIN, "path": "report.html"}),
        ("year_disagrees", "pass", {"body": PLAIN}),
        ("date_disagrees", "not_assessable", {"body": PLAIN, "date": ""}),
        ("period_not_stated", "fail", {"body": PLAIN}),
        (
            "period_not_stated",
            "pass",
            {"body": PLAIN + "<p>本报告数据统计期限为2021年1月1日至2021年12月31日。</p>"},
        ),
        ("category_overlap", "pass", {"body": PLAIN}),
        ("category_overlap", "not_assessable", {"body": re.sub(r"全区.*?，未收取任何费用，", "", PLAIN) * 9}),
        ("label_variant", "pass", {"body": PLAIN + TABLE_20.format(extra="")}),
        ("label_variant", "not_assessable", {"body": PLAIN}),
        ("unit_not_stated", "not_assessable", {"body": PLAIN + TABLE_20.format(extra="")}),
    ],
)
def test_a_rule_passes_fails_or_says_why_it_cannot_be_assessed(code, outcome, given):
    assert outcomes(report(**given), code) == {outcome}
