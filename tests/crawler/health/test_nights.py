"""Whole nights by the command, a portal that breaks in between, and a webhook that listens."""

import json
import os
import subprocess
import sys

import pytest

from tests.crawler.health.receivers import Webhook, serving
from tests.crawler.server import Answer, Site, page

TITLE = "示例市人民政府{}年政府信息公开工作年度报告"
CHALLENGE = page(
    "<html><head><title>安全验证</title></head><body>您的访问过于频繁,请完成安全验证后继续访问</body></html>",
    status="403 Forbidden",
)

GONE = page("gone", status="404 Not Found")


def routes(years):
    entries = "".join(f'<li><a href="/nb/{year}.html">{TITLE.format(year)}</a></li>' for year in years)
    column = f"<html><title>政府信息公开年报</title><body><h2>政府信息公开年报</h2><ul>{entries}</ul></body></html>"
    home = '<html><body><a href="/nb/">政府信息公开年报</a></body></html>'
    return {"/": page(home), "/nb/": page(column)} | {f"/nb/{year}.html": _report(year) for year in years}


def _report(year) -> Answer:
    text = f"本年度报告由示例市人民政府办公室编制。{year}年,主动公开政府信息{year - 2000}条。" * 5
    title = TITLE.format(year)
    return page(f"<html><title>{title}</title><body><h1>{title}</h1><p>{text}</p></body></html>")


@pytest.fixture
def night(tmp_path):
    """A function that runs one night of a site and returns the exit code, the notices, and the run's alarms."""
    portals = tmp_path / "portals.toml"
    (tmp_path / "short_rests.py").write_text("FIRST_REST = 0.05\nRETRY_TIMES = 0\n")
    environ = {"PYTHONPATH": str(tmp_path), "GONGKAI_SETTINGS": "short_rests"}

    def run(site, hook):
        portals.write_text(
            f'[[portal]]\nname = "a.example"\naddresses = ["{site.url}/"]\nexpect = {{ by = "never" }}\n'
        )
        options = ["--every", "0", "--delay", "0", "--allow-private", "--lanes", "1", "--webhook", hook.url]
        command = [sys.executable, "-m", "crawler", "nightly", "--portals", str(portals), *options]
        seen = len(hook.posts)
        done = subprocess.run(
            [*command, "--data", str(tmp_path / "data")],
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        summary = max((tmp_path / "data" / "runs").glob("*/summary.json"), key=os.path.getmtime)
        notices = [json.loads(body) for *_, body in hook.posts[seen:]]
        return done, notices, json.loads(summary.read_text())["alarms"]

    return run


def test_what_befalls_a_portal_is_told_once_with_the_exit_code_and_when_it_is_over(night):
    with serving(Webhook()) as hook, Site(routes(range(2015, 2025))) as site:
        first, notices, alarms = night(site, hook)
        assert (first.returncode, notices, alarms) == (0, [], []), first.stderr
        good, site.routes = site.routes, {"/robots.txt": page("", status="404 Not Found")}
        site.other = lambda _: CHALLENGE
        blocked, notices, alarms = night(site, hook)
        assert (blocked.returncode, len(notices), len(alarms)) == (3, 1, 1), blocked.stderr
        [notice], [alarm] = notices, alarms
        assert (alarm["portal"], alarm["kind"], alarm["state"]) == ("a.example", "blocked", "new")
        assert notice["alarms"] == [alarm]
        assert alarm["evidence"]["captures"], "the gate's own page is archived"
        site.routes, site.other = good | {"/nb/": GONE}, lambda _: GONE
        gone, notices, alarms = night(site, hook)
        assert (gone.returncode, len(notices)) == (3, 1), gone.stderr
        [notice] = notices
        states = {alarm["kind"]: alarm["state"] for alarm in alarms}
        assert states == {"blocked": "over", "reports_none": "new"}
        assert "column of 10 reports" in notice["text"]
