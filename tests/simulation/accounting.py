"""Holds what a year of nights stored against what was there: every report, version, end, alarm and request."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crawler.origins import host_of
from pipelines.database import DATABASE
from tests.simulation.calendar import CATASTROPHES, Event, Kind
from tests.simulation.country import Portal, Told
from tests.simulation.reports import Article
from tests.simulation.year import Year, name_of

CHEAP = 20
"""What part of its first crawl's requests and bytes an unchanged portal's night may cost."""

LARGE = 100
"""Requests of a first crawl from which that is asked for: of a few requests there is no twentieth."""

MET_LATE = (Kind.TITLE, Kind.WITHDRAWN, Kind.DELISTED)
"""What a list shows on a further page, perhaps."""

TOLD_WITHIN = {
    Kind.DOWN: 4,
    Kind.BLOCKED: 1,
    Kind.FLOOD: 2,
    Kind.EMPTIED: 2,
    Kind.FORBIDDEN: 3,
    Kind.MIGRATED: 3,
    Kind.CLOSED: 4,
}
"""Nights within which an operator must hear of it."""

EXPLAINED = 8
"""Nights after something happened in which an alarm of the portal is taken as told because of it."""


@dataclass(slots=True)
class Account:
    """What was wrong, one line each, and what was counted."""

    wrong: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def check(self, holds: bool, what: str, told: str) -> None:
        """Count a check and keep what it says where it does not hold."""
        self.counted[what] += 1
        if not holds:
            self.wrong.append(f"{what}: {told}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A report as it is stored: `versions` are what it said, the oldest first and the current one last.

    One that was found at several addresses, one after another, `has_moved`: each of them said some of its versions.
    """

    source: str
    portal: str
    vanished_at: str | None
    versions: tuple[dict[str, Any], ...]
    has_moved: bool = False


def account(year: Year) -> Account:
    """Check a year.

    Each known report is looked at again by a full crawl at the latest, of which no two are further apart than one and a
    half times the days between them (`crawler.nightly.need.is_full_due`).
    """
    found = Account()
    rota = int(1.5 * year.full_every) + 2
    with closing(sqlite3.connect(year.data_dir / DATABASE)) as connection:
        connection.row_factory = sqlite3.Row
        stored = _stored(year, connection)
        for portal in year.country.portals:
            _Portal(year, portal, rota, found).check(stored.pop(portal.number, {}))
        found.check(not stored, "no report of a portal that is none", str(stored))
        _alarms(year, connection, found)
        _requests(year, connection, found)
        _cheapness(year, connection, found)
    return found


def _stored(year: Year, connection: sqlite3.Connection) -> dict[int, dict[str, Stored]]:
    """Return what is stored by portal and address."""
    numbers = {name_of(portal.number): portal.number for portal in year.country.portals}
    by_portal: dict[int, dict[str, Stored]] = {}
    for row in connection.execute("SELECT source, portal, file, vanished_at FROM reports ORDER BY source"):
        older = connection.execute(
            "SELECT file FROM versions WHERE source = ? ORDER BY ordinal", (row["source"],)
        )
        files = (*(file for (file,) in older), row["file"])
        versions = tuple(json.loads((year.data_dir / file).read_text("utf-8")) for file in files)
        query = "SELECT url FROM former_addresses WHERE source = ?"
        former = [url for (url,) in connection.execute(query, (row["source"],))]
        for url in (row["source"], *former):
            one = Stored(row["source"], row["portal"], row["vanished_at"], versions, bool(former))
            by_portal.setdefault(numbers[row["portal"]], {})[url] = one
    return by_portal


