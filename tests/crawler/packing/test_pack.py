import gzip
import json
import resource
import subprocess
import sys
import zipfile
from functools import partial
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.capture import Role
from archive.reader import read_document
from archive.verify import verify_file
from crawler.exits import Exit
from pipelines.parse import parse
from pipelines.store import Store
from tests.archive.exchanges import context, exchange, rendering, writer
from tests.crawler.packing.conftest import REPORT, VSB, Crawled, gongkai, parsed


def members(wacz):
    with zipfile.ZipFile(wacz) as package:
        return {name: package.read(name) for name in package.namelist()}


def jsonl(content):
    return [json.loads(line) for line in content.splitlines()]


def chosen(crawled, folder, *options):
    """Pack what options choose; the file."""
    out = folder / "chosen.wacz"
    result = gongkai("pack", "--data", crawled.data, "--out", out, *options)
    assert result.exit_code == 0, result.stderr
    return out


@pytest.fixture(scope="module")
def of_2020(crawled, tmp_path_factory):
    """The members of a package of one year's reports."""
    return members(chosen(crawled, tmp_path_factory.mktemp("2020"), "--year", "2020"))


def test_archive_files_go_in_as_they_are(crawled, packed):
    there = {f"archive/{warc.name}": warc.read_bytes() for warc in crawled.data.glob("warc/*/*.warc.gz")}
    inside = members(packed)
    assert {name: inside[name] for name in inside if name.startswith("archive/")} == there
    with zipfile.ZipFile(packed) as package:
        assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_STORED}


def test_the_index_is_that_of_all_files_in_order(crawled, packed):
    lines = b"".join(index.read_bytes() for index in crawled.data.glob("index/*.cdxj")).splitlines(True)
    assert members(packed)["indexes/index.cdx"] == b"".join(sorted(lines))


