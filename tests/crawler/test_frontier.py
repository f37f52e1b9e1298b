import json
import re
from dataclasses import replace

import pytest

from archive.capture import Context, Place, Role
from crawler import frontier as queries
from crawler import requisites
from crawler.database import connect
from crawler.depth import Depth
from crawler.documents import Documents
from crawler.frontier import Archived, Completion, Frontier
from crawler.requests import Entry
from spiders.found import FoundDocument, FoundEntry, FoundListing

PLACE = Place("warc/p/p-1.warc.gz", 10, 20, "urn:uuid:1")


@pytest.fixture
def db(tmp_path):
    connection = connect(tmp_path)
    yield connection
    connection.close()


def entry(name, *, role=Role.LISTING, priority=0, host="a.cn", chained=False):
    url = f"http://{host}/{name}"
    request = json.dumps({"url": url, "meta": {"retry_times": 2}})
    return Entry(None if chained else url, url, host, role, priority, request)


def drain(frontier, state="done"):
    """Fetches all there is; returns the last path segments in order."""
    order = []
    while lease := frontier.lease():
        order.append(lease.url.rpartition("/")[2])
        frontier.finish([Completion(lease.row, state, 200)], [])
    return order


def test_priority_then_insertion(db):
    frontier = Frontier(db, "p")
    frontier.add([entry("a"), entry("b", priority=5), entry("c"), entry("d", priority=5)])
    assert drain(frontier) == ["b", "d", "a", "c"]


def test_an_address_is_queued_once_a_job(db):
    frontier = Frontier(db, "p")
    assert frontier.add([entry("a"), entry("a")]) == 1
    assert drain(frontier) == ["a"]
    assert frontier.add([entry("a")]) == 0


def test_links_of_a_chain_are_never_dropped(db):
    frontier = Frontier(db, "p")
    assert frontier.add([entry("a"), entry("a", chained=True), entry("a", chained=True)]) == 3


def test_a_document_begun_anew_ends_its_earlier_chain(db):
    """A dead page of it would be asked for by the next job too, and bring the earlier captures back."""

    def page_two(name):
        chained = entry(name, chained=True)
        request = json.dumps({"url": chained.url, "meta": {"chain": {"url": "http://a.cn/doc"}}})
        return replace(chained, role=Role.PAGE, request=request)

    for _ in range(2):
        frontier = Frontier(db, "p", depth=Depth.FULL)
        frontier.add([entry("doc", role=Role.PAGE, priority=1), entry("other", chained=True)])
        begun = frontier.lease()
        frontier.finish(
            [Completion(begun.row, "done", 200, requests=(page_two("2"),), document=begun.url)], []
        )
        assert sorted(drain(frontier, "dead")) == ["2", "other"]
        frontier.close_job()


def test_portals_do_not_share(db):
    first, second = Frontier(db, "p"), Frontier(db, "q")
    first.add([entry("a")])
    assert second.lease() is None
    assert second.add([entry("a")]) == 1


def test_busy_hosts_are_passed_over(db):
    frontier = Frontier(db, "p")
    frontier.add(
        [entry("1", priority=9), entry("2"), entry("3", host="b.cn"), entry("4", host="c.cn", priority=1)]
    )
    assert frontier.lease(["a.cn"]).host == "c.cn"
    assert frontier.lease(["a.cn", "c.cn"]).host == "b.cn"
    assert frontier.lease(["a.cn", "b.cn", "c.cn"]) is None
    assert frontier.lease().url == "http://a.cn/1"


def test_an_unfinished_job_goes_on_with_what_was_leased(db):
    frontier = Frontier(db, "p")
    frontier.add([entry("a"), entry("b")])
    lost = frontier.lease()
    again = Frontier(db, "p")
    assert again.job == frontier.job
    assert again.add([entry("a")]) == 0
    assert again.lease() == lost


def test_a_new_job_fetches_lists_again_and_what_was_dead_but_no_reports(db):
    frontier = Frontier(db, "p")
    known = [entry("home", role=Role.SEED), entry("list"), entry("report", role=Role.PAGE)]
    frontier.add([*known, entry("gone", role=Role.PAGE)])
    for state in ("done", "done", "done", "dead"):
        frontier.finish([Completion(frontier.lease().row, state)], [])
    frontier.close_job()
    second = Frontier(db, "p")
    assert second.job > frontier.job
    gone = second.lease()
    assert gone.url.endswith("/gone")
    assert "retry_times" not in gone.request
    second.finish([Completion(gone.row, "done")], [])
    assert second.add(known) == 2
    assert drain(second) == ["home", "list"]


def test_full_fetches_reports_again(db):
    frontier = Frontier(db, "p")
    report = entry("report", role=Role.PAGE)
    frontier.add([report])
    drain(frontier)
    frontier.close_job()
    assert Frontier(db, "p", depth=Depth.FULL).add([report]) == 1


def test_a_retry_keeps_its_row(db):
    frontier = Frontier(db, "p")
    frontier.add([entry("a"), entry("b")])
    lease = frontier.lease()
    frontier.put_back(lease.row, entry("a", priority=-1))
    assert drain(frontier) == ["b", "a"]
    assert db.execute("SELECT count(*) FROM requests").fetchone() == (2,)


