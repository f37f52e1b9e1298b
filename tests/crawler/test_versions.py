"""Nights on a portal whose reports change, only seem to change, vanish and come back."""

import itertools
import json
import shutil
from dataclasses import dataclass, field

import pytest
from typer.testing import CliRunner

from crawler.commands import app
from crawler.exits import Exit
from tests.crawler.running import WHOLE, crawl
from tests.crawler.server import Answer, Site, page
from tests.pipelines.test_evidence import BODY

COLUMN = '<html><body><h2>政府信息公开年报</h2><ul class="list">{}</ul></body></html>'
ENTRY = '<li><a href="/{0}.html">新乡市卫滨区人民政府{0}年政府信息公开工作年度报告</a></li>'
COUNTED = "<p>浏览次数：{0}</p><p>今天是2026年11月{0}日 星期日</p><p>【打印】【关闭】</p></div></body>"
TOTAL = "tables.proactive_disclosure.normative_documents.in_force"


@dataclass
class Reporting(Site):
    """A column of three reports; each answer counts the visits."""

    years: dict[str, str | None] = field(default_factory=dict)
    visits: itertools.count = field(default_factory=lambda: itertools.count(1))

    def answer_to(self, path, request):
        year = path.strip("/").removesuffix(".html")
        if path == "/":
            return page(COLUMN.format("".join(map(ENTRY.format, ("2021", "2020", "2019")))))
        if self.years.get(year) is None:
            return super().answer_to(path, request)
        body = self.years[year].replace("</div></body>", COUNTED.format(next(self.visits) % 28 + 1))
        return page(body)


def gongkai(data, *arguments):
    return CliRunner().invoke(app, [*arguments, "--data", str(data)])


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Four full crawls: one report changes twice and vanishes, one vanishes and comes back, one is only visited."""
    data = tmp_path_factory.mktemp("nights")
    first = {year: BODY.replace("2021", year) for year in ("2021", "2020", "2019")}
    changed = first["2021"].replace("<td>9</td>", "<td>8</td>")
    plans = (
        first,
        {**first, "2021": changed, "2020": None},
        first,
        {**first, "2021": None},
    )
    with Reporting() as site:
        told = []
        for plan in plans:
            site.years = plan
            told.append(crawl(data, {"p": [site.url + "/"]}, full=True, **WHOLE)["p"])
            for warc in data.glob("warc/p/*"):
                warc.chmod(0o444)  # so that each crawl has a file of its own
    return data, told


def test_a_visit_counter_is_no_change_and_a_value_is(nights):
    _, told = nights
    assert [one["reports"] for one in told] == [
        {"new": 3},
        {"known": 1, "changed": 1, "vanished": 1},
        {"known": 2, "changed": 1, "back": 1},
        {"known": 2, "vanished": 1},
    ]


def test_the_run_tells_what_differs(nights):
    _, told = nights
    (change,) = (one for one in told[1]["changes"] if one["outcome"] == "changed")
    assert (change["id"], change["version"], change["fields"]) == ("410703-2021", 2, 1)
    assert change["differences"] == [{"key": TOTAL, "change": "changed", "old": 9, "new": 8}]


def test_each_version_is_a_period_of_the_timeline_and_what_vanished_stays_marked(nights):
    data, _ = nights
    *periods, last = map(json.loads, gongkai(data, "timeline", "410703-2021", "--json").stdout.splitlines())
    told = [
        (one["version"], one["change"], [(each["old"], each["new"]) for each in one["values"]])
        for one in periods
    ]
    assert told == [(1, "first", []), (2, "values", [(9, 8)]), (3, "values", [(8, 9)])]
    assert {one["file"] for one in periods} == {
        path.relative_to(data).as_posix() for path in data.glob("reports/410703/2021/*.json")
    }
    assert (last["change"], last["why"]) == ("vanished", "http 404")
    assert last["last_seen"] <= last["from"]
    (once,) = map(json.loads, gongkai(data, "timeline", "410703-2020", "--json").stdout.splitlines())
    assert (once["visits"], once["version"], once["values"] + once["texts"]) == (3, 1, [])


def test_every_version_is_borne_out_by_the_archive(nights):
    data, _ = nights
    assert gongkai(data, "verify", "--processes", "1").exit_code == Exit.DONE
    harmed = next(data.glob("reports/410703/2021/*.1.json"))
    text = harmed.read_text("utf-8")
    harmed.write_text(text.replace("政府信息", "政府讯息"), "utf-8")
    finished = gongkai(data, "verify", "--processes", "1")
    harmed.write_text(text, "utf-8")
    assert finished.exit_code == Exit.FINDINGS
    assert f"{harmed}" in finished.stdout


def test_an_older_version_is_explained_and_exported(nights):
    data, _ = nights
    explained = gongkai(data, "explain", "410703-2021.2", TOTAL, "--json")
    assert explained.exit_code == Exit.DONE
    assert json.loads(explained.stdout)["value"] == 8
    lines = gongkai(data, "export", "--versions").stdout.splitlines()
    assert [(one["report"], one["version"]) for one in map(json.loads, lines)] == [
        *(("410703-2019", 1), ("410703-2020", 1)),
        *(("410703-2021", number) for number in (1, 2, 3)),
    ]


def test_a_version_whose_captures_are_gone_is_shown_as_it_is_stored(nights, tmp_path):
    data, _ = nights
    copy = shutil.copytree(data, tmp_path / "copy")
    first = min(copy.glob("warc/p/*.warc.gz"))
    first.unlink()
    periods = [
        json.loads(line) for line in gongkai(copy, "timeline", "410703-2021", "--json").stdout.splitlines()
    ]
    assert [(one.get("version"), one["change"]) for one in periods] == [
        (1, "first"), (2, "values"), (3, "values"), (None, "vanished"),
    ]  # fmt: skip
    assert periods[0]["warc"] == periods[0]["file"]


def test_an_attachment_that_fails_for_a_night_changes_nothing(tmp_path):
    linked = BODY.replace(
        "</div></body>", '<p><a href="/files/table.pdf">附件：统计表.pdf</a></p></div></body>'
    )
    file = Answer(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 9\r\n\r\n%PDF-1.4\n")
    with Reporting(years={"2021": linked}, routes={"/files/table.pdf": file}) as site:
        told = []
        for answer in (file, page("", status="500 Internal Server Error"), file):
            site.routes["/files/table.pdf"] = answer
            told.append(crawl(tmp_path, {"p": [site.url + "/"]}, full=True, **WHOLE)["p"]["reports"])
    assert told == [{"new": 1}, {"kept": 1}, {"known": 1}]
    (line,) = gongkai(tmp_path, "export").stdout.splitlines()
    assert [one["role"] for one in json.loads(line)["captures"]] == ["page", "attachment"]
