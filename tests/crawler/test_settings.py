"""What every crawl goes by, however it is started: nothing listens, http and https only, bounds below Scrapy's."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.conf import build_component_list

from crawler import settings as ours
from tests.crawler.server import Answer, Site, page

ROOT = Path(__file__).parents[2]
DOORS = {
    "gongkai": ["-m", "crawler", "crawl", "{url}", "--data", "{data}", "--allow-private", "--delay", "0"],
    "scrapy": [
        *("-m", "scrapy", "crawl", "portal", "-a", "url={url}", "-s", "DATA_DIR={data}"),
        *("-s", "ALLOW_PRIVATE=1", "-s", "DOWNLOAD_DELAY=0"),
    ],
}


@pytest.fixture(scope="module")
def settings():
    effective = Settings()
    effective.setmodule(ours, priority="project")
    return effective


@dataclass(frozen=True)
class Held(Answer):
    """Comes once it is let go, so that a crawl can be looked at while it waits."""

    asked: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def send(self, connection):
        self.asked.set()
        self.let_go.wait(30)
        super().send(connection)


def listening(pid):
    """The local addresses that a process listens at."""
    opened = (os.path.realpath(one).rpartition("/")[2] for one in Path(f"/proc/{pid}/fd").iterdir())
    sockets = {one for one in opened if one.startswith("socket:")}
    table = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]
    ]
    return [row[1] for row in table if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]


@pytest.mark.parametrize("door", DOORS)
def test_a_crawl_listens_nowhere_and_asks_no_proxy(tmp_path, door):
    held = Held(page("a home page").raw)
    with Site(routes={"/": held}) as site, Site() as proxy:
        told = {"url": site.url + "/", "data": str(tmp_path)}
        command = [sys.executable, *(part.format(**told) for part in DOORS[door])]
        environment = {**os.environ, "http_proxy": proxy.url, "https_proxy": proxy.url}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        assert held.asked.wait(30)
        ports = listening(process.pid)
        held.let_go.set()
        assert process.wait(30) == 0
    assert ports == []
    assert proxy.log == []
    assert "/" in site.paths()
    [summary] = tmp_path.glob("runs/*/summary.json")
    told = json.loads(summary.read_text("utf-8"))
    assert (told["command"], told["reason"], told["totals"]["portals"]) == ("crawl", "finished", 1)


def test_listening_is_seen():
    with Site() as site:
        assert f"0100007F:{site.port:04X}" in listening(os.getpid())


def test_only_http_and_https_are_spoken(settings):
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert {handler for handler in handlers.values() if handler} == {"crawler.wire.ArchivingDownloadHandler"}


@pytest.mark.parametrize(
    "bound",
    ["DOWNLOAD_MAXSIZE", "DOWNLOAD_TIMEOUT", "REDIRECT_MAX_TIMES", "METAREFRESH_MAXDELAY", "URLLENGTH_LIMIT"],
)
def test_bounds_are_tighter_than_scrapys(settings, bound):
    assert 0 < settings.getint(bound) < getattr(default_settings, bound)


@pytest.mark.parametrize(
    ("kind", "theirs"),
    [
        ("EXTENSIONS", []),
        ("DOWNLOADER_MIDDLEWARES", ["downloadtimeout", "defaultheaders", "useragent", "retry"]),
        ("SPIDER_MIDDLEWARES", ["start", "referer", "urllength"]),
    ],
)
def test_of_scrapys_own_there_is_what_was_asked_for(settings, kind, theirs):
    there = build_component_list(settings.getwithbase(kind))
    assert [one.split(".")[2] for one in there if one.startswith("scrapy.")] == theirs
    assert len(getattr(default_settings, f"{kind}_BASE")) > len(theirs)


def test_certificates_are_verified_unless_a_portal_is_known_for_worse(settings):
    assert settings["TLS"] == "verified"