def test_a_long_index_is_compressed_in_parts_that_can_be_read_alone(packed, compressed):
    inside = members(compressed)
    index, (head, *starts) = inside["indexes/index.cdx.gz"], inside["indexes/index.idx"].splitlines()
    assert json.loads(head.split(b" ", 2)[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    lines = b""
    for start in starts:
        key, time, place = start.split(b" ", 2)
        where = json.loads(place)
        part = gzip.decompress(index[where["offset"] : where["offset"] + where["length"]])
        assert part.startswith(key + b" " + time + b" ")
        lines += part
    assert lines == members(packed)["indexes/index.cdx"]


@pytest.mark.parametrize("form", ["packed", "compressed"])
def test_it_holds_to_its_format(form, request):
    result = gongkai("verify", request.getfixturevalue(form))
    assert (result.exit_code, result.stdout) == (Exit.DONE, "")


def test_reports_come_first_with_their_titles_and_texts(crawled, packed):
    head, *pages = jsonl(members(packed)["pages/pages.jsonl"])
    assert head["format"] == "json-pages-1.0"
    page = next(page for page in pages if page["url"] == crawled.report)
    assert page["title"] == REPORT.title
    assert "一、总体情况" in page["text"]
    assert "制发件数" in page["text"]
    _, *others = jsonl(members(packed)["pages/extraPages.jsonl"])
    assert {*crawled.homes} <= {page["url"] for page in others}
    assert not {page["url"] for page in pages} & {page["url"] for page in others}


def test_the_parser_reads_the_same_from_the_package(lines, packed):
    assert parsed(packed) == lines
    assert sorted(members(packed)["reports/reports.jsonl"].decode().splitlines()) == lines


def test_packing_again_gives_the_same_bytes(crawled, packed, tmp_path):
    again = tmp_path / "again.wacz"
    gongkai("pack", "--data", crawled.data, "--out", again)
    assert again.read_bytes() == packed.read_bytes()


def test_another_validator_holds_it_valid(packed, wacz):
    said = subprocess.run([wacz, "validate", "-f", packed], capture_output=True, text=True, check=False)
    assert "the passed WACZ is valid" in said.stdout
    assert said.returncode == 0


def test_a_report_is_packed_with_all_its_pages_and_what_they_need(crawled, tmp_path):
    out = chosen(crawled, tmp_path, "--report", "411521-2021")
    inside = members(out)
    entries = [json.loads(line.split(b" ", 2)[2]) for line in inside["indexes/index.cdx"].splitlines()]
    home = crawled.homes[1]
    pages = [home + path for path in ("info/1071/8829.htm", "info/1071/8829_2.htm", "info/1071/8829_3.htm")]
    assert sorted(entry["url"] for entry in entries) == [f"{home}css/style.css", *pages]
    assert [page["url"] for page in jsonl(inside["pages/pages.jsonl"])[1:]] == pages
    assert inside["reports/reports.jsonl"].decode().splitlines() == parsed(out)


def test_requisites_are_found_though_another_page_asked_for_them(crawled, of_2020):
    """Each is fetched once for a portal, for the page that named it first."""
    index = of_2020["indexes/index.cdx"].decode()
    for path in ("images/style.css", "images/banner.png", "images/emblem.png"):
        assert crawled.homes[0] + path in index


def test_records_chosen_are_whole_and_linked(of_2020, tmp_path):
    for name in (name for name in of_2020 if name.startswith("archive/")):
        warc = tmp_path / name.rpartition("/")[2]
        warc.write_bytes(of_2020[name])
        assert name.endswith("-selected.warc.gz")
        assert list(verify_file(warc)) == []
        kinds = [record.rec_type for record in ArchiveIterator(BytesIO(of_2020[name]))]
        assert kinds[:2] == ["warcinfo", "warcinfo"]
        assert kinds[2:] == ["request", "response", "metadata"] * ((len(kinds) - 2) // 3)


def test_years_and_addresses_must_both_apply(crawled, of_2020, tmp_path):
    of_both = jsonl(of_2020["reports/reports.jsonl"])
    assert {report["report_year"] for report in of_both} == {2020}
    here = members(chosen(crawled, tmp_path, "--year", "2020", "--prefix", crawled.homes[1]))
    addresses = [report["source"]["url"] for report in jsonl(here["reports/reports.jsonl"])]
    assert addresses == [
        report["source"]["url"] for report in of_both if report["source"]["url"].startswith(crawled.homes[1])
    ]


@pytest.fixture
def routed(tmp_path):
    """A portal that is one page, its list and its reports routes of it; the addresses of these."""
    _, page, *_ = VSB.reports
    body, home = VSB.pages[page.captures[0]].body, "http://www.example.gov.cn/"
    warcs = writer(tmp_path)
    shell = warcs.write(exchange(url=home), context(Role.HUB))
    shown = {
        f"{home}#/list": (Role.LISTING, "<title>公开年报</title><p>年报</p>".encode()),
        f"{home}#/view/1": (Role.PAGE, body),
        f"{home}#/view/2": (Role.PAGE, body.replace(b"2021", b"2019").replace(b"2020", b"2018")),
    }
    places = [
        warcs.write(rendering(dom, url, response_id=shell.record_id), context(role, rendered="scripts only"))
        for url, (role, dom) in shown.items()
    ]
    warcs.close()
    with Store(tmp_path) as store:
        stored = [store.save(parse(read_document(tmp_path, [place]))) for place in places[1:]]
    assert len(stored) == 2
    return tmp_path, list(shown)


def test_pages_that_are_routes_of_one_address_are_told_apart(routed, tmp_path):
    data, (_, *reports) = routed
    whole = members(chosen(Crawled(data, ()), tmp_path))
    assert [page["text"] for page in jsonl(whole["pages/extraPages.jsonl"])[1:]] == ["年报"]
    titles = {page["title"] for page in jsonl(whole["pages/pages.jsonl"])[1:]}
    assert titles == {report["title"] for report in jsonl(whole["reports/reports.jsonl"])}
    assert len(titles) == len(reports)
    one = members(chosen(Crawled(data, ()), tmp_path, "--prefix", reports[0], "--force"))
    assert [report["source"]["url"] for report in jsonl(one["reports/reports.jsonl"])] == [reports[0]]
    assert not jsonl(one["pages/extraPages.jsonl"])[1:]


def test_a_portal_is_packed_without_the_database(crawled, lines, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "warc").symlink_to(crawled.data / "warc")
    out = tmp_path / "bare.wacz"
    assert gongkai("pack", "--data", tmp_path / "copy", "--out", out).exit_code == 0
    assert parsed(out) == lines
    titles = {page.get("title") for page in jsonl(members(out)["pages/pages.jsonl"])}
    assert REPORT.title in titles


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("nowhere",), "holds no portal nowhere"),
        (("--report", "nobody-2021"), "no such report: nobody-2021"),
        (("--year", "1999"), "nothing in the archive"),
        (("--out", "package.zip"), "does not end in .wacz"),
        (("--out", "/nowhere/package.wacz"), "there is no folder"),
    ],
)
def test_what_cannot_be_packed_is_said(crawled, tmp_path, options, said):
    result = gongkai("pack", "--data", crawled.data, "--out", tmp_path / "a.wacz", *options)
    assert result.exit_code == Exit.USAGE
    assert said in " ".join(result.stderr.replace("│", "").split())
    assert not list(tmp_path.iterdir())


def test_a_file_that_exists_is_kept(crawled, tmp_path):
    out = tmp_path / "a.wacz"
    out.write_bytes(b"mine")
    result = gongkai("pack", "--data", crawled.data, "--out", out)
    assert result.exit_code == Exit.USAGE
    assert out.read_bytes() == b"mine"


def test_a_full_disk_leaves_nothing_behind(crawled, tmp_path):
    command = [sys.executable, "-m", "crawler", "pack", "--data", crawled.data, "--out", tmp_path / "a.wacz"]
    bounded = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (60_000, 60_000))
    ended = subprocess.run(command, preexec_fn=bounded, capture_output=True, text=True, check=False)
    assert ended.returncode == Exit.DISK_FULL, ended.stderr
    assert "a.wacz cannot be written" in ended.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_still_open_is_named_and_left_out(crawled, tmp_path):
    folder = tmp_path / "data" / "warc" / "portal"
    folder.mkdir(parents=True)
    source = next(crawled.data.glob("warc/*/*.warc.gz"))
    (folder / source.name).write_bytes(source.read_bytes())
    (folder / "portal-00002.warc.gz.open").write_bytes(source.read_bytes()[:1000])
    result = gongkai("pack", "--data", tmp_path / "data", "--out", tmp_path / "a.wacz")
    assert "portal-00002.warc.gz.open is still open" in result.stderr
    assert [name for name in members(tmp_path / "a.wacz") if name.startswith("archive/")] == [
        f"archive/{source.name}"
    ]
