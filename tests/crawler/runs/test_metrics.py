import os
import subprocess
import sys
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.database import connect
from crawler.runs import metrics
from tests.crawler.runs.made import portal, ran


def samples(text):
    """The values by name and labels, as Prometheus' own parser reads them."""
    families = text_string_to_metric_families(text)
    return {
        (one.name, *sorted(one.labels.values())): one.value for family in families for one in family.samples
    }


def test_the_last_runs_and_all_runs_are_told(tmp_path):
    ran(tmp_path, portal("a.gov.cn"), command="nightly")
    ran(tmp_path, portal("a.gov.cn"), portal("b.gov.cn", "failed"), command="nightly")
    told = samples(metrics.exposed(tmp_path).decode())
    assert told["gongkai_run_portals", "nightly"] == 2
    assert told["gongkai_run_unfinished", "nightly"] == 1
    assert told["gongkai_run_reports", "new", "nightly"] == 2
    assert told["gongkai_requests_total",] == 15
    assert told["gongkai_run_running", "nightly"] == 0
    assert told["gongkai_disk_free_bytes",] > 0


def test_no_series_is_a_portals(tmp_path):
    few = samples(metrics.exposed(_of(tmp_path / "few", 1)).decode())
    many = samples(metrics.exposed(_of(tmp_path / "many", 20)).decode())
    assert few.keys() == many.keys()


def _of(data, portals):
    ran(data, *(portal(f"p{n}.gov.cn") for n in range(portals)))
    return data


def test_a_file_is_kept_while_a_run_goes_on(tmp_path):
    file = tmp_path / "textfile" / "gongkai.prom"
    connect(tmp_path / "data").close()
    with metrics.kept(tmp_path / "data", file):
        ran(tmp_path / "data", portal("a.gov.cn"))
    assert samples(file.read_text("utf-8"))["gongkai_run_success", "crawl"] == 1
    assert list(file.parent.iterdir()) == [file]


def test_whoever_runs_the_collector_may_read_the_file(tmp_path):
    connect(tmp_path / "data").close()
    before = os.umask(0o077)
    try:
        metrics.write(tmp_path / "data", tmp_path / "gongkai.prom")
    finally:
        os.umask(before)
    assert (tmp_path / "gongkai.prom").stat().st_mode & 0o777 == 0o644


@pytest.mark.usefixtures("watchdog")
def test_a_port_is_scraped(tmp_path):
    ran(tmp_path, portal("a.gov.cn"))
    command = [sys.executable, "-m", "crawler", "status", "--data", str(tmp_path), "--serve", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        try:
            address = serving.stderr.readline().split()[-1]
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(address) as answer:
                told = samples(answer.read().decode())
            again = subprocess.run(
                [*command[:-1], address.rpartition(":")[2].partition("/")[0]],
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            assert (again.returncode, "--serve" in again.stderr) == (2, True)
            serving.terminate()
            assert serving.wait(20) == 0
        finally:
            serving.kill()
    assert told["gongkai_run_portals", "crawl"] == 1
