"""A portal that hangs out its tables as pictures in the article, from its home page to the stored report."""

import json
import os

import pytest
from typer.testing import CliRunner

from crawler.commands import app
from pipelines import evidence
from pipelines.reading import ocr
from pipelines.report import dumps
from tests.answers import HEADINGS
from tests.crawler.running import WHOLE, crawl, rows
from tests.crawler.server import Answer, Site, page
from tests.pipelines.reading.ocr import drawn, fonts

TITLE = "乐平市后港镇人民政府2021年政府信息公开工作年度报告"
PROSE = "2021年，本镇认真贯彻落实《中华人民共和国政府信息公开条例》，扎实推进各项工作，及时回应社会关切。"
ARTICLE_20 = [
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "7"],
    ["行政规范性文件", "13", "2", "130"],
]
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTES = [
    ["行政复议", "未经复议直接起诉", "复议后起诉"],
    [*OUTCOMES, *OUTCOMES, *OUTCOMES],
    ["3", "0", "0", "1", "4", "0", "0", "0", "0", "0", "2", "0", "0", "0", "2"],
]


def site():
    font = fonts.chinese()
    pictures = {
        "/nb/W1.png": drawn.table(ARTICLE_20, 24, font, (200, 44)),
        "/nb/W2.png": drawn.table(DISPUTES, 22, font, (110, 44)),
    }
    shown = {2: "W1.png", 4: "W2.png"}
    body = "".join(
        f"<p>{heading}</p>"
        + (f'<p><img src="{shown[number]}" width="800"></p>' if number in shown else f"<p>{PROSE}</p>")
        for number, heading in enumerate(HEADINGS, 1)
    )
    article = page(
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id=zoom>{body}</div></body></html>"
    )
    column = page(f'<title>政府信息公开年报</title><ul><li><a href="/nb/t1.html">{TITLE}</a></li></ul>')
    home = page('<title>首页</title><a href="/nb/">政府信息公开年报</a>')
    files = {path: _file(drawn.encoded(picture)) for path, picture in pictures.items()}
    return Site(routes={"/": home, "/nb/": column, "/nb/t1.html": article, **files})


def _file(payload):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {len(payload)}\r\n\r\n"
    return Answer(head.encode() + payload)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    if ocr.missing() and not os.environ.get("CI"):
        pytest.skip(ocr.missing())
    where = tmp_path_factory.mktemp("pictures")
    with site() as served:
        crawl(where, {"p": [served.url + "/"]}, **WHOLE)
    return where


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def stored(data_dir):
    """Return the id and the document of the one report."""
    ((report, file),) = rows(data_dir, "SELECT id, file FROM reports")
    return report, json.loads((data_dir / file).read_text())


def test_pictures_in_an_article_are_crawled_and_read_as_its_tables(data_dir):
    _, report = stored(data_dir)
    assert [entry["role"] for entry in report["captures"]] == ["page", "attachment", "attachment"]
    assert report["tables"]["proactive_disclosure"] == {
        "rules": {"made": 0, "repealed": 0, "in_force": 7},
        "normative_documents": {"made": 13, "repealed": 2, "in_force": 130},
    }
    assert report["tables"]["disputes"]["litigation_after_review"] == {
        "upheld": 2, "corrected": 0, "other": 0, "pending": 0, "total": 2
    }  # fmt: skip


def test_the_archive_alone_gives_the_same_report(data_dir):
    parsed = run("parse", data_dir / "warc")
    assert parsed.exit_code == 0, parsed.stderr
    assert parsed.stdout == dumps(stored(data_dir)[1]) + "\n"


def test_what_is_stored_is_borne_out_and_explained(data_dir):
    assert run("verify", "--data", data_dir).exit_code == 0
    report, _ = stored(data_dir)
    told = run("explain", report, "tables.proactive_disclosure.rules.in_force", "--data", data_dir)
    assert told.exit_code == 0, told.output
    assert "W1.png" in told.stdout


def test_without_ocr_what_it_read_elsewhere_is_named_once_and_is_no_fault(data_dir, monkeypatch):
    monkeypatch.setattr(ocr, "missing", lambda: ocr.REMEDY)
    monkeypatch.setattr(evidence, "parser", lambda **_: {})
    verified = run("verify", "--data", data_dir, "--processes", "1")
    assert verified.exit_code == 0, verified.output
    assert verified.stderr.count(ocr.REMEDY) == 1
