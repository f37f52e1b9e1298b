import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archive.errors import ArchiveError
from archive.files import from_files
from archive.reader import read_document
from crawler.commands import app
from pipelines.parse import parse
from pipelines.report import dumps
from pipelines.store import Store
from tests.pipelines.test_evidence import BODY, archived

IN_FORCE = "tables.proactive_disclosure.normative_documents.in_force"


@dataclass(frozen=True)
class Stored:
    data: Path
    document: dict


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    before = archived(data, "http://a.gov.cn/0.html", BODY.replace("2021", "2020"))
    report = parse(read_document(data, [archived(data)]))
    with Store(data) as store:
        store.save(parse(read_document(data, [before])))
        store.save(report)
    return Stored(data, report.to_json())


def explain(*arguments, expect=0):
    result = CliRunner().invoke(app, ["explain", *map(str, arguments)])
    assert result.exit_code == expect, result.output
    return result


def said(stored, key, report=None, expect=0):
    where = report or stored.document["id"]
    return explain(where, key, "--data", stored.data, expect=expect).output


def lines(stored, key, report=None):
    output = explain(report or stored.document["id"], key, "--data", stored.data, "--json").stdout
    return [json.loads(line) for line in output.splitlines()]


def test_a_cell_is_shown_with_its_place_in_the_archive_and_in_its_table(stored):
    (found,) = lines(stored, IN_FORCE)
    (entry,) = stored.document["captures"]
    assert (found["value"], found["observation"]["raw"], found["holds"]) == (9, "9", True)
    assert found["capture"] == entry
    assert found["surroundings"]["row"] == ["行政规范性文件", "3", "1", "9"]
    assert found["surroundings"]["headers"][-1] == "现行有效件数"
    text = said(stored, IN_FORCE)
    for part in (
        *(entry["url"], entry["captured_at"], entry["warc"], entry["record_id"]),
        *(f"offset {entry['offset']}", f"length {entry['length']}"),
        *("“9” (number", "行政规范性文件 | 3 | 1 | [9]", "现行有效件数"),
    ):
        assert part in text


def test_a_number_in_prose_is_shown_in_its_sentence_with_what_was_checked(stored):
    (found,) = lines(stored, "facts.requests.received")
    assert found["surroundings"]["sentence"].startswith("2021年，全区共受理政府信息公开申请12件")
    assert ("prose_table_mismatch", "not_assessable") in {
        (check["code"], check["outcome"]) for check in found["checks"]
    }


def test_checks_against_the_year_before_are_shown_with_the_cell(stored):
    (found,) = lines(stored, IN_FORCE)
    (chain,) = [check for check in found["checks"] if check["code"] == "in_force_chain"]
    assert (chain["outcome"], chain["operands"]) == ("fail", {"in_force": 9, "expected": 11})
    assert "in_force_chain fail (expected 11, in_force 9" in said(stored, IN_FORCE)


def test_identity_is_shown_with_every_place_that_says_it(stored):
    (found,) = lines(stored, "report_year")
    assert found["value"] == 2021
    assert [one["value"] for one in found["identity"] if one["chosen"]] == [2021]
    assert found["capture"] == stored.document["captures"][0]
    assert "“新乡市卫滨区人民政府2021年" in said(stored, "title")
    assert "worked out" in said(stored, "issuer.level")


@pytest.mark.parametrize(
    "pattern", ["tables.proactive_disclosure", "tables.*.in_force", "*.normative_documents.*"]
)
def test_a_beginning_or_a_pattern_shows_all_it_means(stored, pattern):
    keys = [found["key"] for found in lines(stored, pattern)]
    assert IN_FORCE in keys
    assert len(keys) > 1
    assert set(keys) <= {each["key"] for each in stored.document["observations"]}


@pytest.mark.parametrize(
    ("report", "key", "says"),
    [
        (None, "tables.proactive_disclosure.normative_documents.in_farce", IN_FORCE),
        (None, "nonsense", "the report has no nonsense"),
        ("999999-2021", IN_FORCE, "no report 999999-2021"),
        ("%", IN_FORCE, "no report %"),
    ],
)
def test_what_is_not_there_is_said(stored, report, key, says):
    assert says in " ".join(said(stored, key, report, expect=2).replace("│", " ").split())


def test_the_beginning_of_an_id_is_enough_where_only_one_begins_so(stored, tmp_path):
    shutil.copytree(stored.data, tmp_path / "data")
    report = parse(read_document(tmp_path / "data", [archived(tmp_path / "data", "http://a.gov.cn/2.html")]))
    with Store(tmp_path / "data") as store:
        store.save(report)
    found = explain(report.id, IN_FORCE, "--data", tmp_path / "data", expect=2).output
    first, second = re.findall(rf"{report.id}-\w{{8}}", found)
    assert first != second
    output = explain(first[:-3], IN_FORCE, "--data", tmp_path / "data", "--json").stdout
    assert json.loads(output)["report"] == first


def test_a_value_that_the_capture_does_not_show_is_a_finding(stored, tmp_path):
    document = json.loads(dumps(stored.document))
    for each in document["observations"]:
        each["raw"] = "4711"
    (tmp_path / "report.json").write_text(dumps(document), "utf-8")
    text = said(stored, IN_FORCE, tmp_path / "report.json", expect=3)
    assert "the capture shows “9” there" in text


def test_an_archive_that_is_gone_is_wrong_use(stored, tmp_path):
    (tmp_path / "report.json").write_text(dumps(stored.document), "utf-8")
    result = CliRunner().invoke(
        app, ["explain", str(tmp_path / "report.json"), IN_FORCE, "--data", str(tmp_path)]
    )
    assert isinstance(result.exception, ArchiveError)
    assert "is gone" in str(result.exception)


@pytest.mark.parametrize("content", ["no report", "{}", "[]", "{}\n{}"])
def test_a_file_that_holds_no_report_is_wrong_use(tmp_path, content):
    (tmp_path / "report.json").write_text(content)
    explain(tmp_path / "report.json", "title", expect=2)


def test_a_report_of_a_plain_file_is_explained_from_it(tmp_path):
    page = tmp_path / "page.txt"
    page.write_bytes(Path("tests/samples/001_703e795c8fe9abfb.txt").read_bytes())
    (tmp_path / "report.json").write_text(dumps(parse(from_files(page)).to_json()), "utf-8")
    key = "tables.requests.received_new.total"
    output = explain(tmp_path / "report.json", key, "--data", tmp_path / "none", "--json").stdout
    found = json.loads(output)
    assert found["surroundings"]["row"][found["surroundings"]["at"]] == found["observation"]["raw"] == "96"
    assert not (tmp_path / "none").exists()


def test_a_stored_report_that_was_harmed_is_named(stored, tmp_path):
    shutil.copytree(stored.data, tmp_path / "data")
    (file,) = (tmp_path / "data").rglob(f"{stored.document['id']}.json")
    file.write_text("{")
    output = explain(stored.document["id"], IN_FORCE, "--data", tmp_path / "data", expect=2).output
    assert "is not one report in JSON" in " ".join(output.split())
