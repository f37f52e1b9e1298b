"""What is to be crawled and how, in plain values, as it is handed to the process that does it."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self, TextIO

from crawler.depth import Depth
from spiders.registry import TlsDemand

SPIDER = "portal"


@dataclass(frozen=True, slots=True)
class Job:
    """A portal to crawl: the name its files go by, where to start, and what the registry knows of it.

    `delay` in seconds takes the place of the run's where it is longer; `exclude` holds path patterns of addresses
    that are never asked for (`crawler.exclusions`); `contact` takes the place of the run's in the user agent; `depth`
    is how deep to look at least; a `probe` is of a portal that has long been dead, and ends with the first request in
    vain.
    """

    portal: str
    urls: tuple[str, ...]
    issuer: str | None = None
    division: str | None = None
    tls: TlsDemand | None = None
    delay: float = 0.0
    exclude: tuple[str, ...] = ()
    contact: str | None = None
    depth: Depth = Depth.LOOK
    probe: bool = False
    since: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the job as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, known: dict[str, Any]) -> Self:
        """Return the job that `to_json` made."""
        tls = TlsDemand(known["tls"]) if known["tls"] else None
        lists = {name: tuple(known[name]) for name in ("urls", "exclude")}
        return cls(**{**known, **lists, "tls": tls, "depth": Depth(known["depth"])})


@dataclass(frozen=True, slots=True)
class Options:
    """How to crawl. `delay` in seconds between requests to a host; `max_requests` per portal, 0 for no limit.

    `progress` is where to say how far the run is, and what is logged of a level and above, as JSON lines or for people,
    who are told how far it is only where they are told of warnings; `spider` and `settings` take the place of the
    portal spider and add to the settings. `tls` is what is demanded of all portals (`TlsDemand`), `None` for what the
    registry says of each. `exclude` adds to each job's; `seconds` is how long a portal may take before it is stopped
    cleanly, 0 for no bound.
    """

    data_dir: Path
    delay: float = 1.0
    allow_private: bool = False
    max_requests: int = 0
    full: bool = False
    since: int | None = None
    tls: TlsDemand | None = None
    at_once: int = 8
    exclude: tuple[str, ...] = ()
    seconds: float = 0.0
    progress: TextIO | None = None
    log_level: int = logging.WARNING
    log_json: bool = False
    spider: Any = SPIDER
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def tells(self) -> bool:
        """Return whether people are told how far the run is."""
        return not self.log_json and self.log_level <= logging.WARNING

    def to_json(self) -> dict[str, Any]:
        """Return the options as plain JSON values, for another process: without where to say how far it is."""
        known = {name: getattr(self, name) for name in self.__slots__ if name != "progress"}
        return {**known, "data_dir": str(self.data_dir)}

    @classmethod
    def from_json(cls, known: dict[str, Any]) -> Self:
        """Return the options that `to_json` made."""
        tls = TlsDemand(known["tls"]) if known["tls"] else None
        known = {**known, "data_dir": Path(known["data_dir"]), "exclude": tuple(known["exclude"]), "tls": tls}
        return cls(**known)
