"""A WACZ damaged in one way each: found by its rule, and nothing else."""

import gzip
import hashlib
import io
import json
import zipfile

import pytest

from archive.records import build
from archive.verify import verify_file
from tests.archive.exchanges import HTML, URL, exchange, response, written

PAGES = (
    b'{"format": "json-pages-1.0", "id": "pages", "title": "All"}\n'
    + json.dumps({"id": "1", "url": URL, "ts": "2026-03-01T08:00:00Z", "title": "年度报告"}).encode()
)


def sha256(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def resource(path, content):
    return {"name": path.rpartition("/")[2], "path": path, "hash": sha256(content), "bytes": len(content)}


@pytest.fixture
def members(tmp_path):
    """The files of a WACZ by their paths, without the manifest."""
    path, _ = written(tmp_path / "data", exchange(), exchange(response(b"other"), url=f"{URL}?2"))
    index = (tmp_path / "data" / "index" / f"{path.name}.cdxj").read_bytes()
    return {
        f"archive/{path.name}": path.read_bytes(),
        "indexes/index.cdx": index,
        "pages/pages.jsonl": PAGES,
    }


def packed(members, *, listed=None, digest=None, methods=(), **described):
    """Return a WACZ of the members, with what the manifest says of those listed."""
    manifest = {"profile": "data-package", "wacz_version": "1.1.1", **described}
    manifest["resources"] = [resource(*one) for one in (members if listed is None else listed).items()]
    text = json.dumps(manifest).encode()
    stated = json.dumps({"path": "datapackage.json", "hash": digest or sha256(text)}).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as wacz:
        all_of_it = {**members, "datapackage.json": text, "datapackage-digest.json": stated}
        for name, content in all_of_it.items():
            wacz.writestr(name, content, zipfile.ZIP_DEFLATED if name in methods else zipfile.ZIP_STORED)
    return out.getvalue()


def faults(tmp_path, raw):
    path = tmp_path / "a.wacz"
    path.write_bytes(raw)
    return [(fault.rule, fault.message) for fault in verify_file(path)]


def warc_of(members):
    return next(name for name in members if name.startswith("archive/"))


def changed(members, name, *replaced):
    name = warc_of(members) if name == "archive" else name
    return {**members, name: members[name].replace(*replaced)}


def without(members, *names):
    names = [warc_of(members) if name == "archive" else name for name in names]
    return {name: content for name, content in members.items() if name not in names}


def index_lines(members, change):
    lines = members["indexes/index.cdx"].splitlines(keepends=True)
    return {**members, "indexes/index.cdx": b"".join(change(lines))}


GOOD = {
    "as packed": packed,
    "texts deflated": lambda files: packed(files, methods={"indexes/index.cdx", "pages/pages.jsonl"}),
    "index compressed": lambda files: packed(
        without(files, "indexes/index.cdx")
        | {"indexes/index.cdx.gz": gzip.compress(files["indexes/index.cdx"])}
    ),
    "other files": lambda files: packed(files | {"reports/reports.jsonl": b"{}\n"}),
    "more pages": lambda files: packed(files | {"pages/extraPages.jsonl": PAGES}),
}

DAMAGED = {
    "no pages": (lambda files: packed(without(files, "pages/pages.jsonl")), "wacz", "pages.jsonl is missing"),
    "pages that are no JSON": (
        lambda files: packed(files | {"pages/pages.jsonl": PAGES + b"\n{"}),
        "wacz",
        "no JSON object in line 3",
    ),
    "a page without address": (
        lambda files: packed(changed(files, "pages/pages.jsonl", b'"url"', b'"uri"')),
        "wacz",
        "no url",
    ),
    "a page without time": (
        lambda files: packed(changed(files, "pages/pages.jsonl", b"2026-03-01T", b"2026-02-30T")),
        "wacz",
        "no time",
    ),
    "a page of no capture": (
        lambda files: packed(changed(files, "pages/pages.jsonl", URL.encode(), b"http://b.cn/")),
        "wacz",
        "no capture",
    ),
    "no profile": (lambda files: packed(files, profile=None), "wacz", "profile"),
    "no version": (lambda files: packed(files, wacz_version=None), "wacz", "wacz_version"),
    "a wrong digest of the manifest": (
        lambda files: packed(files, digest=sha256(b"")),
        "digest",
        "datapackage",
    ),
    "a file not listed": (
        lambda files: packed(files | {"notes.txt": b""}, listed=files),
        "wacz",
        "does not list notes.txt",
    ),
    "a listed file missing": (
        lambda files: packed(files, listed=files | {"notes.txt": b""}),
        "wacz",
        "notes.txt, which is missing",
    ),
    "a file changed": (
        lambda files: packed(changed(files, "pages/pages.jsonl", b'"id": "1"', b'"id": "2"'), listed=files),
        "digest",
        "pages.jsonl",
    ),
    "a WARC deflated": (lambda files: packed(files, methods={warc_of(files)}), "wacz", "is compressed"),
    "a foreign file among pages": (
        lambda files: packed(files | {"pages/a.txt": b""}),
        "wacz",
        "must not be in",
    ),
    "a name that leads out": (lambda files: packed(files | {"../a": b""}), "wacz", "leads elsewhere"),
    "an index that points beside": (
        lambda files: packed(
            index_lines(files, lambda lines: [*lines, lines[-1].replace(b'"offset": "', b'"offset": "9')])
        ),
        "index",
        "no record begins",
    ),
    "an index without a capture": (
        lambda files: packed(index_lines(files, lambda lines: lines[:1])),
        "index",
        "no index has the capture",
    ),
    "an index of another file": (
        lambda files: packed(
            index_lines(files, lambda lines: [*lines, lines[-1].replace(b'"filename": "', b'"filename": "x')])
        ),
        "index",
        "which is missing",
    ),
    "an index unsorted": (
        lambda files: packed(index_lines(files, lambda lines: lines[::-1])),
        "index",
        "not sorted",
    ),
    "an index with another address": (
        lambda files: packed(
            index_lines(files, lambda lines: [*lines, lines[-1].replace(b".html?2", b".html?3")])
        ),
        "index",
        "of a record of",
    ),
    "an index that is no CDXJ": (
        lambda files: packed(index_lines(files, lambda lines: [*lines, b"~\n"])),
        "index",
        "no CDXJ",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_wacz_has_no_fault(tmp_path, members, name):
    assert faults(tmp_path, GOOD[name](members)) == []


@pytest.mark.parametrize("name", DAMAGED)
def test_one_damage_is_one_fault(tmp_path, members, name):
    make, rule, words = DAMAGED[name]
    found = faults(tmp_path, make(members))
    assert [broken for broken, _ in found] == [rule], found
    assert words in found[0][1]


def test_without_archive_nothing_else_is_told_of_it(tmp_path, members):
    found = {
        message for _, message in faults(tmp_path, packed(without(members, "archive", "indexes/index.cdx")))
    }
    assert "there is no file of the format in archive/" in found
    assert "there is no file of the format in indexes/" in found


def test_a_record_in_it_is_named_with_its_file(tmp_path, members):
    broken = build("response", "urn:a", "2026-03-01T00:00:00Z", (("WARC-Target-URI", URL),), response(HTML))
    files = members | {"archive/b.warc": broken.replace(b"WARC-Date", b"WARC-Data")}
    path = tmp_path / "a.wacz"
    path.write_bytes(packed(files))
    assert [fault.file for fault in verify_file(path) if fault.rule == "field"] == [f"{path}/archive/b.warc"]


def test_a_head_that_differs_from_the_directory_is_told(tmp_path, members):
    raw = bytearray(packed(members))
    raw[14] ^= 1  # the checksum in the first member's own head
    assert ("wacz", f"{warc_of(members)} has another method, checksum or size in its own head") in faults(
        tmp_path, bytes(raw)
    )


@pytest.mark.parametrize("cut", [0, 3, 30, 200, -1, -30])
def test_a_cut_zip_file_is_a_fault_and_no_crash(tmp_path, members, cut):
    assert faults(tmp_path, packed(members)[:cut])


def test_any_byte_changed_in_what_is_stored_is_seen(tmp_path, members):
    raw = packed(members)
    start = raw.index(members[warc_of(members)])
    for at in range(start, start + len(members[warc_of(members)]), 97):
        damaged = bytearray(raw)
        damaged[at] ^= 0x20
        assert faults(tmp_path, bytes(damaged)), at
