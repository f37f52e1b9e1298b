"""The sample portals against the documents they hold: links, texts and tables, read independently of the project."""

import io
import json
import re
from itertools import chain
from urllib.parse import urljoin, urlsplit

import pdfplumber
import pytest
from bs4 import BeautifulSoup

from .samples import SAMPLES, XINXIANG_2018, Cells, sample_parts, sample_text, without_rules
from .sites import SITES

HOME = "http://127.0.0.1"
IDS = [site.name for site in SITES]
SAMPLED = [(site, report) for site in SITES for report in site.reports if report.sample]
TABLED = [(site, report) for site, report in SAMPLED if report.sample != XINXIANG_2018]
PRINTED = next((site, report) for site, report in SAMPLED if report.captures[-1].endswith(".pdf"))
WRITTEN = [pair for pair in SAMPLED if pair != PRINTED]


def document(page):
    encoding = "gbk" if b"charset=gb2312" in page.body else "utf-8"
    return BeautifulSoup(page.body.decode(encoding), "html.parser")


def linked(path, page):
    """Paths on the same site that the page links."""
    if "html" not in page.media_type:
        return set()
    named = (tag.get(name) for tag in document(page).find_all(True) for name in ("href", "src"))
    links = [urljoin(HOME + path, link) for link in named if link]
    local = [urlsplit(link) for link in links if link.startswith(HOME)]
    return {f"{link.path}?{link.query}" if link.query else link.path for link in local}


def reachable(site):
    """Every page that links lead to from the home page."""
    seen, queue = set(), ["/"]
    while queue:
        path = queue.pop()
        if path in seen or path not in site.pages:
            continue
        seen.add(path)
        queue += linked(path, site.pages[path])
    return seen


def squeezed(text):
    return "".join(text.split())


def grid(table):
    """The table's cell texts with spans expanded, `None` where a span goes on."""
    cells = {}
    for row, line in enumerate(table.find_all("tr")):
        column = 0
        for cell in line.find_all("td", recursive=False):
            while (row, column) in cells:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    cells[row + down, column + right] = None
            cells[row, column] = squeezed(cell.get_text())
            column += int(cell.get("colspan", 1))
    rows, columns = (max(place[axis] for place in cells) + 1 for axis in (0, 1))
    assert len(cells) == rows * columns or columns == 16
    return [[cells.get((row, column)) for column in range(columns)] for row in range(rows)]


def html_rows(site, report):
    pages = [document(site.pages[path]) for path in report.captures]
    return [row for page in pages for table in page.select("table:has(tbody)") for row in grid(table)]


def pdf_rows(page):
    with pdfplumber.open(io.BytesIO(page.body)) as pdf:
        return [row for sheet in pdf.pages for table in sheet.extract_tables() for row in table]


def values(rows):
    """The numbers of each row that has any."""
    number = re.compile(r"\d+(\.\d+)?")
    found = [[float(cell) for cell in row if cell and number.fullmatch(cell)] for row in rows]
    return [row for row in found if row]


def expected_values(sample):
    answer = json.loads((SAMPLES.parent / "expected" / f"{sample}.json").read_text("utf-8"))
    tables = answer["tables"]
    rows = [
        list(row.values()) for name in ("proactive_disclosure", "requests") for row in tables[name].values()
    ]
    disputes = [value for group in tables["disputes"].values() for value in group.values()]
    return [*rows, disputes + answer["extra_values"]]


@pytest.mark.parametrize("site", SITES, ids=IDS)
def test_every_internal_link_resolves_unless_its_page_is_gone(site):
    broken = {
        (path, link)
        for path, page in site.pages.items()
        for link in linked(path, page)
        if link not in site.pages and link not in site.gone
    }
    assert broken == set()


@pytest.mark.parametrize("site", SITES, ids=IDS)
def test_a_gone_page_is_linked_and_absent(site):
    links = {link for path, page in site.pages.items() for link in linked(path, page)}
    assert site.gone <= links - set(site.pages)


@pytest.mark.parametrize(
    "site", [site for site in SITES if site.family in {"ASP", "VSB"}], ids=lambda site: site.name
)
def test_links_alone_lead_from_home_to_all_reports(site):
    assert {path for report in site.reports for path in report.captures} <= reachable(site)


@pytest.mark.parametrize("site", SITES, ids=IDS)
def test_titles_of_annual_reports_stand_only_where_the_truth_says(site):
    titled = re.compile(r"^(?!一图读懂|关于).*(20\d\d).*政府信息公开(工作)?(年度)?报告$")
    headings = {
        path: squeezed("".join(tag.get_text() for tag in document(page).select("h1, font[size='5']")[:1]))
        for path, page in site.pages.items()
        if "html" in page.media_type
    }
    found = {path for path, heading in headings.items() if titled.match(heading)}
    true = {path for report in site.reports for path in report.captures if not path.endswith(".pdf")}
    assert {path.replace("&Page=1", "") for path in found} == true


