"""Portals made by scripts, crawled from home to reports."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archive.reader import captures
from crawler.commands import app
from crawler.exits import Exit
from tests.crawler.browser import apps
from tests.crawler.browser.processes import command, descendants
from tests.crawler.running import WHOLE, Started, crawl, records, rows
from tests.portals.server import serve


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    with serve(apps.SITES) as served:
        portals = {site.name: [served.urls[site.name]] for site in apps.SITES}
        yield folder, served, crawl(folder, portals, **WHOLE)


def reports(folder, portal):
    """The addresses of a portal's reports without their host."""
    query = f"SELECT url FROM documents WHERE portal = '{portal}' AND state = 'parsed'"
    return sorted("/" + url.split("/", 3)[3] for (url,) in rows(folder, query))


@pytest.mark.parametrize("site", apps.SITES, ids=lambda site: site.name)
def test_all_reports_of_a_list_made_by_scripts_are_found_and_nothing_else(crawled, site):
    folder, _, summaries = crawled
    assert reports(folder, site.name) == sorted(truth.captures[0] for truth in site.reports)
    assert summaries[site.name]["reports"] == {"new": len(site.reports)}
    assert summaries[site.name]["refused"] == {}


@pytest.mark.parametrize(("site", "service"), [("fetched", "/api/list"), ("posted", "/api/search")])
def test_the_rest_of_a_list_is_asked_of_the_service_behind_it_without_a_browser(crawled, site, service):
    folder, served, summaries = crawled
    rendered = len(apps.REPORTS) if site == "fetched" else 0
    assert summaries[site]["rendered"] == 1 + rendered
    pages = -(-len(apps.COLUMN) // apps.PER_PAGE)
    assert sum(path.startswith(service) for path in served.paths(site)) == pages
    stated = rows(folder, f"SELECT page, pages_stated, records_stated FROM listings WHERE portal = '{site}'")
    assert sorted(stated) == [(page, pages, len(apps.COLUMN)) for page in range(1, pages + 1)]


def test_each_state_of_a_list_walked_by_clicks_is_captured_with_its_number(crawled):
    folder, _, summaries = crawled
    assert summaries["clicked"]["rendered"] == 1
    pages = range(1, -(-len(apps.COLUMN) // apps.PER_PAGE) + 1)
    assert rows(folder, "SELECT page FROM listings WHERE portal = 'clicked' ORDER BY page") == [
        (page,) for page in pages
    ]
    states = [record for record in records(folder) if record.kind == "resource"]
    own = [one for one in states if one.url == summaries_url(crawled, "clicked")]
    assert [one.block.count(b"<li>") for one in own] == [2, 2, 2, 1]


def test_a_list_that_grew_is_one_state_with_all_its_entries(crawled):
    folder, _, _ = crawled
    own = [one for one in records(folder) if one.url == summaries_url(crawled, "scrolled")]
    grown = [one for one in own if one.kind == "resource"]
    assert [one.block.count(b"<li>") for one in grown] == [len(apps.COLUMN)]


def summaries_url(crawled, site):
    return f"{crawled[1].urls[site]}nb/"


def test_what_the_browser_asked_for_is_archived_as_it_travelled(crawled):
    folder, served, _ = crawled
    archived = [record.url for record in records(folder) if record.kind in {"response", "revisit"}]
    asked = [f"{served.urls[seen.site]}{seen.path[1:]}" for seen in served.requests]
    assert sorted(archived) == sorted(asked)
    script = next(
        one for one in records(folder) if one.kind == "metadata" and (one.url or "").endswith("app.js")
    )
    assert b"role: requisite" in script.block
    assert b"/nb/" in script.block


def test_why_a_page_was_rendered_stands_beside_its_dom(crawled):
    folder, _, _ = crawled
    said = [one.block for one in records(folder) if one.kind == "metadata" and b"rendered: " in one.block]
    resources = [one for one in records(folder) if one.kind == "resource"]
    assert len(said) == len(resources)
    reasons = {line for block in said for line in block.splitlines() if line.startswith(b"rendered: ")}
    assert reasons == {
        b"rendered: empty application root",
        b"rendered: route that scripts read",
        b"rendered: part that a script fills, when nothing else was left",
    }


def test_a_route_is_the_address_of_its_rendering_and_of_its_report(crawled):
    folder, served, summaries = crawled
    assert not any("#" in (record.url or "") for record in records(folder))
    archived = (one for path in sorted(folder.glob("warc/routed/*")) for one in captures(path))
    routes = {one.url for one in archived if one.context.rendered and "#" in one.url}
    views = [f"{served.urls['routed'][:-1]}{truth.captures[0]}" for truth in apps.routed().reports]
    assert routes == {f"{served.urls['routed']}#/list", *views}
    assert [path for path in served.paths("routed") if path == "/"] == ["/"]
    assert summaries["routed"]["rendered"] == 2 + len(views)


def test_what_leads_somewhere_only_by_a_click_is_clicked_a_few_times_where_a_service_tells_the_rest(crawled):
    folder, served, _ = crawled
    listed = [path for path in served.paths("routed") if path.startswith("/api/list")]
    assert {path[-len("pageNo=1&pageSize=2") :] for path in listed} == {
        f"pageNo={n}&pageSize=2" for n in range(1, 5)
    }
    missing = "SELECT count(*) FROM entries WHERE reason = 'no_address'"
    assert rows(folder, missing) == [(0,)]


def test_the_archive_gives_the_same_reports_offline(crawled):
    folder, _, _ = crawled
    finished = CliRunner().invoke(app, ["parse", str(folder / "warc")])
    read = [json.loads(line) for line in finished.stdout.splitlines()]
    stored = [json.loads(path.read_text("utf-8")) for path in folder.glob("reports/**/*.json")]
    assert len(read) == sum(len(site.reports) for site in apps.SITES)
    assert {one["title"] for one in read} == {one["title"] for one in stored}


def test_the_archive_holds_to_the_standard(crawled):
    folder, _, _ = crawled
    verified = CliRunner().invoke(app, ["verify", "--data", str(folder)])
    assert verified.exit_code == Exit.DONE, verified.output
    for path in folder.glob("warc/*/*.warc.gz"):
        checked = subprocess.run(
            [Path(sys.executable).with_name("warcio"), "check", path], capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stdout


def test_a_page_gets_nothing_that_robots_or_the_address_guard_refuse(tmp_path, listener):
    elsewhere, heard = listener
    with serve([apps.guarded(elsewhere)]) as served:
        terms = {"allow_private": False, "public": ["127.0.0.1"]}
        summary = crawl(tmp_path, {"guarded": [served.urls["guarded"]]}, **terms, **WHOLE)["guarded"]
        assert "/secret/list" not in served.paths("guarded")
    assert heard == []
    (dom,) = [record.block.decode() for record in records(tmp_path) if record.kind == "resource"]
    assert "forbidden" in dom
    assert "private" in dom
    assert "<p>got" not in dom
    assert summary["reports"] == {"new": apps.PER_PAGE}
    unanswered = {finding["url"]: finding["text"] for finding in summary["findings"]}
    assert unanswered[f"{served.urls['guarded']}secret/list"].endswith("forbidden by robots.txt")


def test_without_a_browser_what_was_left_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_CHROMIUM", "/nonexistent")
    with serve([apps.posted()]) as served:
        url = served.urls["posted"]
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "crawler",
                "crawl",
                "--allow-private",
                "--delay",
                "0",
                "--data",
                tmp_path,
                url,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == Exit.DONE, done.stderr
    assert f"{url}nb/" in done.stdout
    assert "browser" in done.stdout


def killed(started):
    started.kill()


def stopped(started):
    started.send_signal(signal.SIGTERM)
    started.summaries()


@pytest.mark.parametrize("end", [killed, stopped])
def test_a_crawl_that_ends_in_the_middle_of_a_list_goes_on_and_leaves_no_process(tmp_path, end):
    with serve([apps.clicked()]) as served:
        portals = {"clicked": [served.urls["clicked"]]}
        started = Started(tmp_path, portals, **WHOLE)
        while not any(path.startswith("/api/page/2") for path in served.paths("clicked")):
            assert started.is_alive()
            time.sleep(0.02)
        family = descendants(started._process.pid)
        assert any("chrom" in name for name in family.values())
        end(started)
        for pid in family:
            wait_for_end(pid)
        summary = crawl(tmp_path, portals, **WHOLE)["clicked"]
    assert summary["reason"] == "finished"
    assert reports(tmp_path, "clicked") == sorted(truth.captures[0] for truth in apps.clicked().reports)


def wait_for_end(pid):
    for _ in range(500):
        if not command(pid):
            return
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    pytest.fail(f"process {pid} outlived the crawl")
