import copy
from datetime import UTC, datetime

import pytest

from archive.capture import Context, Role
from archive.exchange import Exchange
from archive.reader import read_document
from archive.writer import WarcWriter
from pipelines.errors import Unreadable
from pipelines.evidence import unproven
from pipelines.parse import parse
from pipelines.reading import read

TITLE = "新乡市卫滨区人民政府2021年政府信息公开工作年度报告"
BODY = f"""<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id="zoom">
<p>一、总体情况</p><p>2021年，全区共受理政府信息公开申请12件，均按期办结，未收取任何费用。</p>
<p>二、主动公开政府信息情况</p>
<table><tr><td colspan="4">第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>行政规范性文件</td><td>3</td><td>1</td><td>9</td></tr></table>
<p>三、收到和处理政府信息公开申请情况</p><p>见上。</p></div></body></html>"""


def archived(data, url="http://a.gov.cn/1.html", body=BODY):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    writer = WarcWriter(data, "a.gov.cn", run_id="1", software="Gongkai/0", user_agent="test")
    request = f"GET {url} HTTP/1.1\r\nHost: a.gov.cn\r\n\r\n".encode()
    place = writer.write(
        Exchange(url, request, head + body.encode(), datetime.now(UTC)), Context("a.gov.cn", Role.PAGE)
    )
    writer.close()
    return place


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    return data, parse(read_document(data, [archived(data)])).to_json()


@pytest.fixture
def document(stored):
    return copy.deepcopy(stored[1])


def faults(stored, document):
    return [(fault.key, fault.message) for fault in unproven(stored[0], document)]


def test_a_report_as_it_was_parsed_is_proven(stored, document):
    assert {o["key"] for o in document["observations"]} >= {
        "tables.proactive_disclosure.normative_documents.in_force",
        "facts.requests.received",
    }
    assert faults(stored, document) == []


def test_a_changed_text_is_not(stored, document):
    document["sections"][0]["text"] += "。"
    assert "sections" in faults(stored, document)[0][1]


def test_a_changed_value_is_not_even_of_another_parser(stored, document):
    document["parser"]["version"] = "0.0.1"
    document["tables"]["proactive_disclosure"]["normative_documents"]["in_force"] = 8
    ((key, message),) = faults(stored, document)
    assert key == "tables.proactive_disclosure.normative_documents.in_force"
    assert "is 8, its observation says 9" in message


def test_another_parser_may_count_paragraphs_otherwise_but_not_quote_what_is_not_there(stored, document):
    fact = next(o for o in document["observations"] if o["key"].startswith("facts."))
    fact["locator"]["block"] += 1
    assert faults(stored, document)
    document["parser"]["version"] = "0.0.1"
    assert faults(stored, document) == []
    fact["raw"] = "共受理政府信息公开申请13件"
    assert faults(stored, document)


def test_another_parser_may_count_tables_otherwise_but_not_read_what_is_not_there(stored, document):
    cell = next(o for o in document["observations"] if o["key"].endswith(".in_force") and o["value"])
    cell["locator"]["table"] += 1
    assert faults(stored, document)
    document["parser"]["version"] = "0.0.1"
    assert faults(stored, document) == []
    cell["raw"] = "11"
    assert faults(stored, document)


def test_a_capture_that_is_gone_or_another_is_said(stored, document):
    document["captures"][0]["payload_digest"] = "sha1:ANOTHER"
    assert "ANOTHER" in faults(stored, document)[0][1]
    document["captures"][0]["warc"] = "warc/a.gov.cn/gone.warc.gz"
    assert "gone" in faults(stored, document)[0][1]


def test_what_cannot_be_read_here_is_said_once(stored, document, monkeypatch):
    def unreadable(_capture, _index):
        raise Unreadable("it takes what is not installed")

    document["parser"]["version"] = "0.0.1"
    monkeypatch.setattr("pipelines.evidence.read", unreadable)
    assert faults(stored, document) == [
        (None, "http://a.gov.cn/1.html cannot be read again here: it takes what is not installed")
    ]


def test_every_capture_is_read_once(stored, document, monkeypatch):
    seen = []

    def counting(capture, index):
        seen.append(index)
        return read(capture, index)

    monkeypatch.setattr("pipelines.assemble.read", counting)
    monkeypatch.setattr("pipelines.evidence.read", counting)
    assert faults(stored, document) == []
    assert seen == [0]
