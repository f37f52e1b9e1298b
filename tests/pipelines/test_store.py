import csv
import io
import json
import sqlite3
from dataclasses import replace

import pytest

from pipelines.check import Assessment, Check
from pipelines.database import DATABASE
from pipelines.errors import SchemaMismatch
from pipelines.export import COLUMNS, checks_to_csv, checks_to_jsonl, to_csv, to_jsonl, to_sqlite
from pipelines.filing import damaged, suffixed
from pipelines.report import CaptureEntry, Issuer, Observation, Period, Report, Source
from pipelines.store import Outcome, Store, documents

OBSERVED = Observation(
    "tables.requests.received_new.total", 7, "7", "number", "件", 0, {"table": 0, "row": 3, "column": 7}
)
REPORT = Report(
    id="410700-2021",
    report_year=2021,
    title="新乡市人民政府2021年政府信息公开工作年度报告",
    layout="tables-2021",
    issuer=Issuer("新乡市人民政府", "prefecture", "government", "410700", ("河南省", "新乡市"), 2021),
    period=Period("2021-01-01", "2021-12-31", stated=False),
    published_on="2022-03-01",
    published_kind="original",
    identity=(),
    partial=False,
    missing_pages=(),
    preamble=None,
    contact=None,
    sections=(),
    tables={"requests": {"received_new": {"total": 7}}},
    extra_values=(),
    facts=(),
    observations=(OBSERVED,),
    anomalies=(),
    captures=(CaptureEntry("http://a.gov.cn/1", "page", 1, "text/html", None, None, None, None, None, None),),
    source=Source(portal="a.gov.cn", url="http://a.gov.cn/1"),
    parser={"name": "gongkai", "version": "0"},
)
CHECK = Check(
    *("row_sum", "error", Assessment.FAIL, "各项之和为6,总计为7"),
    where=(OBSERVED.key,),
    operands={"sum": 6, "total": 7},
    reads=("tables.requests.received_new.business",),
)

ASIDE = suffixed(REPORT.id, REPORT.source.url)


def moved(url):
    return replace(REPORT, source=Source(portal="a.gov.cn", url=url))


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as store:
        yield store


def files(tmp_path):
    return sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("reports/**/*") if path.is_file()
    )


def test_a_report_is_one_file_by_division_and_year(store, tmp_path):
    assert store.save(REPORT).outcome is Outcome.NEW
    assert files(tmp_path) == ["reports/410700/2021/410700-2021.json"]
    text = (tmp_path / "reports/410700/2021/410700-2021.json").read_text("utf-8")
    assert text == json.dumps(REPORT.to_json(), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def test_saving_again_stores_nothing_twice(store, tmp_path):
    assert [store.save(REPORT).outcome for _ in range(3)] == [Outcome.NEW, Outcome.KNOWN, Outcome.KNOWN]
    assert store.save(replace(REPORT, title="改")).outcome is Outcome.CHANGED
    assert files(tmp_path) == [f"reports/410700/2021/{ASIDE}.1.json", "reports/410700/2021/410700-2021.json"]
    assert len(list(documents(tmp_path))) == 1


def test_two_sources_of_one_issuer_and_year_are_told_apart_whatever_the_order(tmp_path):
    urls = ["http://a.gov.cn/1", "http://a.gov.cn/2", "http://a.gov.cn/3"]
    for name, order in (("there", urls), ("back", urls[::-1])):
        with Store(tmp_path / name) as store:
            for url in order:
                store.save(moved(url))
    ids = sorted(suffixed("410700-2021", url) for url in urls)
    assert (
        files(tmp_path / "there")
        == files(tmp_path / "back")
        == [f"reports/410700/2021/{id_}.json" for id_ in ids]
    )
    assert [document["id"] for document in documents(tmp_path / "there")] == ids


def test_a_save_cut_off_after_the_files_were_renamed_is_mended_by_the_next(store, tmp_path):
    store.save(REPORT)
    folder = tmp_path / "reports/410700/2021"
    (folder / "410700-2021.json").rename(folder / f"{suffixed('410700-2021', 'http://a.gov.cn/1')}.json")
    store.save(moved("http://a.gov.cn/2"))
    assert len(files(tmp_path)) == len(list(documents(tmp_path))) == 2


def test_a_file_whose_row_a_power_cut_took_is_not_left_beside_the_one_that_is_stored_again(store, tmp_path):
    for url in ("http://a.gov.cn/1", "http://a.gov.cn/2"):
        store.save(moved(url))
    (tmp_path / files(tmp_path)[0]).with_name(f"{REPORT.id}.json").write_text("{}")
    store.save(moved("http://a.gov.cn/3"))
    assert damaged(tmp_path) == {}
    assert len(files(tmp_path)) == 3


def test_what_a_save_renames_moves_and_removes_a_power_cut_does_not_bring_back(tmp_path, brought_back):
    with Store(tmp_path) as store:
        for report in (REPORT, moved("http://a.gov.cn/2"), moved("http://a.gov.cn/3")):
            store.save(report)
        store.save(replace(REPORT, report_year=2020, id="410700-2020"))
        store.remove("http://a.gov.cn/3")
    assert len(files(tmp_path)) == 3
    assert brought_back(tmp_path / "reports") == set()


def test_a_report_whose_year_was_corrected_leaves_only_what_it_said_before(store, tmp_path):
    store.save(REPORT)
    store.save(replace(REPORT, id="410700-2020", report_year=2020))
    assert files(tmp_path) == [
        "reports/410700/2020/410700-2020.json",
        f"reports/410700/2021/{ASIDE}.1.json",
    ]


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lambda file: file.unlink(), {"410700-2021.json": "cannot be read: No such file or directory"}),
        (lambda file: file.write_text("{}"), {"410700-2021.json": "differs from what was stored"}),
        (
            lambda file: file.with_name("x-2021.json").write_text("{}"),
            {"x-2021.json": "is in no row of the database"},
        ),
    ],
)
def test_files_and_rows_that_do_not_belong_together_are_named(store, tmp_path, harm, found):
    store.save(REPORT)
    assert damaged(tmp_path) == {}
    harm(tmp_path / "reports/410700/2021/410700-2021.json")
    assert damaged(tmp_path) == {f"reports/410700/2021/{file}": what for file, what in found.items()}


