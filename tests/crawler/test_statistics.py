import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.configuration import ConfigurationError
from crawler.jobs import Options
from crawler.process import settings_of
from tests import tools
from tests.crawler.server import Site, page

COMMAND = "import sys; sys.path.append(sys.argv.pop(1)); from crawler.commands import main; main()"

SETTINGS = """
from crawler.settings import EXTENSIONS as OURS

EXTENSIONS = {**OURS, "spidermon.contrib.scrapy.extensions.Spidermon": 500}
SPIDERMON_ENABLED = True
SPIDERMON_SPIDER_CLOSE_EXPRESSION_MONITORS = [
    {"name": "ours", "tests": [
        {"name": "it was crawled", "expression": "stats['gongkai/reason'] == 'finished'"},
        {"name": "it has reports", "expression": "stats['gongkai/reports/new'] > 0"},
    ]},
]
SPIDERMON_SPIDER_CLOSE_MONITORS = ["own_monitors.Suite"]
"""

MONITORS = """
import json
from pathlib import Path
from spidermon import Monitor, MonitorSuite
from spidermon.core.actions import Action


class Requests(Monitor):
    def test_requests(self):
        self.assertGreater(self.data.stats["gongkai/requests"], 1000)


class Write(Action):
    def run_action(self):
        ours = {name: value for name, value in self.data.stats.items() if name.startswith("gongkai/")}
        Path(__file__).with_name("written.json").write_text(json.dumps(ours))


class Suite(MonitorSuite):
    monitors = [Requests]
    monitors_failed_actions = [Write]
"""


@pytest.fixture
def spidermon():
    """The folder that holds Spidermon, put behind our own libraries."""
    packages = tools.PYTHONS / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    return tools.need(packages / "spidermon", "spidermon").parent


def crawl(packages, folder, url):
    command = [sys.executable, "-c", COMMAND, packages, "crawl", url, "--allow-private", "--delay", "0"]
    given = {
        **os.environ,
        "PYTHONPATH": f"{folder}:{Path.cwd()}",
        "GONGKAI_SETTINGS": "own_settings",
    }
    return subprocess.run(
        [*command, "--data", str(folder / "data")],
        env=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.usefixtures("watchdog")
def test_an_operators_spidermon_monitors_read_our_statistics(tmp_path, spidermon):
    (tmp_path / "own_settings.py").write_text(SETTINGS)
    (tmp_path / "own_monitors.py").write_text(MONITORS)
    with Site({"/": page("<h1>nothing</h1>")}) as site:
        done = crawl(str(spidermon), tmp_path, f"{site.url}/")
    assert done.returncode == 0, done.stderr
    log = "".join(path.read_text() for path in tmp_path.glob("data/runs/*/log.jsonl"))
    assert "[Spidermon] ours/it was crawled... OK" in log
    assert "[Spidermon] ours/it has reports... FAIL" in log
    written = json.loads((tmp_path / "written.json").read_text())
    assert written["gongkai/reason"] == "finished"
    assert written["gongkai/requests"] == len(site.log)
    assert (written["gongkai/reports/new"], written["gongkai/listed"], written["gongkai/lists"]) == (0, 0, 0)


def test_own_settings_that_cannot_be_imported_are_wrong_configuration(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_SETTINGS", "no_such_settings")
    with pytest.raises(ConfigurationError, match=r"GONGKAI_SETTINGS=no_such_settings: No module.*PYTHONPATH"):
        settings_of(Options(tmp_path))
