import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from archive.reader import read_document
from crawler.commands import app
from crawler.exits import Exit
from pipelines.parse import parse
from pipelines.store import Store, documents
from tests.archive.exchanges import context, exchange, response, writer
from tests.crawler.importing.elsewhere import HOST, SITE, warc

runner = CliRunner()
PATH = "/info/1071/8843.htm"
URL = HOST.format("luoshan") + PATH
BODY = SITE["luoshan"].pages[PATH].body
CHANGED = BODY.replace(b"</p>", "（更正）</p>".encode(), 1)


def run(data, *arguments):
    return runner.invoke(app, ["timeline", *arguments, "--data", str(data), "--processes", "1"])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data directory with two crawled visits and two imported ones of another time, by the other scheme."""
    data = tmp_path_factory.mktemp("visits")
    warcs = writer(data)
    places = [
        warcs.write(exchange(response(body), URL, started_at=datetime(year, 3, 1, tzinfo=UTC)), context())
        for year, body in ((2025, BODY), (2026, CHANGED))
    ]
    warcs.close()
    with Store(data) as store:
        store.save(parse(read_document(data, places[1:])))
    source = data / "theirs.warc"
    dated = (
        (URL.replace("http:", "https:"), f"{year}-03-01T00:00:00Z", "text/html", BODY)
        for year in (2023, 2024)
    )
    source.write_bytes(warc(list(dated), gzip=False))
    runner.invoke(app, ["import", str(source), "--data", str(data), "--processes", "1"])
    return data


def test_crawled_and_imported_captures_are_one_timeline(data):
    report = next(one["id"] for one in documents(data) if one["source"]["url"] == URL)
    finished = run(data, report, "--json")
    assert finished.exit_code == Exit.DONE, finished.output
    first, second = map(json.loads, finished.stdout.splitlines())
    assert (first["from"][:4], first["to"][:4], first["visits"], first["change"]) == (
        "2023",
        "2025",
        3,
        "first",
    )
    assert (second["from"][:4], second["visits"], second["change"]) == ("2026", 1, "text")
    assert second["values"] == []
    assert all(field["old"] != field["new"] for field in second["texts"])


def test_people_are_told_in_words(data):
    report = next(one["id"] for one in documents(data) if one["source"]["url"] == URL)
    said = run(data, report).stdout.splitlines()
    assert said[0].startswith("2023-03-01T00:00:00Z to 2025-")
    assert said[0].endswith("3 visits: first read")
    assert any(line.endswith("only the text changed") for line in said)
    assert any("更正" in line for line in said)


def test_a_report_that_is_not_there_is_wrong_use(data):
    assert run(data, "999999-1999").exit_code == Exit.USAGE
