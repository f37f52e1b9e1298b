import csv
import io
import itertools
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from archive.reader import read_document
from pipelines.database import DATABASE, insert
from pipelines.evidence import unproven
from pipelines.export import to_csv
from pipelines.filing import damaged, suffixed
from pipelines.parse import parse
from pipelines.store import Outcome, Store, documents
from pipelines.stored_rows import rows_at_odds
from pipelines.version_exports import versions_to_csv, versions_to_jsonl
from pipelines.versions import former_addresses, older_file, read_versions
from tests.pipelines.test_evidence import BODY, archived
from tests.pipelines.test_store import OBSERVED, REPORT

URL = REPORT.source.url
FOLDER = "reports/410700/2021"
ELSEWHERE = {"table": 1, "row": 4, "column": 7}
ASIDE = suffixed(REPORT.id, URL)


def captured(report, day, payload=None):
    """A report as captured on a day of March 2026, from bytes of their own."""
    (capture,) = report.captures
    at = f"2026-03-{day:02}T00:00:00Z"
    return replace(
        report, captures=(replace(capture, captured_at=at, payload_digest=payload or f"sha1:{day}"),)
    )


def total(value, day=1, **others):
    observed = structs.replace(OBSERVED, value=value, raw=str(value))
    tables = {"requests": {"received_new": {"total": value}}}
    return captured(replace(REPORT, tables=tables, observations=(observed,), **others), day)


def saved(data, *reports):
    with Store(data) as store:
        return [store.save(report) for report in reports]


def values(data, source=URL):
    """The total that each version says, the oldest first."""
    return [
        document["tables"]["requests"]["received_new"]["total"] for _, document in read_versions(data, source)
    ]


def whole(data):
    return damaged(data) == {} and list(rows_at_odds(data)) == []


def test_what_a_report_said_stays_beside_it_and_what_differs_is_told(tmp_path):
    outcomes = saved(tmp_path, total(7, 1), total(8, 2), total(8, 3), total(7, 4))
    assert [(one.outcome, one.version) for one in outcomes] == [
        (Outcome.NEW, 1), (Outcome.CHANGED, 2), (Outcome.KNOWN, 2), (Outcome.CHANGED, 3),
    ]  # fmt: skip
    assert [(one.key, one.old, one.new) for one in outcomes[1].changes] == [(OBSERVED.key, 7, 8)]
    told = [
        (one.ordinal, one.since[8:10], one.seen_at[8:10], one.name) for one, _ in read_versions(tmp_path, URL)
    ]
    assert told == [
        (1, "01", "01", "410700-2021.1"), (2, "02", "03", "410700-2021.2"), (3, "04", "04", "410700-2021"),
    ]  # fmt: skip
    assert values(tmp_path) == [7, 8, 7]
    assert older_file(tmp_path, "410700-2021.2") == f"{FOLDER}/{ASIDE}.2.json"
    assert [document["id"] for document in documents(tmp_path)] == ["410700-2021"]
    assert whole(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda report: replace(report, parser={"name": "gongkai", "version": "1"}),
        lambda report: replace(report, source=replace(report.source, listing_title="目录")),
        lambda report: replace(report, preamble="今天是2026年3月2日 星期一\n访问量：31\n【打印】【关闭】"),
        lambda report: replace(
            report, captures=(replace(report.captures[0], warc="warc/p/b.warc.gz", offset=9, length=1, record_id="b"),)
        ),
        lambda report: replace(report, observations=(structs.replace(OBSERVED, locator=ELSEWHERE),)),
    ],
)  # fmt: skip
def test_what_says_the_same_takes_its_place_quietly(tmp_path, change):
    first, second = captured(REPORT, 1), change(captured(REPORT, 2))
    assert [one.outcome for one in saved(tmp_path, first, second)] == [Outcome.NEW, Outcome.KNOWN]
    assert next(documents(tmp_path)) == second.to_json()
    assert values(tmp_path) == [7]
    assert whole(tmp_path)


def test_the_same_bytes_read_otherwise_are_the_reader_s_change(tmp_path):
    first, again = total(7, 1), captured(total(8), 2, "sha1:1")
    assert [one.outcome for one in saved(tmp_path, first, again)] == [Outcome.NEW, Outcome.REREAD]
    assert values(tmp_path) == [8]
    assert whole(tmp_path)


