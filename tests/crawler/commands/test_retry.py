import subprocess
import sys

import pytest
from typer.testing import CliRunner

from crawler.commands import app
from crawler.errors import UnknownTarget
from crawler.exits import Exit
from tests.crawler.runs.made import ran
from tests.crawler.server import page
from tests.crawler.test_accounting import portal, reports

YEARS = (2019, 2020, 2021)
MISSING = page("missing", status="404 Not Found")
GONE = page("gone", status="410 Gone")


def gongkai(*arguments):
    command = [sys.executable, "-m", "crawler", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("watchdog")
def test_what_was_dead_comes_back(tmp_path):
    options = ("--data", tmp_path, "--allow-private", "--delay", 0)
    with portal([reports(*YEARS)], articles=YEARS) as site:
        article = site.routes["/nb/2021.html"]
        site.routes.update({"/nb/2020.html": MISSING, "/nb/2021.html": GONE})
        assert gongkai("crawl", site.url + "/", *options, "--quiet").returncode == Exit.DONE
        site.routes["/nb/2021.html"] = article
        before = len(site.log)
        one = gongkai("retry", *options, "--reason", "410")
        assert [passed.path for passed in site.log[before:]] == ["/nb/2021.html"]
        rest = gongkai("retry", site.url, *options)
    assert (one.returncode, rest.returncode) == (Exit.DONE, Exit.DONE)
    assert "Came back: 1 of 1 address" in one.stdout
    assert f"127.0.0.1-{site.port}: {site.url}/nb/2021.html  (was: http 410)" in one.stdout
    assert "Came back: 0 of 1 address" in rest.stdout
    assert "Still dead: 1 (1 http 404)" in rest.stdout


def test_nothing_dead_is_said(tmp_path):
    ran(tmp_path)
    finished = CliRunner().invoke(app, ["retry", "--data", str(tmp_path)])
    assert (finished.exit_code, finished.stdout) == (Exit.DONE, "nothing is dead\n")


def test_a_portal_that_was_never_crawled_is_wrong_use(tmp_path):
    ran(tmp_path)
    finished = CliRunner().invoke(app, ["retry", "nobody.gov.cn", "--data", str(tmp_path)])
    assert isinstance(finished.exception, UnknownTarget)
