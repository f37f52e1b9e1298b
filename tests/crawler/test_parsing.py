import os
import time
from pathlib import Path

from crawler.documents import MOST_DEATHS
from crawler.pools import TRIES
from tests.crawler.running import Started, crawl, rows
from tests.crawler.server import Site, page
from tests.crawler.test_crawl import links

PARSING = {"ITEM_PIPELINES": {"tests.crawler.standin.StandIn": 1}, "PARSE_TIMEOUT": 3}


def site_of(*articles):
    numbered = {f"/doc/{n}": page(text) for n, text in enumerate(articles)}
    seconds = {f"{path}/2": page("second") for path in numbered}
    return Site(routes={"/": links(*numbered), **numbered, **seconds})


def states(data_dir):
    return {
        url[-1]: rest for url, *rest in rows(data_dir, "SELECT url, state, reason, report FROM documents")
    }


def read_log(data_dir):
    path = data_dir / "read.log"
    return [line.split(" ", 1) for line in path.read_text().splitlines()] if path.exists() else []


def test_documents_become_reports_or_say_why_not(tmp_path):
    with site_of("report 0", "a notice", "crash", "report 3", "no database") as site:
        summary = crawl(tmp_path, {"p": [site.url + "/"]}, settings=PARSING)["p"]
    assert states(tmp_path) == {
        "0": ["parsed", None, "report-0"],
        "1": ["refused", "NotAReport: a notice", None],
        "2": ["refused", "Unreadable: its worker process died or took more than 3 s of computing", None],
        "3": ["parsed", None, "report-3"],
        "4": ["pending", None, None],
    }
    assert (summary["reason"], summary["reports"], summary["anomalies"]) == ("failed", {"new": 2}, 4)
    assert summary["refused"] == {"NotAReport": 1, "Unreadable": 1}
    assert (
        len({pid for pid, _ in read_log(tmp_path)}) <= 2 + TRIES
    )  # two, and one in the place of each that crashed


def test_a_report_without_room_stops_the_crawl_and_waits(tmp_path):
    with site_of("no room") as site:
        assert crawl(tmp_path, {"p": [site.url + "/"]}, settings=PARSING)["p"]["reason"] == "disk_full"
    assert states(tmp_path) == {"0": ["pending", None, None]}


def test_a_document_that_takes_too_long_is_refused(tmp_path):
    with site_of("hang", "report 1") as site:
        crawl(tmp_path, {"p": [site.url + "/"]}, settings={**PARSING, "PARSE_TIMEOUT": 1, "PARSE_WORKERS": 1})
    assert {number: state for number, (state, *_) in states(tmp_path).items()} == {
        "0": "refused",
        "1": "parsed",
    }


def test_what_an_earlier_run_left_is_parsed_by_the_next(tmp_path):
    with site_of("report 0", "report 1") as site:
        crawl(tmp_path, {"p": [site.url + "/"]})
        assert {state for state, *_ in states(tmp_path).values()} == {"pending"}
        site.routes.clear()
        summary = crawl(tmp_path, {"p": [site.url + "/"]}, settings=PARSING)["p"]
    assert summary["reports"] == {"new": 2}


def test_killed_while_parsing_it_parses_again_and_leaves_no_worker(tmp_path):
    with site_of("hang") as site:
        process = Started(tmp_path, {"p": [site.url + "/"]}, settings={**PARSING, "PARSE_TIMEOUT": 60})
        while not read_log(tmp_path):
            time.sleep(0.02)
        process.kill()
        worker = int(read_log(tmp_path)[0][0])
        for _ in range(100):
            if not alive(worker):
                break
            time.sleep(0.05)
        assert not alive(worker)
        crawl(tmp_path, {"p": [site.url + "/"]}, settings={**PARSING, "PARSE_TIMEOUT": 1})
    assert [state for state, *_ in states(tmp_path).values()] == ["refused"]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat").read_text()  # a zombie waits for a parent that is gone
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_what_ended_its_worker_is_read_again_by_later_jobs_a_few_times(tmp_path):
    with site_of("crash", "a notice") as site:
        for night in range(1, MOST_DEATHS + 2):
            tries = len(read_log(tmp_path))
            crawl(tmp_path, {"p": [site.url + "/"]}, settings=PARSING)
            deaths = dict(rows(tmp_path, "SELECT url, deaths FROM documents"))
            assert [deaths[site.url + path] for path in ("/doc/0", "/doc/1")] == [min(night, MOST_DEATHS), 0]
            assert (len(read_log(tmp_path)) > tries) == (night <= MOST_DEATHS)
    assert states(tmp_path)["0"][:2] == [
        "refused",
        "Unreadable: its worker process died or took more than 3 s of computing",
    ]
