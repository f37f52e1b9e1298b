import gzip
import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing

import pytest
from typer.testing import CliRunner

from archive.contexts import provenance_of
from archive.errors import DiskFull
from archive.names import data_dir_of
from archive.reader import captures, read_document
from archive.sources import Source
from archive.writer import WarcWriter
from crawler.commands import app
from crawler.exits import Exit
from crawler.importing import fetching
from crawler.locks import PortalLock
from pipelines.parse import parse
from pipelines.store import Store, documents
from tests.archive.exchanges import PORTAL, context, exchange, response
from tests.crawler.importing.elsewhere import DATE, read, truth, warc
from tests.crawler.importing.elsewhere import captures as made

runner = CliRunner()
NAMES = ("youyi", "luoshan")


def run(data, *arguments):
    return runner.invoke(app, [*map(str, arguments), "--data", str(data), "--processes", "1"])


def held(data, pattern="warc/*/*-imported-*"):
    return [path for path in sorted(data.glob(pattern)) if "-contexts" not in path.name]


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Two portals' archives in a folder, one file a portal, imported."""
    root = tmp_path_factory.mktemp("imported")
    (root / "from").mkdir()
    for name in NAMES:
        (root / "from" / f"{name}.warc.gz").write_bytes(warc(made(name)))
    return root, run(root / "data", "import", root / "from")


def test_reports_are_found_without_a_word_on_why_anything_was_captured(imported):
    root, finished = imported
    assert finished.exit_code == Exit.DONE, finished.output
    assert read(documents(root / "data")) == truth(*NAMES)
    assert {path.parent.name for path in held(root / "data")} == {f"{name}.gov.test" for name in NAMES}


def test_bytes_and_dates_are_kept_and_where_they_came_from_is_recorded(imported):
    root, _ = imported
    for name, path in zip(NAMES, reversed(held(root / "data")), strict=True):
        source = root / "from" / f"{name}.warc.gz"
        assert path.read_bytes() == source.read_bytes()
        said = dict(provenance_of(Source(path, path.name)))
        assert said["source-sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
        assert (said["imported-from"], said["source-bytes"]) == (str(source), str(source.stat().st_size))
    dates = {capture["captured_at"] for one in documents(root / "data") for capture in one["captures"]}
    assert dates == {DATE}


@pytest.mark.parametrize("command", ["reparse", "verify"])
def test_what_was_imported_is_read_and_verified_as_what_was_crawled(imported, command):
    root, _ = imported
    finished = (
        run(root / "data", "reparse")
        if command == "reparse"
        else runner.invoke(app, ["verify", "--data", str(root / "data")])
    )
    assert (finished.exit_code, finished.stdout) == (Exit.DONE, "")


def test_an_archive_copied_elsewhere_says_the_same(imported, tmp_path):
    root, _ = imported
    finished = runner.invoke(app, ["parse", str(root / "data" / "warc")])
    assert read(map(json.loads, finished.stdout.splitlines())) == truth(*NAMES)
    again = run(tmp_path, "import", root / "data" / "warc")
    assert again.exit_code == Exit.DONE
    assert read(documents(tmp_path)) == truth(*NAMES)


def test_what_was_imported_before_is_recognized_under_any_name(imported, tmp_path):
    root, _ = imported
    before = {path: path.stat().st_mtime_ns for path in root.glob("data/*/*/*")}
    copy = tmp_path / "renamed.warc.gz"
    copy.write_bytes((root / "from" / "youyi.warc.gz").read_bytes())
    finished = run(root / "data", "import", copy)
    assert "imported before" in finished.stderr
    assert {path: path.stat().st_mtime_ns for path in root.glob("data/*/*/*")} == before


def test_an_import_cut_off_anywhere_is_gone_on_with(imported, tmp_path):
    root, _ = imported
    source = root / "from" / "luoshan.warc.gz"
    assert run(tmp_path, "import", source).exit_code == Exit.DONE
    (beside,) = tmp_path.glob("warc/*/*-contexts.warc.gz")
    whole = read(documents(tmp_path))
    for cut in ("found", "read"):
        with closing(sqlite3.connect(tmp_path / "gongkai.db")) as connection, connection:
            connection.execute(
                "DELETE FROM documents" if cut == "found" else "UPDATE documents SET state = 'pending'"
            )
            connection.execute("DELETE FROM reports")
        if cut == "found":
            beside.unlink()
        assert run(tmp_path, "import", source).exit_code == Exit.DONE
        assert read(documents(tmp_path)) == whole


def test_an_archive_of_ours_keeps_what_its_records_say(tmp_path):
    page = next(body for url, _, _, body in made("luoshan") if url.endswith("8843.htm"))
    writer = WarcWriter(tmp_path / "theirs", PORTAL, run_id="r", software="gongkai/0", user_agent="t")
    writer.write(exchange(response(page)), context(listing_title="as it was listed"))
    writer.close()
    assert run(tmp_path / "ours", "import", tmp_path / "theirs").exit_code == Exit.DONE
    (report,) = documents(tmp_path / "ours")
    assert (report["source"]["portal"], report["source"]["listing_title"]) == (PORTAL, "as it was listed")
    assert runner.invoke(app, ["verify", "--data", str(tmp_path / "ours")]).stdout == ""


def arc(found):
    about = b"1 0 Another\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://other.arc.gz 127.0.0.1 20140216050221 text/plain %d\n%s\n" % (len(about), about)]
    for url, _, kind, body in found:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind.encode(), body)
        head = (url.encode(), kind.partition(";")[0].encode(), len(block), block)
        records.append(b"%s 192.0.2.1 20140216050221 %s %d\n%s\n" % head)
    return b"".join(map(gzip.compress, records))


