"""What a crawl came to, in Scrapy's statistics: for monitors of an operator's own, such as Spidermon's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler.session import Session

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Statistics:
    """A Scrapy extension that says under names of ours, when the spider is closed, what the session counted.

    Stands after the session among the extensions, and before what reads the statistics.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension, called when the crawl's spider is closed."""
        extension = cls(crawler)
        crawler.signals.connect(extension.publish, signal=signals.spider_closed)
        return extension

    def publish(self) -> None:
        """Put the counts among the statistics."""
        for name, value in _counts(Session.of(self._crawler)):
            self._crawler.stats.set_value(f"gongkai/{name}", value)


def _counts(session: Session) -> Iterator[tuple[str, object]]:
    tally = session.tally
    yield from {"portal": session.portal, "reason": session.reason, "requests": tally.requests}.items()
    for name in ("bytes", "seconds", "listings", "documents", "anomalies", "rendered", "unmodified"):
        yield name, getattr(tally, name)
    yield from {
        "dead": len(session.dead),
        "refused": tally.refused.total(),
        "lists": len(session.lists),
    }.items()
    yield "listed", sum(account.reports for account in session.lists)
    for outcome in ("new", "changed", "known", "vanished"):
        yield f"reports/{outcome}", tally.reports[outcome]
