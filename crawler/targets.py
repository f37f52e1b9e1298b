"""What a user names on the command line, as portals to crawl."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from w3lib.url import safe_url_string

from crawler import clock
from crawler.depth import Depth
from crawler.errors import UnknownTarget
from crawler.jobs import Job
from spiders import hosts
from spiders.registry import Portal, Registry


def jobs(targets: Sequence[str], registry: Registry) -> list[Job]:
    """Return a job for each portal named or addressed, for all of the registry that are not paused where nothing is.

    Addresses of one portal make one job. A paused portal is not crawled by its name either. Raises
    UnknownTarget with what to do about it.
    """
    if not targets:
        return [job_of(portal) for portal in registry.portals if not _is_paused(portal)]
    found: dict[str, Job] = {}
    for target in targets:
        job = _job(target, registry)
        urls = (*found[job.portal].urls, *job.urls) if job.portal in found else job.urls
        found[job.portal] = replace(job, urls=tuple(dict.fromkeys(urls)))
    return list(found.values())


def _job(target: str, registry: Registry) -> Job:
    if "://" not in target:
        portal = registry.named(target)
        if portal is None:
            raise UnknownTarget(f"no portal {target!r} in the registry{_meant(target, registry)}")
        return _asked_for(portal, portal.starts)
    url = _as_asked_for(target)
    if not hosts.is_address(url):
        raise UnknownTarget(f"{target!r} is no http or https address")
    known = registry.of(url)
    return _asked_for(known, (url,)) if known else Job(hosts.portal_name(url), (url,))


def _as_asked_for(target: str) -> str:
    """Return an address as it goes to a host: a name beyond ASCII as DNS has it, what is no URL character encoded."""
    try:
        return safe_url_string(target)
    except ValueError:
        return target


def _asked_for(portal: Portal, starts: tuple[str, ...]) -> Job:
    if _is_paused(portal):
        raise UnknownTarget(f"portal {portal.name} is {portal.paused}; to crawl it, end that in the registry")
    return replace(job_of(portal), urls=starts)


def job_of(portal: Portal, depth: Depth = Depth.LOOK, *, probe: bool = False) -> Job:
    """Return the job by which a registered portal is crawled."""
    return Job(
        portal.name,
        portal.starts,
        portal.issuer,
        portal.division,
        portal.tls,
        delay=portal.delay or 0.0,
        exclude=portal.exclude,
        contact=portal.contact,
        depth=depth,
        probe=probe,
    )


def _is_paused(portal: Portal) -> bool:
    return portal.paused is not None and portal.paused.holds(today())


def today() -> date:
    """Return the day it is where the operator is: pauses end by it."""
    return datetime.fromtimestamp(clock.epoch()).date()  # noqa: DTZ006 - as said


def _meant(target: str, registry: Registry) -> str:
    close = difflib.get_close_matches(target, [portal.name for portal in registry.portals])
    return "".join(_hints(target, close))


def _hints(target: str, close: Sequence[str]) -> Iterator[str]:
    if close:
        yield f"; did you mean {' or '.join(close)}?"
    elif "." in target:
        yield f"; to crawl an address, give it whole: http://{target}/"
