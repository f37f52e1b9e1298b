import json
import logging
import os
import signal
from contextlib import closing
from pathlib import Path

import pytest

from crawler import history
from crawler.accounts import ListAccount
from crawler.database import connect
from crawler.history import INTERRUPTED
from crawler.outcome import PortalSummary
from crawler.runs import report
from crawler.runs.folder import RunFolder
from crawler.runs.recording import Recording
from spiders.found import Finding, FindingKind
from tests.crawler.running import rows
from tests.crawler.runs.made import SCHEMA, portal, ran, summary_of

DOCS = (Path(__file__).parents[3] / "docs" / "run-summary.md").read_text("utf-8")


def test_a_run_leaves_what_came_of_it(tmp_path):
    recording = ran(tmp_path, portal("a.gov.cn"), portal("b.gov.cn", "failed", error="broken"), planned=3)
    summary = summary_of(recording.folder)
    assert (summary["command"], summary["reason"], summary["planned"]) == ("crawl", "finished", 3)
    assert summary["totals"]["portals"] == 2
    assert (summary["totals"]["new"], summary["totals"]["requests"], summary["totals"]["unfinished"]) == (
        2,
        10,
        1,
    )
    assert summary["reasons"] == {"finished": 1, "failed": 1}
    assert (summary["dead"], summary["findings"]) == ({"timeout": 2}, {"unreachable": 2})
    assert summary["lists"] == {"lists": 2, "stated": 40, "seen_of_stated": 24, "short": 2, "open": 0}
    assert [one["host"] for one in summary["hosts"]] == ["a.gov.cn", "b.gov.cn"]
    assert [one["portal"] for one in recording.folder.portals()] == ["a.gov.cn", "b.gov.cn"]
    assert recording.summary.reasons == {"finished": 1, "failed": 1}
    assert not recording.folder.lines.exists()


def test_the_report_of_a_run_that_has_ended_outlasts_a_power_cut(tmp_path, brought_back):
    recording = ran(tmp_path, portal("a.gov.cn"))
    kept = {recording.run_id, f"{recording.run_id}/summary.json"}
    assert not kept & brought_back(tmp_path / "runs")


def test_a_run_is_compared_with_those_of_the_same_command_before(tmp_path):
    first = ran(tmp_path, portal("a.gov.cn"))
    ran(tmp_path, portal("a.gov.cn"), command="nightly")
    last = summary_of(ran(tmp_path, portal("a.gov.cn"), portal("b.gov.cn")).folder)
    [before] = last["comparison"]
    assert (before["id"], before["portals"], before["new"]) == (first.run_id, 1, 1)


def killed(data):
    """Leaves a run behind whose process was killed with one portal ended and one under way."""
    child = os.fork()
    if not child:
        with Recording.begin(data, "nightly", 3) as recording:
            recording.began("a.gov.cn", "night")
            recording.ended(portal("a.gov.cn"))
            recording.began("b.gov.cn", "night")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    [folder] = (data / "runs").iterdir()
    return RunFolder(data, folder.name)


def test_a_killed_run_is_completed_by_the_next(tmp_path):
    folder = killed(tmp_path)
    assert not folder.is_alive()
    assert [one["portal"] for one in folder.portals()] == ["a.gov.cn"]
    with folder.lines.open("ab") as lines:
        lines.write(b'\n{"portal": "cut o')
    ran(tmp_path, portal("c.gov.cn"))
    summary = summary_of(folder)
    assert summary["reason"] == INTERRUPTED
    assert {one["portal"]: one["reason"] for one in summary["portals"]} == {
        "a.gov.cn": "finished",
        "b.gov.cn": INTERRUPTED,
    }
    assert folder.page.is_file()
    with closing(connect(tmp_path)) as connection:
        [run] = history.runs(connection, 1, run=folder.path.name)
        assert (run.reason, run.portals, run.unfinished) == (INTERRUPTED, 2, 1)
        assert history.of_portal(connection, "b.gov.cn", 5) == []


def test_a_run_that_is_killed_while_its_end_is_entered_keeps_its_portals(tmp_path):
    """As a power cut leaves it: the summary is there, that the run has ended is not in the database yet."""
    folder = ran(tmp_path, portal("a.gov.cn"), portal("b.gov.cn")).folder
    with closing(connect(tmp_path)) as db, db:
        db.execute("UPDATE runs SET ended_at = NULL, reason = 'running'")
    ran(tmp_path, portal("c.gov.cn"))
    assert [one["portal"] for one in summary_of(folder)["portals"]] == ["a.gov.cn", "b.gov.cn"]
    assert summary_of(folder)["reason"] == INTERRUPTED


def test_a_run_whose_summary_cannot_be_written_has_not_ended(tmp_path, monkeypatch):
    def failing(*_):
        raise OSError(5, "no more")

    with monkeypatch.context() as patched:
        patched.setattr(report, "replacing", failing)
        with pytest.raises(OSError, match="no more"):
            ran(tmp_path, portal("a.gov.cn"))
    [first] = rows(tmp_path, "SELECT id FROM runs WHERE ended_at IS NULL")
    ran(tmp_path, portal("b.gov.cn"))
    assert [one["portal"] for one in summary_of(RunFolder(tmp_path, *first))["portals"]] == ["a.gov.cn"]


