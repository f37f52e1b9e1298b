"""The walk through a column: turning the pages of its list, going down into the columns below it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from scrapy.http import Response

from spiders import hosts
from spiders.paging.turns import MOST_PAGES, Pager, Turn

DEEPEST = 4
"""Columns within columns: year, level, body, and one to spare."""

MOST_COLUMNS = 1000
"""Columns below one in all, whatever a site's links pretend."""


MOST_BARREN = 10
"""Pages in a row without anything to be followed, in a list that states no total: calendars have no end."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a page stands in the walk; survives a restart as JSON in the request's meta.

    `first` is the address of the list's first page, `page` the number of this one, `hops` how often pages were
    turned to get here, `began` the number of the page that the walk began with, `given` whether a page before gave
    all pages of the list, `held` the fingerprint of the page before, `barren` how many pages up to this one held
    nothing to be followed, `spots` where on the pages before the entries stood, `otherwise` a second way to this
    page. `depth` counts the columns above, `room` those that may still be asked for below; `sure` says whether the
    column is known to be one of annual reports.
    """

    first: str
    page: int = 1
    hops: int = 0
    began: int = 1
    given: bool = False
    depth: int = 0
    room: int = MOST_COLUMNS
    sure: bool = False
    held: str | None = None
    barren: int = 0
    spots: list[str] = field(default_factory=list)
    otherwise: dict[str, Any] | None = None

    @classmethod
    def of(cls, response: Response) -> Walk:
        """Return the walk a response belongs to: a page reached by other ways begins one."""
        return cls(**{"first": response.url, **(response.meta.get("listing") or {})})

    def to_meta(self) -> dict[str, Any]:
        """Return the walk as JSON for a request's meta."""
        return asdict(self)

    @property
    def goes_down(self) -> bool:
        """Return whether columns below are looked for: from a list's first page, and not for ever."""
        return not self.hops and self.depth < DEEPEST

    @property
    def second_way(self) -> Turn | None:
        """Return the other way to the page, for when it could not be had by the first."""
        if not self.otherwise:
            return None
        return Turn(
            self.otherwise["url"], form=tuple((name, value) for name, value in self.otherwise["form"])
        )

    def at(self, pager: Pager | None) -> Walk:
        """Return the walk with the number of the page that it begins with, where the page's pager tells."""
        if self.hops or pager is None or not pager.current:
            return self
        return replace(self, page=pager.current, began=pager.current)

    def turns(self, pager: Pager) -> list[Turn]:
        """Return a pager's turns; the page that the walk began with is had, whatever the others call it.

        Days and months are no pages of a list, unless it is one of a day itself.
        """
        had = self.began if self.hops else None
        dated = hosts.is_calendar(self.first)
        return [
            turn
            for turn in pager.turns
            if (had is None or turn.page != had) and (dated or not hosts.is_calendar(turn.url))
        ]

    def is_turning(self, pager: Pager) -> bool:
        """Return whether a page's turns are to be taken: not when a page before gave all pages of the list.

        A list that states no total is left where page after page holds nothing to be followed.
        """
        stated = pager.pages_stated is not None or pager.records_stated is not None
        return self.hops < MOST_PAGES and not self.given and (stated or self.barren < MOST_BARREN)

    def turned(self, turn: Turn, held: str, pager: Pager) -> Walk:
        """Return the walk one page on; `held` is the fingerprint of the page that is left, `pager` its pager."""
        offered = {self.began, self.page, *(one.page for one in pager.turns)}
        all_of_it = pager.pages_stated is not None and len(offered) >= min(pager.pages_stated, MOST_PAGES)
        given = self.given or all_of_it
        return replace(self, hops=self.hops + 1, page=self._number(turn, pager), held=held, given=given).by(
            turn
        )

    def furthest(self, pager: Pager | None) -> int:
        """Return the highest number of a page that this one has, offers or states."""
        offered = (self._number(turn, pager) for turn in self.turns(pager)) if pager else ()
        return max(self.page, (pager.pages_stated if pager else None) or 0, *offered)

    def _number(self, turn: Turn, pager: Pager) -> int:
        """Return the number of a page; what was turned to is not the first, whatever a next link alone suggests."""
        misled = self.hops and pager.current == 1 and len(pager.turns) == 1
        return self.hops + 2 if misled or turn.page is None else turn.page

    def by(self, turn: Turn) -> Walk:
        """Return the walk with the second way that a turn has, if any."""
        other = turn.otherwise
        return replace(self, otherwise={"url": other.url, "form": other.form} if other else None)

    def below(self, columns: int, *, sure: bool) -> dict[str, Any]:
        """Return what one of several columns below begins with, as JSON: they share what room is left."""
        return {"depth": self.depth + 1, "room": (self.room - columns) // columns, "sure": sure}
