"""Page lists of a WACZ: JSON lines of which each names an address and a time (WACZ 1.1.1, pages.jsonl)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import IO

_LINE_LIMIT = 32 * 1024 * 1024
# RFC 3339, 5.6
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


def check_pages(lines: IO[bytes], addresses: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with a list: its first line may describe it, each other is a page that was captured."""
    for number, line in enumerate(iter(lambda: lines.readline(_LINE_LIMIT), b""), 1):
        try:
            page = json.loads(line)
        except (ValueError, RecursionError):
            page = None
        if not isinstance(page, dict):
            yield f"has no JSON object in line {number}"
        elif number == 1 and "format" in page:
            continue
        elif not isinstance(page.get("url"), str):
            yield f"has no url in line {number}"
        elif not _is_time(page.get("ts")):
            yield f"has no time (RFC 3339) in line {number}"
        elif page["url"].partition("#")[0] not in addresses:
            yield f"names in line {number} {page['url'][:200]}, of which there is no capture"


def _is_time(text: object) -> bool:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True
