import io
from collections import Counter

from crawler.accounts import ListAccount
from crawler.database import connect
from crawler.findings import of_job
from crawler.outcome import PortalSummary
from crawler.progress import Progress, count
from crawler.runs.recording import Recording
from crawler.summary import LISTS_SHOWN, lines
from crawler.tally import Tally
from pipelines.store import Store
from spiders.found import Finding, FindingKind
from tests.pipelines.test_store import REPORT


def printed(folder, *portals):
    with Recording.begin(folder, "crawl", len(portals)) as recording:
        for portal in portals:
            recording.began(portal.portal, "look")
            recording.ended(portal)
    return "\n".join(lines(recording.summary, folder, "gongkai"))


def test_the_summary_says_what_was_found_and_what_was_not(tmp_path):
    with Store(tmp_path) as store:
        store.save(REPORT)
    finding = Finding(
        FindingKind.FORBIDDEN_COLUMN, "http://a.gov.cn/nb/", "column not read: forbidden by robots.txt"
    )
    portal = PortalSummary(portal="a.gov.cn", reason="finished", findings=[finding])
    text = printed(tmp_path, portal, PortalSummary(portal="b.gov.cn", reason="finished"))
    assert "新乡市人民政府2021年政府信息公开工作年度报告" in text
    assert "reports/410700/2021/410700-2021.json" in text
    assert "! column not read: forbidden by robots.txt  http://a.gov.cn/nb/" in text
    assert "Together: 2 portals, 1 report, 0 new reports\n" in text


def test_a_portal_without_one_report_says_so(tmp_path):
    connection = connect(tmp_path)
    portal = PortalSummary(portal="b.gov.cn", reason="finished", job=1)
    portal.account(connection)
    connection.close()
    assert [one["kind"] for one in portal.to_json()["findings"]] == ["nothing_found"]


def test_a_host_and_what_is_lost_by_it_are_one_line_in_words(tmp_path):
    connection = connect(tmp_path)
    add = "INSERT INTO findings VALUES ('b.gov.cn', 'unreachable', '//b.gov.cn/', 1, 'no answer: dns')"
    connection.execute(add)
    dead = [("http://b.gov.cn/", "dns"), ("http://b.gov.cn/a", "no answer: dns"), ("http://c.gov.cn/", "dns")]
    found = of_job(connection, "b.gov.cn", 1, [], dead)
    connection.close()
    nothing = Finding(FindingKind.NOTHING_FOUND, "b.gov.cn", "no report was found")
    lost = PortalSummary(portal="b.gov.cn", reason="finished", findings=[*found, nothing])
    said = [line for line in printed(tmp_path, lost).splitlines() if "!" in line]
    assert said == [
        "  ! no answer: host name not found",
        "  ! host name not found  http://c.gov.cn/",
        "  ! no report was found",
    ]


def test_lists_and_cost_are_a_line_each(tmp_path):
    account = ListAccount(
        "http://a.gov.cn/nb/",
        records_stated=137,
        seen=135,
        followed=18,
        reports=16,
        refused=Counter({"gone": 2}),
    )
    others = [ListAccount(f"http://a.gov.cn/{n}/", seen=1) for n in range(LISTS_SHOWN)]
    portal = PortalSummary(portal="a.gov.cn", reason="finished", lists=[account, *others], seconds=1.5)
    portal.sent.update(page=30, listing=9, robots=1)
    portal.reports.update(new=16)
    text = printed(tmp_path, portal)
    assert (
        "list http://a.gov.cn/nb/  137 stated · 135 seen · 18 followed · 16 reports · 2 refused (2 gone)"
        in text
    )
    assert "… and 1 more" in text
    assert "40 requests in 1.5 s, 2.5 a report: 30 page, 9 listing, 1 robots" in text


def test_progress_is_one_line_on_a_terminal_and_lines_elsewhere():
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    for stream in (terminal, io.StringIO()):
        tally = Tally(sent=Counter(seed=1))
        progress = Progress(
            stream, 2, lambda tally=tally: [tally], lambda: {"a.gov.cn": 9.0, "b.gov.cn": 80.4}
        )
        progress.ended("a.gov.cn", "finished", tally)
        progress.close()
    assert "\n" not in terminal.getvalue()
    assert "1 of 2 portals done · 1 request · 0 new reports · b.gov.cn rests for 80 s" in terminal.getvalue()
    assert stream.getvalue() == "a.gov.cn: finished, 1 request, 0 new reports (1 of 2 portals)\n"


def test_counts_agree_with_their_nouns():
    assert [count(1, "anomaly"), count(2, "anomaly"), count(0, "report")] == [
        "1 anomaly",
        "2 anomalies",
        "0 reports",
    ]