def test_a_newer_parser_is_told_from_a_changed_report_by_reading_the_older_captures_again(tmp_path):
    def visit(body):
        return parse(read_document(tmp_path, [archived(tmp_path, URL, body)]))

    before = visit(BODY)
    older = replace(before, title="an older reading", parser={**before.parser, "version": "0.0.1"})
    seen, changed = visit(BODY + "<!-- 2 -->"), visit(BODY.replace("<td>9</td>", "<td>8</td>"))
    assert [one.outcome for one in saved(tmp_path, older, seen)] == [Outcome.NEW, Outcome.REREAD]
    data = tmp_path / "changed"
    (data).mkdir()
    (data / "warc").symlink_to(tmp_path / "warc")
    _, last = saved(data, older, changed)
    assert [one.key for one in last.changes] == ["tables.proactive_disclosure.normative_documents.in_force"]
    (_, kept), _ = read_versions(data, URL)
    assert (
        kept["title"] == before.title
    )  # as today's parser reads it, so that the difference is the report's own
    assert [list(unproven(data, document)) for _, document in read_versions(data, URL)] == [[], []]


def test_what_was_read_without_a_part_takes_no_whole_reading_s_place(tmp_path):
    with Store(tmp_path) as store:
        store.save(total(7, 1))
        kept = store.save(total(6, 2), lacking=True)
        assert (kept.outcome, kept.version, values(tmp_path)) == (Outcome.KEPT, 1, [7])
        ((version, _),) = read_versions(tmp_path, URL)
        assert version.seen_at == "2026-03-02T00:00:00Z"
        assert store.save(total(8, 3)).outcome is Outcome.CHANGED
    assert values(tmp_path) == [7, 8]
    assert whole(tmp_path)


def test_what_was_stored_without_a_part_is_no_version_of_the_report(tmp_path):
    with Store(tmp_path) as store:
        assert store.save(total(6, 1), lacking=True).outcome is Outcome.NEW
        assert store.save(total(5, 2), lacking=True).outcome is Outcome.REREAD
        assert store.save(total(7, 3)).outcome is Outcome.REREAD
        assert store.save(total(6, 4), lacking=True).outcome is Outcome.KEPT
    assert values(tmp_path) == [7]
    assert whole(tmp_path)


def test_versions_of_rivals_stay_apart_and_where_they_are_when_ids_change(tmp_path):
    other = replace(REPORT.source, url="http://a.gov.cn/2")
    saved(tmp_path, total(7, 1), total(8, 2), total(1, 1, source=other), total(2, 2, source=other))
    assert (values(tmp_path), values(tmp_path, other.url)) == ([7, 8], [1, 2])
    assert {one.name for one, _ in read_versions(tmp_path, URL)} == {f"{ASIDE}.1", ASIDE}
    before = {path: path.read_bytes() for path in tmp_path.glob("reports/**/*.1.json")}
    assert len(before) == 2
    with Store(tmp_path) as store:
        assert store.remove(other.url)
    assert {one.name for one, _ in read_versions(tmp_path, URL)} == {"410700-2021.1", "410700-2021"}
    assert {path: path.read_bytes() for path in tmp_path.glob("reports/**/*.1.json")} == before
    (again,) = saved(tmp_path, total(3, 3, source=other))
    assert (again.outcome, again.version, values(tmp_path, other.url)) == (Outcome.NEW, 2, [1, 3])
    assert whole(tmp_path)


class Killed(BaseException):
    """The process ends here."""


def dying(monkeypatch, steps):
    """Let the process end before a step of writing: a file put in place or taken away, a row entered."""
    left = itertools.count(steps, -1)

    def before(step):
        def dies(*arguments, **named):
            if next(left) == 0:
                raise Killed
            return step(*arguments, **named)

        return dies

    monkeypatch.setattr(Path, "replace", before(Path.replace))
    monkeypatch.setattr(Path, "unlink", before(Path.unlink))
    for module in ("pipelines.store", "pipelines.versions"):
        monkeypatch.setattr(f"{module}.insert", before(insert))


@pytest.mark.parametrize("then", [(8,), (7,), (9,), (9, 8), (8, 7)])
@pytest.mark.parametrize("rival", [False, True])
def test_a_save_killed_at_any_step_is_mended_by_the_next(tmp_path, then, rival):
    """The second report is another year's too where there is a rival, so that files move as well."""
    for steps in itertools.count():
        data = tmp_path / str(steps)
        others = [total(1, source=replace(REPORT.source, url="http://a.gov.cn/2"))] if rival else []
        saved(data, *others, total(7, 1))
        with pytest.MonkeyPatch.context() as patched, Store(data) as store:
            dying(patched, steps)
            try:
                store.save(total(8, 2))
                break
            except Killed:
                pass
        saved(data, *(total(value, day) for day, value in enumerate(then, 3)))
        assert values(data) == [7, *then][then[0] == 7 :], steps
        assert whole(data), steps
    assert steps > 3


