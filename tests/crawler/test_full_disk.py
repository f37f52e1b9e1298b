"""A crawl that finds no room stops with the reason, tears nothing, and goes on at the next start."""

import sqlite3
from collections import Counter

from archive.verify import verify_file
from crawler.errors import is_disk_full
from crawler.exits import Exit
from tests.crawler.processes import ended
from tests.crawler.running import crawl, rows
from tests.crawler.test_crawl import found, site_of

DOCUMENTS = 4


def goes_on(data_dir, site):
    """Crawl with room again; all is found, and what is in the archive holds."""
    assert crawl(data_dir, {"site": [site.url + "/"]})["site"]["reason"] == "finished"
    assert len({url for url, _ in found(data_dir)}) == DOCUMENTS
    assert not list(data_dir.glob("warc/*/*.open"))
    for warc in data_dir.glob("warc/*/*.warc.gz"):
        assert (data_dir / "index" / f"{warc.name}.cdxj").exists()
        assert list(verify_file(warc)) == []


def test_what_no_fsync_covers_is_not_done(tmp_path):
    with site_of(DOCUMENTS) as site:
        summary = crawl(tmp_path, {"site": [site.url + "/"]}, refused="sync")["site"]
        assert summary["reason"] == "disk_full"
        assert not rows(tmp_path, "SELECT 1 FROM requests WHERE state IN ('done', 'dead')")
        goes_on(tmp_path, site)


def test_a_disk_that_is_full_at_the_end_is_said(tmp_path):
    with site_of(DOCUMENTS) as site:
        summary = crawl(tmp_path, {"site": [site.url + "/"]}, refused="close")["site"]
        assert summary["reason"] == "disk_full"
        asked = Counter(site.paths())
        goes_on(tmp_path, site)
    assert asked == dict.fromkeys(site.routes, 1)
    assert Counter(site.paths()) == asked, "all of it was durable"


def test_a_limit_of_the_system_is_a_full_disk(tmp_path):
    """The database meets it, and says only that it could not write."""
    with site_of(DOCUMENTS) as site:
        crawl(tmp_path, {"other": [site.url + "/"]})
        told = tmp_path / "told.txt"
        asked = ("crawl", "--allow-private", "--delay", "0", "--data", tmp_path, site.url + "/")
        assert ended(*asked, output=told, largest=65536) == Exit.DISK_FULL
        assert "the disk is full" in told.read_text()
        goes_on(tmp_path, site)


def test_an_error_of_the_disk_is_not_a_full_one(tmp_path, monkeypatch):
    unsaid = [sqlite3.OperationalError(words) for words in ("disk I/O error", "unable to open database file")]
    assert [is_disk_full(error, tmp_path) for error in unsaid] == [False, False]
    monkeypatch.setattr("crawler.errors._takes_no_more", lambda _: True)
    assert [is_disk_full(error, tmp_path) for error in unsaid] == [True, True]
    assert is_disk_full(sqlite3.OperationalError("database or disk is full"))
