import shutil
import sqlite3
import time
from collections import Counter

import pytest
from typer.testing import CliRunner

from archive.names import OPEN
from crawler import backup
from crawler.backup import NoBackup, back_up
from crawler.commands import app
from crawler.database import connect
from crawler.errors import PortalLocked
from pipelines.database import DATABASE
from tests.archive.exchanges import START, context, exchange, writer
from tests.crawler import running
from tests.crawler.running import Started, crawl
from tests.portals.server import serve
from tests.portals.sites import SITES

NAMES = [site.name for site in SITES[:2]]


def portals(served):
    return {name: [served.urls[name]] for name in NAMES}


def gongkai(*arguments, expect=0):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == expect, result.output
    return result.output


def stored(data):
    """The reports by source with what is in their files."""
    found = {}
    for source, file in running.rows(data, "SELECT source, file FROM reports"):
        assert source not in found
        found[source] = (data / file).exists()
    return found


def holds(data):
    assert "no faults" in gongkai("verify", "--data", data, "--processes", "1")


@pytest.fixture(scope="module")
def backups(tmp_path_factory):
    """Backups made one after another while a crawl ran, one of them brought up to date again and again."""
    folder = tmp_path_factory.mktemp("backups")
    data = folder / "data"
    with serve() as served:
        started = Started(data, portals(served), delay=0.15, **running.WHOLE)
        made = []
        while started.is_alive():
            if any(data.glob("warc/*/*")) and len(made) < 6:
                made.append(folder / str(len(made)))
                back_up(data, made[-1])
                back_up(data, folder / "same")
            time.sleep(0.6)
        started.summaries()
        back_up(data, folder / "same")
        yield data, made, served


def test_backups_made_while_a_crawl_runs_hold(backups):
    data, made, _ = backups
    amounts = [len(stored(one)) for one in made]
    assert amounts[0] < amounts[-1] or amounts[-1] < len(stored(data)), "none was made in the midst of it"
    for one in made:
        holds(one)
        assert not list(one.rglob(f"*{OPEN}"))


def test_a_crawl_goes_on_from_a_backup(backups):
    data, made, served = backups
    before = stored(data)
    crawl(made[1], portals(served), delay=0, **running.WHOLE)
    assert stored(made[1]) == before
    holds(made[1])


def test_a_backup_brought_up_to_date_is_the_data_directory(backups):
    data, made, _ = backups
    same = made[0].parent / "same"
    holds(same)
    for folder in ("warc", "index", "reports", "runs"):
        here, there = (
            {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}
            for root in (data / folder, same / folder)
        )
        assert here == there
    assert back_up(data, same) == Counter(files=1, bytes=(same / DATABASE).stat().st_size, kept=0)


def test_what_an_earlier_version_wrote_is_backed_up_as_it_is(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    with sqlite3.connect(data / DATABASE) as old:
        old.execute("CREATE TABLE reports (id TEXT)")
    old.close()
    back_up(data, tmp_path / "backup")
    assert running.rows(tmp_path / "backup", "SELECT name FROM sqlite_schema") == [("reports",)]


def test_what_is_only_in_the_backup_of_the_archive_stays_there(backups, tmp_path):
    data, _, _ = backups
    shutil.copytree(data, tmp_path / "data")
    back_up(tmp_path / "data", tmp_path / "backup")
    lost = min((tmp_path / "data/warc").rglob("*.gz"))
    lost.unlink()
    assert "1 archive files are only in the backup" in gongkai(
        "backup", tmp_path / "backup", "--data", tmp_path / "data"
    )
    assert (tmp_path / "backup" / lost.relative_to(tmp_path / "data")).exists()


def test_what_programs_keep_in_a_home_that_is_the_data_directory_is_not_copied(tmp_path):
    connect(tmp_path / "data").close()
    for folder in (".cache/chromium", "runs/1"):
        (tmp_path / "data" / folder).mkdir(parents=True)
        (tmp_path / "data" / folder / "file").touch()
    back_up(tmp_path / "data", tmp_path / "backup")
    assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == [DATABASE, "runs"]


def test_a_backup_cut_off_before_its_database_is_gone_on_with(backups, tmp_path, monkeypatch):
    data, _, _ = backups
    with monkeypatch.context() as cut:
        cut.setattr(backup, "_put_in_place", interrupted)
        with pytest.raises(KeyboardInterrupt):
            back_up(data, tmp_path / "backup")
    assert not (tmp_path / "backup" / DATABASE).exists()
    back_up(data, tmp_path / "backup")
    holds(tmp_path / "backup")


def interrupted(*_):
    raise KeyboardInterrupt


def test_a_folder_with_something_else_is_no_place_for_a_backup(backups, tmp_path):
    data, _, _ = backups
    (tmp_path / "letter.txt").touch()
    for wrong in (tmp_path, data, data / "below", data.parent):
        with pytest.raises(NoBackup):
            back_up(data, wrong)
    assert "letter.txt" in str(gongkai_error("backup", tmp_path, "--data", data))


def gongkai_error(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments]).exception


def test_two_backups_do_not_write_one_folder(backups, tmp_path):
    data, _, _ = backups
    (tmp_path / "backup").mkdir()
    with backup._alone(tmp_path / "backup"), pytest.raises(PortalLocked, match="another backup"):
        back_up(data, tmp_path / "backup")


@pytest.mark.parametrize("closed", [False, True])
def test_an_archive_file_that_a_crawl_goes_on_with_while_it_is_copied_is_copied_whole(
    tmp_path, monkeypatch, closed
):
    data, target = tmp_path / "data", tmp_path / "backup"
    connect(data).close()
    grow(data).close()
    [file] = data.rglob("*.warc.gz")
    back_up(data, target)
    grow(data).close()
    write, opened = backup._write, []

    def meanwhile(source, copied, times):
        if copied.name == file.name and not opened:
            opened.append(grow(data))
            if closed:
                opened[0].close()
        write(source, copied, times)

    monkeypatch.setattr(backup, "_write", meanwhile)
    back_up(data, target)
    [copied] = (target / "warc").glob("*/*")
    assert copied.name == file.name
    whole = file if closed else file.with_name(file.name + OPEN)
    assert copied.read_bytes() == whole.read_bytes()
    holds(target)
    opened[0].close()
    back_up(data, target)
    assert [copied.read_bytes()] == [path.read_bytes() for path in (data / "warc").glob("*/*")]
    holds(target)


def grow(data):
    warcs = writer(data, clock=lambda: START)
    warcs.write(exchange(), context())
    return warcs
