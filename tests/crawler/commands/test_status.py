import json
import os
from contextlib import closing

from typer.testing import CliRunner

from crawler import history
from crawler.commands import app
from crawler.database import connect
from crawler.exits import Exit
from crawler.runs.recording import Recording
from tests.crawler.runs.made import portal, ran

runner = CliRunner()


def status(data, *arguments):
    finished = runner.invoke(app, ["status", "--data", str(data), *arguments])
    assert finished.exit_code == Exit.DONE, finished.output
    return finished.stdout


def test_an_empty_folder_is_left_as_it_is(tmp_path):
    assert "nothing was crawled" in status(tmp_path)
    assert json.loads(status(tmp_path, "--json"))["runs"] == []
    assert list(tmp_path.iterdir()) == []


def test_what_runs_and_what_ran_is_said(tmp_path):
    ran(tmp_path, portal("a.gov.cn"), portal("b.gov.cn", "failed"))
    with Recording.begin(tmp_path, "nightly", 7) as recording:
        recording.began("c.gov.cn", "night")
        told = json.loads(status(tmp_path, "--json"))
        text = status(tmp_path)
    [running] = told["running"]
    assert (running["id"], running["planned"]) == (recording.run_id, 7)
    assert [one["portal"] for one in running["under_way"]] == ["c.gov.cn"]
    assert told["portals"]["ended"] == {"finished": 1, "failed": 1, "running": 1}
    assert "c.gov.cn (night, since" in text
    assert "0 of 7 portals ended" in text


def test_a_portal_and_a_run_are_told_by_name(tmp_path):
    recording = ran(tmp_path, portal("a.gov.cn"))
    assert json.loads(status(tmp_path, "a.gov.cn", "--json"))["runs"][0]["run"] == recording.run_id
    assert str(recording.folder.page) in status(tmp_path, recording.run_id)
    finished = runner.invoke(app, ["status", "--data", str(tmp_path), "nobody.gov.cn"])
    assert finished.exit_code != Exit.DONE


def test_a_killed_run_does_not_look_alive(tmp_path):
    recording = Recording.begin(tmp_path, "nightly", 2)
    with closing(connect(tmp_path)) as connection:
        history.begin(connection, recording.run_id, "a.gov.cn", "night")
    os.close(recording._lock)
    told = json.loads(status(tmp_path, "--json"))
    assert told["running"] == []
    assert told["portals"]["ended"] == {"interrupted": 1}
    assert told["runs"][0]["reason"] == "interrupted"


def test_a_folder_that_cannot_be_written_is_read(tmp_path, monkeypatch):
    ran(tmp_path, portal("a.gov.cn"))
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert "1 crawled" in status(tmp_path)


def test_a_file_of_metrics_that_runs_keep_is_not_written_by_looking(tmp_path, monkeypatch):
    ran(tmp_path, portal("a.gov.cn"))
    monkeypatch.setenv("GONGKAI_METRICS", str(tmp_path / "gongkai.prom"))
    assert "1 crawled" in status(tmp_path)
    assert not (tmp_path / "gongkai.prom").exists()
    assert status(tmp_path, "--metrics", str(tmp_path / "gongkai.prom")) == ""
    assert (tmp_path / "gongkai.prom").exists()


def test_what_is_due_is_told_as_nightly_is_configured(tmp_path, monkeypatch):
    """Its file of portals and how often, from the file and the environment."""
    ran(tmp_path, portal("a.gov.cn"))
    listed = "".join(f"{name},http://{name}/,某市,410700\n" for name in ("a.gov.cn", "b.gov.cn"))
    (tmp_path / "mine.csv").write_text(f"name,address,issuer,division\n{listed}", "utf-8")
    config = tmp_path / "gongkai.toml"
    config.write_text('[nightly]\nportals = "mine.csv"\n', "utf-8")
    monkeypatch.setenv("GONGKAI_CONFIG", str(config))
    monkeypatch.setenv("GONGKAI_NIGHTLY_EVERY", "20")
    told = json.loads(status(tmp_path, "--json"))["portals"]
    assert (told["registered"], told["never_crawled"], told["due"]) == (2, 1, 1)
    monkeypatch.setenv("GONGKAI_NIGHTLY_EVERY", "0")
    told = json.loads(status(tmp_path, "--json"))["portals"]
    assert (told["due"], told["every_hours"]) == (2, 0)
