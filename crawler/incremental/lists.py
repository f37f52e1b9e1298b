"""How far a list is walked: whole where hubs and lists are looked through, else as far as it holds something new."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from archive.capture import Role
from crawler.incremental.reports import GONE
from spiders.canonical import canonical
from spiders.contents import plain

if TYPE_CHECKING:
    from crawler.frontier import Completion
    from crawler.requests import Entry
    from spiders.found import FoundEntry, FoundListing, FoundOverview

SHIFTED = ""
"""The content of a page that was not asked for after entries came before it: it holds others that are known."""

HELD = "held"
"""The reason of a request for a further page of a list that changed: it is queued when the pages before do not do."""

_QUEUED = "state = 'queued', job = :job, status = NULL, reason = NULL, successor = NULL"

_BEFORE = """
SELECT content, changed, missing FROM listings WHERE portal = ? AND first = ? AND page = ? AND url = ?
"""
_OVERVIEW_BEFORE = "SELECT content FROM overviews WHERE portal = ? AND url = ?"
_IS_PAGE = "SELECT 1 FROM listings WHERE portal = ? AND first = ? AND page = ?"
_KNOWN = "SELECT 1 FROM requests WHERE portal = ? AND fingerprint = ?"
_ENTRY = """
SELECT title, date FROM entries WHERE portal = ? AND first = ? AND url = ? AND fingerprint IS NOT NULL
"""

_IS_ENTRY = "SELECT 1 FROM entries WHERE portal = ? AND first = ? AND url = ?"

_IS_WALKED = "SELECT 1 FROM listings WHERE portal = :portal AND first = :first AND changed = :job"

_NEXT = f"""
UPDATE requests SET {_QUEUED} WHERE id = (
    SELECT id FROM requests WHERE portal = :portal AND job = :job AND reason = '{HELD}'
        AND json_extract(request, '$.meta.listing.first') = :first
    ORDER BY json_extract(request, '$.meta.listing.page'), id LIMIT 1
)
"""  # noqa: S608 - fixed text

_STATED = """
SELECT records_stated FROM listings WHERE portal = :portal AND first = :first AND job = :job AND read < :job
    AND records_stated IS NOT NULL
"""
_NEW = """
SELECT count(*), coalesce(sum(page = :page), 0) FROM entries
WHERE portal = :portal AND first = :first AND since = :job
"""
_DISPLACED = """
SELECT coalesce(sum(page < :page), 0), coalesce(sum(page = :page), 0) FROM entries
WHERE portal = :portal AND first = :first AND job = :job AND read < :job
"""

_SHIFT = f"""
UPDATE listings SET content = '{SHIFTED}' WHERE portal = :portal AND first = :first AND job = :job AND read < :job
"""  # noqa: S608 - fixed text

# All other pages of a list that were not read in the job, unless it is the first that changed.
_OTHER_PAGES = f"""
UPDATE requests SET {_QUEUED} WHERE job < :job AND id IN (
    SELECT request FROM listings WHERE portal = :portal AND first = :first AND job = :job AND read < :job
) AND EXISTS (SELECT 1 FROM listings WHERE portal = :portal AND first = :first AND page < :page)
"""  # noqa: S608 - fixed text

# Lists that something changed in, of which no page is missing or was left out, and whether they show less than they
# state.
_WALKED = f"""
SELECT first, coalesce(max(CASE WHEN read = :job THEN pages_stated END), 0)
        > count(DISTINCT CASE WHEN read = :job THEN page END)
    OR coalesce(max(CASE WHEN read = :job THEN records_stated END), 0) > (
        SELECT count(*) FROM entries
        WHERE entries.portal = :portal AND entries.first = listings.first AND entries.read = :job
    )
