"""Archive files brought into a data directory: each under the portal it is most of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.contexts import Said, write_contexts, write_provenance
from archive.errors import ArchiveError
from archive.faults import Report
from archive.imports import Incoming, archive_files, incoming, is_taken_in, take_in
from archive.records import Origin
from crawler import clock
from crawler.locks import PortalLock
from spiders import hosts
from spiders.registry import Registry

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """How files are brought in; `portal` is the one they are all taken for, if one was named."""

    data_dir: Path
    portal: str | None
    registry: Registry
    run_id: str
    software: str
    user_agent: str
    operator: str = ""

    def origin(self, portal: str) -> Origin:
        """Return what the files say that are written beside those brought in."""
        return Origin(portal, self.run_id, self.software, self.user_agent, self.operator or None)


class Portals:
    """The portals that an import writes to, each locked from the first file on that is brought into it."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._locks: dict[str, PortalLock] = {}

    def take(self, portal: str) -> None:
        """Lock a portal for the rest of the import; raise PortalLocked when another process holds it."""
        if portal not in self._locks:
            self._locks[portal] = PortalLock.take(self._data_dir, portal)

    def close(self) -> None:
        """Give all portals free."""
        for lock in self._locks.values():
            lock.close()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._locks))


def bring_in(source: Path, terms: Terms, portals: Portals, tell: Tell, report: Report) -> Counter[str]:
    """Bring in the archive files that a path names; one that is there already is left as it is.

    Raises ArchiveError for a path without archive files, DiskFull, and PortalLocked.
    """
    own = (terms.data_dir / "warc").resolve()
    if own in (source.resolve(), *source.resolve().parents):
        raise ArchiveError(f"{source} is of the data directory's own archive")
    tally: Counter[str] = Counter()
    for path in archive_files(source):
        with incoming(path, report) as files:
            together = list(
                files
            )  # what is in one WACZ is of one portal: documents and revisits span its files
            origins = sum((found.origins for found in together), Counter[str]())
            for found in together:
                portal = terms.portal or _portal_of(found, origins, terms.registry)
                tally.update((_bring_in(found, portal, terms, portals, tell),))
    return tally


def _bring_in(found: Incoming, portal: str, terms: Terms, portals: Portals, tell: Tell) -> str:
    """Bring one file in; return in a word or two what came of it."""
    if not found.captures:
        tell(f"{found.name}: not imported, it holds no capture that can be read")
        return "without captures"
    portals.take(portal)
    path = found.path_in(terms.data_dir, portal)
    if is_taken_in(path, terms.data_dir):
        tell(f"{found.name}: imported before, as {path.name}")
        return "known"
    now = clock.instant()
    write_provenance(path, terms.origin(portal), found.provenance(now), now)
    take_in(found, path, f"Gongkai-import/{terms.software.partition('/')[2]}")
    if found.contexts:
        write_contexts(path, terms.origin(portal), _said(found), now)
    anew = "" if found.source.placed else ", records written anew: none could be read alone"
    tell(f"{found.name}: {found.captures} captures as {portal}/{path.name}{anew}")
    return "imported"


def _said(found: Incoming) -> Iterator[Said]:
    """Yield what a file of ours beside the source says of its captures, which thus were searched before."""
    for record_id, contexts in found.contexts.items():
        yield from ((record_id, None, context) for context in contexts)


def _portal_of(found: Incoming, origins: Counter[str], registry: Registry) -> str:
    """Return the portal a file is of: what our records in it say, else that of most pages of it and its neighbours."""
    named = found.portals or Counter[str]()
    if not named:
        for origin, captures in origins.items():
            known = registry.of(origin)
            named[known.name if known else hosts.portal_name(origin)] += captures
    return min(named, key=lambda name: (-named[name], name), default="portal")
