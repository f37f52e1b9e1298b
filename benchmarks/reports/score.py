"""How well a report was read: the normalized document against the draft's truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from benchmarks.reports.model import Block, Draft, Heading, Prose, Said, Table
from benchmarks.reports.rendering import document
from pipelines.errors import ReadingError
from pipelines.parse import parse
from pipelines.schema import validate

KINDS = ("value", "wrong", "metadata", "section", "fact", "false fact", "anomaly", "false anomaly", "refused")
"""What can go amiss: a cell not read, one read wrong, and so on."""


@dataclass(slots=True)
class Score:
    """One report's figures; `published` is its family or format, `misses` name what differs, by kind."""

    seed: int
    layout: str
    published: str
    distortions: tuple[str, ...]
    cells: int = 0
    right: int = 0
    observed: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str]] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(missed == kind for missed, _ in self.misses)


def score(draft: Draft) -> Score:
    """Read a draft's rendering and compare."""
    published = draft.looks.family if draft.looks.format == "html" else draft.looks.format
    result = Score(draft.seed, draft.layout or "", published, tuple(draft.distortions), len(_printed(draft)))
    try:
        report = parse(document(draft)).to_json()
    except ReadingError as refusal:
        result.misses.append(("refused", f"{type(refusal).__name__}: {refusal}"))
        return result
    validate(report)
    for kind, text in _differences(draft, report, result):
        result.misses.append((kind, text))
    return result


def _printed(draft: Draft) -> list[str]:
    return [key for key, value in draft.values.items() if value is not None]


def _differences(draft: Draft, report: Mapping[str, Any], result: Score) -> Iterator[tuple[str, str]]:
    yield from _cells(draft, report["tables"], result)
    yield from _metadata(draft, report)
    yield from _sections(draft, report["sections"])
    yield from _facts(draft, report["facts"])
    yield from _anomalies(draft, report["anomalies"], result)
    if report["extra_values"] != draft.extra:
        kind = "wrong" if report["extra_values"] else "value"
        yield kind, f"extra_values {report['extra_values']} for {draft.extra}"


