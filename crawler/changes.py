"""What reports say otherwise than before, as far as a run tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.differences import Difference
    from pipelines.store import Saved

_SHOWN = 20
"""Fields that are shown of one report, values first."""
_LONGEST = 200
"""Characters that are shown of a text."""


@dataclass(frozen=True, slots=True)
class ReportChange:
    """A report that says something else than before: `version` is the number of what it says now.

    `fields` counts all that differ, `shown` are the first of them, long texts cut.
    """

    report: str
    source: str
    version: int
    fields: int
    shown: tuple[Difference, ...]


def changed(source: str, saved: Saved) -> ReportChange:
    """Return what is told of a report that was stored as changed."""
    shown = (replace(one, old=_cut(one.old), new=_cut(one.new)) for one in saved.changes[:_SHOWN])
    return ReportChange(saved.id, source, saved.version, len(saved.changes), tuple(shown))


def _cut(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return f"{value[:_LONGEST]}…" if isinstance(value, str) and len(value) > _LONGEST else value
