"""Nothing that a portal answers ends a crawl or holds it; each answer is archived as far as it came."""

import pytest

from crawler import taping
from crawler.errors import Crowded
from crawler.taping import Tape
from tests.crawler.hostile import EVERYTHING, LIMITS, located, wandering
from tests.crawler.running import crawl, responses, rows
from tests.crawler.server import Site, page, redirect

pytestmark = pytest.mark.usefixtures("watchdog")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("hostile")
    routes = {path: answer for path, (answer, _, _) in EVERYTHING.items()}
    with Site(routes=routes) as site:
        addresses = [site.url + path for path in EVERYTHING]
        summary = crawl(data_dir, {"hostile": addresses}, settings=LIMITS)["hostile"]
    ends = dict(rows(data_dir, "SELECT url, coalesce(reason, status) FROM requests"))
    return summary, ends, responses(data_dir), site


def test_the_crawl_runs_to_its_end(hostile):
    assert hostile[0]["reason"] == "finished"


@pytest.mark.parametrize("path", EVERYTHING)
def test_an_answer_comes_to_its_end(hostile, path):
    _, ends, archived, site = hostile
    answer, end, truncated = EVERYTHING[path]
    assert ends[site.url + path] == end
    record = archived.get(site.url + path)
    if not answer.raw and record is None:
        # of interim responses alone a torn one is left, or nothing
        assert end in {"disconnect", "timeout"} or path == "/interim-endless"
        return
    assert record.headers.get("WARC-Truncated") == truncated
    assert record.block
    if truncated is None:
        assert record.block == answer.raw
    assert len(record.block) < 2_500_000


def test_what_came_after_an_answer_is_not_taken_for_the_next(hostile):
    _, _, archived, site = hostile
    assert archived[site.url + "/after-too-small"].block.endswith(b"\r\n\r\nmine")


@pytest.mark.parametrize(("start", "most"), [("/fro", 4), ("/grow", 11), ("/new", 11), ("/renew", 11)])
def test_redirects_end(tmp_path, start, most):
    with Site(other=wandering) as site:
        summary = crawl(tmp_path, {"away": [site.url + start]})["away"]
    assert [reason for _, reason in summary["dead"]] == ["redirects"]
    assert summary["reason"] == "finished"
    assert len(site.paths()) <= most


def test_redirects_between_hosts_end(tmp_path):
    with Site() as one, Site() as two:
        one.routes["/"], two.routes["/"] = redirect(two.url + "/"), redirect(one.url + "/")
        summary = crawl(tmp_path, {"away": [one.url + "/"]})["away"]
    assert [reason for _, reason in summary["dead"]] == ["redirects"]
    assert len(one.paths()) + len(two.paths()) <= 5


def test_a_location_in_gbk_is_followed(tmp_path):
    with Site(routes={"/": located("/年报".encode("gbk"))}, other=lambda _: page("there")) as site:
        summary = crawl(tmp_path, {"away": [site.url + "/"]})["away"]
    assert site.paths() == ["/", "/%C4%EA%B1%A8"]
    assert summary["dead"] == []


def test_what_all_answers_have_together_is_bounded(tmp_path):
    with Site(routes={"/": page("x" * 400_000)}) as site:
        settings = {"RETRY_TIMES": 1}
        summary = crawl(tmp_path, {"much": [site.url + "/"]}, held=300_000, settings=settings)["much"]
    assert summary["dead"] == [[site.url + "/", "crowded"]]
    assert site.paths() == ["/", "/"]
    assert responses(tmp_path)[site.url + "/"].headers["WARC-Truncated"] == "length"


def test_what_is_held_is_let_go(monkeypatch):
    monkeypatch.setattr(taping, "HELD_BYTES", 10)
    one, other = Tape(limit=100), Tape(limit=100)
    one.keep(b"12345678")
    with pytest.raises(Crowded):
        other.keep(b"123")
    assert one.take() == b"12345678"
    with pytest.raises(Crowded):
        Tape(limit=100).keep(b"")  # it is being written
    one.release()
    other.release()
    Tape(limit=100).keep(b"123456789")
