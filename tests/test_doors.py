"""The same report through every door: crawled, read again from its archive, saved to a file, exported."""

import copy
import csv
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.capture import Place
from archive.reader import read_capture
from tests.answers import TESTS, cells, differences, expected
from tests.portals.server import serve
from tests.portals.sites import SITES
from tests.walk import by_capture, payload_at, unfound

GONGKAI = Path(sys.executable).with_name("gongkai")
TRUTHS = [(site.name, truth) for site in SITES for truth in site.reports]
SAMPLES = [(name, truth) for name, truth in TRUTHS if truth.sample]

# The answers were made of texts without their pages: what the pages add is in the truth of the portals.
SHOWN_BY_PAGES = {"published_on"}


def gongkai(*arguments, expect=0):
    finished = subprocess.run(
        [GONGKAI, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=240
    )
    assert finished.returncode == expect, finished.stdout + finished.stderr
    return finished


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with serve() as served:
        crawl = ("crawl", "--data", data, "--allow-private", "--delay", "0", *served.urls.values())
        first = gongkai(*crawl)
        asked = len(served.requests)
        second = gongkai(*crawl)
        yield SimpleNamespace(
            data=data, urls=served.urls, first=first, second=second, asked=asked, served=served
        )


@pytest.fixture(scope="module")
def reports(crawled):
    files = sorted((crawled.data / "reports").rglob("*.json"))
    return [json.loads(file.read_text("utf-8")) for file in files]


def of(reports, crawled, name, truth):
    (report,) = [
        report for report in reports if report["source"]["url"] == url(crawled, name, truth.captures[0])
    ]
    return report


def url(crawled, name, path):
    return crawled.urls[name].rstrip("/") + path


def test_all_and_only_the_reports_are_found(crawled, reports):
    assert sorted(report["source"]["url"] for report in reports) == sorted(
        url(crawled, name, truth.captures[0]) for name, truth in TRUTHS
    )


@pytest.mark.parametrize(("name", "truth"), TRUTHS, ids=[truth.title for _, truth in TRUTHS])
def test_a_report_is_what_its_portal_shows(crawled, reports, name, truth):
    report = of(reports, crawled, name, truth)
    assert (report["title"], report["report_year"], report["issuer"]["name"], report["published_on"]) == (
        truth.title,
        truth.year,
        truth.issuer,
        truth.published_on,
    )
    assert [entry["url"] for entry in report["captures"]] == [url(crawled, name, p) for p in truth.captures]


@pytest.mark.parametrize(("name", "truth"), SAMPLES, ids=[truth.title for _, truth in SAMPLES])
def test_a_crawled_sample_gives_the_answers_found_by_hand(crawled, reports, name, truth):
    differing = differences(of(reports, crawled, name, truth), expected(TESTS / f"{truth.sample}.txt"))
    assert set(differing) <= SHOWN_BY_PAGES, differing


def test_the_archive_read_again_gives_the_same_bytes(crawled, reports):
    lines = gongkai("parse", crawled.data / "warc").stdout.splitlines()
    stored = [json.dumps(report, ensure_ascii=False, sort_keys=True) for report in reports]
    assert sorted(lines) == sorted(stored)


@pytest.mark.parametrize(("name", "truth"), SAMPLES, ids=[truth.title for _, truth in SAMPLES])
def test_pages_saved_to_files_give_the_same_values(crawled, reports, tmp_path, name, truth):
    report = of(reports, crawled, name, truth)
    for number, entry in enumerate(report["captures"], 1):
        place = Place(*(entry[key] for key in ("warc", "offset", "length", "record_id")))
        payload = read_capture(crawled.data, place).payload
        (tmp_path / f"{number}.{entry['media_type'].rpartition('/')[2]}").write_bytes(payload)
    files = list(tmp_path.iterdir())
    saved = json.loads(gongkai("parse", files[0] if len(files) == 1 else tmp_path).stdout)
    assert differences(saved, report) == {}
    assert cells(saved) == cells(report) != ({} if truth.year > 2018 else None)


def test_the_archive_and_its_reports_hold(crawled):
    assert "no faults" in gongkai("verify", "--data", crawled.data).stderr


def test_every_value_is_found_in_the_archive_by_other_libraries(crawled, reports):
    for report in reports:
        for index, observations in by_capture(report).items():
            entry = report["captures"][index]
            assert unfound(payload_at(crawled.data, entry), entry["media_type"], observations) == []


def test_every_value_is_explained(crawled, reports):
    report = next(report for report in reports if report["observations"])
    lines = gongkai("explain", report["id"], "*", "--data", crawled.data, "--json").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    observed = [each["observation"] for each in found if each["observation"]]
    assert sorted(observed, key=json.dumps) == sorted(report["observations"], key=json.dumps)
    assert all(each["holds"] for each in found)


def test_a_changed_value_does_not_hold(crawled, reports):
    report = copy.deepcopy(next(report for report in reports if report["observations"]))
    file = next((crawled.data / "reports").rglob(f"{report['id']}.json"))
    before = file.read_bytes()
    report["observations"][0]["value"] = 4711
    file.write_text(json.dumps(report), "utf-8")
    said = gongkai("verify", "--data", crawled.data, expect=3).stdout
    file.write_bytes(before)
    assert report["id"] in said


def test_exports_hold_every_report_and_observation(crawled, reports, tmp_path):
    lines = gongkai("export", "--data", crawled.data).stdout.splitlines()
    assert [json.loads(line) for line in lines] == sorted(reports, key=lambda report: report["id"])
    gongkai("export", "--data", crawled.data, "--format", "csv", "--out", tmp_path / "observations.csv")
    with (tmp_path / "observations.csv").open(encoding="utf-8", newline="") as stream:
        assert sum(1 for _ in csv.DictReader(stream)) == sum(
            len(report["observations"]) for report in reports
        )


def test_the_summary_names_portals_lists_reports_anomalies_and_where_to_look(crawled):
    said = crawled.first.stdout
    for word in (
        "127.0.0.1-",
        "list",
        f"{len(SITES[0].reports)} reports",
        "anomal",
        "! http 404  http://",
        "gongkai export",
    ):
        assert word in said


def test_a_second_start_stores_nothing_twice_and_fetches_no_report_again(crawled):
    again = crawled.served.requests[crawled.asked :]
    details = {path for site in SITES for truth in site.reports for path in truth.captures}
    assert not [seen.path for seen in again if seen.path in details]
    assert f"{len(TRUTHS)} reports, 0 new reports" in crawled.second.stdout


def test_a_dead_address_is_a_finding_only_where_findings_count(crawled, tmp_path):
    crawl = (
        "crawl",
        "--data",
        tmp_path,
        "--allow-private",
        "--delay",
        "0",
        f"{crawled.urls['xinxiang']}nowhere.html",
    )
    gongkai(*crawl)
    gongkai(*crawl, "--strict", expect=3)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["crawl", "www.xinxang.gov.cn"], "www.xinxiang.gov.cn"),
        (["crawl", "ftp://a.gov.cn/"], "no http or https address"),
        (["parse", "nowhere.html"], "nowhere.html"),
        (["export", "--data", "nowhere"], "nowhere"),
        (["verify", "--data", "nowhere"], "nowhere"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(arguments, says):
    said = gongkai(*arguments, expect=2).stderr
    assert says in said
    assert "Traceback" not in said
