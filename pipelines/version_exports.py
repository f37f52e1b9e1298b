"""Versions of reports in the formats that others read: each with what it says otherwise than the one before."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from pipelines.content import changes
from pipelines.differences import Difference
from pipelines.report import dumps
from pipelines.versions import Version, captured_at, read_versions

_STANDS = ("report", "source", "version", "current", "since", "seen_at", "vanished_at", "vanished_why")
COLUMNS = (*_STANDS, "key", "change", "old", "new")
"""The columns of the CSV: which version, from when to when it was there, and a field that it changed."""


def versions_to_jsonl(data_dir: Path, out: IO[str], but: Collection[str] = ()) -> int:
    """Write a version a line: what stands in the CSV, all its changes, and the document itself; return how many.

    The oldest of a report comes first, the current one last; those in files named are left out.
    """
    count = 0
    for count, (version, document, changed) in enumerate(_told(data_dir, but), 1):  # noqa: B007 - the count is the result
        told = {"changes": [asdict(one) for one in changed], "document": document}
        out.write(dumps({**_stand(version, document), **told}) + "\n")
    return count


def versions_to_csv(data_dir: Path, out: IO[str], but: Collection[str] = ()) -> int:
    """Write a changed field a line, and one for each version that changed none (the first); return how many."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    count = 0
    for version, document, changed in _told(data_dir, but):
        for one in changed or (None,):
            writer.writerow({**_stand(version, document), **(_field(one) if one else {})})
            count += 1
    return count


def _told(
    data_dir: Path, but: Collection[str]
) -> Iterator[tuple[Version, dict[str, Any], tuple[Difference, ...]]]:
    before: tuple[str, dict[str, Any]] | None = None
    for version, document in read_versions(data_dir, but=but):
        same = before is not None and before[0] == version.source
        yield version, document, changes(before[1], document) if before and same else ()
        before = version.source, document


def _stand(version: Version, document: dict[str, Any]) -> dict[str, Any]:
    at = captured_at(document)
    return {
        "report": version.report or document["id"],
        "source": version.source,
        "version": version.ordinal,
        "current": bool(version.is_current),
        "since": version.since or at,
        "seen_at": version.seen_at or at,
        "vanished_at": version.vanished_at,
        "vanished_why": version.vanished_why,
    }


def _field(one: Difference) -> dict[str, Any]:
    values = {"old": one.old, "new": one.new}
    texts = {name: value if isinstance(value, str) else dumps(value) for name, value in values.items()}
    return {"key": one.key, "change": one.change, **texts}