FROM listings WHERE portal = :portal AND job = :job GROUP BY first
HAVING sum(changed = :job) AND NOT sum(missing IS NOT NULL) AND first NOT IN (
    SELECT json_extract(request, '$.meta.listing.first') FROM requests
    WHERE portal = :portal AND job = :job AND reason = '{HELD}'
)
"""  # noqa: S608 - fixed text
# Pages that could not be had and that no other page of their list offers or states, or that are had at another address.
_BEYOND = """
DELETE FROM listings WHERE portal = :portal AND job = :job AND missing IS NOT NULL AND (page > (
    SELECT max(coalesce(others.furthest, others.pages_stated, listings.page)) FROM listings AS others
    WHERE others.portal = :portal AND others.first = listings.first AND others.missing IS NULL
) OR EXISTS (
    SELECT 1 FROM listings AS others WHERE others.portal = :portal AND others.first = listings.first
        AND others.page = listings.page AND others.read = :job AND others.missing IS NULL
)) RETURNING request
"""
_DONE = "UPDATE requests SET state = 'done', reason = NULL WHERE id = ? AND state = 'dead'"
_PAGES_NO_MORE = "DELETE FROM listings WHERE portal = ? AND first = ? AND coalesce(read, job) < ?"
_GONE = "SELECT url, fingerprint FROM entries WHERE portal = ? AND first = ? AND coalesce(read, job) < ?"
_ELSEWHERE = """
SELECT 1 FROM entries WHERE portal = :portal AND url = :url AND first <> :first AND job = :job
"""
_ASK = f"UPDATE requests SET {_QUEUED} WHERE portal = :portal AND fingerprint = :fingerprint AND job < :job"  # noqa: S608 - fixed text
_IS_GONE = f"""
SELECT 1 FROM requests WHERE portal = :portal AND fingerprint = :fingerprint AND state = 'dead' AND reason IN {GONE}
"""  # noqa: S608 - fixed text
_LEAVE_OUT = "DELETE FROM entries WHERE portal = :portal AND first = :first AND url = :url"


class Sorted(NamedTuple):
    """What a completion asks for: what is to be queued, and the pages of lists that may turn out not to be needed."""

    asked: tuple[Entry, ...]
    held: tuple[Entry, ...] = ()


class Lists:
    """The lists of a portal's job. Everything here belongs into the transaction of the completion that it is about."""

    def __init__(self, connection: sqlite3.Connection, portal: str, job: int) -> None:
        self._db = connection
        self._portal = portal
        self._job = job

    def sort(self, completion: Completion) -> Sorted:
        """Return what is asked for of what a page of a list, or above lists, yields: nothing where it is unchanged."""
        if completion.listings:
            changed = any(not self.is_same(one) or self.is_walked(one.first) for one in completion.listings)
        elif completion.overviews:
            changed = any(not self._leads_as_before(one) for one in completion.overviews)
        else:
            return Sorted(completion.requests)
        if not changed:
            return Sorted(())
        asked, held = [], []
        turns = [_turn(one) if one.role == Role.LISTING else None for one in completion.requests]
        new = {(first, page) for first, page in filter(None, turns) if not self._is_page(first, page)}
        for one, turn in zip(completion.requests, turns, strict=True):
            if turn and turn not in new and (turn[0], turn[1] + 1) not in new:
                held.append(one)
            elif turn or one.role != Role.LISTING or not self._is_known(one):
                asked.append(one)
        return Sorted(tuple(asked), tuple(held))

    def is_same(self, found: FoundListing) -> bool:
        """Return whether a page of a list says what it said, or what it must say since entries came before it.

        One that is missing still says the same.
        """
        before, _, missing = self._before(found)
        if found.missing is not None:
            return missing is not None
        if before == SHIFTED:
            return all(self._is_entry(found, one) for one in found.entries)
        return before is not None and before == found.content

    def changed(self, found: FoundListing) -> int | None:
        """Return the job in which a page of a list last said something else than before."""
        return self._before(found)[1] if self.is_same(found) else self._job

    def _before(self, found: FoundListing) -> tuple[str | None, int | None, str | None]:
        key = (self._portal, found.first, found.page, found.url)
        return self._db.execute(_BEFORE, key).fetchone() or (None, None, None)

    def _is_entry(self, found: FoundListing, entry: FoundEntry) -> bool:
        key = (self._portal, found.first, address_of(entry))
        return self._db.execute(_IS_ENTRY, key).fetchone() is not None

    def _leads_as_before(self, found: FoundOverview) -> bool:
        row = self._db.execute(_OVERVIEW_BEFORE, (self._portal, found.url)).fetchone()
        return row is not None and row[0] == found.content

    def _is_page(self, first: str, page: int) -> bool:
        """Return whether a list had a page of that number before; another is asked for, whatever the first one says."""
        return self._db.execute(_IS_PAGE, (self._portal, first, page)).fetchone() is not None

    def _is_known(self, entry: Entry) -> bool:
        return self._db.execute(_KNOWN, (self._portal, entry.fingerprint)).fetchone() is not None

    def retitled(self, found: FoundListing) -> Iterator[FoundEntry]:
        """Yield the reports that a list now shows with another title or day."""
        for entry in found.entries:
            if entry.reason is None and entry.url:
                key = (self._portal, found.first, address_of(entry))
                known = self._db.execute(_ENTRY, key).fetchone()
                if known and (
                    plain(known[0]) != plain(entry.title) or (known[1] or entry.date) != entry.date
                ):
                    yield entry

    def go_on(self, listings: Iterable[FoundListing]) -> None:
        """Queue the next page of each list that changed, unless the pages had tell what the others hold."""
        for found in listings:
            values = {"portal": self._portal, "job": self._job, "first": found.first, "page": found.page}
            if not self._db.execute(_IS_WALKED, values).fetchone():
                continue
            if not self._is_settled(found, values):
                self._db.execute(_NEXT, values)
            elif self._db.execute(_NEW, values).fetchone()[0]:
                self._db.execute(_SHIFT, values)

    def _is_settled(self, found: FoundListing, values: dict[str, object]) -> bool:
        """Return whether what follows a page is known: entries that were there before, just as many as there should be.

        Without a total, whatever stood up to this page must still be met, but for what new entries pushed off it.
        """
        new, new_here = self._db.execute(_NEW, values).fetchone()
        if new_here:
            return False
        stated = Counter(number for (number,) in self._db.execute(_STATED, values))
        if stated and found.records_stated is not None and not found.capped:
            return bool(found.records_stated - stated.most_common(1)[0][0] == new)
        earlier, here = self._db.execute(_DISPLACED, values).fetchone()
        return not earlier and here <= new

    def walk_whole(self, found: FoundListing) -> None:
        """Have all pages of a list asked for, a further page of which changed."""
        values = {"portal": self._portal, "job": self._job, "first": found.first, "page": found.page}
        self._db.execute(_OTHER_PAGES, values)

    def is_walked(self, first: str) -> bool:
        """Return whether a list is being walked since something in it changed."""
        values = {"portal": self._portal, "job": self._job, "first": first}
        return self._db.execute(_IS_WALKED, values).fetchone() is not None

    def leave_pages_beyond(self) -> None:
        """Forget the pages that could not be had and that lists have no more: these shrank, or call them otherwise."""
        values = {"portal": self._portal, "job": self._job}
        self._db.executemany(_DONE, self._db.execute(_BEYOND, values).fetchall())

    def ask_gone(self) -> int:
        """Queue the reports that lists walked to their end no longer show; return how many.

        The entries are forgotten: of a list that shows less than it states only those whose report is gone, since
        it may have the others all the same.
        """
        asked = 0
        values = {"portal": self._portal, "job": self._job}
        for first, is_short in self._db.execute(_WALKED, values).fetchall():
            key = (self._portal, first, self._job)
            if not is_short:
                self._db.execute(_PAGES_NO_MORE, key)
            for url, fingerprint in self._db.execute(_GONE, key).fetchall():
                named = {**values, "first": first, "url": url, "fingerprint": fingerprint}
                if fingerprint and not self._db.execute(_ELSEWHERE, named).fetchone():
                    asked += self._db.execute(_ASK, named).rowcount
                if not is_short or self._db.execute(_IS_GONE, named).fetchone():
                    self._db.execute(_LEAVE_OUT, named)
        return asked


def address_of(entry: FoundEntry) -> str:
    """Return what tells an entry of a list from the others: its address or, where it has none, its words."""
    return canonical(entry.url) if entry.url else f"#{entry.title}"


def _turn(entry: Entry) -> tuple[str, int] | None:
    """Return the list and number of the further page that a request is for, `None` for another request."""
    listing = json.loads(entry.request)["meta"].get("listing") or {}
    return (listing["first"], listing["page"]) if listing.get("hops") else None