def wacz(path, compression, *raw):
    with zipfile.ZipFile(path, "w", compression) as packed:
        for number, one in enumerate(raw):
            packed.writestr(f"archive/other-{number}.warc.gz", one)
        packed.writestr("datapackage.json", "{}")


@pytest.mark.parametrize("form", ["arc", "one member", "plain", "wacz", "deflated wacz"])
def test_any_form_of_archive_gives_the_same_reports(tmp_path, form):
    found = [one for one in made("luoshan") if "/info/" in one[0] or "nb" in one[0]]
    source = tmp_path / f"other.{ {'arc': 'arc.gz', 'plain': 'warc'}.get(form, 'warc.gz') }"
    if form == "arc":
        source.write_bytes(arc(found))
    elif "wacz" in form:
        source = tmp_path / "other.wacz"
        wacz(source, zipfile.ZIP_DEFLATED if "deflated" in form else zipfile.ZIP_STORED, warc(found))
    else:
        plain = warc(found, gzip=False)
        source.write_bytes(plain if form == "plain" else gzip.compress(plain))
    finished = run(tmp_path / "data", "import", source)
    assert finished.exit_code == Exit.DONE, finished.output
    assert read(documents(tmp_path / "data")) == truth("luoshan")
    assert ("written anew" in finished.stderr) is (form in {"arc", "one member", "deflated wacz"})
    (path,) = held(tmp_path / "data")
    assert data_dir_of(path) == (tmp_path / "data").absolute()
    places = [capture.place for capture in captures(path)]
    assert len(places) == len(found)
    assert len({place.record_id for place in places}) == len(found)


def test_what_a_crawler_says_of_pages_under_names_of_its_own_is_no_page(tmp_path):
    """As Browsertrix (`urn:`) and wget (`metadata:`) do."""
    found = [one for one in made("luoshan") if "/info/" in one[0]]
    named = [
        (f"{name}{url}", date, "text/plain", body)
        for name in ("urn:text:", "metadata://", "dns:")
        for url, date, _, body in found
    ]
    source = tmp_path / "theirs.warc.gz"
    source.write_bytes(warc([*named, *found], rec_type="resource"))
    assert run(tmp_path / "data", "import", source).exit_code == Exit.DONE
    assert read(documents(tmp_path / "data")) == truth("luoshan")
    assert {path.parent.name for path in held(tmp_path / "data")} == {"luoshan.gov.test"}
    parsed = runner.invoke(app, ["parse", str(source)]).stdout.splitlines()
    assert {one["source"]["url"] for one in map(json.loads, parsed)} <= {url for url, *_ in found}


