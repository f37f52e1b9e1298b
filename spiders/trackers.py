"""Addresses that watch or count who reads a page: nothing of what it says or how it looks comes from them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SERVICES = re.compile(
    r"(?:^|\.)(?:(?:hm|tongji|hmcdn)\.baidu|tongji\.\w{1,40}|cnzz|umeng|51yes|(?:tajs|pingjs|pingtcss)\.qq|google-analytics"
    r"|googletagmanager|doubleclick|growingio|sensorsdata|mediav|gridsum|gridsumdissector|webterren|webtrends|clarity"
    r"|matomo|piwik|hotjar|jiathis|bshare)\.[a-z.]{2,20}$"
    r"|(?:^|\.)51\.la$",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"/(?:visit|click|hit|page)[_-]?count(?:er|s)?/"
    r"|[/_.-](?:article|click|hit|page|visit(?:or)?|view|site|web|dyn|info|news)?[_-]?(?:count(?:er|s|num)?|hits?|clicks"
    r"|[pu]v|tongji|stats?|analytics|beacon|track(?:er|ing)?|visit(?:or)?s?|piwik|matomo)(?:\.min)?"
    r"(?:\.(?:js|jsp|php|aspx?|ashx|do|action|cgi|json))?$",
    re.IGNORECASE,
)


def is_tracker(url: str) -> bool:
    """Return whether an http(s) address is a known service's, or is named as one that counts visits."""
    parts = urlsplit(url)
    return bool(_SERVICES.search(parts.hostname or "") or _COUNTERS.search(parts.path))
