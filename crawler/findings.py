"""What was missing or refused in a portal's job: named with its address, never passed over."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from crawler import accounts as of_lists
from crawler import clock
from crawler.accounts import ListAccount
from crawler.database import transaction
from crawler.exclusions import EXCLUDED
from crawler.frontier import PASSED_ON
from crawler.origins import host_of
from crawler.progress import count
from crawler.reasons import why
from spiders.canonical import canonical
from spiders.found import Finding, FindingKind
from spiders.paging.turns import MOST_PAGES

NOTES = frozenset(
    {
        FindingKind.LIST_UNFINISHED,
        FindingKind.SEARCH_ENDED,
        FindingKind.CERTIFICATE,
        FindingKind.ARCHIVE_CUT,
        FindingKind.MOVED_COLUMN,
        FindingKind.EXCLUDED,
    }
)
"""Findings by which nothing is known to be lost; they are said, but not counted as faults."""

PAGES_NAMED = 5
"""Missing pages of one list that are named; the rest is counted."""

_BROWSER = frozenset({"no_browser", "browser_spent"})
_FORGET = "DELETE FROM known_findings WHERE portal = ? AND kind = ? AND url = ?"
_KNOW = "INSERT OR IGNORE INTO known_findings (portal, kind, url, since) VALUES (?, ?, ?, ?)"
_NOTHING = "no report was found; where the annual-report list is known, give its address"


def of_job(
    connection: sqlite3.Connection,
    portal: str,
    job: int,
    accounts: Sequence[ListAccount],
    dead: Sequence[tuple[str, str]],
) -> list[Finding]:
    """Return the findings of a job: on its lists, its addresses, its documents, and those noted on the way."""
    vanished = list(_vanished(connection, portal, job, accounts))
    known = {one.url for one in vanished}
    lists = [one for account in accounts for one in _of_list(account) if one.url not in known]
    noted = list(_noted(connection, portal, job))
    hosts = {(one.url, one.text) for one in noted if one.url.startswith("//")}
    named = known | set(_missing_pages(connection, portal, job))
    addresses = [
        Finding(_kind(reason), url, why(reason))
        for url, reason in dead
        if url not in named and hosts.isdisjoint(_of_host(url, reason))
    ]
    return [*vanished, *lists, *noted, *addresses, *_refused(connection, portal)]


def shrunk(connection: sqlite3.Connection, portal: str, accounts: Sequence[ListAccount]) -> Iterator[Finding]:
    """Yield the lists that hold fewer entries to follow than they led to reports before; ask before it is forgotten."""
    query = "SELECT reports, seen_at FROM known_lists WHERE portal = ? AND first = ?"
    for account in accounts:
        left = account.followed + account.not_followed["before_since"]
        row = connection.execute(query, (portal, account.url)).fetchone()
        if row and 0 < left < row[0]:
            text = f"column of {row[0]} reports, last seen {row[1][:10]}, now lists {left}"
            yield Finding(FindingKind.SHRUNK_COLUMN, account.url, text)


def dated(
    connection: sqlite3.Connection, portal: str, found: Sequence[Finding], *, is_whole: bool
) -> list[Finding]:
    """Return findings with the time since which they are known; what a whole job no longer says is forgotten."""
    rows = connection.execute("SELECT kind, url, since FROM known_findings WHERE portal = ?", (portal,))
    known = {(kind, url): since for kind, url, since in rows}
    now = clock.now()
    told = [replace(one, since=known.get((str(one.kind), one.url), now)) for one in found]
    said = {(str(one.kind), one.url): one.since for one in told}
    with transaction(connection):
        if is_whole:
            gone = [(portal, *key) for key in known.keys() - said.keys()]
            connection.executemany(_FORGET, gone)
        connection.executemany(_KNOW, [(portal, *key, since) for key, since in said.items()])
    return told


def nothing_found(portal: str) -> Finding:
    """Return the finding on a portal that was crawled to its end without one report."""
    return Finding(FindingKind.NOTHING_FOUND, portal, _NOTHING)


def _of_list(account: ListAccount) -> Iterator[Finding]:
    if account.is_open:
        left = ((account.pages_open, "page"), (account.open, "entry"))
        waiting = " and ".join(count(number, noun) for number, noun in left if number)
        text = f"list not walked to its end; for the next start: {waiting}"
        yield Finding(FindingKind.LIST_UNFINISHED, account.url, text)
        return
    yield from _missing(account)
    if account.capped:
        text = f"list published only as far as {account.records_stated} entries, older ones cannot be reached from it"
        yield Finding(FindingKind.PUBLISH_CAP, account.url, text)
    if account.is_short:
        yield _short(account)
    if nowhere := account.not_followed["no_address"]:
        yield Finding(
            FindingKind.NO_ADDRESS, account.url, f"titles of reports in a list that lead nowhere: {nowhere}"
        )
    if account.column and account.pages_seen and not (account.followed or account.below or account.missing):
        yield from _empty(account)


def _missing(account: ListAccount) -> Iterator[Finding]:
    """Yield the pages of a list that could not be had; a column that could not be had at all is one address."""
    if not account.pages_seen:
        reason = next(iter(account.missing.values()), "")
        kind = FindingKind.FORBIDDEN_COLUMN if reason == "robots" else _kind(reason)
        yield Finding(kind, account.url, f"column not read: {why(reason)}")
        return
    stated = f" of {account.pages_stated}" if account.pages_stated else ""
    for number, reason in list(account.missing.items())[:PAGES_NAMED]:
        yield Finding(
            FindingKind.PAGE_MISSING, account.url, f"page {number}{stated} of a list missing: {why(reason)}"
        )
    if (more := len(account.missing) - PAGES_NAMED) > 0:
        yield Finding(FindingKind.PAGE_MISSING, account.url, f"{more} more pages of a list missing")


def _kind(reason: str) -> FindingKind:
    if reason == EXCLUDED:
        return FindingKind.EXCLUDED
    return FindingKind.NO_BROWSER if reason in _BROWSER else FindingKind.UNREACHABLE


def _of_host(url: str, reason: str) -> set[tuple[str, str]]:
    """Return the findings on a host that say of all its addresses what is said of one."""
    host = f"//{host_of(url)}/"
    return {(host, why(reason)), (host, why(f"no answer: {reason}"))}


def _short(account: ListAccount) -> Finding:
    pages = f"{account.pages_seen} of {account.pages_stated} pages of a list"
    if (account.pages_stated or 0) > MOST_PAGES <= account.pages_seen:
        pages += f", no more than {MOST_PAGES} are walked"
    if account.records_stated is None:
        return Finding(FindingKind.PAGES_SHORT, account.url, pages)
    text = f"{account.seen} of {account.records_stated} entries of a list"
    if again := account.listed - account.seen:
        text += f" ({again} more were repeated)"
    if account.pages_seen < (account.pages_stated or 0):
        text += f" on {account.pages_seen} of {account.pages_stated} pages"
    return Finding(FindingKind.ENTRIES_SHORT, account.url, text)


def _empty(account: ListAccount) -> Iterator[Finding]:
    if account.not_followed["before_since"] or account.not_followed["no_address"]:
        return
    held = f"{account.seen} entries, none of them a report by its title" if account.seen else "nothing"
    yield Finding(FindingKind.EMPTY_COLUMN, account.url, f"column of annual reports lists {held}")


def _missing_pages(connection: sqlite3.Connection, portal: str, job: int) -> Iterator[str]:
    query = "SELECT url FROM listings WHERE portal = ? AND job = ? AND missing IS NOT NULL"
    yield from (url for (url,) in connection.execute(query, (portal, job)))


def _noted(connection: sqlite3.Connection, portal: str, job: int) -> Iterator[Finding]:
    query = "SELECT kind, url, text FROM findings WHERE portal = ? AND job = ? ORDER BY kind, url"
    for kind, url, text in connection.execute(query, (portal, job)):
        yield Finding(FindingKind(kind), url, why(text) if url.startswith("//") else text)


def _refused(connection: sqlite3.Connection, portal: str) -> Iterator[Finding]:
    query = "SELECT url, reason FROM documents WHERE portal = ? AND state = 'refused' ORDER BY url"
    for url, reason in connection.execute(query, (portal,)):
        yield Finding(FindingKind.NO_REPORT, url, f"no report: {reason}")


def _vanished(
    connection: sqlite3.Connection, portal: str, job: int, accounts: Sequence[ListAccount]
) -> Iterator[Finding]:
    """Yield the findings on the lists that led to reports in an earlier job and do so no more."""
    for one in lost(connection, portal, job, accounts):
        text = f"column of {one.reports} reports, last seen {one.seen_at[:10]}, is no more: {one.now}"
        yield Finding(FindingKind.VANISHED_COLUMN, one.first, text)


class Lost(NamedTuple):
    """A list that led to reports when it was last seen, and what it is now."""

    first: str
    reports: int
    seen_at: str
    now: str


def is_new_loss(connection: sqlite3.Connection, portal: str, job: int) -> bool:
    """Return whether a list is lost in a job that was not, or was for another reason."""
    query = "SELECT lost FROM known_lists WHERE portal = ? AND first = ?"
    found = lost(connection, portal, job, of_lists.of_job(connection, portal, job))
    return any(connection.execute(query, (portal, one.first)).fetchone()[0] != one.now for one in found)


def lost(
    connection: sqlite3.Connection, portal: str, job: int, accounts: Sequence[ListAccount]
) -> Iterator[Lost]:
    """Yield the lists that led to reports in an earlier job and do so no more."""
    by_page = {canonical(first): account for account in accounts for first in account.firsts}
    known = connection.execute(
        "SELECT first, reports, seen_at FROM known_lists WHERE portal = ? AND job < ? ORDER BY first",
        (portal, job),
    ).fetchall()
    for first, reports, seen_at in known:
        account = by_page.get(canonical(first))
        now = _now(account) if account else _instead(connection, portal, job, first, by_page)
        if now:
            yield Lost(first, reports, seen_at, now)


def _now(account: ListAccount) -> str | None:
    """Return what has become of a known list that was met, `None` when it is what it was."""
    if account.reports or account.is_open:
        return None
    if not account.pages_seen:
        return why(next(iter(account.missing.values()), "not read"))
    return f"lists {account.seen} entries, none of them a report" if account.seen else "lists nothing"


def _instead(
    connection: sqlite3.Connection, portal: str, job: int, first: str, by_page: dict[str, ListAccount]
) -> str | None:
    """Return what was met in place of a known list, `None` when it was not asked for or has moved."""
    query = "SELECT id, url, state, reason, successor FROM requests WHERE portal = ? AND job = ? AND"
    row: tuple[Any, ...] | None = connection.execute(f"{query} url = ?", (portal, job, first)).fetchone()
    if row is None or row[2] in {"queued", "leased"}:
        return None
    passed: Counter[int] = Counter()
    while row and row[3] in PASSED_ON and not passed[row[0]]:
        passed[row[0]] += 1
        row = connection.execute(f"{query} id = ?", (portal, job, row[4])).fetchone()
    if row is None or row[2] in {"queued", "leased"}:
        return None
    if (account := by_page.get(canonical(row[1]))) and (account.reports or account.is_open):
        return None
    return f"leads to {row[1]}" if passed else why(row[3] or "is no list")