def test_the_files_of_a_wacz_are_of_one_portal(tmp_path):
    first, second = (one for one in made("youyi") if "398277" in one[0])
    others = [one for one in made("luoshan") if "xw" in one[0]]
    source = tmp_path / "two.wacz"
    wacz(source, zipfile.ZIP_STORED, warc([first, *others[:2]]), warc([second, *made("youyi")[:3]]))
    assert run(tmp_path / "data", "import", source).exit_code == Exit.DONE
    assert len({path.parent.name for path in held(tmp_path / "data")}) == 1
    assert max(len(one["captures"]) for one in documents(tmp_path / "data")) == 2


def test_parts_that_were_not_captured_are_named(tmp_path):
    found = [one for one in made("luoshan") if "8829" in one[0]]
    lost = next(url for url, *_ in found if "8829_2" in url)
    source = tmp_path / "parts.warc.gz"
    source.write_bytes(warc([one for one in found if one[0] != lost]))
    finished = run(tmp_path / "data", "import", source)
    assert f"not captured: {lost}" in finished.stderr
    assert "1 parts missing" in finished.stderr


def test_what_is_broken_is_named_and_the_rest_is_imported(tmp_path):
    raw = bytearray(warc(made("luoshan")))
    raw[len(raw) // 2] ^= 0xFF
    source = tmp_path / "broken.warc.gz"
    source.write_bytes(raw)
    finished = run(tmp_path / "data", "import", source)
    assert finished.exit_code == Exit.DONE
    assert f"{source} at" in finished.stderr
    (path,) = held(tmp_path / "data")
    assert path.read_bytes() == raw
    assert dict(provenance_of(Source(path, path.name)))["unreadable"] == "1"


@pytest.mark.parametrize("content", [None, b"", b"no archive", warc([])])
def test_a_source_that_gives_nothing_is_named(tmp_path, content):
    source = tmp_path / "nothing.warc.gz"
    if content is not None:
        source.write_bytes(content)
    finished = run(tmp_path / "data", "import", source)
    assert finished.exit_code == Exit.FINDINGS
    assert str(source) in finished.stderr
    assert held(tmp_path / "data") == []


def test_an_archive_is_not_imported_into_itself(imported):
    root, _ = imported
    before = held(root / "data")
    finished = run(root / "data", "import", root / "data" / "warc")
    assert finished.exit_code == Exit.FINDINGS
    assert "own archive" in finished.stderr
    assert held(root / "data") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["http://a.test/"], "--url"),
        (["http://a.test/", "http://b.test/", "--url", "x.gov.cn"], "one web archive"),
        (["http://a.test/", "--url", "http://:1"], "--url"),
        (["http://a.test/", "--url", "x.gov.cn", "--from", "last year"], "--from"),
        (["ftp://a.test/", "--url", "x.gov.cn"], "SOURCE"),
    ],
)
def test_a_web_archive_that_cannot_be_asked_is_wrong_use(tmp_path, arguments, said):
    finished = run(tmp_path / "data", "import", *arguments)
    assert finished.exit_code == Exit.USAGE
    assert said in finished.stderr


def test_a_portal_that_another_process_holds_is_left_alone(tmp_path):
    source = tmp_path / "one.warc.gz"
    source.write_bytes(warc(made("luoshan")))
    data = tmp_path / "data"
    with closing(PortalLock.take(data, "luoshan.gov.test")):
        finished = run(data, "import", source)
    assert type(finished.exception).__name__ == "PortalLocked"
    assert held(data) == []


@pytest.mark.parametrize("first", ["imported", "crawled"])
def test_an_older_capture_does_not_replace_what_is_stored(tmp_path, first):
    url, _, kind, body = next(one for one in made("luoshan") if "8843" in one[0])
    source = tmp_path / "one.warc.gz"
    if first == "imported":
        source.write_bytes(warc([(url, DATE, kind, body)]))
        run(tmp_path / "data", "import", source)
    else:
        writer = WarcWriter(tmp_path / "data", "crawled", run_id="r", software="gongkai/0", user_agent="t")
        place = writer.write(exchange(response(body), url), context())
        writer.close()
        with Store(tmp_path / "data") as store:
            store.save(parse(read_document(tmp_path / "data", [place])))
    stored = list(documents(tmp_path / "data"))
    source.write_bytes(warc([(url, "2015-05-01T00:00:00Z", kind, body)]))
    assert run(tmp_path / "data", "import", source).exit_code == Exit.DONE
    assert list(documents(tmp_path / "data")) == stored != []


