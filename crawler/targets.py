"""What a user names on the command line, as portals to crawl."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from w3lib.url import safe_url_string

from crawler.errors import UnknownTarget
from crawler.jobs import Job
from spiders import hosts
from spiders.registry import Portal, Registry


def jobs(targets: Sequence[str], registry: Registry) -> list[Job]:
    """Return a job for each portal named or addressed, for the whole registry where nothing is.

    Addresses of one portal make one job. Raises UnknownTarget with what to do about it.
    """
    if not targets:
        return [_registered(portal, portal.starts) for portal in registry.portals]
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
        return _registered(portal, portal.starts)
    url = _as_asked_for(target)
    if not hosts.is_address(url):
        raise UnknownTarget(f"{target!r} is no http or https address")
    known = registry.of(url)
    return _registered(known, (url,)) if known else Job(hosts.portal_name(url), (url,))


def _as_asked_for(target: str) -> str:
    """Return an address as it goes to a host: a name beyond ASCII as DNS has it, what is no URL character encoded."""
    try:
        return safe_url_string(target)
    except ValueError:
        return target


def _registered(portal: Portal, starts: tuple[str, ...]) -> Job:
    return Job(portal.name, starts, portal.issuer, portal.division, portal.tls)


def _meant(target: str, registry: Registry) -> str:
    close = difflib.get_close_matches(target, [portal.name for portal in registry.portals])
    return "".join(_hints(target, close))


def _hints(target: str, close: Sequence[str]) -> Iterator[str]:
    if close:
        yield f"; did you mean {' or '.join(close)}?"
    elif "." in target:
        yield f"; to crawl an address, give it whole: http://{target}/"
