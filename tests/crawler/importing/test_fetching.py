import multiprocessing
import time

import pytest

from archive.fields import parse_fields
from archive.reader import captures
from archive.verify import References, examine
from crawler.importing.fetching import left
from crawler.importing.files import Terms
from crawler.importing.reports import read_reports
from spiders.registry import Registry
from tests.crawler.importing.elsewhere import HOST, warc
from tests.crawler.importing.elsewhere import captures as made
from tests.crawler.importing.wayback import Wayback, fetched
from tests.crawler.running import records, rows
from tests.crawler.server import Answer, page

PORTAL = "x.gov.test"
URL = f"http://{PORTAL}/{{}}.html"
STAMPS = [f"20{year}0301000000" for year in range(15, 24)]
BODIES = [f"<p>{number}</p>".encode() * 200 for number in range(9)]
DONE = "SELECT url FROM requests WHERE state = 'done'"
PAGES = [(URL.format(number), STAMPS[number], BODIES[number]) for number in range(9)]

# Each import is a process of its own; all are forked from one that has all imported.
_FORKS = multiprocessing.get_context("forkserver")


class Started:
    """An import under way."""

    def __init__(self, data_dir, archive, wanted=PORTAL, **given):
        self._answers, answer = _FORKS.Pipe(duplex=False)
        arguments = (answer, data_dir, {PORTAL: [wanted]}, *archive)
        self.process = _FORKS.Process(target=fetched, args=arguments, kwargs=given)
        self.process.start()
        answer.close()

    def kill(self):
        self.process.kill()
        self.process.join(20)

    def reason(self):
        self.process.join(120)
        assert self.process.exitcode == 0
        return self._answers.recv()[PORTAL]


def fetch(data_dir, archive, **given):
    return Started(data_dir, archive, **given).reason()


def replayed(data_dir):
    """Address, 14 digits and payload of every capture that was imported, in the order of the archive."""
    found = []
    with References() as references:
        for path in sorted(data_dir.glob("warc/*/*.warc.gz")):
            examined = examine(path)
            assert examined.faults == []
            references.add(examined)
            found += [one for one in captures(path) if one.context is None]
        assert list(references.faults()) == []
    return [(one.url, "".join(filter(str.isdigit, one.captured_at))[:14], one.payload) for one in found]


def test_captures_are_had_by_parts_and_a_second_start_asks_for_none_again(tmp_path):
    with Wayback(PAGES) as site:
        assert fetch(tmp_path, site.terms) == "finished"
        assert sorted(replayed(tmp_path)) == sorted(PAGES)
        asked = site.replays()
        assert len(asked) == len(set(asked)) == len(PAGES)
        site.captures += [site.captures[0]._replace(url=URL.format("new"), body=b"new" * 300)]
        assert fetch(tmp_path, site.terms) == "finished"
        assert site.replays()[len(asked) :] == [f"/web/{STAMPS[0]}id_/{URL.format('new')}"]


def test_a_record_says_what_was_captured_and_where_it_was_had(tmp_path):
    with Wayback(PAGES[:1]) as site:
        fetch(tmp_path, site.terms)
        replay = f"{site.url}{site.replays()[0]}"
    response, said = list(records(tmp_path))[-2:]
    assert response.headers["WARC-Type"] == "response"
    assert response.headers["WARC-Date"] == "2015-03-01T00:00:00Z"
    assert response.headers["WARC-Source-URI"] == replay
    assert response.headers["WARC-Creation-Date"] > "2026"
    assert "WARC-IP-Address" not in response.headers
    assert b"\r\nServer: nginx\r\n" in response.block
    assert b"memento" not in response.block.lower()
    said = dict(parse_fields(said.block))
    assert (said["imported-from"], "portal" in said) == (replay, False)
    assert said["cdx"].startswith(f"{STAMPS[0]} {URL.format(0)} text/html 200 ")


def test_one_payload_is_fetched_once_and_its_other_captures_are_revisits(tmp_path):
    same = [(URL.format(0), stamp, BODIES[0]) for stamp in STAMPS]
    with Wayback(same, part=20) as site:
        fetch(tmp_path, site.terms)
        assert len(site.replays()) == 1
    assert replayed(tmp_path) == same
    kinds = [record.kind for record in records(tmp_path) if record.url == URL.format(0)]
    assert (kinds.count("response"), kinds.count("revisit")) == (1, len(STAMPS) - 1)


def test_years_and_kinds_that_are_not_wanted_are_not_asked_for(tmp_path):
    others = [
        (URL.format("style"), STAMPS[2], b"a", "text/css"),
        (URL.format("x"), STAMPS[2], b"b", "text/html", "404"),
    ]
    with Wayback([*PAGES, *others]) as site:
        fetch(tmp_path, site.terms, begin="2016", end="2018")
        assert [path[5:9] for path in site.replays()] == ["2016", "2017", "2018"]


def refused(status, after="1"):
    return page("slow down", status=status, headers=f"Retry-After: {after}\r\n")


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_an_archive_that_asks_to_wait_is_left_alone_for_so_long_and_nothing_is_lost(tmp_path, status):
    with Wayback(PAGES[:3]) as site:
        site.moods = {"id_/" + URL.format(1): refused(status)}
        assert fetch(tmp_path, site.terms) == "finished"
        refusal = next(at for at, passed in enumerate(site.log) if b"slow down" in passed.response)
        assert site.log[refusal + 1].at - site.log[refusal].at >= 1
    assert sorted(replayed(tmp_path)) == sorted(PAGES[:3])


