"""The search for annual-report columns: best first, one request after another, its state carried by the request."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from spiders.columns import ABOVE_MENU, BODY, HUB, Lead

MOST_REQUESTS = 30
"""Pages looked at while no column was found."""

MOST_AFTER_COLUMN = 8
"""Pages looked at since the last column was found, in case there are more (departments, townships)."""

MOST_FRUITLESS_BODIES = 3
"""Bodies looked at in a row that have no column of their own."""

MOST_IN_ALL = 80
"""Pages looked at, whatever they yield."""

_MOST_OPEN = 60


@dataclass(slots=True)
class Search:
    """Leads still open, addresses seen, and what was spent; survives a restart as JSON in the request's meta.

    `columns` are those found, `likely` says whether anything was met that may be one.
    """

    open: list[tuple[int, str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    spent: int = 0
    columns: list[str] = field(default_factory=list)
    spent_after: int = 0
    likely: bool = False

    @classmethod
    def from_meta(cls, meta: dict[str, Any] | None) -> Search:
        """Return the search that travelled in a request's meta."""
        return cls(**meta) if meta else cls()

    def to_meta(self) -> dict[str, Any]:
        """Return the search as JSON for a request's meta."""
        return asdict(self)

    def add(self, leads: list[Lead]) -> None:
        """Take up leads not seen yet, each at the best rank it was given; only the best are kept."""
        best = {url: rank for rank, url in self.open}
        for lead in leads:
            if lead.url not in self.seen:
                best[lead.url] = max(lead.rank, best.get(lead.url, 0))
        # a stable sort: among equals the one found first
        ranked = sorted(best.items(), key=lambda one: -one[1])
        self.open = [(rank, url) for url, rank in ranked[:_MOST_OPEN]]

    def found(self, column: str) -> None:
        """Note a column; one not known before makes it likelier that there are more."""
        if column not in self.columns:
            self.columns.append(column)
            self.spent_after = 0

    def next(self) -> Lead | None:
        """Return the best open lead and count it, `None` when nothing is worth another request."""
        if self.spent >= MOST_IN_ALL:
            return None
        limit = MOST_AFTER_COLUMN if self.columns else MOST_REQUESTS
        spent = self.spent_after if self.columns else self.spent
        if not self.open or spent >= limit or self.open[0][0] < self._lowest():
            return None
        value, url = self.open.pop(0)
        self.seen.append(url)
        self.spent += 1
        self.spent_after += bool(self.columns)
        return Lead(url, value)

    def _lowest(self) -> int:
        """Return the lowest rank worth a request: bodies while they have columns, a menu while nothing else has."""
        if self.columns:
            return BODY if self.spent_after < MOST_FRUITLESS_BODIES else HUB
        return ABOVE_MENU if self.likely else 0
