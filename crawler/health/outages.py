"""Whether a portal's hosts could be asked at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawler.health.alarms import NAMED, Judgement, Sign
from crawler.health.case import Case
from crawler.health.kinds import OUTAGES, Kind
from crawler.origins import host_of
from crawler.progress import count
from crawler.reasons import why
from spiders.found import FindingKind

if TYPE_CHECKING:
    from spiders.found import Finding

_BROKEN = ("failed", "capture_failed")
"""Reasons for which a crawl of a portal is no crawl."""

_OF_A_HOST = {FindingKind.BLOCKED: Kind.BLOCKED, FindingKind.UNREACHABLE: Kind.UNREACHABLE}
_HAD = "SELECT 1 FROM requests WHERE portal = ? AND job = ? AND state = 'done' LIMIT 1"
_ITS_HOSTS = """
SELECT first FROM known_lists WHERE portal = :portal
UNION SELECT url FROM requests WHERE portal = :portal AND job = :job AND role = 'seed'
UNION SELECT source FROM known_reports WHERE portal = :portal
"""


def judge(case: Case) -> Judgement:
    """Tell whether the crawl ran, and whether hosts were silent, blocked it or had no valid certificate.

    What this machine's own network kept it from is told of the run.
    """
    judgement = Judgement()
    if case.run.reason == "network_down":
        return judgement
    if case.run.reason in _BROKEN:
        text = f"the crawl failed: {case.summary.error or case.run.reason}"
        judgement.signs.append(Sign(Kind.FAILED, text, evidence={"reason": case.run.reason}))
        return judgement
    if case.is_whole:
        judgement.judged = {Kind.FAILED}
    is_silent = _is_silent(case)
    judgement.signs += _signs(case, is_silent=is_silent)
    if case.is_whole and not is_silent:
        judgement.judged |= OUTAGES
    return judgement


def _is_silent(case: Case) -> bool:
    """Return whether nothing that the job asked for was answered with what was asked for."""
    if case.reached or not case.summary.dead:
        return False
    return case.connection.execute(_HAD, (case.run.portal, case.run.job)).fetchone() is None


def _signs(case: Case, *, is_silent: bool) -> Iterator[Sign]:
    """Yield what a host of the portal's does, each once."""
    hosts = {one.url.strip("/"): one for one in case.summary.findings if one.url.startswith("//")}
    its_own = _its_hosts(case) if hosts else set()
    for host, finding in list(hosts.items())[:NAMED]:
        if finding.kind in _OF_A_HOST and (host in its_own or is_silent):
            yield _sign(case, host, finding)
    if is_silent:
        yield from _silent(case, set(hosts))


def _its_hosts(case: Case) -> set[str]:
    values = {"portal": case.run.portal, "job": case.run.job}
    return {host_of(url) for (url,) in case.connection.execute(_ITS_HOSTS, values)}


def _sign(case: Case, host: str, finding: Finding) -> Sign:
    lost = [url for url, _ in case.summary.dead if host_of(url) == host]
    text = f"{count(len(lost), 'address')} of it not had: {finding.text}" if lost else finding.text
    return Sign(_OF_A_HOST[finding.kind], text, host, _evidence(case, lost))


def _silent(case: Case, named: set[str]) -> Iterator[Sign]:
    """Yield the hosts of which no request was answered with what was asked for."""
    reasons: dict[str, tuple[str, list[str]]] = {}
    for url, reason in case.summary.dead:
        if (host := host_of(url)) not in named:
            reasons.setdefault(host, (reason, []))[1].append(url)
    for host, (reason, urls) in list(reasons.items())[:NAMED]:
        yield Sign(_kind(reason), f"nothing of it could be had: {why(reason)}", host, _evidence(case, urls))


def _kind(reason: str) -> Kind:
    if reason.startswith("blocked") or reason == "robots":
        return Kind.BLOCKED
    return Kind.CERTIFICATE if reason.startswith("tls:") else Kind.UNREACHABLE


def _evidence(case: Case, urls: list[str]) -> dict[str, object]:
    answered = {
        "requests": case.run.requests,
        "answered": case.reached,
        "statuses": dict(case.summary.statuses),
    }
    return {**answered, "lost": len(urls), "urls": urls[:NAMED], "captures": case.captures(urls)}