@dataclass(slots=True)
class _Portal:
    year: Year
    portal: Portal
    rota: int
    found: Account

    def check(self, stored: Mapping[str, Stored]) -> None:
        """Hold each address of the portal's reports against what is stored of it."""
        for address, told in self.portal.told.items():
            self._report(told, stored.get(address))
        strange = stored.keys() - self.portal.told.keys()
        self.found.check(not strange, "nothing is stored that was not there", " ".join(sorted(strange)))

    def _seen(self, begin: int, end: int | None = None) -> int:
        """Return in how many nights from one to before another the portal could be seen."""
        nights = self.year.seen[begin : len(self.year.seen) if end is None else end]
        return sum(self.portal.number in seen for seen in nights)

    def _report(self, told: Told, stored: Stored | None) -> None:
        begun, seen = told.versions[0][0], self._seen(told.versions[0][0], told.gone)
        if stored is None:
            self.found.check(
                not seen, "what could be seen is stored", f"{told.address}, there since night {begun}"
            )
            return
        self.found.check(bool(seen), "what could not be seen is not stored", told.address)
        self._versions(told, stored)
        if stored.source == told.address:
            self._end(told, stored.vanished_at)

    def _versions(self, told: Told, stored: Stored) -> None:
        """Check that each version that was there long enough is stored, in order, and no other."""
        ends = [*(night for night, _ in told.versions[1:]), told.gone]
        shown = [
            (article, self._seen(night, end))
            for (night, article), end in zip(told.versions, ends, strict=True)
        ]
        left = list(stored.versions)
        if stored.has_moved:
            left = [one for one in left if any(_says(one, article) for _, article in told.versions)]
        for at, (article, nights) in enumerate(shown):
            if left and _says(left[0], article):
                left.pop(0)
            else:
                must = nights >= (self.rota if at else 1)
                said = f"{told.address}, version {at} of {len(shown)}, seen for {nights} nights"
                self.found.check(not must, "each version is stored with its values", said)
        said = f"{told.address}: {len(left)} of {len(stored.versions)} are none that was there"
        self.found.check(not left, "no version is stored that was not there", said)

    def _end(self, told: Told, vanished_at: str | None) -> None:
        """Check that a report is marked as vanished when it is gone, and only then."""
        since = self._gone() if told.gone is None else told.gone
        if vanished_at is None:
            due = told.gone is not None and self._seen(told.gone) >= self.rota
            self.found.check(
                not due, "what is gone is marked", f"{told.address}, gone since night {told.gone}"
            )
            return
        marked = _night(self.year, vanished_at[:10])
        known = since is not None and since <= marked
        self.found.check(
            known, "what is there is not marked as vanished", f"{told.address}, since night {marked}"
        )
        if told.gone is not None and known:
            late = self._seen(told.gone, marked)
            said = f"{told.address}, gone since night {told.gone}, marked in {marked}"
            self.found.check(late <= self.rota, "what is gone is marked in time", said)

    def _gone(self) -> int | None:
        """Return since when the whole portal is closed."""
        events = (one for night in self.year.country.events.values() for one in night)
        mine = (one.night for one in events if one.host == self.portal.number and one.kind is Kind.CLOSED)
        return next(mine, None)


def _says(document: Mapping[str, Any], article: Article) -> bool:
    """Return whether a stored document says what an article says: its title and all its figures."""
    read = {one["key"]: one["value"] for one in document["observations"]}
    same = all(read.get(f"tables.{key}") == float(value) for key, value in article.values.items())
    return same and document["title"] == article.title and document["report_year"] == article.year


def _night(year: Year, day: str) -> int:
    return (date.fromisoformat(day) - year.country.first_day).days


def _night_of(year: Year, run: str) -> int:
    """Return the night of a run, whose name begins with its day."""
    return _night(year, f"{run[:4]}-{run[4:6]}-{run[6:8]}")


