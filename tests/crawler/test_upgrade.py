"""A data directory that version 0.1 left, as this version finds it, backs it up, brings it up and goes on with it."""

import shutil
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.backup import back_up
from crawler.commands import app
from crawler.database import VERSION, connect
from crawler.doctor.diagnosis import Case, Verdict
from crawler.doctor.stored import database
from tests.crawler import running

FROZEN = Path(__file__).parent / "packing" / "frozen" / "0.1.tar.xz"
KEPT = (
    "reports",
    "observations",
    "checks",
    "cross_checks",
    "anomalies",
    "captures",
    "documents",
    "originals",
    "indexed",
    "jobs",
)


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """What the older version left: two crawls of two portals."""
    folder = tmp_path_factory.mktemp("left")
    with tarfile.open(FROZEN) as packed:
        # filters came with Python 3.11.4
        packed.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        packed.extractall(folder)
    return folder


@pytest.fixture
def data(left, tmp_path):
    return Path(shutil.copytree(left, tmp_path / "data"))


def counts(data):
    return {table: running.rows(data, f"SELECT count(*) FROM {table}") for table in KEPT}


def files(data):
    return {
        path.relative_to(data): path.read_bytes()
        for folder in ("warc", "index", "reports")
        for path in (data / folder).rglob("*")
        if path.is_file()
    }


def gongkai(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_doctor_says_that_it_will_be_brought_up_and_leaves_it(data):
    before = (data / "gongkai.db").read_bytes()
    (schema,) = (one for one in database(Case(data)) if one.about == "schema")
    assert (schema.verdict, f"to {VERSION}" in schema.text) == (Verdict.OK, True)
    assert (data / "gongkai.db").read_bytes() == before


def test_nothing_is_lost_when_it_is_brought_up(data):
    rows, stored = counts(data), files(data)
    runs = running.rows(data, "SELECT id FROM runs ORDER BY id")
    connect(data).close()
    assert all(rows.values())
    assert counts(data) == rows
    assert files(data) == stored
    assert running.rows(data, "SELECT id FROM runs ORDER BY id") == runs
    assert running.rows(data, "SELECT count(DISTINCT run) FROM portal_runs") == [(len(runs),)]
    assert "no faults" in gongkai("verify", "--data", data, "--processes", "1")
    assert len(gongkai("export", "--data", data).splitlines()) >= rows["reports"][0][0]


def test_a_backup_of_it_is_of_the_older_version_and_comes_up_alike(data, tmp_path):
    older = running.rows(data, "PRAGMA user_version")
    back_up(data, tmp_path / "backup")
    assert (
        running.rows(data, "PRAGMA user_version")
        == running.rows(tmp_path / "backup", "PRAGMA user_version")
        == older
    )
    assert older[0][0] < VERSION
    rows = counts(data)
    with closing(connect(tmp_path / "backup")):
        assert counts(tmp_path / "backup") == rows
    assert files(tmp_path / "backup") == files(data)


def test_the_archive_alone_gives_the_same_reports(data, tmp_path):
    shutil.copytree(data / "warc", tmp_path / "new" / "warc")
    gongkai("reparse", "--apply", "--data", tmp_path / "new", "--processes", "1")
    query = "SELECT id, source, report_year, title FROM reports ORDER BY id"
    assert running.rows(tmp_path / "new", query) == running.rows(data, query)
    assert "no faults" in gongkai("verify", "--data", tmp_path / "new", "--processes", "1")