@pytest.mark.parametrize("harm", [lambda file: file.unlink(), lambda file: file.write_text("{}")])
def test_a_file_that_was_harmed_is_healed_by_the_next_save(store, tmp_path, harm):
    store.save(REPORT)
    harm(tmp_path / "reports/410700/2021/410700-2021.json")
    assert store.save(REPORT).outcome is Outcome.KNOWN
    assert damaged(tmp_path) == {}


def test_reports_can_be_read_where_nothing_can_be_written(store, tmp_path, monkeypatch):
    store.save(REPORT)
    store.close()
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr("os.access", lambda *_: False)
    assert len(list(documents(tmp_path))) == 1
    assert damaged(tmp_path) == {}
    assert sorted(tmp_path.iterdir()) == before


def test_a_report_that_breaks_the_contract_is_refused_and_nothing_is_written(store, tmp_path):
    with pytest.raises(SchemaMismatch, match=r"410700-2021: \$\.layout"):
        store.save(replace(REPORT, layout="tables-1999"))
    assert files(tmp_path) == []
    assert list(documents(tmp_path)) == []


def test_exports_hold_what_is_stored(store, tmp_path):
    store.save(replace(REPORT, checks=(CHECK,)))
    lines, rows = io.StringIO(), io.StringIO()
    assert to_jsonl(tmp_path, lines) == 1
    assert json.loads(lines.getvalue()) == REPORT.to_json()
    assert to_csv(tmp_path, rows) == 1
    (row,) = csv.DictReader(io.StringIO(rows.getvalue()))
    assert list(row) == list(COLUMNS)
    assert (row["report"], row["key"], row["value"], row["row"]) == ("410700-2021", OBSERVED.key, "7", "3")
    assert to_sqlite(tmp_path, tmp_path / "copy.db") == 1
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT key, value FROM observations").fetchall() == [(OBSERVED.key, 7.0)]
    assert copy.execute("SELECT code, outcome FROM checks").fetchall() == [("row_sum", "fail")]
    assert {row[0] for row in copy.execute("SELECT code FROM cross_checks")} == {
        "carry_over",
        "in_force_chain",
    }
    copy.close()
    with pytest.raises(FileExistsError):
        to_sqlite(tmp_path, tmp_path / "copy.db")


def test_checks_are_exported_with_those_across_years(store, tmp_path):
    store.save(replace(REPORT, checks=(CHECK,)))
    lines, rows = io.StringIO(), io.StringIO()
    assert checks_to_jsonl(tmp_path, lines) == checks_to_csv(tmp_path, rows) == 3
    checks = {each["code"]: each for each in map(json.loads, lines.getvalue().splitlines())}
    assert checks["row_sum"] == {
        "report": REPORT.id,
        "neighbour": None,
        "code": "row_sum",
        "severity": "error",
        "outcome": "fail",
        "keys": [OBSERVED.key],
        "message": "各项之和为6,总计为7",
        "operands": {"sum": 6, "total": 7},
    }
    assert checks["carry_over"]["outcome"] == "not_assessable"
    table = list(csv.DictReader(io.StringIO(rows.getvalue())))
    assert [row["code"] for row in table] == ["carry_over", "in_force_chain", "row_sum"]
    assert json.loads(table[-1]["operands"]) == {"sum": 6, "total": 7}


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / DATABASE).write_text("no database " * 100)
    with pytest.raises(OSError, match=r"gongkai\.db: file is not a database"):
        Store(tmp_path)
