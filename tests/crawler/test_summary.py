import io

from crawler.database import connect
from crawler.progress import Progress, count
from crawler.run import PortalSummary, Summary
from crawler.summary import findings, lines, shortfalls
from crawler.tally import Tally
from pipelines.store import Store
from tests.pipelines.test_store import REPORT


def listing(connection, url, page, stated, entries):
    row = ("a.gov.cn", url, 1, "http://a.gov.cn/nb/", page, "年报", "trs", *stated, entries, 1)
    connection.execute(f"INSERT INTO listings VALUES ({', '.join('?' * len(row))})", row)


def test_a_list_that_held_less_than_it_states_is_named(tmp_path):
    connection = connect(tmp_path)
    listing(connection, "http://a.gov.cn/nb/", 1, (3, 45), 15)
    listing(connection, "http://a.gov.cn/nb/index_1.html", 2, (3, 45), 15)
    (short,) = shortfalls("a.gov.cn", connection)
    assert str(short) == "list http://a.gov.cn/nb/: 2 of 3 pages and 30 of 45 entries"
    listing(connection, "http://a.gov.cn/nb/?page=1", 1, (None, None), 15)
    assert len(shortfalls("a.gov.cn", connection)) == 1
    listing(connection, "http://a.gov.cn/nb/index_2.html", 3, (3, 45), 15)
    assert shortfalls("a.gov.cn", connection) == []
    connection.close()


def test_the_summary_says_what_was_found_and_what_was_not(tmp_path):
    with Store(tmp_path) as store:
        store.save(REPORT)
    portal = PortalSummary(portal="a.gov.cn", reason="finished", dead=[("http://a.gov.cn/x", "robots")])
    empty = PortalSummary(portal="b.gov.cn", reason="finished")
    text = "\n".join(lines(Summary("run", tmp_path / "runs", [portal, empty]), tmp_path, "gongkai"))
    assert "新乡市人民政府2021年政府信息公开工作年度报告" in text
    assert "reports/410700/2021/410700-2021.json" in text
    assert "! forbidden by robots.txt: http://a.gov.cn/x" in text
    assert "Together: 2 portals, 0 lists, 0 list pages, 1 report, 0 new reports" in text
    assert len(findings(portal, tmp_path)) == 1
    assert findings(empty, tmp_path) == [
        "no report was found; where the annual-report list is known, give its address"
    ]


def test_progress_is_one_line_on_a_terminal_and_lines_elsewhere():
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    for stream in (terminal, io.StringIO()):
        tally = Tally(requests=1)
        progress = Progress(stream, 2, lambda tally=tally: [tally])
        progress.ended("a.gov.cn", "finished", tally)
        progress.close()
    assert "\n" not in terminal.getvalue()
    assert "1 of 2 portals done · 1 request · 0 new reports" in terminal.getvalue()
    assert stream.getvalue() == "a.gov.cn: finished, 1 request, 0 new reports (1 of 2 portals)\n"


def test_counts_agree_with_their_nouns():
    assert [count(1, "anomaly"), count(2, "anomaly"), count(0, "report")] == [
        "1 anomaly",
        "2 anomalies",
        "0 reports",
    ]
