import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from archive.reader import read_document
from archive.records import build
from archive.verify import parts
from crawler import verifying
from crawler.commands import app
from crawler.exits import Exit
from crawler.locks import PortalLock
from crawler.verifying import archives
from pipelines.database import DATABASE
from pipelines.parse import parse
from pipelines.store import Store
from tests.archive.exchanges import PORTAL, context, exchange, response, writer, written
from tests.portals.sites import SITES

runner = CliRunner()


def run(*arguments):
    return runner.invoke(app, ["verify", *map(str, arguments)])


def rules(finished):
    return [json.loads(line)["rule"] for line in finished.stdout.splitlines()]


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A data directory with one report."""
    data_dir = tmp_path_factory.mktemp("data")
    site = SITES[0]
    truth = next(report for report in site.reports if report.sample)
    _, [place] = written(data_dir, exchange(response(site.pages[truth.captures[0]].body)))
    with Store(data_dir) as store:
        store.save(parse(read_document(data_dir, [place])))
    return data_dir


@pytest.fixture
def data_dir(stored, tmp_path):
    return shutil.copytree(stored, tmp_path / "data")


@pytest.mark.parametrize("processes", [1, 2])
def test_what_holds_ends_well(data_dir, processes):
    finished = run("--data", data_dir, "--processes", processes)
    assert (finished.exit_code, finished.stdout) == (Exit.DONE, ""), finished.output
    assert "1 files" in finished.stderr
    assert "1 reports: no faults" in finished.stderr


def test_a_fault_is_a_line_of_json(data_dir):
    path = next((data_dir / "warc").rglob("*.warc.gz"))
    path.write_bytes(path.read_bytes() + b"\0")
    finished = run(path, "--json")
    assert finished.exit_code == Exit.FINDINGS
    [fault] = [json.loads(line) for line in finished.stdout.splitlines()]
    assert fault == {
        "file": str(path),
        "offset": path.stat().st_size - 1,
        "rule": "gzip",
        "message": fault["message"],
    }


def test_people_are_shown_a_few_of_many(tmp_path):
    path = tmp_path / "a.warc"
    records = (build("metadata", f"bad{number}", "2026-03-01T00:00:00Z", (), b"") for number in range(9))
    path.write_bytes(b"".join(records))
    shown = run(path)
    assert shown.exit_code == Exit.FINDINGS
    assert [line.split()[0] for line in shown.stdout.splitlines()] == [str(path), *["id"] * 5, "id:"]
    assert "9 faults (9 id)" in shown.stderr


def test_files_are_held_against_each_other_in_any_number_of_processes(tmp_path):
    for number in range(3):
        folder = tmp_path / str(number)
        written(folder, exchange())
    one, two = (run(tmp_path, "--json", "--processes", processes) for processes in (1, 2))
    assert (one.exit_code, one.stdout) == (two.exit_code, two.stdout) == (Exit.DONE, "")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM observations WHERE rowid = 1",
        "UPDATE observations SET value = 4711 WHERE rowid = 1",
        "UPDATE reports SET title = 'another'",
        "INSERT INTO anomalies VALUES ('other', 'a', 'b', '[]', 'c', '{}')",
    ],
)
def test_rows_that_are_not_the_reports_are_told(data_dir, statement):
    with closing(sqlite3.connect(data_dir / DATABASE)) as connection:
        connection.execute(statement)
        connection.commit()
    finished = run("--data", data_dir, "--json", "--processes", 1)
    assert finished.exit_code == Exit.FINDINGS
    assert rules(finished) == ["report"]


def test_a_report_whose_capture_is_gone_is_told(data_dir):
    path = next((data_dir / "warc").rglob("*.warc.gz"))
    path.rename(path.with_name("other.warc.gz"))
    finished = run("--data", data_dir, "--json", "--processes", 1)
    assert sorted(rules(finished)) == ["field", "index", "index", "report"]


@pytest.mark.parametrize("put_in_its_place", [lambda _: None, lambda database: database.mkdir()])
def test_reports_without_a_database_are_a_fault_and_an_archive_alone_is_none(data_dir, put_in_its_place):
    (data_dir / DATABASE).unlink()
    put_in_its_place(data_dir / DATABASE)
    finished = run("--data", data_dir, "--json")
    assert (finished.exit_code, rules(finished)) == (Exit.FINDINGS, ["report"]), finished.output
    assert DATABASE in finished.stdout
    shutil.rmtree(data_dir / DATABASE, ignore_errors=True)
    shutil.rmtree(data_dir / "reports")
    assert run("--data", data_dir).exit_code == Exit.DONE


def test_a_file_that_is_written_just_now_is_no_fault_and_one_left_open_is(tmp_path):
    warcs = writer(tmp_path)
    warcs.write(exchange(), context())
    lock = PortalLock.take(tmp_path, PORTAL)
    assert run("--data", tmp_path, "--json").stdout == ""
    lock.close()
    assert rules(run("--data", tmp_path, "--json")) == ["open"]
    warcs.close()


def test_what_cannot_be_verified_is_wrong_use(tmp_path):
    assert run("--data", tmp_path).exit_code == Exit.USAGE
    (tmp_path / "warc").mkdir()
    with pytest.raises(Exception, match="holds no archive file"):
        archives([tmp_path / "warc"])


@pytest.mark.parametrize("tail", [b"", b"\0"])
def test_a_large_file_is_divided_and_nothing_is_told_otherwise(tmp_path, monkeypatch, tail):
    monkeypatch.setattr(parts, "SIZE", 2000)
    path, _ = written(tmp_path, *[exchange(response(b"<p>%d</p>" % number)) for number in range(20)])
    path.write_bytes(path.read_bytes() + tail)
    (tmp_path / "index" / f"{path.name}.cdxj").write_bytes(b"nothing\n")
    assert len(parts.parts_of(path)) > 2
    one, two = (run("--data", tmp_path, "--json", "--processes", number) for number in (1, 2))
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)
    assert rules(two) == ["index"] * 2 + ["gzip"] * len(tail)


@pytest.mark.parametrize("closed", [False, True])
def test_a_file_that_a_crawl_goes_on_with_meanwhile_is_no_fault(data_dir, monkeypatch, closed):
    examine, grown = verifying.examine, []

    def meanwhile(path, **how):
        if not grown:
            grown.append(writer(data_dir))
            grown[0].write(exchange(), context())
            if closed:
                grown[0].close()
        return examine(path, **how)

    monkeypatch.setattr(verifying, "examine", meanwhile)
    with closing(PortalLock.take(data_dir, PORTAL)):
        finished = run("--data", data_dir, "--processes", 1)
    assert (finished.exit_code, finished.stdout) == (Exit.DONE, ""), finished.output
    assert [path.name.endswith(".open") for path in (data_dir / "warc" / PORTAL).iterdir()] == [not closed]
