"""The search for annual-report columns: best first, one request after another, its state carried by the request."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from spiders.canonical import canonical
from spiders.columns import ABOVE_MENU, BODY, Kind, Lead

MOST_REQUESTS = 30
"""Pages in a row that bring nothing, while nothing was found."""

MOST_AFTER_COLUMN = 8
"""Pages in a row that bring nothing new once a column was found, in case there are more."""

MOST_OF_KIND = {Kind.PATH: 6, Kind.MENU: 12, Kind.DEPARTMENT: 8, Kind.TOWNSHIP: 6, Kind.MAP: 4}
"""Pages of a kind in a row that bring nothing new, after which the rest of the kind is left.

What a page brings is known when the lists it led to are: the page under way is not counted.
"""

MOST_OF_BODIES = 20
"""Pages of bodies in a row that bring nothing, while nothing was found: reports may be nowhere else."""

MORE_FOR_EACH = 2
"""By how much what a kind brings lengthens its patience: of forty departments ten have reports, here and there."""

MOST_FRUITLESS = 45
"""Pages in all that bring nothing new."""

MOST_IN_ALL = 600
"""Pages looked at, whatever they bring."""

MOST_FILLED = 3
"""Pages with a menu of their own that are given to a browser all the same when a search has found nothing."""

_MOST_OPEN = 300
_MOST_HELD = 200


@dataclass(slots=True)
class Search:
    """Leads still open, addresses seen, and what was spent; survives a restart as JSON in the request's meta.

    `kind` is that of the lead under way, `before` that of the one before it, `idle` counts for each kind the
    pages in a row that brought nothing new, `brought` those that did. `columns` are those found, `likely` says
    whether anything was met that may be one, `fed` whether any report was. `reports` are those that hubs show:
    address, words, title and hub of each, for the end of the search, when the columns had their turn. `unfilled`
    are pages of which scripts may fill a part, with rank, address and capture, for when nothing else is left;
    `filled` counts those that had their turn.
    """

    open: list[tuple[int, str, str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    kind: str = Kind.NAMED
    before: str = Kind.NAMED
    idle: dict[str, int] = field(default_factory=dict)
    brought: dict[str, int] = field(default_factory=dict)
    spent: int = 0
    fruitless: int = 0
    columns: list[str] = field(default_factory=list)
    likely: bool = False
    fed: bool = False
    reports: list[tuple[str, str, str, str]] = field(default_factory=list)
    unfilled: list[tuple[int, str, dict[str, Any] | None]] = field(default_factory=list)
    filled: int = 0

    @classmethod
    def from_meta(cls, meta: dict[str, Any] | None) -> Search:
        """Return the search that travelled in a request's meta."""
        return cls(**meta) if meta else cls()

    def to_meta(self) -> dict[str, Any]:
        """Return the search as JSON for a request's meta."""
        return asdict(self)

    def see(self, url: str) -> None:
        """Take an address off the leads, as one that is or was looked at."""
        if (seen := canonical(url)) not in self.seen:
            self.seen.append(seen)

    def settle(self, *, fed: bool) -> None:
        """Count the page before this one by whether reports not known before were met since."""
        if fed:
            self.fed = True
            self.idle[self.before] = 0
            self.brought[self.before] = self.brought.get(self.before, 0) + 1
        else:
            self.idle[self.before] = self.idle.get(self.before, 0) + 1
            self.fruitless += 1

    def add(self, leads: list[Lead]) -> None:
        """Take up leads not seen yet, each at the best rank it was given; only the best are kept."""
        best = {canonical(url): (rank, url, kind) for rank, url, kind in self.open}
        for lead in leads:
            page = canonical(lead.url)
            if page not in self.seen and (page not in best or lead.rank > best[page][0]):
                best.pop(page, None)  # it stands where it was given its rank
                best[page] = (lead.rank, lead.url, lead.kind)
        # a stable sort: among equals the one found first
        self.open = sorted(best.values(), key=lambda one: -one[0])[:_MOST_OPEN]

    def found(self, column: str) -> None:
        """Note a column; after the first, less is spent on what brings nothing."""
        if not self.columns:
            self.idle.pop(Kind.NAMED, None)
        if (page := canonical(column)) not in self.columns:
            self.columns.append(page)

    def hold(self, url: str, words: str, title: str, hub: str) -> None:
        """Keep a report that a hub shows for the end of the search."""
        if len(self.reports) < _MOST_HELD:
            self.reports.append((url, words, title, hub))

    def leave_unfilled(self, rank: int, url: str, place: dict[str, Any] | None) -> None:
        """Keep a page of which scripts may fill a part; only the best are kept."""
        kept = sorted([*self.unfilled, (rank, url, place)], key=lambda one: -one[0])
        self.unfilled = kept[: MOST_FILLED - self.filled]

    def next_unfilled(self) -> tuple[int, str, dict[str, Any] | None] | None:
        """Return the best page that scripts may fill and count it, `None` when none is left or anything was found."""
        if self._has_some or self.likely or self.reports or not self.unfilled:
            return None
        self.filled += 1
        return self.unfilled.pop(0)

    def next(self) -> Lead | None:
        """Return the best open lead that is worth another request and count it, `None` when none is."""
        for place, (rank, url, kind) in enumerate(self.open):
            if self._is_worth(rank, kind):
                del self.open[place]
                self.see(url)
                self.spent += 1
                self.before, self.kind = self.kind, kind
                return Lead(url, rank, Kind(kind))
        return None

    @property
    def is_cut(self) -> bool:
        """Return whether the search ended for what it had spent in all, with leads left."""
        return bool(self.open) and self._is_spent

    @property
    def _is_spent(self) -> bool:
        return self.spent >= MOST_IN_ALL or self.fruitless >= MOST_FRUITLESS

    def _is_worth(self, rank: int, kind: str) -> bool:
        """Return whether a kind has not been fruitless for too long, and whether a last resort is needed still."""
        worth = not self._is_spent and rank >= self._lowest
        return worth and self.idle.get(kind, 0) < self._patience(Kind(kind))

    def _patience(self, kind: Kind) -> int:
        """Return how many pages of a kind in a row may bring nothing."""
        if kind is Kind.DEPARTMENT and not self._has_some:
            return MOST_OF_BODIES
        if kind in MOST_OF_KIND:
            return MOST_OF_KIND[kind] + MORE_FOR_EACH * self.brought.get(kind, 0)
        return MOST_AFTER_COLUMN if self._has_some else MOST_REQUESTS

    @property
    def _has_some(self) -> bool:
        return self.fed or bool(self.columns)

    @property
    def _lowest(self) -> int:
        return BODY if self._has_some else ABOVE_MENU if self.likely else 0