def test_a_run_that_goes_on_is_not_completed(tmp_path):
    with Recording.begin(tmp_path, "nightly", 1) as under_way:
        ran(tmp_path, portal("c.gov.cn"))
        assert under_way.folder.is_alive()
        assert not under_way.folder.summary.exists()
    assert summary_of(under_way.folder)["reason"] == "finished"


def test_several_processes_record_one_run(tmp_path):
    with Recording.begin(tmp_path, "nightly", 2) as recording:
        with Recording.join(tmp_path, recording.run_id) as lane:
            lane.began("a.gov.cn", "night")
            lane.ended(portal("a.gov.cn"))
            logging.getLogger("crawler").warning("of both")
        assert not recording.folder.summary.exists()
    assert summary_of(recording.folder)["totals"]["portals"] == 1
    lines = recording.folder.log.read_text("utf-8").splitlines()
    assert {json.loads(line)["run"] for line in lines} == {recording.run_id}


def test_an_error_ends_a_run_with_its_reason(tmp_path):
    with pytest.raises(ValueError, match="ours"), Recording.begin(tmp_path, "crawl", 1) as recording:
        raise ValueError("ours")
    assert summary_of(recording.folder)["reason"] == "failed"


def test_memory_holds_no_portal_that_has_ended(tmp_path):
    """What came of a portal is on disk when it has ended: reading goes on where another process writes."""
    with Recording.begin(tmp_path, "crawl", 2) as recording:
        recording.began("a.gov.cn", "look")
        recording.ended(portal("a.gov.cn"))
        assert [one["portal"] for one in recording.folder.portals()] == ["a.gov.cn"]


def test_of_a_portal_that_is_taken_up_again_both_attempts_count(tmp_path):
    recording = ran(tmp_path, portal("a.gov.cn", "shutdown"), portal("b.gov.cn"), portal("a.gov.cn"))
    summary = summary_of(recording.folder)
    assert [(one["portal"], one["reason"]) for one in summary["portals"]] == [
        ("b.gov.cn", "finished"),
        ("a.gov.cn", "finished"),
    ]
    assert (summary["totals"]["portals"], summary["reasons"]) == (2, {"finished": 2})
    assert [one["requests"] for one in summary["portals"]] == [5, 10]
    assert [one["hosts"][0]["requests"] for one in summary["portals"]] == [5, 10]
    for name in ("requests", "bytes", "new", "changed", "vanished"):
        of_portal = {**summary["portals"][1], **summary["portals"][1]["reports"]}
        assert summary["totals"][name] == 3 * of_portal[name] / 2, name
    with closing(connect(tmp_path)) as connection:
        assert history.totals(connection)["requests"] == summary["totals"]["requests"] == 15


def test_a_portal_that_is_taken_up_again_and_killed_keeps_what_it_had_come_to(tmp_path):
    recording = ran(tmp_path, portal("a.gov.cn", "shutdown"))
    with closing(connect(tmp_path)) as connection:
        history.begin(connection, recording.run_id, "a.gov.cn", "look")
        [row] = history.open_portals(connection, recording.run_id)
    assert row.requests == 5


def test_of_a_portal_a_bounded_number_of_rows_is_kept_with_its_first_and_its_last_full_one(
    tmp_path, monkeypatch
):
    """Hourly crawls with a full one a month: what plans ask for does not go with the rest."""
    monkeypatch.setattr(
        history, "_MAKE_ROOM", history._MAKE_ROOM.replace(f"OFFSET {history.KEPT}", "OFFSET 5")
    )
    with closing(connect(tmp_path)) as connection:
        for number in range(30):
            depth = "full" if number == 10 else "night"
            history.add(connection, f"run-{number:02}", portal("a.gov.cn", depth=depth))
        runs = [row.run for row in history.of_portal(connection, "a.gov.cn", 100)]
        assert runs == [*(f"run-{number}" for number in range(29, 24, -1)), "run-10", "run-00"]
        assert history.totals(connection)["portals"] == 30


def keys(schema):
    """All names of keys in a schema, but those of its kinds of things."""
    found = set()
    for one in (schema, *schema.get("$defs", {}).values()):
        found |= set(one.get("properties", {}))
        for part in one.get("properties", {}).values():
            found |= set(part.get("properties", {}))
    return found


def test_every_key_and_kind_is_documented():
    words = keys(SCHEMA) | set(map(str, FindingKind)) | set(SCHEMA["$defs"]["reason"]["enum"])
    assert sorted(word for word in words if f"`{word}`" not in DOCS) == []


def test_every_key_that_is_written_is_in_the_schema():
    made = PortalSummary(portal="a.gov.cn", lists=[ListAccount("http://a.gov.cn/nb/")])
    made.findings = [Finding(FindingKind.BLOCKED, "//a.gov.cn/", "blocked")]
    written = made.to_json()
    known = SCHEMA["$defs"]
    assert set(written) == set(known["portal"]["properties"])
    assert set(written["lists"][0]) == set(known["list"]["properties"])
    assert set(written["findings"][0]) == set(known["finding"]["properties"])