def test_a_completion_is_stored_whole_or_not_at_all(db):
    frontier = Frontier(db, "p")
    frontier.add([entry("a")])
    lease = frontier.lease()
    broken = FoundListing(None, "f", 1)
    yielded = {"requests": (entry("b"),), "documents": (FoundDocument("u", (PLACE,)),)}
    with pytest.raises(Exception, match="NOT NULL"):
        frontier.finish([Completion(lease.row, "done", listings=(broken,), **yielded)], [])
    assert db.execute("SELECT state FROM requests").fetchall() == [("leased",)]
    assert db.execute("SELECT * FROM documents").fetchall() == []


def test_what_a_callback_yields_is_stored(db):
    frontier = Frontier(db, "p")
    frontier.add([entry("a")])
    followed, passed_by = (
        FoundEntry("http://a.cn/b", "2019年报"),
        FoundEntry("http://a.cn/c", "通知", "other_title"),
    )
    listing = FoundListing("u", "f", 1, "t", "next", 3, 40, (followed, passed_by))
    archived = Archived(PLACE, Context("p", Role.LISTING), "http://a.cn/a", 200, None)
    completion = Completion(frontier.lease().row, "done", 200, None, (entry("b"),), (), (listing,))
    frontier.finish([completion], [archived])
    assert frontier.lease().url == "http://a.cn/b"
    assert db.execute("SELECT url, pages_stated, entries FROM listings").fetchall() == [("u", 3, 2)]
    assert db.execute("SELECT url, reason, fingerprint FROM entries").fetchall() == [
        ("http://a.cn/b", None, "http://a.cn/b"),
        ("http://a.cn/c", "other_title", None),
    ]
    assert db.execute("SELECT role, status, warc FROM captures").fetchall() == [("listing", 200, PLACE.warc)]


def test_documents_wait_until_they_are_settled(db):
    frontier, documents = Frontier(db, "p"), Documents(db, "p")
    found = (FoundDocument("one", (PLACE,)), FoundDocument("two", (PLACE,)))
    frontier.finish([Completion(0, "done", documents=found)], [])
    one = documents.next_pending([])
    assert (one.url, one.captures) == ("one", (PLACE,))
    two = documents.next_pending([one.row])
    documents.parsed(one, "r-1")
    documents.refused(two, "NotAReport: a notice")
    assert documents.next_pending([]) is None


def test_a_document_found_anew_is_parsed_again_only_if_it_differs(db):
    frontier, documents = Frontier(db, "p"), Documents(db, "p")
    frontier.finish([Completion(0, "done", documents=(FoundDocument("one", (PLACE,)),))], [])
    documents.parsed(documents.next_pending([]), "r-1")
    frontier.finish([Completion(0, "done", documents=(FoundDocument("one", (PLACE,)),))], [])
    assert documents.next_pending([]) is None
    frontier.finish([Completion(0, "done", documents=(FoundDocument("one", (PLACE, PLACE)),))], [])
    stale = documents.next_pending([])
    frontier.finish([Completion(0, "done", documents=(FoundDocument("one", (PLACE,)),))], [])
    documents.parsed(stale, "r-1")
    assert documents.next_pending([]).captures == (PLACE,)


def successors(db):
    return dict(db.execute("SELECT url, successor FROM requests WHERE reason IN ('redirect', 'onward')"))


def test_what_goes_on_in_a_rows_place_is_its_first_request(db):
    frontier = Frontier(db, "p")
    frontier.add([entry("a"), entry("b")])
    frontier.finish([Completion(1, "done", 200, "onward", (entry("c", chained=True), entry("d")))], [])
    frontier.finish([Completion(2, "done", 302, "redirect", (entry("d"),))], [])
    assert successors(db) == {"http://a.cn/a": 3, "http://a.cn/b": 4}


def test_a_requisite_that_is_redirected_when_no_more_may_be_had_goes_nowhere(db, monkeypatch):
    monkeypatch.setattr(requisites, "MOST", 1)
    frontier = Frontier(db, "p")
    frontier.add([entry("a.css", role=Role.REQUISITE)])
    moved = entry("b.css", role=Role.REQUISITE)
    frontier.finish([Completion(1, "done", 302, "redirect", (moved,))], [])
    assert successors(db) == {"http://a.cn/a.css": None}


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (queries._LEASE, "requests_queued"),
        (queries._LOST, "requests_queued"),
        (queries._LOST, "requests_dead"),
        (queries.STARTS, "requests_seeds"),
        (requisites._COUNT, "requests_requisites"),
        (requisites._GIVE_UP, "requests_queued"),
    ],
)
def test_no_work_grows_with_the_requests_that_are_done(db, query, index):
    values = dict.fromkeys(re.findall(r":(\w+)", query))
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}", {**values, "busy": "[]"})]
    assert any(f" {index} " in step for step in plan)
    assert not any(
        step.startswith(("SCAN requests", "SEARCH requests USING INDEX sqlite_auto")) for step in plan
    )