def _cells(draft: Draft, tables: Mapping[str, Any], result: Score) -> Iterator[tuple[str, str]]:
    read = {
        f"{table}.{row}.{column}": value
        for table, rows in tables.items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    for key, true in draft.values.items():
        found = read.pop(key, None)
        if found is None and true is not None:
            yield "value", f"{key} not read, {true}"
        elif found is not None and (true is None or Decimal(str(found)) != true):
            yield "wrong", f"{key} {found} for {true}"
        elif true is not None:
            result.right += 1
    yield from (("wrong", f"{key} {found}, not printed") for key, found in read.items() if found is not None)


def _metadata(draft: Draft, report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    issuer, body = report["issuer"], draft.body
    true: dict[str, tuple[Any, ...]] = {
        "title": ("".join(draft.title.split()),),
        "report_year": (draft.year,),
        "layout": (draft.layout,),
        "published_on": (draft.published.isoformat(),),
        "published_kind": ("original",),
        "partial": (False,),
        "preamble": tuple(_texts(draft.preamble)) or (None,),
    }
    read = {name: report[name] for name in true}
    read["preamble"] = _squeezed(read["preamble"])
    true |= {
        "issuer.name": body.names,
        "issuer.level": (body.level,),
        "issuer.org_type": (body.org_type,),
        "issuer.division_code": (body.code,),
        "issuer.division_path": (list(body.path),),
        "period.stated": (draft.period_stated,),
        "period.start": (f"{draft.year}-01-01",),
    }
    read |= {
        f"issuer.{name}": issuer[name]
        for name in ("name", "level", "org_type", "division_code", "division_path")
    }
    read |= {"period.stated": report["period"]["stated"], "period.start": report["period"]["start"]}
    contact = {name: (value,) for name, value in _contact(draft).items()}
    true |= contact
    read |= {name: _squeezed((report["contact"] or {}).get(name.partition(".")[2])) for name in contact}
    for name, allowed in true.items():
        if read[name] not in allowed:
            yield "metadata", f"{name} {read[name]!r} for {allowed[0]!r}"
    if report["contact"] and not draft.contact:
        yield "metadata", f"contact {report['contact']} for None"


def _squeezed(text: str | None) -> str | None:
    """A text as the contract compares it: without white space."""
    return None if text is None else "".join(text.split())


def _contact(draft: Draft) -> dict[str, str | None]:
    each = draft.contact
    if each is None:
        return {}
    return {
        f"contact.{name}": getattr(each, name) for name in ("org", "address", "postcode", "phone", "email")
    }


def _texts(blocks: Sequence[Block]) -> list[str]:
    """The ways to read a section's prose: with and without captions and signatures, and tables of no form."""
    furnished, tabled = (False, True), (False, True)
    found = [_shown(blocks, *ways) for ways in product(furnished, tabled)]
    return list(dict.fromkeys(found)) if any(found) else []


def _shown(blocks: Sequence[Block], furniture: bool, tables: bool) -> str:
    texts = []
    for block in blocks:
        if isinstance(block, Prose) and (furniture or not block.furniture):
            texts.append(block.text)
        elif isinstance(block, Table) and tables and block.form is None:
            texts += [cell.text for row in block.rows for cell in row]
    return "".join("".join(text.split()) for text in texts)


def _sections(draft: Draft, sections: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    starts = [at for at, block in enumerate(draft.blocks) if isinstance(block, Heading)]
    true = [
        (block, _texts(draft.blocks[start:end]) or [""])
        for start, end in zip(starts, [*starts[1:], None], strict=True)
        if isinstance(block := draft.blocks[start], Heading)
    ]
    if [section["key"] for section in sections] != [heading.key for heading, _ in true]:
        yield "section", f"{[s['key'] for s in sections]} for {[heading.key for heading, _ in true]}"
        return
    for section, (heading, texts) in zip(sections, true, strict=True):
        if "".join(section["heading"].split()) != "".join(heading.text.split()):
            yield "section", f"heading {section['heading']!r} for {heading.text!r}"
        if section["number"] != heading.number:
            yield "section", f"number {section['number']} for {heading.number} of {heading.text}"
        text = "".join(section["text"].split())
        if text not in texts:
            yield "section", f"text of {heading.key}: {_where(text, texts[0])}"


def _where(read: str, true: str) -> str:
    """What stands around the first difference."""
    pairs = enumerate(zip(read, true, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(read), len(true)))
    return f"{read[max(at - 10, 0) : at + 25]!r} for {true[max(at - 10, 0) : at + 25]!r}"


def _facts(draft: Draft, facts: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    read = [
        Said(
            fact["key"],
            _exact(fact["value"]),
            fact["unit"],
            fact["approximate"],
            _share(fact["percent_stated"]),
        )
        for fact in facts
    ]
    true = list(draft.facts)
    for fact in true:
        if not any(_same(fact, other) for other in read):
            yield "fact", f"{fact.key} {fact.value}{fact.unit or ''} {fact.percent or ''} not read"
    for fact in read:
        if not any(_same(fact, other) for other in true):
            yield "false fact", f"{fact.key} {fact.value}{fact.unit or ''} {fact.percent or ''}"


def _same(one: Said, other: Said) -> bool:
    return (one.key, one.value, one.unit, one.percent) == (other.key, other.value, other.unit, other.percent)


def _share(value: Any) -> Decimal | None:  # noqa: ANN401 - as JSON has it
    return None if value is None else Decimal(str(value))


def _exact(value: Any) -> int | Decimal:  # noqa: ANN401 - as JSON has it
    return value if isinstance(value, int) else Decimal(str(value))


def _anomalies(draft: Draft, anomalies: list[Mapping[str, Any]], result: Score) -> Iterator[tuple[str, str]]:
    left = list(anomalies)
    for doubt in draft.doubts:
        match = next((each for each in left if _is(each, doubt)), None)
        if match:
            left.remove(match)
        elif not doubt.allowed:
            yield "anomaly", f"{doubt.code} {doubt.where or ''} {dict(doubt.operands)} not found"
    for each in left:
        if each["severity"] == "info":
            result.observed[each["code"]] += 1
        else:
            yield "false anomaly", f"{each['code']} {each['where']} {each['operands']} {each['message']}"


def _is(found: Mapping[str, Any], doubt: Any) -> bool:  # noqa: ANN401 - a Doubt
    operands = {name: Decimal(str(value)) for name, value in doubt.operands}
    read = {name: found["operands"].get(name) for name in operands}
    same = all(value is not None and Decimal(str(value)) == operands[name] for name, value in read.items())
    return found["code"] == doubt.code and same and (doubt.where is None or doubt.where in found["where"])
