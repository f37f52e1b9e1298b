import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from archive.reader import read_document
from crawler.commands import app
from crawler.database import connect
from crawler.exits import Exit
from crawler.locks import PortalLock
from pipelines.database import DATABASE
from pipelines.filing import damaged
from pipelines.parse import parse
from pipelines.report import dumps
from pipelines.store import Store, documents, stored
from tests.archive.exchanges import PORTAL, context, exchange, response, writer
from tests.crawler import tasks
from tests.crawler.processes import ended
from tests.portals.sites import SITES

runner = CliRunner()
PAGES = [
    site.pages[report.captures[0]] for site in SITES for report in site.reports if len(report.captures) == 1
]
REPORTS = [made.body for made in PAGES if "utf-8" in made.media_type][:4]
URLS = [f"http://portal.test/{number}.html" for number in range(len(REPORTS))]


def run(data, *arguments):
    return runner.invoke(app, ["reparse", "--data", str(data), *arguments])


@pytest.fixture
def data(tmp_path):
    """A data directory with reports and a page that is none."""
    warcs = writer(tmp_path)
    pages = [*zip(URLS, REPORTS, strict=True), ("http://portal.test/notice.html", "<p>放假通知</p>".encode())]
    places = [warcs.write(exchange(response(body), url), context()) for url, body in pages]
    warcs.close()
    with Store(tmp_path) as store:
        for place in places[: len(REPORTS)]:
            store.save(parse(read_document(tmp_path, [place])))
    return tmp_path


@pytest.mark.parametrize("lose", [lambda file: file.unlink(), lambda file: file.write_bytes(b"\xff{")])
def test_a_report_whose_file_is_lost_is_made_again(data, lose):
    before = list(documents(data))
    lose(next(iter(data.glob("reports/**/*.json"))))
    assert run(data, "--apply").exit_code == Exit.DONE
    assert list(documents(data)) == before
    assert damaged(data) == {}


