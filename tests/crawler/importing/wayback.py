"""A web archive on loopback, and what asks it in a process of its own."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import parse_qsl

from archive.digests import digest
from crawler.importing.cdx import Server
from crawler.importing.fetching import Terms, fetch
from tests.crawler.server import NOT_FOUND, Site, page

NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def fetched(answers, data_dir, wanted, index, replay, **given):
    """Fetches in a process of its own, since an event loop runs once, and answers with how each portal ended."""
    settings = {"FIRST_REST": 0.1, "RETRY_TIMES": 1, "DOWNLOAD_TIMEOUT": 3, "LOG_LEVEL": "ERROR"}
    terms = Terms(data_dir, [Server(index, replay)], delay=0, allow_private=True, settings=settings, **given)
    summary = fetch(wanted, terms)
    answers.send({portal["portal"]: portal["reason"] for portal in summary.portals})


class Wayback(Site):
    """A web archive that speaks as the Internet Archive does, and has its moods.

    `part` lines come at once; `moods` are answers given once, in place of the first to a path that ends so.
    """

    def __init__(self, captures, part=3):
        super().__init__(other=self._answer)
        self.captures = [Captured(*one) for one in captures]
        self.part = part
        self.moods = {}

    @property
    def terms(self):
        return f"{self.url}/cdx/search/cdx", f"{self.url}/web/"

    def replays(self):
        return [path for path in self.paths() if path.startswith("/web/")]

    def _answer(self, path):
        mood = next((ending for ending in self.moods if path.endswith(ending)), None)
        if mood:
            return self.moods.pop(mood)
        if path.startswith("/cdx/search/cdx?"):
            return page(self._index(dict(parse_qsl(path.partition("?")[2]))))
        stamp, _, url = path.removeprefix("/web/").partition("id_/")
        held = next((one for one in self.captures if (one.stamp, one.url) == (stamp, url)), None)
        return held.replay() if held else NOT_FOUND

    def _index(self, asked):
        begin = int(asked.get("resumeKey", 0))
        end = begin + min(self.part, int(asked["limit"]))
        lines = [one.row() for one in self.captures[begin:end]]
        more = [[], [str(end)]] if end < len(self.captures) and "showResumeKey" in asked else []
        return json.dumps([NAMES, *lines, *more])


class Captured(NamedTuple):
    url: str
    stamp: str
    body: bytes
    mime: str = "text/html"
    status: str = "200"

    def row(self):
        stated = digest(self.body).removeprefix("sha1:")
        return ["key", self.stamp, self.url, self.mime, self.status, stated, str(len(self.body))]

    def replay(self):
        at = datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        own = f"memento-datetime: {format_datetime(at, usegmt=True)}\r\nx-archive-orig-server: nginx\r\n"
        return page(self.body, headers=own)
