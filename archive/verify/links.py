"""Ids of a file's records, and which records name each other (ISO 28500: 5.2, 5.4, 5.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.scan import Record

Tell = Callable[[int, str, str], None]

# One event's records (5.7); a rendering is taken later than the response it names came.
_OF_AN_EVENT = {"request", "response", "revisit", "metadata"}
_NAMES = {"warc-concurrent-to": "WARC-Concurrent-To", "warc-warcinfo-id": "WARC-Warcinfo-ID"}


class _Link(NamedTuple):
    """What a record says of another: `date` is the one they must share, empty where they need not."""

    offset: int
    name: str
    date: str


@dataclass(slots=True)
class Links:
    """What records passed by so far are called and name: event dates by id, and links to ids not met yet."""

    _dates: dict[str, str] = field(default_factory=dict)
    _waiting: dict[str, list[_Link]] = field(default_factory=dict)

    def add(self, record: Record, tell: Tell) -> None:
        """Take a record; ids are unique (5.2), and records of one event have one date (5.4)."""
        if record.record_id in self._dates:
            tell(record.offset, "id", f"{record.record_id} is used a second time")
        date = record.named.get("warc-date", "") if record.kind in _OF_AN_EVENT else ""
        self._meet(record.record_id, date, tell)
        for name in _NAMES.keys() & record.named.keys():
            shared = date if name == "warc-concurrent-to" else ""
            for target in record.uri_fields(name):
                # an id known that need not have the date is all there is to ask
                if shared or target not in self._dates:
                    self._follow(target, _Link(record.offset, name, shared), tell)

    def join(self, later: Links, tell: Tell) -> bool:
        """Take what a later part of the file says; tell whether that could be done, with no id used in both."""
        if not self._dates.keys().isdisjoint(later._dates):
            return False
        for target, links in later._waiting.items():
            for link in links:
                self._follow(target, link, tell)
        for target in self._waiting.keys() & later._dates.keys():
            self._meet(target, later._dates[target], tell)
        self._dates |= later._dates
        return True

    def missing(self, tell: Tell) -> None:
        """Tell what is named and is not there. A rendering may be made in a later run than its response came."""
        for target, links in self._waiting.items():
            offset, name, date = links[0]
            if date or name != "warc-concurrent-to":
                tell(offset, "link", f"{_NAMES[name]} names {target}, which is not in the file")

    def _meet(self, record_id: str, date: str, tell: Tell) -> None:
        self._dates[record_id] = date
        if record_id in self._waiting:
            for link in self._waiting.pop(record_id):
                _compare(link, record_id, date, tell)

    def _follow(self, target: str, link: _Link, tell: Tell) -> None:
        if target in self._dates:
            _compare(link, target, self._dates[target], tell)
            return
        waiting = self._waiting.setdefault(target, [])
        if link.date or not waiting:
            waiting.append(link)


def _compare(link: _Link, target: str, date: str, tell: Tell) -> None:
    if link.date and date and date != link.date:
        tell(link.offset, "date", f"{target}, captured with it, has the date {date}")
