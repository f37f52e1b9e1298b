"""Maps of a site for robots (sitemaps.org, and the lines of robots.txt that name them): the last resort of a search."""

from __future__ import annotations

import struct
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from spiders import columns, hosts
from spiders.columns import Kind, Lead

RANK = 2
"""Rank of the addresses at which a site may have a map: below all that its pages name."""

_MOST_ADDRESSES = 50_000
_MOST_LEADS = 20
_MOST_MAPS = 10
_LARGEST = 30_000_000


def of_site(url: str) -> list[Lead]:
    """Return the leads to a site's maps, below all others."""
    paths = ("/robots.txt", "/sitemap.xml")
    return [Lead(urljoin(url, path), RANK - place, Kind.MAP) for place, path in enumerate(paths)]


def read(response: Response) -> list[Lead] | None:
    """Return the leads that a map or robots.txt holds, best first; `None` for a response that is neither."""
    try:
        found = _robots(response) if urlsplit(response.url).path == "/robots.txt" else _map(response)
    except (etree.XMLSyntaxError, StopIteration, OSError, ValueError, EOFError, struct.error):
        return None
    if found is None:
        return None
    portal = hosts.site(response.url)
    kept = {lead.url: lead for lead in found if hosts.is_address(lead.url) and hosts.site(lead.url) == portal}
    return sorted(kept.values(), key=lambda lead: -lead.rank)[:_MOST_LEADS]


def _robots(response: Response) -> list[Lead]:
    named = islice(sitemap_urls_from_robots(response.body, response.url), _MOST_MAPS)
    return [Lead(url, RANK, Kind.MAP) for url in named]


def _map(response: Response) -> list[Lead] | None:
    body = gunzip(response.body, max_size=_LARGEST) if gzip_magic_number(response) else response.body
    if b"<urlset" not in body[:2000] and b"<sitemapindex" not in body[:2000]:
        return None
    site_map = Sitemap(body)
    located = (
        urljoin(response.url, str(entry.get("loc", ""))) for entry in islice(site_map, _MOST_ADDRESSES)
    )
    if site_map.type == "sitemapindex":
        return [Lead(url, RANK, Kind.MAP) for url in islice(located, _MOST_MAPS)]
    return [lead for url in located if (lead := columns.by_address(url))]
