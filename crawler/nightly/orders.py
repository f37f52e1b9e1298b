"""What the supervisor and its lanes hand each other."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from crawler import health
from crawler.database import connect
from crawler.jobs import Job, Options
from crawler.outcome import PortalSummary

logger = logging.getLogger(__name__)


LEAVE = {"leave": True}
"""The last order to a lane: stop cleanly."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A portal to crawl, with what is expected of it as the registry has it."""

    job: Job
    expect: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LaneTerms:
    """What a lane is told first.

    `silence` is for how many seconds the event loop may stand still before the process ends itself, saying where;
    `expect` is what the operator expects of all portals.
    """

    run_id: str
    options: Options
    silence: float
    expect: Mapping[str, object]

    def to_json(self) -> dict[str, Any]:
        """Return the terms as plain JSON values."""
        return {
            "run_id": self.run_id,
            "options": self.options.to_json(),
            "silence": self.silence,
            "expect": self.expect,
        }

    @classmethod
    def from_json(cls, known: dict[str, Any]) -> Self:
        """Return the terms that `to_json` made."""
        return cls(**{**known, "options": Options.from_json(known["options"])})


def judged(data_dir: Path, summary: PortalSummary, overrides: health.Overrides) -> None:
    """Judge a portal that has ended; where that fails, the next night judges again."""
    try:
        with closing(connect(data_dir)) as connection:
            health.judge(connection, summary, overrides)
    except Exception:
        logger.exception("portal %s could not be judged", summary.portal)
