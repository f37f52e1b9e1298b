import json
import os
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from archive.reader import read_document
from crawler.commands import app
from crawler.exits import Exit
from pipelines.database import DATABASE
from pipelines.parse import parse
from pipelines.store import Store
from tests.pipelines.test_evidence import BODY, archived


@pytest.fixture
def data(tmp_path):
    """Return a data directory with the reports of two years."""
    years = {
        year: archived(tmp_path, f"http://a.gov.cn/{year}.html", BODY.replace("2021", year))
        for year in ("2020", "2021")
    }
    with Store(tmp_path) as store:
        for place in years.values():
            store.save(parse(read_document(tmp_path, [place])))
    return tmp_path


def export(data, *options, expect=Exit.DONE):
    result = CliRunner().invoke(app, ["export", "--data", str(data), *options])
    assert result.exit_code == expect, result.output
    return result


@pytest.mark.parametrize("harm", [lambda file: file.unlink(), lambda file: file.write_text("{", "utf-8")])
def test_a_report_that_is_lost_is_named_and_the_others_are_written(data, harm):
    assert len(export(data).stdout.splitlines()) == 2
    lost = next((data / "reports").glob("*/2020/*.json"))
    harm(lost)
    for kind in ("jsonl", "csv"):
        result = export(data, "--format", kind, expect=Exit.FAULT)
        assert f"left out: {lost}" in result.stderr
        assert "2021" in result.stdout
    (line,) = export(data, expect=Exit.FAULT).stdout.splitlines()
    assert json.loads(line)["report_year"] == 2021


def test_checks_are_exported_of_data_that_was_stored_before_there_were_any(data, monkeypatch):
    checks = export(data, "--checks").stdout.splitlines()
    with closing(sqlite3.connect(data / DATABASE)) as database:
        database.executescript(
            "DROP TABLE checks; DROP TABLE cross_checks; ALTER TABLE observations DROP COLUMN confidence"
        )
    with monkeypatch.context() as patched:
        patched.setattr("os.access", lambda _, mode: mode != os.W_OK)
        assert "no checks yet" in str(export(data, "--checks", expect=Exit.FAULT).exception)
    again = [json.loads(line) for line in export(data, "--checks").stdout.splitlines()]
    assert {line["code"] for line in again} <= {json.loads(line)["code"] for line in checks}
    assert any(line["neighbour"] for line in again)
