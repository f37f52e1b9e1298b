"""What every list of a portal's job came to: stated, seen, followed, found to be reports, refused and why."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crawler import clock
from crawler.database import transaction
from crawler.frontier import PASSED_ON, STARTS
from crawler.incremental.reports import GONE
from spiders.canonical import canonical

MOST_ALIKE = 50
"""Lists that state the same totals that a short one is compared with."""

_PAGES = """
SELECT first, page, title, pager, pages_stated, records_stated, entries, sure, capped, below, missing, read < job
FROM listings WHERE portal = ? AND job = ? ORDER BY first, page, missing IS NOT NULL
"""

# Pages that wait to be fetched name the list they belong to; each state has its index.
_OPEN_PAGES = """
SELECT json_extract(request, '$.meta.listing.first'), count(*) FROM (
    SELECT request, role FROM requests WHERE portal = :portal AND state = 'queued'
    UNION ALL SELECT request, role FROM requests WHERE portal = :portal AND state = 'leased'
) WHERE role = 'listing' GROUP BY 1
"""

_ENTRIES = """
SELECT max(fingerprint), max(reason) FROM entries
WHERE portal = ? AND job = ? AND first IN (SELECT value FROM json_each(?)) GROUP BY url
"""

_ELSEWHERE = """
SELECT 1 FROM entries WHERE portal = :portal AND job = :job AND first IN (SELECT value FROM json_each(:one))
    AND url NOT IN (
        SELECT url FROM entries WHERE portal = :portal AND job = :job
            AND first IN (SELECT value FROM json_each(:other))
    ) LIMIT 1
"""

_REQUEST = "SELECT id, url, state, reason, document, successor FROM requests WHERE"

_REMEMBER = f"""
INSERT INTO known_lists (portal, first, job, starts, seen_at, reports, also)
VALUES (:portal, :first, :job, ({STARTS}), :now, :reports, :also)
ON CONFLICT (portal, first) DO UPDATE SET job = excluded.job, seen_at = excluded.seen_at, reports = excluded.reports,
    also = excluded.also, lost = NULL, starts = CASE excluded.starts WHEN '[]' THEN starts ELSE excluded.starts END
