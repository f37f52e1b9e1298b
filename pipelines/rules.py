"""All checks of a report: the rules of the contract, each with what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from archive.capture import Document
from pipelines.assemble import Assembled, Body
from pipelines.check import Assessment, Check, failed, unassessable
from pipelines.identity.identify import Identity, host_of
from pipelines.prose.claims import check_claims
from pipelines.prose.facts import Statement
from pipelines.reading import ocr
from pipelines.report import Anomaly, Period
from pipelines.tables.checks import check_tables
from pipelines.tables.form import ARTICLE_20


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of a report when it is checked."""

    document: Document
    assembled: Assembled
    identity: Identity
    said: tuple[Statement, ...]
    period: Period


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of which the readers tell only failures: without any it passed, unless `obstacle` says why it cannot."""

    code: str
    severity: str
    obstacle: Callable[[Subject], str | None]
    where: tuple[str, ...] = ()


def check(subject: Subject) -> tuple[Check, ...]:
    """Return every check of a report; each code of the contract has one at least."""
    body = subject.assembled.body
    values, layout = body.statutory.values, body.statutory.layout
    made = [
        *map(failed, _structure(subject.assembled)),
        *map(failed, subject.identity.anomalies),
        *map(failed, body.outline.anomalies),
        *map(failed, body.statutory.anomalies),
        *check_tables(values),
        *check_claims(body.outline, subject.said, values, layout),
        _period(subject.period),
    ]
    return (*made, *_others(subject, {each.code for each in made}))


def _structure(assembled: Assembled) -> Iterator[Anomaly]:
    if assembled.missing_pages:
        gone = "、".join(map(str, assembled.missing_pages))
        yield Anomaly("partial_document", "error", f"多页文章缺第{gone}页")
    if assembled.hides_tables:
        remedy = f";{ocr.missing()}" if ocr.missing() else ""
        yield Anomaly("layout_tables_as_images", "info", f"法定表格是图片,未读{remedy}")
    yield from _by_ocr(assembled.body)
    if assembled.body.flattens_tables:
        yield Anomaly("layout_tables_as_lines", "info", "法定表格只有逐行文字,分不出列,未读")
    for why in assembled.unread:
        yield Anomaly("capture_unread", "warning", why)


def _by_ocr(body: Body) -> Iterator[Anomaly]:
    if body.is_by_ocr:
        read = [each for each in body.statutory.observations if each.confidence is not None]
        unread = sum(each.status == "image" for each in read)
        message = f"光学字符识别:表格{len(read)}格,其中{unread}格有字而认不准"
        yield Anomaly("layout_read_by_ocr", "info", message, operands={"values": len(read), "unread": unread})


def _period(period: Period) -> Check:
    code, severity = "period_not_stated", "info"
    if period.start is None:
        return unassessable(code, severity, "报告年度不明")
    if period.stated:
        return Check(code, severity, Assessment.PASS, where=("period.start", "period.end"))
    return failed(Anomaly(code, severity, "未写明统计期限,按年度推定", ("period.start", "period.end")))


def _others(subject: Subject, made: set[str]) -> Iterator[Check]:
    for rule in RULES:
        if rule.code not in made:
            reason = rule.obstacle(subject)
            outcome = Assessment.NOT_ASSESSABLE if reason else Assessment.PASS
            yield Check(rule.code, rule.severity, outcome, reason or "", rule.where)


def _no_tables(subject: Subject) -> str | None:
    return None if subject.assembled.body.statutory.values else "未读到法定表格"


def _no_form(subject: Subject) -> str | None:
    return None if subject.assembled.body.statutory.layout in ARTICLE_20 else "不是国办2019、2021格式"


def _no_whole_form(subject: Subject) -> str | None:
    return "缺页" if subject.assembled.missing_pages else _no_form(subject)


def _no_sections(subject: Subject) -> str | None:
    return None if subject.assembled.body.outline.sections else "未分出各部分"


def _no_pages(subject: Subject) -> str | None:
    return None if subject.assembled.heads else "正文页面未读到"


def _no_date(subject: Subject) -> str | None:
    if subject.identity.year is None:
        return "报告年度不明"
    return None if subject.identity.published else "页面未显示日期"


def _no_host(subject: Subject) -> str | None:
    return None if host_of(subject.document) else "来源没有主机名"


def _no_facts(subject: Subject) -> str | None:
    return None if any(each.facts for each in subject.said) else "正文未称数字"


def _no_money(subject: Subject) -> str | None:
    rows = subject.assembled.body.statutory.values.get("proactive_disclosure", {})
    money = {"amount_wanyuan", "amount"}
    return None if any(money & set(columns) for columns in rows.values()) else "未读到金额"


def _said_once(key: str) -> Callable[[Subject], str | None]:
    def obstacle(subject: Subject) -> str | None:
        places = sum(each.key == key for each in subject.identity.indications)
        return None if places > 1 else f"{places}处说明,无可对照"

    return obstacle


def _nothing_said(_: Subject) -> str:
    return "正文没有可核对的说法"


RULES: Sequence[Rule] = (
    Rule("prose_table_mismatch", "error", _nothing_said),
    Rule("prose_table_contradiction", "warning", _nothing_said),
    Rule("prose_sum", "error", _nothing_said),
    Rule("percent_wrong", "error", _nothing_said),
    Rule("percent_sum", "warning", _nothing_said),
    Rule("extra_values", "error", _no_tables),
    Rule("missing_rows", "warning", _no_form),
    Rule("announced_table_missing", "warning", _no_form),
    Rule("format_mixed", "warning", _no_form),
    Rule("missing_section", "warning", _no_whole_form),
    Rule("nested_ordinal_collision", "warning", _no_sections),
    Rule("partial_document", "error", _no_pages),
    Rule("published_late_or_republished", "warning", _no_date),
    Rule("non_official_source", "info", _no_host),
    Rule("year_disagrees", "warning", _said_once("report_year"), ("report_year",)),
    Rule("issuer_disagrees", "warning", _said_once("issuer.name"), ("issuer.name",)),
    Rule("date_disagrees", "info", _said_once("published_on"), ("published_on",)),
    Rule("category_overlap", "info", _no_facts),
    Rule("label_variant", "info", _no_tables),
    Rule("label_typo", "info", _no_tables),
    Rule("header_variant", "info", _no_form),
    Rule("unit_not_stated", "info", _no_money),
)
"""The rules whose checks are not made where the values are read."""