def test_where_the_newest_capture_cannot_be_read_the_one_before_is_stored(tmp_path):
    """As after a portal was made anew, with scripts that fill its pages."""
    url, _, kind, body = next(one for one in made("luoshan") if "8843" in one[0])
    (title,) = (title for title, urls in truth("luoshan").items() if url in urls)
    emptied = f"<title>{title}</title><h1>{title}</h1><div id='app'></div>".encode()
    source = tmp_path / "visits.warc.gz"
    dated = [(url, f"20{year}-05-01T00:00:00Z", kind, body) for year in (21, 22)]
    source.write_bytes(warc([*dated, (url, "2024-05-01T00:00:00Z", kind, emptied)]))
    finished = run(tmp_path / "data", "import", source)
    assert f"{url}: " in finished.stderr
    (report,) = documents(tmp_path / "data")
    assert [one["captured_at"][:4] for one in report["captures"]] == ["2022"]
    assert run(tmp_path / "data", "import", source).exit_code == Exit.DONE
    assert list(documents(tmp_path / "data")) == [report]


def test_one_attachment_belongs_to_every_visit_of_its_article(tmp_path):
    page, file = (one for one in made("youyi") if "398277" in one[0])
    page, file = (file, page) if page[0].endswith("pdf") else (page, file)
    dates = ("2022-05-01T00:00:00Z", "2023-05-01T00:00:00Z")
    source = tmp_path / "visits.warc.gz"
    source.write_bytes(warc([file, *((page[0], date, *page[2:]) for date in dates)]))
    run(tmp_path / "data", "import", source)
    (report,) = documents(tmp_path / "data")
    assert [one["captured_at"] for one in report["captures"]] == [dates[1], DATE]
    told = runner.invoke(app, ["timeline", report["id"], "--data", str(tmp_path / "data"), "--json"])
    (period,) = map(json.loads, told.stdout.splitlines())
    assert (period["from"], period["to"], period["visits"]) == (*dates, 2)


def test_an_attachment_is_found_in_what_was_imported_before(tmp_path):
    file, page = sorted(
        (one for one in made("youyi") if "398277" in one[0]), key=lambda one: "shtml" in one[0]
    )
    for number, one in enumerate((file, page, page)):
        source = tmp_path / f"{number}.warc.gz"
        source.write_bytes(warc([(one[0], f"202{number}-05-01T00:00:00Z", *one[2:])]))
        assert run(tmp_path / "data", "import", source).exit_code == Exit.DONE
    (report,) = (one for one in documents(tmp_path / "data") if len(one["captures"]) > 1)
    assert [one["url"] for one in report["captures"]] == [page[0], file[0]]
    assert report["captures"][0]["captured_at"].startswith("2022")
    assert run(tmp_path / "data", "reparse").stdout == ""


WHO = ("--operator", "示例档案馆", "--contact", "archive@example.org")


def test_who_answers_for_an_import_stands_in_what_is_written(tmp_path):
    (tmp_path / "one.warc.gz").write_bytes(warc(made("youyi")))
    finished = run(tmp_path / "data", "import", tmp_path / "one.warc.gz", *WHO)
    assert finished.exit_code == Exit.DONE, finished.output
    (beside,) = (tmp_path / "data").glob("warc/*/*-contexts*")
    (said,) = {
        field for field in gzip.decompress(beside.read_bytes()).decode().splitlines() if "operator" in field
    }
    assert said == "operator: 示例档案馆"
    assert b"(+archive@example.org; " in gzip.decompress(beside.read_bytes())


def test_a_web_archive_is_told_who_asks(tmp_path, monkeypatch):
    told = []

    def fetch(_, terms):
        told.append(terms.settings)
        raise DiskFull("far enough")

    monkeypatch.setattr(fetching, "fetch", fetch)
    run(tmp_path / "data", "import", "http://web.archive.test/", "--url", "youyi.gov.test", *WHO)
    assert told[0]["OPERATOR"] == "示例档案馆"
    assert "(+archive@example.org; " in told[0]["USER_AGENT"]
