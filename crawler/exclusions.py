"""Addresses that are never asked for, whatever leads there: what the operator excludes; pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.robotstxt import Rule, normalized
from spiders import hosts

EXCLUDED = "excluded"
"""The reason of an address that is excluded."""


class Exclusions:
    """Path patterns as in robots.txt (`*` is anything, `$` the end), `/path` for every host, `//host/path` for one.

    A pattern is compared with path and query as they are written in UTF-8 and with every octet escaped alike.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._rules = [_rule(pattern) for pattern in dict.fromkeys(patterns)]

    def cover(self, url: str) -> bool:
        """Return whether an address is excluded; no robots.txt ever is, since it says what else may not be asked."""
        if not self._rules:
            return False
        parts = urlsplit(url)
        path = normalized((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        name = hosts.host(url)
        rules = (rule for host, rule in self._rules if host in (None, name))
        return path != "/robots.txt" and any(rule.matches(path) for rule in rules)


def _rule(pattern: str) -> tuple[str | None, Rule]:
    host, path = None, pattern
    if pattern.startswith("//"):
        host, _, rest = pattern[2:].partition("/")
        host, path = host.lower(), f"/{rest}"
    return host, Rule(allows=False, pattern=normalized(path.encode().decode("latin-1")))
