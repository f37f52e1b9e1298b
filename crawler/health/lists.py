"""Whether each list that leads to reports is where it was and as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from crawler.health.alarms import Judgement, Sign
from crawler.health.bounds import LAST, Learned, learn
from crawler.health.case import Case
from crawler.health.kinds import Kind
from spiders.found import FindingKind

if TYPE_CHECKING:
    from crawler.accounts import ListAccount

_KEEP = "INSERT OR REPLACE INTO known_shapes (portal, list, reports, pager, seen_at) VALUES (?, ?, ?, ?, ?)"
_FORGET = "DELETE FROM known_shapes WHERE portal = ? AND list = ?"

_LOST = {FindingKind.VANISHED_COLUMN: Kind.LIST_GONE, FindingKind.MOVED_COLUMN: Kind.LIST_MOVED}


@dataclass(frozen=True, slots=True)
class Usual:
    """What a list was: how many reports it led to in its last runs, newest first, its pager, when it was last so."""

    reports: tuple[int, ...]
    pager: str | None
    seen_at: str

    @property
    def learned(self) -> Learned:
        """Return what the list's runs say of it; there is at least one."""
        return cast("Learned", learn(self.reports))


class Lists:
    """The lists of a whole run beside what is known of them."""

    def __init__(self, case: Case) -> None:
        self._case = case
        query = "SELECT list, reports, pager, seen_at FROM known_shapes WHERE portal = ?"
        rows = case.connection.execute(query, (case.run.portal,)).fetchall()
        self._known = {url: Usual(tuple(json.loads(reports)), *more) for url, reports, *more in rows}
        self._met = {url: account for account in case.summary.lists for url in account.firsts}

    def judge(self) -> Judgement:
        """Tell which lists are gone, have moved, lead to fewer reports, or are turned by another pager."""
        judgement = Judgement(judged={Kind.LIST_MOVED, Kind.LIST_PAGER})
        judgement.signs += self._lost()
        for url, usual in self._known.items():
            account = self._met.get(url)
            if account is None or account.is_open:
                continue
            judgement.signs += self._changed(url, usual, account)
            if account.reports:
                judgement.well.add((Kind.LIST_GONE, url))
            if account.reports >= usual.learned.least():
                judgement.well.add((Kind.LIST_SHRUNK, url))
        moved = (sign.about for sign in judgement.signs if sign.kind is Kind.LIST_MOVED)
        judgement.well |= {(Kind.LIST_GONE, url) for url in moved}
        return judgement

    def keep(self) -> None:
        """Remember what lists are now; of one that has shrunk, what it was, until that is accepted."""
        seen_at = self._case.run.ended_at or self._case.run.started_at
        for finding in self._case.summary.findings:
            if finding.kind is FindingKind.MOVED_COLUMN:
                self._case.connection.execute(_FORGET, (self._case.run.portal, finding.url))
        for account in self._case.summary.lists:
            if not account.reports or account.is_open:
                continue
            known = self._known.get(account.url)
            if known and account.reports < known.learned.least():
                if not self._is_accepted(account.url, known):
                    continue
                known = None
            before = known or Usual((), None, "")
            reports, pager = (account.reports, *before.reports)[:LAST], account.pager or before.pager
            if (reports, pager) != (before.reports, before.pager):
                row = (self._case.run.portal, account.url, json.dumps(reports), pager, seen_at)
                self._case.connection.execute(_KEEP, row)

    def _is_accepted(self, url: str, known: Usual) -> bool:
        """Return whether it was accepted that a list leads to fewer reports than when it was last as it was."""
        return any(
            one.accepted
            and (one.kind, one.about) == (Kind.LIST_SHRUNK, url)
            and (one.over_at or "") > known.seen_at
            for one in self._case.episodes
        )

    def _lost(self) -> Iterator[Sign]:
        """Yield the lists that are no more, and those whose reports are found from others."""
        for finding in self._case.summary.findings:
            if kind := _LOST.get(finding.kind):
                evidence = {"list": finding.url, "captures": self._case.captures([finding.url])}
                yield Sign(kind, finding.text, finding.url, evidence)

    def _changed(self, url: str, usual: Usual, account: ListAccount) -> Iterator[Sign]:
        learned, captures = usual.learned, self._case.captures([url])
        evidence = {"list": url, "reports": account.reports, "was": learned.text, "captures": captures}
        if 0 < account.reports < learned.least() and not self._is_accepted(url, usual):
            text = f"the list leads to {account.reports} reports; {learned.text}"
            yield Sign(Kind.LIST_SHRUNK, text, url, evidence)
        if usual.pager and account.pager and account.pager != usual.pager:
            text = f"the list's pages were turned by {usual.pager}, now by {account.pager}"
            yield Sign(
                Kind.LIST_PAGER, text, url, {**evidence, "pager": account.pager, "pager_was": usual.pager}
            )
