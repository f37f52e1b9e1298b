"""What a crawl does when a crash, a disk that lies or a copy brought back has taken captures from the archive."""

import json
import sqlite3
import time

import pytest

from archive.verify import verify_file
from tests.crawler.running import Started, crawl, response_at, rows
from tests.crawler.server import Answer, page
from tests.crawler.test_crawl import found, site_of

DOCUMENTS = 8


@pytest.fixture
def stopped(tmp_path):
    """A site half crawled by a run that was killed: the data directory, the site and the file left open."""
    with site_of(DOCUMENTS) as site:
        site.routes["/doc/5"] = Answer(site.routes["/doc/5"].raw, pause=3600)
        run = Started(tmp_path, {"site": [site.url + "/"]})
        while not is_committed(tmp_path, "/doc/1"):
            time.sleep(0.02)
        run.kill()
        site.routes["/doc/5"] = page("article 5")
        site.log.clear()
        [left] = tmp_path.glob("warc/site/*.open")
        yield tmp_path, site, left


def is_committed(data_dir, path):
    try:
        return bool(rows(data_dir, f"SELECT 1 FROM captures WHERE url LIKE '%{path}'"))
    except sqlite3.OperationalError:
        return False  # not there yet


def whole_again(data_dir, site):
    """Crawl on; return the run's summary, once all that was to be had is there and names what is in the archive."""
    summary = crawl(data_dir, {"site": [site.url + "/"]})["site"]
    assert summary["reason"] == "finished"
    assert len(found(data_dir)) == DOCUMENTS
    for url, places in found(data_dir):
        assert [response_at(data_dir, place).url for place in json.loads(places)] == [url, url + "/2"]
    for warc in data_dir.glob("warc/*/*.warc.gz"):
        assert list(verify_file(warc)) == []
    return summary


def cut(summary):
    return [finding["text"] for finding in summary["findings"] if finding["kind"] == "archive_cut"]


def test_a_kill_takes_nothing_that_counts(stopped):
    data_dir, site, _ = stopped
    done = {url for (url,) in rows(data_dir, "SELECT url FROM requests WHERE state = 'done'")}
    summary = whole_again(data_dir, site)
    assert not done & {site.url + path for path in site.paths()}
    assert cut(summary) == []


@pytest.mark.parametrize(("part", "zeros"), [(0, 70_000), (0.4, 0), (0.999, 5_000)])
def test_what_was_cut_off_is_asked_for_again(stopped, part, zeros):
    data_dir, site, left = stopped
    raw = left.read_bytes()
    left.write_bytes(raw[: int(len(raw) * part)] + bytes(zeros))
    [said] = cut(whole_again(data_dir, site))
    assert "bytes" in said
    assert "captures are made again" in said


def test_a_hole_in_a_file_is_filled_by_asking_again(stopped):
    data_dir, site, left = stopped
    warc, offset = rows(data_dir, "SELECT warc, offset FROM captures WHERE url LIKE '%/doc/0'")[0]
    with left.open("rb+") as file:
        file.seek(offset + 20)
        file.write(bytes(200))
    summary = crawl(data_dir, {"site": [site.url + "/"]})["site"]
    assert "captures are made again" in cut(summary)[0]
    held = {
        place["offset"]
        for _, places in found(data_dir)
        for place in json.loads(places)
        if place["warc"] == warc
    }
    assert offset not in held
    assert len(found(data_dir)) == DOCUMENTS


def test_a_file_that_is_gone_is_missed(stopped):
    data_dir, site, left = stopped
    left.unlink()
    [said] = cut(whole_again(data_dir, site))
    assert "is gone" in said
    assert set(site.paths()) == set(site.routes)