def _alarms(year: Year, connection: sqlite3.Connection, found: Account) -> None:
    """Check that each catastrophe was told in time; count the alarms that nothing explains."""
    raised: dict[str, list[tuple[int, str, str]]] = {}
    for portal, kind, since, text in connection.execute("SELECT portal, kind, since, text FROM alarms"):
        raised.setdefault(portal, []).append((_night_of(year, since), kind, text))
    for event in _catastrophes(year):
        nights = range(event.night, event.night + TOLD_WITHIN[event.kind])
        mine = [*raised.get(name_of(event.host), []), *raised.get("", [])]
        told = any(night in nights for night, _, _ in mine)
        found.check(told, f"an alarm says: {event.kind}", f"{name_of(event.host)}, night {event.night}")
    for portal, alarms in raised.items():
        for night, kind, text in alarms:
            if portal and not _explained(year, portal, night):
                found.counted["false alarms"] += 1
                found.counted[f"false alarm: {kind}: {portal} night {night}: {text}"[:160]] += 1


def _catastrophes(year: Year) -> Iterator[Event]:
    for night, events in year.country.events.items():
        if night + 4 < len(year.seen):
            yield from (event for event in events if event.kind in CATASTROPHES)


def _explained(year: Year, portal: str, night: int) -> bool:
    """Return whether something befell a portal shortly before."""
    events = [
        one for tonight in year.country.events.values() for one in tonight if name_of(one.host) == portal
    ]
    return any(
        event.night <= night <= (event.until or event.night) + EXPLAINED
        or (event.kind is Kind.CLOSED and event.night <= night)
        for event in events
        if event.kind in (*CATASTROPHES, Kind.MOVED, Kind.YEAR_COLUMN)
    )


def _requests(year: Year, connection: sqlite3.Connection, found: Account) -> None:
    """Check that what runs say they asked of each host, and got in all, is what the servers say.

    A portal's crawl may ask another's server whether hosts can be reached.
    """
    query = "SELECT coalesce(sum(requests), 0), coalesce(sum(bytes), 0) FROM portal_runs WHERE run = ?"
    what = "requests and bytes add up with the servers'"
    for night, (run, asked, told) in enumerate(zip(year.runs, year.asked, year.told, strict=True)):
        for number in year.answering[night]:
            said = told[host_of(year.country.portals[number].origin)]
            text = f"{name_of(number)}, night {night}: run {said}, server {asked.requests[number]}"
            found.check(said == asked.requests[number], what, text)
        in_all, parts = (
            tuple(connection.execute(query, (run,)).fetchone()),
            (told.total(), asked.bytes.total()),
        )
        found.check(in_all == parts, what, f"night {night}: run {in_all}, hosts and servers {parts}")


def _cheapness(year: Year, connection: sqlite3.Connection, found: Account) -> None:
    """Check that a night on a portal to which nothing happens costs little, unless it is a full crawl's turn.

    What changed on a further page of a list is met when that page has its turn, and costs one night more.
    """
    first = year.asked[0]
    query = "SELECT portal FROM portal_runs WHERE run = ? AND depth = 'full'"
    unmet: Counter[int] = Counter()
    for night in range(2, len(year.asked)):
        full = {name for (name,) in connection.execute(query, (year.runs[night],))}
        unmet.update(one.host for one in year.country.events.get(night, []) if one.kind in MET_LATE)
        for number in _quiet(year, night):
            if first.requests[number] < LARGE or name_of(number) in full:
                continue
            tonight = year.asked[night]
            cost = (tonight.requests[number], tonight.bytes[number])
            most = (first.requests[number] / CHEAP, first.bytes[number] / CHEAP)
            is_cheap = cost[0] <= most[0] and cost[1] <= most[1]
            if not is_cheap and unmet[number]:
                unmet[number] -= 1
                continue
            text = (
                f"{name_of(number)}, night {night}: {cost} of {first.requests[number], first.bytes[number]}"
            )
            found.check(is_cheap, "an unchanged portal's night is cheap", text)


def _quiet(year: Year, night: int) -> Sequence[int]:
    """Return the portals to which nothing happened for a week and that are not closed."""
    events = [one for tonight in year.country.events.values() for one in tonight if one.night <= night]
    busy = {one.host for one in events if one.kind is Kind.CLOSED or night <= (one.until or one.night) + 7}
    return [portal.number for portal in year.country.portals if portal.number not in busy]