def test_what_a_killed_save_laid_aside_is_put_back_where_the_next_reading_lacks_a_part(tmp_path):
    for steps in itertools.count():
        data = tmp_path / str(steps)
        saved(data, total(7, 1))
        with pytest.MonkeyPatch.context() as patched, Store(data) as store:
            dying(patched, steps)
            try:
                store.save(total(8, 2))
                break
            except Killed:
                pass
        with Store(data) as store:
            assert store.save(total(6, 3), lacking=True).outcome is Outcome.KEPT
        assert values(data) == [7], steps
        assert whole(data), steps


@pytest.mark.parametrize("then", [9, 8])
def test_where_only_the_database_is_lost_the_older_versions_are_taken_in_again(tmp_path, then):
    saved(tmp_path, total(7, 1), total(8, 2), total(9, 3))
    for file in tmp_path.glob("gongkai.db*"):
        file.unlink()
    (again,) = saved(tmp_path, total(then, 4))
    assert values(tmp_path) == [7, 8, 9][: then - 6]
    assert (again.outcome, again.version) == (Outcome.NEW, then - 6)
    assert saved(tmp_path, total(then, 5), total(5, 6))[0].outcome is Outcome.KNOWN
    assert values(tmp_path)[-2:] == [then, 5]
    assert whole(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        told = connection.execute("SELECT ordinal, since, differences FROM versions ORDER BY ordinal")
        assert told.fetchone() == (1, "2026-03-01T00:00:00Z", 1)


def test_seen_vanished_and_back(tmp_path):
    saved(tmp_path, total(7, 1))
    with Store(tmp_path) as store:
        assert not store.vanished("http://a.gov.cn/unknown", "2026-03-02T00:00:00Z", "http 404")
        assert store.seen([URL], "2026-03-02T00:00:00Z") == []
        assert store.vanished(URL, "2026-03-03T00:00:00Z", "http 404")
        assert not store.vanished(URL, "2026-03-04T00:00:00Z", "http 410")
        ((version, document),) = read_versions(tmp_path, URL)
        assert (version.seen_at, version.vanished_at, version.vanished_why) == (
            "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "http 404",
        )  # fmt: skip
        assert document == total(7, 1).to_json()
        assert not store.save(total(7, 1)).is_back  # an older capture read again
        assert store.save(total(7, 5)).is_back
        assert store.vanished(URL, "2026-03-06T00:00:00Z", "gone")
        assert store.seen([URL, "http://a.gov.cn/unknown"], "2026-03-07T00:00:00Z") == ["410700-2021"]
    ((version, _),) = read_versions(tmp_path, URL)
    assert (version.seen_at, version.vanished_at) == ("2026-03-07T00:00:00Z", None)


def test_versions_are_exported_with_what_changed(tmp_path):
    saved(tmp_path, total(7, 1), total(8, 2))
    with Store(tmp_path) as store:
        store.vanished(URL, "2026-03-03T00:00:00Z", "http 404")
    lines, table = io.StringIO(), io.StringIO()
    assert versions_to_jsonl(tmp_path, lines) == versions_to_csv(tmp_path, table) == 2
    first, second = map(json.loads, lines.getvalue().splitlines())
    assert (first["version"], first["current"], first["changes"]) == (1, False, [])
    assert first["document"] == total(7, 1).to_json()
    assert (second["seen_at"], second["vanished_at"]) == ("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z")
    *_, row = csv.DictReader(io.StringIO(table.getvalue()))
    assert (row["version"], row["key"], row["old"], row["new"]) == ("2", OBSERVED.key, "7", "8")


@pytest.mark.parametrize("harm", [lambda file: file.unlink(), lambda file: file.write_text("{}")])
def test_a_version_whose_file_is_harmed_is_named(tmp_path, harm):
    saved(tmp_path, total(7, 1), total(8, 2))
    file = f"{FOLDER}/{ASIDE}.1.json"
    harm(tmp_path / file)
    assert list(damaged(tmp_path)) == [file]
    assert [one.ordinal for one, _ in read_versions(tmp_path, but={file})] == [2]


def test_a_database_from_before_there_were_versions_goes_on(tmp_path):
    saved(tmp_path, total(7, 1))
    with closing(sqlite3.connect(tmp_path / DATABASE)) as old:
        old.executescript("DROP TABLE versions; DROP INDEX reports_by_portal")
        for column in ("content", "version", "since", "seen_at", "vanished_at", "vanished_why", "lacking"):
            old.execute(f"ALTER TABLE reports DROP COLUMN {column}")
    with Store(tmp_path) as store:
        assert store.vanished(URL, "2026-03-02T00:00:00Z", "http 404")
    ((version, _),) = read_versions(tmp_path, URL)
    assert version.seen_at == "2026-03-01T00:00:00Z"
    assert [one.outcome for one in saved(tmp_path, total(7, 3), total(8, 4))] == [
        Outcome.KNOWN,
        Outcome.CHANGED,
    ]
    (first, _), _ = read_versions(tmp_path, URL)
    assert (first.since, first.seen_at) == ("2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z")
    assert whole(tmp_path)


def test_a_folder_from_before_there_were_versions_is_read_where_nothing_can_be_written(tmp_path, monkeypatch):
    saved(tmp_path, total(7, 1))
    with closing(sqlite3.connect(tmp_path / DATABASE)) as old:
        old.executescript("DROP TABLE versions; PRAGMA journal_mode=DELETE")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert damaged(tmp_path) == {}
    assert list(read_versions(tmp_path)) == []


NOW_AT, LATER_AT = "http://b.gov.cn/1", "https://b.gov.cn/1"
AT = "2026-04-01T00:00:00Z"


def at_address(url, value, day):
    return replace(total(value, day), source=replace(REPORT.source, url=url))


def stands(tmp_path):
    """What is stored of reports: address, version, since, until when and since when not; nothing is at odds."""
    assert damaged(tmp_path) == {}
    assert list(rows_at_odds(tmp_path)) == []
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        query = "SELECT id, source, version, since, seen_at, vanished_at FROM reports ORDER BY id"
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(("value", "outcome", "version"), [(7, "known", 1), (8, "changed", 2)])
def test_a_report_goes_on_at_another_address(tmp_path, value, outcome, version):
    with Store(tmp_path) as store:
        store.save(at_address(URL, 7, 1))
        store.vanished(URL, AT, "http 404")
        store.save(at_address(NOW_AT, value, 5))
        saved = store.move(URL, NOW_AT, AT)
        assert (saved.outcome, saved.id, saved.version, len(saved.changes)) == (
            outcome,
            REPORT.id,
            version,
            version - 1,
        )
        assert store.move(URL, NOW_AT, AT) is None
    since = "2026-03-01T00:00:00Z" if version == 1 else "2026-03-05T00:00:00Z"
    assert stands(tmp_path) == [(REPORT.id, NOW_AT, version, since, "2026-03-05T00:00:00Z", None)]
    assert [
        document["captures"][0]["captured_at"][8:10] for _, document in read_versions(tmp_path, NOW_AT)
    ] == (["05"] if version == 1 else ["01", "05"])
    assert former_addresses(tmp_path, NOW_AT) == [URL]


def test_a_former_address_says_nothing_new_unless_it_says_something_else_later(tmp_path):
    with Store(tmp_path) as store:
        for day, url in ((1, URL), (5, NOW_AT), (9, LATER_AT)):
            store.save(at_address(url, 7, day))
        store.move(URL, NOW_AT, AT)
        store.move(NOW_AT, LATER_AT, AT)
        assert former_addresses(tmp_path, LATER_AT) == [URL, NOW_AT]
        for value, day in ((6, 2), (7, 12)):
            assert store.save(at_address(URL, value, day)).outcome is Outcome.KNOWN
        assert [row[:2] for row in stands(tmp_path)] == [(REPORT.id, LATER_AT)]
        assert store.save(at_address(URL, 8, 13)).outcome is Outcome.NEW
    assert [row[1] for row in stands(tmp_path)] == sorted(
        [URL, LATER_AT], key=lambda url: suffixed(REPORT.id, url)
    )
    assert former_addresses(tmp_path, LATER_AT) == [NOW_AT]


@pytest.mark.parametrize(("value", "version"), [(7, 1), (8, 2)])
def test_a_move_that_is_cut_off_is_made_again(tmp_path, monkeypatch, value, version):
    with Store(tmp_path) as store:
        store.save(at_address(URL, 7, 1))
        store.save(at_address(NOW_AT, value, 5))
        with monkeypatch.context() as cut:
            cut.setattr(Store, "_settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                store.move(URL, NOW_AT, AT)
        store.move(URL, NOW_AT, AT)
    assert [row[:3] for row in stands(tmp_path)] == [(REPORT.id, NOW_AT, version)]


def test_the_csv_names_the_double_of_a_report(tmp_path):
    with Store(tmp_path) as store:
        for value, url in ((7, URL), (7, NOW_AT), (8, LATER_AT)):
            store.save(at_address(url, value, 1))
    out = io.StringIO()
    to_csv(tmp_path, out)
    told = {row["report"]: row["same_as"] for row in csv.DictReader(out.getvalue().splitlines())}
    first, double = sorted(suffixed(REPORT.id, url) for url in (URL, NOW_AT))
    assert told == {first: "", double: first, suffixed(REPORT.id, LATER_AT): ""}
