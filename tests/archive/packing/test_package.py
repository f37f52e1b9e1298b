import json
import struct
import zipfile
from datetime import UTC, datetime

import pytest

from archive.packing.package import Package

MOMENT = datetime(2026, 3, 1, 8, 0, 1, tzinfo=UTC)


def packed(path, members, **sized):
    with path.open("wb") as file, Package(file, MOMENT) as package:
        for name, content in members.items():
            package.add(name, [content], **sized)
        package.describe({"title": "t"})
    return path


@pytest.mark.parametrize("sized", [{}, {"size": 100}])
def test_every_member_is_where_its_own_head_says(tmp_path, sized):
    """Readers that fetch parts of the file take a record's place from the member's head."""
    path = packed(tmp_path / "a.wacz", {"archive/a.warc": b"abc", "archive/b.warc": b"de"}, **sized)
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        for entry in package.infolist():
            name, extra = struct.unpack("<HH", raw[entry.header_offset + 26 : entry.header_offset + 30])
            begins = entry.header_offset + 30 + name + extra
            assert raw[begins : begins + entry.file_size] == package.read(entry)
            assert entry.extra  # one that is empty here is taken for empty there
            assert not entry.flag_bits & 8  # lengths stand before the bytes


def test_large_files_are_zip64(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    content = b"x" * 3000
    path = packed(tmp_path / "a.wacz", {"archive/a.warc": content, "archive/b.warc": b"de"}, size=3000)
    monkeypatch.undo()
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert package.read("archive/a.warc") == content
        assert package.getinfo("archive/b.warc").header_offset > 3000
    assert b"PK\x06\x06" in path.read_bytes()  # the zip64 end of central directory record


def test_names_in_the_manifest_are_what_a_data_package_allows(tmp_path):
    path = packed(
        tmp_path / "a.wacz", {"archive/新乡.warc": b"a", "archive/A.warc": b"b", "archive/a.warc": b"c"}
    )
    with zipfile.ZipFile(path) as package:
        resources = json.loads(package.read("datapackage.json"))["resources"]
    names = [resource["name"] for resource in resources]
    assert all(name.isascii() and name == name.lower() for name in names)
    assert len(set(names)) == len(names)
