"""A portal that hangs out its reports as office files only, from its home page to the stored reports."""

import json

from typer.testing import CliRunner

from crawler.commands import app
from tests.answers import HEADINGS
from tests.crawler.running import WHOLE, crawl, rows
from tests.crawler.server import Answer, Site, page
from tests.pipelines.reading.office.documents import converted, truth
from tests.pipelines.reading.office.packages import zipped

ISSUER = "乐平市后港镇人民政府"
FORM = converted("tables-2021.doc")
TEXT = "2021年，本镇认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开信息12条，收到申请0件，已全部按期办结。"
PROSE = "".join(f"<p>{heading}</p><p>{TEXT}</p>" for heading in HEADINGS)
HTML = f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><body>{PROSE}</body></html>".encode(
    "gb18030"
)
MHTML = (
    b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
    + HTML
)
FILES = {
    "2025.doc": FORM,
    "2024.wps": FORM,
    "2023.docx": converted("tables-2021.docx"),
    "2022.xls": converted("tables-2021.xls"),
    "2021.et": converted("tables-2021.xls"),
    "2020.xlsx": converted("tables-2021.xlsx"),
    "2019.rtf": converted("tables-2021.rtf"),
    "2018.zip": zipped({"报告/年度报告.doc": FORM, "说明.txt": "说明"}),
    "2017.doc": converted("tables-2021.rtf"),
    "2016.doc": HTML,
    "2015.doc": MHTML + b"\n--b--\n",
}
COLUMN = "政府信息公开年报"


def titled(name):
    return f"{ISSUER}{name[:4]}年政府信息公开工作年度报告"


def site():
    """Home, hub, column, and an article around each file; the newest is linked from the column itself."""
    files = {f"/files/{name}": _file(payload) for name, payload in FILES.items()}
    articles = {
        f"/nb/{name[:4]}.html": _page(titled(name), f'<a href="/files/{name}">附件：{titled(name)}</a>')
        for name in FILES
    }
    newest, *rest = FILES
    entries = {f"/files/{newest}": titled(newest)} | {f"/nb/{name[:4]}.html": titled(name) for name in rest}
    listed = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in entries.items())
    hub = _page("政府信息公开", f'<a href="/nb/">{COLUMN}</a>')
    home = _page("首页", '<a href="/gk/">政府信息公开</a>')
    return Site(
        routes={"/": home, "/gk/": hub, "/nb/": _page(COLUMN, f"<ul>{listed}</ul>"), **files, **articles}
    )


def _page(title, body):
    return page(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{body}</div></body></html>"
    )


def _file(payload):
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return Answer(head.encode() + payload)


def test_every_kind_of_file_becomes_a_report(tmp_path):
    with site() as served:
        summary = crawl(tmp_path, {"p": [served.url + "/"]}, **WHOLE)["p"]
    documents = rows(tmp_path, "SELECT url, state, reason FROM documents")
    assert [row for row in documents if row[1:] != ("parsed", None)] == []
    assert len(documents) == len(FILES)
    assert sum(summary["reports"].values()) == len(FILES)
    cells = rows(
        tmp_path, "SELECT count(*) FROM observations WHERE key LIKE 'tables.%' AND value IS NOT NULL"
    )
    printed = [value for value in truth("tables-2021")["values"].values() if value is not None]
    assert cells == [((len(FILES) - 2) * len(printed),)]


def test_files_are_parsed_by_themselves(tmp_path):
    files = [tmp_path / f"{titled(name)}.{name.rpartition('.')[2]}" for name in FILES]
    for file, payload in zip(files, FILES.values(), strict=True):
        file.write_bytes(payload)
    parsed = CliRunner().invoke(app, ["parse", *map(str, files)])
    assert (parsed.exit_code, parsed.stderr) == (0, f"{len(FILES)} reports\n")
    assert [bool(line["sections"]) for line in map(json.loads, parsed.stdout.splitlines())] == [True] * len(
        FILES
    )
