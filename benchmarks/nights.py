"""What nights cost beside the first crawl, portal by portal. Run: python -m benchmarks.nights [NAME…]"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crawler.depth import Depth
from tests.crawler.running import crawl
from tests.families.families import families
from tests.families.watched import Watched
from tests.portals.model import Site
from tests.portals.server import serve
from tests.portals.sites import SITES

DEPTHS = (Depth.LOOK, Depth.NIGHT, Depth.NIGHT, Depth.LOOK)
WHOLE = {
    "spider": "portal",
    "settings": {"ITEM_PIPELINES": {"tests.crawler.standin.Within": 1}, "SPIDER_MODULES": ["spiders"]},
}


def measure(named: Sequence[str]) -> None:
    """Crawl each portal by four jobs and print requests as the server counted them, and bytes received."""
    print(f"{'portal':24} {'reports':>7}   " + "".join(f"{depth:>16}" for depth in ("first", *DEPTHS[1:])))
    watched = [Watched(family) for family in families() if not named or family.name in named]
    sites: list[Site] = [site for site in SITES if not named or site.name in named]
    for site in [*sites, *watched]:
        with tempfile.TemporaryDirectory() as folder:
            _tell(site, Path(folder))


def _tell(site: Any, folder: Path) -> None:  # noqa: ANN401 - a Site, or one that is watched
    served_as = site.site if isinstance(site, Watched) else site
    with serve([served_as]) as served:
        home = served.urls[served_as.name]
        if isinstance(site, Watched):
            site.origin = home.rstrip("/")
        costs, reports = [], 0
        for depth in DEPTHS:
            served.requests.clear()
            options = {key: dict(value) if isinstance(value, dict) else value for key, value in WHOLE.items()}
            done = crawl(folder, {"p": [home]}, depth=depth, **options)["p"]
            costs.append(f"{len(served.requests):>6} {done['bytes']:>9}")
            reports = reports or done["stored"]
    print(f"{served_as.name:24} {reports:>7}   " + "".join(costs), flush=True)


if __name__ == "__main__":
    measure(sys.argv[1:])
