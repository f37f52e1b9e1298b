"""What a crawl has done, counted as it goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.frontier import Completion


@dataclass(slots=True)
class Tally:
    """Counts of one portal in one run.

    `statuses` counts ended requests by HTTP status or, without one, by reason; `reports` those that were `new`,
    `changed` and `known`; `refused` documents by reason. `bytes` are those received, heads included.
    """

    requests: int = 0
    bytes: int = 0
    listings: int = 0
    documents: int = 0
    anomalies: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def count(self, completion: Completion) -> None:
        """Count a request that has ended and what it yielded."""
        self.statuses[str(completion.status or completion.reason)] += 1
        self.listings += len(completion.listings)
        self.documents += len(completion.documents)
