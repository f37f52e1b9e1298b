import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archive.packing import index
from crawler.commands import app
from tests.portals.server import serve
from tests.portals.sites import SITES

TRS, VSB = SITES[0], SITES[-1]
REPORT = next(report for report in TRS.reports if report.sample)


@dataclass(frozen=True)
class Crawled:
    """A data directory, and the home addresses of portals that are no longer served."""

    data: Path
    homes: tuple[str, ...]

    @property
    def report(self):
        """The address of the sample report."""
        return self.homes[0].rstrip("/") + REPORT.captures[0]


@pytest.fixture(scope="session")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    command = [Path(sys.executable).with_name("gongkai"), "crawl", "--allow-private", "--delay", "0"]
    with serve([TRS, VSB]) as served:
        homes = tuple(served.urls.values())
        subprocess.run([*command, "--data", data, *homes], check=True, capture_output=True, timeout=120)
    return Crawled(data, homes)


def gongkai(*arguments):
    """Run a command; return its exit code, standard output and standard error."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def parsed(*paths):
    """The reports that `gongkai parse` reads, as lines in the order of their bytes."""
    result = gongkai("parse", *paths)
    assert result.exit_code == 0, result.stderr
    return sorted(result.stdout.splitlines())


@pytest.fixture(scope="session")
def lines(crawled):
    """What is parsed from the archive files."""
    return parsed(crawled.data / "warc")


@pytest.fixture(scope="session")
def packed(crawled, tmp_path_factory):
    """All of the archive as a WACZ."""
    out = tmp_path_factory.mktemp("packed") / "all.wacz"
    result = gongkai("pack", "--data", crawled.data, "--out", out)
    assert result.exit_code == 0, result.stderr
    return out


@pytest.fixture(scope="session")
def compressed(crawled, tmp_path_factory):
    """The same with an index as that of a large archive."""
    out = tmp_path_factory.mktemp("compressed") / "all.wacz"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "SHORT", 5)
        patch.setattr(index, "BLOCK", 3)
        result = gongkai("pack", "--data", crawled.data, "--out", out)
    assert result.exit_code == 0, result.stderr
    return out
