"""An archive copied elsewhere, packed, taken apart or opened by a later version parses to the same reports."""

import json
import shutil
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from crawler.database import connect
from crawler.exits import Exit
from pipelines.store import documents
from tests.crawler.packing.conftest import gongkai, parsed

FROZEN = Path(__file__).with_name("frozen")


@pytest.fixture(scope="module")
def copied(crawled, tmp_path_factory):
    """The archive files alone, in a folder of another name."""
    folder = tmp_path_factory.mktemp("杂项") / "档案 copy"
    shutil.copytree(crawled.data / "warc", folder / "warc")
    return folder


def test_a_copy_of_the_archive_files_alone_is_enough(copied, lines):
    assert parsed(copied) == lines


def test_each_file_parses_alone(copied, lines):
    files = sorted(copied.glob("warc/*/*.warc.gz"))
    assert len(files) == 2
    assert sorted(line for file in files for line in parsed(file)) == lines


def test_a_file_with_another_name_says_the_same_but_for_its_name(copied, lines, tmp_path):
    for number, file in enumerate(sorted(copied.glob("warc/*/*.warc.gz"))):
        shutil.copyfile(file, tmp_path / f"{number}.gz")
    renamed = [without_files(line) for line in parsed(*sorted(tmp_path.iterdir()))]
    assert renamed == sorted(without_files(line) for line in lines)


def without_files(line):
    report = json.loads(line)
    return json.dumps(
        {**report, "captures": [{**capture, "warc": None} for capture in report["captures"]]}, sort_keys=True
    )


def test_index_and_database_are_made_again_from_the_archive_files(crawled, copied):
    assert gongkai("reparse", "--data", copied).exit_code == Exit.USAGE
    assert not (copied / "gongkai.db").exists()
    assert gongkai("reparse", "--data", copied, "--apply").exit_code == Exit.DONE
    assert list(documents(copied)) == list(documents(crawled.data))
    made, kept = (
        {index.name: index.read_bytes() for index in there.glob("index/*")}
        for there in (copied, crawled.data)
    )
    assert made == kept
    assert gongkai("verify", "--data", copied).exit_code == Exit.DONE


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    """What version 0.1 left of two crawls of two sample portals; the second found all as it was, and wrote revisits."""
    folder = tmp_path_factory.mktemp("frozen")
    with tarfile.open(FROZEN / "0.1.tar.xz") as packed:
        # filters came with Python 3.11.4
        packed.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        packed.extractall(folder)
    return folder


def values(report):
    """What no later version may read otherwise."""
    return {
        "id": report["id"],
        "title": report["title"],
        "issuer": report["issuer"]["name"],
        "published_on": report["published_on"],
        "captures": [[capture["url"], capture["payload_digest"]] for capture in report["captures"]],
        "values": {one["key"]: one["value"] for one in report["observations"] if one["value"] is not None},
    }


def kept(read, known):
    """Whether everything that was read once is read the same; more may be."""
    return {**read, "values": {key: read["values"].get(key) for key in known["values"]}} == known


@pytest.fixture(scope="module")
def frozen_lines(frozen):
    return parsed(frozen / "warc")


def test_a_frozen_archive_is_read_as_it_was(frozen_lines):
    known = json.loads((FROZEN / "0.1.json").read_text("utf-8"))
    read = {one["id"]: one for one in map(values, map(json.loads, frozen_lines))}
    assert read.keys() == {one["id"] for one in known}
    assert [one["id"] for one in known if not kept(read[one["id"]], one)] == []


def test_a_frozen_archive_holds(frozen):
    files = sorted(frozen.glob("warc/*/*.warc.gz"))
    assert len(files) == 4
    result = gongkai("verify", *files)
    assert result.exit_code == Exit.DONE, result.stdout


def test_a_frozen_database_is_brought_up_to_date(frozen):
    with closing(connect(frozen)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        captures = connection.execute("SELECT count(*) FROM captures").fetchone()
    stored = {one["id"]: values(one) for one in documents(frozen)}
    known = json.loads((FROZEN / "0.1.json").read_text("utf-8"))
    assert captures > (0,)
    assert stored == {one["id"]: one for one in known}


def test_a_frozen_package_gives_what_its_archive_gives(frozen, frozen_lines, tmp_path):
    out = tmp_path / "frozen.wacz"
    assert gongkai("pack", "--data", frozen, "--out", out).exit_code == 0
    assert parsed(out) == frozen_lines
    assert gongkai("verify", out).exit_code == Exit.DONE


def test_a_revisit_is_packed_with_its_original(frozen, tmp_path):
    out = tmp_path / "one.wacz"
    result = gongkai("pack", "--data", frozen, "--report", "411521-2021", "--out", out)
    assert result.exit_code == 0, result.stderr
    (line,) = parsed(out)
    stored = next(one for one in documents(frozen) if one["id"] == "411521-2021")
    assert values(json.loads(line)) == values(stored)
    assert gongkai("verify", out).exit_code == Exit.DONE


def test_a_revisit_without_its_original_is_named(frozen, tmp_path):
    folder = tmp_path / "warc" / "127.0.0.1-18705"
    folder.mkdir(parents=True)
    later = max(frozen.glob("warc/127.0.0.1-18705/*"))
    shutil.copyfile(later, folder / later.name)
    result = gongkai("pack", "--data", tmp_path, "--out", tmp_path / "a.wacz")
    assert "its original is in no file of the archive" in result.stderr
