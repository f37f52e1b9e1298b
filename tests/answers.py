"""The right answers of the sample documents, compared as the contract says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
SAMPLES = sorted((TESTS / "samples").glob("*.txt"))

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
"""The sections of the form, as reports head them."""


def expected(sample: Path) -> dict[str, Any]:
    return json.loads((TESTS / "expected" / f"{sample.stem}.json").read_text("utf-8"))


def squeeze(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s", "", text)


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared of a report or of an answer file, in one form."""
    issuer = document["issuer"]
    return {
        **{
            key: document[key]
            for key in ("report_year", "layout", "period", "partial", "missing_pages", "extra_values")
        },
        "title": squeeze(document["title"]),
        "published_on": document["published_on"],
        "issuer": {key: issuer[key] for key in ("name", "level", "division_code", "division_path")},
        "preamble": squeeze(document["preamble"]),
        "contact": {k: squeeze(v) for k, v in (document["contact"] or {}).items() if v is not None},
        "sections": [
            (s["number"], s["key"], squeeze(s["heading"]), squeeze(s["text"])) for s in document["sections"]
        ],
        "tables": document["tables"],
        "facts": sorted(
            (f["key"], f["value"], f["unit"] or "", f["approximate"], f["percent_stated"] or 0)
            for f in document["facts"]
        ),
        "anomalies": sorted(
            (a["code"], a["severity"], sorted(a["where"]), sorted(a["operands"].items()))
            for a in document["anomalies"]
            if a["severity"] != "info"
        ),
    }


def differences(document: dict[str, Any], answer: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    ours, theirs = comparable(document), comparable(answer)
    return {key: (ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]}


def cells(document: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{table}.{row}.{column}": value
        for table, rows in document["tables"].items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
