"""How a portal is crawled, as the settings have it."""

from __future__ import annotations

import getpass
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from archive.writer import MAX_BYTES
from crawler import clock
from crawler.depth import Depth
from crawler.politeness import Limits
from spiders.canonical import canonical

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def new_run_id() -> str:
    """Return a run's name: its start in UTC and a few letters that keep two of one second apart."""
    return f"{clock.instant():%Y%m%d%H%M%S}-{uuid.uuid4().hex[:6]}"


def login() -> str:
    """Return the name of who started the process; without one, the number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid())


def _asked(spider: object) -> str:
    """Return what a spider starts from and how far back it goes, written down."""
    starts = sorted({canonical(url) for url in getattr(spider, "starts", ())})
    return json.dumps([starts, getattr(spider, "since", None)])


@dataclass(frozen=True, slots=True)
class Terms:
    """How a portal is crawled; `operator` is who answers for it.

    `queue` is the name its requests go by, which are apart from a crawl's in an import. `asked` is what its spider
    looks for, in a writing that is the same for the same; with `reasons`, of what was dead only what was so for one of
    them is asked for again.
    """

    data_dir: Path
    portal: str
    queue: str
    run_id: str
    software: str
    user_agent: str
    operator: str
    limits: Limits
    depth: Depth = Depth.LOOK
    asked: str | None = None
    reasons: tuple[str, ...] = ()
    max_requests: int = 0
    warc_bytes: int = MAX_BYTES

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the terms of a crawler: its settings, and the name of its spider's portal."""
        settings = crawler.settings
        portal = str(getattr(crawler.spider, "portal", "") or getattr(crawler.spider, "name", ""))
        return cls(
            data_dir=Path(settings["DATA_DIR"]).resolve(),
            portal=portal,
            queue=portal + settings.get("QUEUE_ENDING", ""),
            run_id=settings.get("RUN_ID") or new_run_id(),
            software=settings["SOFTWARE"],
            user_agent=settings["USER_AGENT"],
            operator=settings["OPERATOR"] or login(),
            limits=Limits(
                delay=settings.getfloat("DOWNLOAD_DELAY"),
                first_rest=settings.getfloat("FIRST_REST"),
                patience=settings.getfloat("REST_PATIENCE"),
                silent=settings.getint("SILENT"),
            ),
            depth=Depth(settings["DEPTH"]),
            asked=_asked(crawler.spider),
            reasons=tuple(settings.getlist("DEAD_REASONS")),
            max_requests=settings.getint("MAX_REQUESTS"),
            warc_bytes=settings.getint("WARC_BYTES"),
        )
