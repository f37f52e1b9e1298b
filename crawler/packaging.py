"""A package of an archive: its pages with titles and text, and the reports read from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from archive.capture import Place, Role
from archive.packing.catalogue import Listed
from archive.packing.pack import Packing
from archive.packing.pages import PageLine, moment, rfc3339
from crawler.pools import in_order
from crawler.words import Words, words
from pipelines.report import dumps

REPORTS = "reports/reports.jsonl"
SECONDS = 60
"""Computing time that the title and text of a page may take; one that takes more is listed without."""

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_PARTS = frozenset({Role.PAGE, Role.ATTACHMENT})


@dataclass(frozen=True, slots=True)
class Packaging:
    """What is packed of a data directory, and the stored reports whose captures all are in it."""

    data_dir: Path
    packing: Packing
    reports: tuple[dict[str, Any], ...]
    processes: int

    @classmethod
    def of(
        cls, data_dir: Path, packing: Packing, stored: Iterable[dict[str, Any]], processes: int
    ) -> Packaging:
        """Keep of the stored reports those that can be checked against what is packed."""
        held = packing.places.keys()
        whole = (one for one in stored if {capture["record_id"] for capture in one["captures"]} <= held)
        return cls(data_dir, packing, tuple(whole), processes)

    def write(self, out: Path, title: str) -> None:
        """Write the package; raises what `Packing.write` raises."""
        main, extra = self._lists()
        first = main[0] if main else None
        described = {
            "title": title,
            "description": f"{len(self.reports)} annual reports on government information disclosure",
            "software": f"gongkai {version('gongkai')}",
            **(
                {"mainPageUrl": first.url, "mainPageDate": rfc3339(moment(first.captured_at))}
                if first
                else {}
            ),
        }
        self.packing.write(
            out,
            pages=self._pages(main),
            extra_pages=self._pages(extra),
            others={REPORTS: self._report_lines()} if self.reports else {},
            described=described,
        )

    def _lists(self) -> tuple[list[Listed], list[Listed]]:
        """Return the captures that are pages of reports, attachments among them, and all other pages.

        Where no report is stored every page of a document may be one.
        """
        rendered = {one for listed in self.packing.captures if listed.is_rendering for one in listed.partners}
        shown = [
            one for one in self.packing.captures if _is_shown(one) and one.place.record_id not in rendered
        ]
        order = self._order()
        main = [one for one in shown if (one.address in order if order else _is_part(one))]
        main.sort(key=lambda one: (order.get(one.address, 0), one.captured_at))
        kept = {one.place.record_id for one in main}
        others = (one for one in shown if one.place.record_id not in kept)
        return main, [one for one in others if one.declared_type in _PAGES]

    def _order(self) -> dict[str, int]:
        """Return the addresses of the reports in order: of the newest first its pages, then its attachments."""
        reports = sorted(self.reports, key=lambda report: -(report["report_year"] or 0))
        urls = dict.fromkeys(capture["url"] for report in reports for capture in report["captures"])
        return {url: place for place, url in enumerate(urls)}

    def _pages(self, listed: Iterable[Listed]) -> Iterator[PageLine]:
        titles = self._titles()
        jobs = {(self.data_dir, one.place): one for one in listed}
        for job, said in in_order(words, jobs, processes=self.processes, seconds=SECONDS):
            one = jobs[job]
            read = said if isinstance(said, Words) else None
            title = (
                titles.get(one.place.record_id) or titles.get(one.address) or (read.title if read else None)
            )
            yield PageLine(
                one.place.record_id, one.url, one.captured_at, title, (read.text if read else None) or None
            )

    def _titles(self) -> Mapping[str, str]:
        """Return the titles of reports by their captures' records and, for other visits, addresses."""
        return {
            name: report["title"]
            for report in self.reports
            for capture in report["captures"]
            for name in (capture["url"], capture["record_id"])
        }

    def _report_lines(self) -> Iterator[bytes]:
        """Yield the reports as `gongkai parse` reads them from the package: with the places they have there."""
        for report in self.reports:
            captures = [_moved(one, self.packing.places[one["record_id"]]) for one in report["captures"]]
            yield dumps({**report, "captures": captures}).encode() + b"\n"


def _moved(capture: dict[str, Any], place: Place) -> dict[str, Any]:
    return {**capture, "warc": place.warc, "offset": place.offset, "length": place.length}


def _is_shown(listed: Listed) -> bool:
    """Tell whether a capture is a page or a file that was had, by what it was fetched as where that is known."""
    if not (200 <= listed.status < 300 or listed.revisit):
        return False
    roles = {context.role for context in listed.contexts}
    if not roles:
        return listed.declared_type in _PAGES
    return _is_part(listed) or (
        listed.declared_type in _PAGES and not roles <= {Role.REQUISITE, Role.ROBOTS, Role.OTHER}
    )


def _is_part(listed: Listed) -> bool:
    """Tell whether a capture may be part of a report."""
    return not listed.contexts or any(context.role in _PARTS for context in listed.contexts)