@pytest.mark.parametrize("site", SITES, ids=IDS)
def test_each_site_has_look_alikes_and_robots(site):
    text = "".join(document(page).get_text() for page in site.pages.values() if "html" in page.media_type)
    for word in (
        "政府网站工作年度报表",
        "部门预算",
        "公开指南",
        "关于编制",
        "法治政府建设",
        "一图读懂",
        "政府工作报告",
    ):
        assert word in text
    assert b"Disallow" in site.pages["/robots.txt"].body


@pytest.mark.parametrize(("site", "report"), TABLED, ids=[report.sample for _, report in TABLED])
def test_tables_hold_the_values_found_by_hand(site, report):
    last = report.captures[-1]
    rows = pdf_rows(site.pages[last]) if last.endswith(".pdf") else html_rows(site, report)
    assert values(rows) == expected_values(report.sample)


@pytest.mark.parametrize(("site", "report"), WRITTEN, ids=[report.sample for _, report in WRITTEN])
def test_texts_are_those_of_the_sample(site, report):
    text = squeezed("".join(document(site.pages[path]).get_text() for path in report.captures))
    at = 0
    for part in sample_of(report.sample):
        at = text.find(squeezed(part), at)
        assert at >= 0, part


def sample_of(sample):
    """Paragraphs and cells in order."""
    if sample == XINXIANG_2018:
        return [line for line in sample_text(sample).splitlines() if line.strip()][3:-4]
    title, parts = sample_parts(sample)
    kept = [without_rules(part) for part in parts]
    cells = [list(part.texts) if isinstance(part, Cells) else [part] for part in kept]
    return [title, *(text for texts in cells for text in texts)]


def test_the_pdf_holds_every_paragraph_and_cuts_two_at_least():
    site, report = PRINTED
    with pdfplumber.open(io.BytesIO(site.pages[report.captures[-1]].body)) as pdf:
        pages = [re.sub(r"- \d+ -$", "", page.extract_text()) for page in pdf.pages]
    text = squeezed("".join(pages))
    _, parts = sample_parts(report.sample)
    for part in parts:
        if isinstance(part, str):
            assert squeezed(part) in text
    assert sum(not page.rstrip().endswith(("。", "0", "”", "）项")) for page in pages) >= 2
    assert len(site.pages[report.captures[-1]].body) < 200_000


def test_the_page_of_the_pdf_has_only_a_link():
    site, report = PRINTED
    body = document(site.pages[report.captures[0]]).find(id="UCAP-CONTENT")
    assert squeezed(body.get_text()) == f"附件：{report.title}.pdf"
    assert urljoin(report.captures[0], body.find("a")["href"]) == report.captures[-1]


def test_gb2312_pages_are_really_gbk():
    site = next(site for site in SITES if site.family == "ASP")
    report = next(report for report in site.reports if report.sample)
    body = site.pages[report.captures[0]].body
    assert b"charset=gb2312" in body
    assert "堃" in body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")


def test_list_pages_of_each_family_are_numbered_as_its_software_numbers_them():
    lists = {site.family: set(site.pages) for site in SITES}
    assert {"/zwgk/zfxxgknb/index_1.html", "/zwgk/zfxxgknb/index_2.html"} <= lists["TRS"]
    assert "/Article/ShowSpecial.asp?SpecialID=5&page=3" in lists["ASP"]
    assert {"/zwgk/nb.htm", "/zwgk/nb/2.htm", "/zwgk/nb/1.htm"} <= lists["VSB"]
    assert {"/zwgk/zfxxgknb/index_2.shtml", "/zwgk/zfxxgknb/index_3.shtml"} <= lists["Ucap"]


def test_the_proxy_of_a_hanweb_list_gives_all_records_page_by_page():
    site = next(site for site in SITES if site.family == "Hanweb")
    first = site.pages["/col/col1412/index.html"].body.decode()
    total, per = map(int, re.search(r"totalRecord:(\d+),perPage:(\d+)", first).groups())
    proxy = "/module/web/jpage/dataproxy.jsp"
    pages = [
        site.answer(proxy, {"columnid": "1412", "page": str(page)}) for page in range(1, -(-total // per) + 1)
    ]
    posted = site.answer(proxy, {"columnid": "1412", "startrecord": "1", "endrecord": str(total)})
    records = [re.findall(r"href='(/art/[^']+)'", page.body.decode()) for page in pages]
    assert list(chain(*records)) == re.findall(r"href='(/art/[^']+)'", posted.body.decode())
    assert len({path for page in records for path in page} & set(site.pages)) == total
    assert records[0] == re.findall(r"href='(/art/[^']+)'", first)