def edit(data, url, change):
    """Makes a stored report say what an older parser might have read."""
    document = stored(data, url)
    change(document)
    row, text = "SELECT file FROM reports WHERE source = ?", dumps(document, indent=2) + "\n"
    with closing(sqlite3.connect(data / "gongkai.db")) as connection, connection:
        (file,) = connection.execute(row, (url,)).fetchone()
        (data / file).write_text(text, "utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        connection.execute("UPDATE reports SET digest = ? WHERE source = ?", (digest, url))


def files(data):
    return {path: path.read_bytes() for path in (data / "reports").rglob("*.json")}


def test_what_is_stored_by_this_very_parser_is_the_same(data):
    finished = run(data)
    assert (finished.exit_code, finished.stdout) == (Exit.DONE, "")
    assert f"{len(REPORTS)} the same, 1 no report" in finished.stderr


def test_a_field_that_differs_is_shown_and_nothing_is_replaced(data):
    edit(data, URLS[0], lambda document: document.update(title="an older title"))
    before = files(data)
    finished = run(data)
    assert 'title: "an older title" → "' in finished.stdout
    assert "nothing was replaced" in finished.stderr
    assert files(data) == before


def test_of_a_long_text_the_part_is_shown_where_it_goes_on(data):
    def cut(document):
        document["sections"][0]["text"] = document["sections"][0]["text"] * 5

    edit(data, URLS[0], cut)
    line = next(line for line in run(data).stdout.splitlines() if "sections.0.text" in line)
    whole = stored(data, URLS[0])["sections"][0]["text"]
    assert whole[: len(whole) // 5][-15:] in line.partition("→")[0]


def test_asked_to_it_replaces(data):
    before = files(data)
    edit(data, URLS[0], lambda document: document.update(title="an older title"))
    finished = run(data, "--apply", "--json")
    line = json.loads(finished.stdout)
    assert (line["source"], line["differences"][0]["key"]) == (URLS[0], "title")
    assert files(data) == before
    assert damaged(data) == {}
    assert "; 1 replaced" in finished.stderr
    assert "; 0 replaced" in run(data, "--apply").stderr


def test_another_version_of_the_parser_alone_is_no_line_but_is_replaced(data):
    edit(data, URLS[0], lambda document: document["parser"].update(version="0.0.1"))
    finished = run(data, "--apply")
    assert finished.stdout == ""
    assert "1 the same but for the parser's version" in finished.stderr
    assert "0.0.1" not in {document["parser"]["version"] for document in documents(data)}


def test_a_report_that_no_parser_read_before_is_new(data):
    url, body = URLS[0].replace("0.html", "new.html"), REPORTS[0]
    warcs = writer(data)
    warcs.write(exchange(response(body), url), context())
    warcs.close()
    assert f"new  {url}" in run(data).stdout
    assert stored(data, url) is None
    assert run(data, "--apply").exit_code == Exit.DONE
    assert stored(data, url) is not None


def test_what_is_no_report_today_is_taken_away_only_when_asked(data):
    notice = "http://portal.test/notice.html"
    with closing(sqlite3.connect(data / "gongkai.db")) as connection, connection:
        connection.execute("UPDATE reports SET source = ? WHERE source = ?", (notice, URLS[1]))
    count = len(files(data))
    assert "no longer a report" in run(data).stdout
    assert len(files(data)) == count
    run(data, "--apply")
    assert stored(data, notice) is None
    assert len(files(data)) == count  # the page whose report had been named another's has its own again


def test_what_cannot_be_read_while_it_is_replaced_keeps_its_report(data, monkeypatch):
    edit(data, URLS[0], lambda document: document.update(title="an older title"))
    monkeypatch.setattr("crawler.commands.reparse.read", tasks.refuse)
    assert "no memory left" in run(data, "--apply").stderr
    assert stored(data, URLS[0])["title"] == "an older title"


def test_a_report_whose_page_is_not_in_the_archive_stays(data):
    with closing(sqlite3.connect(data / "gongkai.db")) as connection, connection:
        connection.execute("UPDATE reports SET source = 'http://else.test/' WHERE source = ?", (URLS[0],))
    finished = run(data, "--apply")
    assert "http://else.test/ is not in this archive" in finished.stderr
    assert stored(data, "http://else.test/") is not None


def test_the_number_of_processes_changes_nothing(data):
    for url in URLS:
        edit(data, url, lambda document: document.update(title="an older title"))
    assert run(data, "--processes", "1").stdout == run(data, "--processes", "3").stdout


def test_a_portal_that_is_being_crawled_is_not_replaced(data):
    with closing(PortalLock.take(data, PORTAL)):
        assert run(data).exit_code == Exit.DONE
        finished = runner.invoke(app, ["reparse", "--data", str(data), "--apply"])
    assert finished.exception is not None
    assert "being crawled" in str(finished.exception)


def test_a_folder_without_an_archive_is_wrong_use(tmp_path):
    assert run(tmp_path).exit_code == Exit.USAGE


def test_a_report_whose_page_says_something_else_by_now_is_read_where_it_was_read(data):
    """A page that says with status 200 that it is gone takes no report away; what a later parser reads is stored."""
    later = datetime(2030, 1, 1, tzinfo=UTC)
    warcs = writer(data)
    for url in URLS[:2]:
        gone = "<p>对不起，您访问的页面已删除</p>".encode()
        warcs.write(exchange(response(gone), url, started_at=later), context())
    warcs.close()
    before = {url: stored(data, url) for url in URLS[:2]}
    edit(data, URLS[0], lambda document: document.update(title="an older title"))
    finished = run(data, "--apply")
    assert "no longer a report" not in finished.stdout
    assert f"title: {dumps('an older title')} → {dumps(before[URLS[0]]['title'])}" in finished.stdout
    assert {url: stored(data, url) for url in URLS[:2]} == before


@pytest.mark.usefixtures("watchdog")
def test_a_database_that_a_quota_keeps_from_growing_is_no_room_and_no_fault(tmp_path, data):
    (data / DATABASE).unlink()
    shutil.rmtree(data / "reports")
    with closing(connect(data)):
        output = tmp_path / "said"
        assert ended("reparse", "--apply", "--data", data, output=output, largest=200_000) == Exit.DISK_FULL
    assert f"no room in {data}" in output.read_text("utf-8")


def test_an_archive_without_a_document_is_said_so(tmp_path):
    writer(tmp_path).close()
    (tmp_path / "warc").mkdir(exist_ok=True)
    assert "0 documents; 0 replaced" in run(tmp_path, "--apply").stderr


def test_where_a_report_was_found_before_it_moved_is_no_new_report(data):
    now = "http://moved.test/1.html"
    with closing(sqlite3.connect(data / "gongkai.db")) as connection, connection:
        connection.execute("UPDATE reports SET source = ? WHERE source = ?", (now, URLS[1]))
        connection.execute("INSERT INTO former_addresses VALUES (?, ?, '')", (URLS[1], now))
    shown = run(data)
    assert "new" not in shown.stdout
    assert now in shown.stderr