def test_what_an_archive_refuses_to_the_end_is_asked_for_by_the_next_start(tmp_path):
    with Wayback(PAGES) as site:
        for one in site.captures[4:]:
            site.routes[f"/web/{one.stamp}id_/{one.url}"] = page(
                "no more today", status="429 Too Many Requests"
            )
        fetch(tmp_path, site.terms)
        assert left(tmp_path, PORTAL).waiting > 0
        site.routes.clear()
        assert fetch(tmp_path, site.terms) == "finished"
        assert left(tmp_path, PORTAL).waiting == 0
    assert sorted(replayed(tmp_path)) == sorted(PAGES)


def cut():
    whole = page("x" * 5000).raw
    return Answer(whole[: len(whole) // 2], close=True)


@pytest.mark.parametrize(
    "mood",
    [cut, lambda: page("oops", status="500 Internal Server Error"), lambda: Answer(page("x").raw, pause=5)],
)
def test_an_answer_cut_off_failed_or_hanging_is_asked_for_again(tmp_path, mood):
    with Wayback(PAGES[:2]) as site:
        site.moods = {"id_/" + URL.format(0): mood()}
        assert fetch(tmp_path, site.terms) == "finished"
    assert sorted(replayed(tmp_path)) == sorted(PAGES[:2])


def test_what_is_not_the_capture_asked_for_is_named_and_not_taken_for_it(tmp_path):
    with Wayback(PAGES[:2]) as site:
        another = site.captures[0]._replace(stamp="20200101000000").replay()
        site.moods = {"id_/" + URL.format(0): another}
        fetch(tmp_path, site.terms)
    assert replayed(tmp_path) == PAGES[1:2]
    ((address, why),) = left(tmp_path, PORTAL).findings
    assert address.endswith(URL.format(0))
    assert why == "another capture came: 20200101000000"


def test_a_payload_that_is_not_the_indexs_is_kept_with_its_fault(tmp_path):
    with Wayback(PAGES[:1]) as site:
        site.moods = {"id_/" + URL.format(0): site.captures[0]._replace(body=b"other").replay()}
        fetch(tmp_path, site.terms)
    assert [payload for _, _, payload in replayed(tmp_path)] == [b"other"]
    assert "not that of the index" in left(tmp_path, PORTAL).findings[0][1]
    assert b"fault: payload is not that of the index" in list(records(tmp_path))[-1].block


def test_a_redirect_is_followed_out_of_what_was_asked_for(tmp_path):
    target = "http://elsewhere.test/report.html"
    with Wayback(
        [(URL.format(0), STAMPS[0], b"", "text/html", "302"), (target, STAMPS[0], BODIES[1])]
    ) as site:
        moved = (
            site.captures[0]
            .replay()
            .raw.replace(b"200 OK\r\n", f"302 Found\r\nLocation: {target}\r\n".encode())
        )
        site.moods = {"id_/" + URL.format(0): Answer(moved)}
        fetch(tmp_path, site.terms, wanted=f"{PORTAL}/0")
    assert {(url, payload) for url, _, payload in replayed(tmp_path)} == {
        (URL.format(0), b""),
        (target, BODIES[1]),
    }


def test_an_address_that_has_no_index_is_named(tmp_path):
    with Wayback([]) as site:
        site.moods = {"limit=1": page("<!doctype html><p>Welcome")}
        fetch(tmp_path, site.terms)
    ((_, why),) = left(tmp_path, PORTAL).findings
    assert "no index" in why
    assert left(tmp_path, PORTAL).known == 0


def test_nothing_that_came_is_nothing_to_read(tmp_path):
    terms = Terms(tmp_path, None, Registry(()), "run-1", "Gongkai/0", "test")
    assert read_reports(terms, PORTAL, processes=1, tell=pytest.fail) == {}


def test_an_import_stops_at_its_limit_and_goes_on(tmp_path):
    with Wayback(PAGES) as site:
        assert fetch(tmp_path, site.terms, max_requests=5) == "max_requests"
        assert fetch(tmp_path, site.terms) == "finished"
        assert len(site.replays()) == len(set(site.replays())) == len(PAGES)
    assert sorted(replayed(tmp_path)) == sorted(PAGES)


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("after", [1, 4, 8])
def test_a_killed_import_goes_on_and_asks_for_nothing_again_that_was_done(tmp_path, after):
    with Wayback(PAGES) as site:
        for one in site.captures:
            site.routes[f"/web/{one.stamp}id_/{one.url}"] = Answer(one.replay().raw, pause=0.1)
        started = Started(tmp_path, site.terms)
        while len(site.replays()) < after:
            time.sleep(0.01)
        started.kill()
        done = {url.removeprefix(site.url) for (url,) in rows(tmp_path, DONE)}
        before = len(site.replays())
        assert fetch(tmp_path, site.terms) == "finished"
        again = set(site.replays()[before:])
        assert again == {f"/web/{one.stamp}id_/{one.url}" for one in site.captures} - done
    assert set(replayed(tmp_path)) == set(PAGES)


def test_pywb_is_asked_as_any_archive(tmp_path, pywb):
    found = [one for one in made("luoshan") if "/info/" in one[0]]
    archive = tmp_path / "theirs.warc.gz"
    archive.write_bytes(warc(found))
    pywb.collect(tmp_path / "pywb", "theirs", archive)
    host = HOST.format("luoshan").partition("//")[2]
    with pywb.serve(tmp_path / "pywb") as base:
        asked = (f"{base}theirs/cdx", f"{base}theirs/")
        assert fetch(tmp_path / "data", asked, wanted=host) == "finished"
    assert left(tmp_path / "data", PORTAL).findings == ()
    assert {(url, body) for url, _, body in replayed(tmp_path / "data")} == {
        (url, body) for url, _, _, body in found
    }