"""  # noqa: S608 - fixed text


@dataclass(slots=True)
class ListAccount:
    """One list: `seen` distinct entries, each either followed or not, each followed one a report, refused or open.

    `url` is the list's first page, `also` other addresses under which it was met. `listed` counts the entries page by
    page, repeated ones too. Of `pages_seen` those `pages_carried` were not asked for: what the job before knew of them
    counts. `missing` are pages that could not be had, by number, with the reason. `column` says that the list is known
    to be one of annual reports, `below` how many columns below it were looked at.
    What a list does not state is `None`.
    """

    url: str
    title: str | None = None
    pager: str | None = None
    column: bool = False
    capped: bool = False
    below: int = 0
    pages_stated: int | None = None
    pages_seen: int = 0
    pages_carried: int = 0
    pages_open: int = 0
    missing: dict[int, str] = field(default_factory=dict)
    records_stated: int | None = None
    listed: int = 0
    seen: int = 0
    followed: int = 0
    not_followed: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    open: int = 0
    also: list[str] = field(default_factory=list)

    @property
    def firsts(self) -> list[str]:
        """Return all addresses under which the list was met."""
        return [self.url, *self.also]

    @property
    def is_short(self) -> bool:
        """Return whether the list held fewer entries than it states or, where it states none, fewer pages."""
        if self.records_stated is not None:
            return self.seen < self.records_stated
        return self.pages_seen < (self.pages_stated or 0)

    @property
    def is_open(self) -> bool:
        """Return whether pages or entries still wait to be fetched or read."""
        return bool(self.pages_open or self.open)


def of_job(connection: sqlite3.Connection, portal: str, job: int) -> list[ListAccount]:
    """Return the accounts of the lists that a job has met, one for each list under however many addresses."""
    return _Job(connection, portal, job).accounts()


def remember(connection: sqlite3.Connection, portal: str, job: int, accounts: Iterable[ListAccount]) -> None:
    """Keep which lists led to reports in a job that is finished: a later one that misses them says so."""
    rows = [
        {"first": one.url, "reports": one.reports, "also": json.dumps(one.also)}
        for one in accounts
        if one.reports
    ]
    with transaction(connection):
        for row in rows:
            connection.execute(_REMEMBER, {**row, "portal": portal, "job": job, "now": clock.now()})


class _Job:
    def __init__(self, connection: sqlite3.Connection, portal: str, job: int) -> None:
        self._db = connection
        self._mine = (portal, job)

    def accounts(self) -> list[ListAccount]:
        pages: dict[str, list[tuple[Any, ...]]] = {}
        for first, *page in self._db.execute(_PAGES, self._mine):
            pages.setdefault(first, []).append(tuple(page))
        waiting = dict(self._db.execute(_OPEN_PAGES, {"portal": self._mine[0]}).fetchall())
        found: list[ListAccount] = []
        for firsts in _by_page(pages):
            account = _paged(firsts, [page for first in firsts for page in pages[first]])
            account.pages_open = sum(waiting.get(first, 0) for first in firsts)
            self._count(account)
            found.append(account)
        return self._merged(found)

    def _count(self, account: ListAccount) -> None:
        """Count what became of a list's entries."""
        for fingerprint, reason in self._db.execute(_ENTRIES, (*self._mine, json.dumps(account.firsts))):
            account.seen += 1
            if reason and not fingerprint:
                account.not_followed[reason] += 1
                continue
            account.followed += 1
            kind, why = self._became(fingerprint)
            account.reports += kind == "report"
            account.open += kind == "open"
            if kind == "refused":
                account.refused[why] += 1
        if account.listed and not account.seen:
            # walked by a version that counted entries without keeping them
            account.seen = account.not_followed["not recorded"] = account.listed

    def _became(self, fingerprint: str | None) -> tuple[str, str]:
        """Return whether a followed entry became a `report`, was `refused` or is `open`, and why it was refused."""
        row = self._request("portal = ? AND fingerprint = ?", self._mine[0], fingerprint)
        passed: set[int] = set()
        while row and row[3] in PASSED_ON and row[0] not in passed:
            passed.add(row[0])
            row = self._request("id = ?", row[5])
        if row is None:
            return "refused", "not asked for"
        _, url, state, reason, document, _ = row
        if state == "dead" and reason in GONE:
            return "refused", reason
        if state in {"queued", "leased"}:
            return "open", ""
        read = self._db.execute(
            "SELECT state, reason FROM documents WHERE portal = ? AND url = ?",
            (self._mine[0], document or url),
        ).fetchone()
        if read:
            kind = {"parsed": "report", "pending": "open"}.get(read[0], "refused")
            return kind, (read[1] or "").partition(":")[0]
        return ("open", "") if document else ("refused", reason or "asked for as something else")

    def _request(self, where: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(f"{_REQUEST} {where}", values).fetchone()
        return row

    def _merged(self, accounts: list[ListAccount]) -> list[ListAccount]:
        """Join a short list to another that states the same and holds all its entries: the same met from elsewhere.

        Its further pages were asked for as the other's.
        """
        alike: dict[tuple[int | None, int | None], list[ListAccount]] = {}
        for account in sorted(accounts, key=lambda one: -one.seen):
            others = alike.setdefault((account.pages_stated, account.records_stated), [])
            same = (other for other in others[:MOST_ALIKE] if self._is_part(account, other))
            if account.is_short and (other := next(same, None)):
                other.also += account.firsts
            else:
                others.append(account)
        kept = (account for group in alike.values() for account in group)
        return sorted(kept, key=lambda one: one.url)

    def _is_part(self, account: ListAccount, other: ListAccount) -> bool:
        if not account.seen:
            return False
        portal, job = self._mine
        values = {"one": json.dumps(account.firsts), "other": json.dumps(other.firsts)}
        return self._db.execute(_ELSEWHERE, {**values, "portal": portal, "job": job}).fetchone() is None


def _by_page(firsts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the first addresses of lists together that are one page's."""
    groups: dict[str, list[str]] = {}
    for first in firsts:
        groups.setdefault(canonical(first), []).append(first)
    yield from groups.values()


def _paged(firsts: list[str], pages: list[tuple[Any, ...]]) -> ListAccount:
    """Return a list's account as far as its pages tell; a page met under two addresses is one."""
    account = ListAccount(firsts[0], also=firsts[1:])
    records: Counter[int] = Counter()
    held: dict[int, int] = {}
    for page, title, pager, pages_stated, stated, entries, sure, capped, below, missing, carried in pages:
        if missing is not None:
            if page not in held:
                account.missing[page] = missing
            continue
        account.pages_carried += bool(carried) and page not in held
        held[page] = max(entries, held.get(page, 0))
        account.missing.pop(page, None)
        account.title = account.title or title
        account.pager = account.pager or pager
        account.column = account.column or bool(sure)
        account.capped = account.capped or bool(capped)
        account.below += below
        account.pages_stated = max(pages_stated or 0, account.pages_stated or 0) or None
        records.update([stated] * (stated is not None))
    account.pages_seen, account.listed = len(held), sum(held.values())
    # what most pages state: a list grows while it is walked, and a page may speak of another list
    account.records_stated = max(records, key=lambda stated: (records[stated], stated), default=None)
    return account
