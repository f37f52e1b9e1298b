import errno
import os

import pytest

from archive.contexts import contexts_of, is_searched, provenance_of, write_contexts, write_provenance
from archive.errors import ArchiveError, DiskFull
from archive.imports import archive_files, incoming, is_taken_in, take_in
from archive.names import index_path
from archive.records import Origin
from archive.sources import Source
from archive.verify import verify_file
from tests.archive import foreign
from tests.archive.exchanges import PORTAL, START, context

ORIGIN = Origin(PORTAL, "run-1", "gongkai/0", "test")


def imported(source, data_dir):
    """Takes a file in and returns where it lies."""
    with incoming(source, pytest.fail) as files:
        (found,) = files
        path = found.path_in(data_dir, PORTAL)
        write_provenance(path, ORIGIN, found.provenance(START), START)
        take_in(found, path, "Gongkai-import/0")
    return path


@pytest.fixture(params=sorted(foreign.FILES))
def source(request, tmp_path):
    path = tmp_path / request.param
    path.write_bytes(foreign.FILES[request.param])
    return path


def test_a_file_taken_in_twice_is_the_same_file(source, tmp_path):
    first, second = (imported(source, tmp_path / name) for name in ("one", "two"))
    assert first.name == second.name
    assert (first.read_bytes() == source.read_bytes()) is (".arc" not in source.suffixes)
    assert index_path(tmp_path / "one", first).read_bytes().count(b"http://www.example.org/") == 1


def test_records_written_anew_are_whole(tmp_path):
    source = tmp_path / "other.arc.gz"
    source.write_bytes(foreign.FILES[source.name])
    path = imported(source, tmp_path / "data")
    assert list(verify_file(path)) == []
    assert dict(provenance_of(Source(path, path.name)))["records"].startswith("written anew")


def full(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_no_file_and_says_so(source, tmp_path, monkeypatch):
    with incoming(source, pytest.fail) as files:
        (found,) = files
        path = found.path_in(tmp_path / "data", PORTAL)
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            take_in(found, path, "Gongkai-import/0")
    assert [file for file in (tmp_path / "data").rglob("*") if file.is_file()] == []


def test_a_file_that_changes_while_it_is_read_is_not_taken_for_what_it_was(tmp_path):
    source = tmp_path / "other.warc.gz"
    source.write_bytes(foreign.FILES[source.name])
    with incoming(source, pytest.fail) as files:
        (found,) = files
        source.write_bytes(source.read_bytes() * 2)
        path = found.path_in(tmp_path / "data", PORTAL)
        with pytest.raises(ArchiveError, match="changed while it was read"):
            take_in(found, path, "Gongkai-import/0")
    assert not path.exists()


def test_an_index_that_was_not_written_any_more_is_made_up_for(source, tmp_path):
    path = imported(source, tmp_path)
    index = index_path(tmp_path, path)
    whole = index.read_bytes()
    index.unlink()
    assert is_taken_in(path, tmp_path)
    assert index.read_bytes() == whole
    assert not is_taken_in(path.with_name("another.warc.gz"), tmp_path)


@pytest.mark.parametrize("make", [str, lambda path: path.mkdir(), lambda path: path.write_text("no")])
def test_a_path_without_archives_is_refused(tmp_path, make):
    make(tmp_path / "nothing")
    with pytest.raises(ArchiveError, match="nothing"):
        archive_files(tmp_path / "nothing")


def test_what_captures_are_is_said_beside_the_file_and_where_it_came_from_stays(tmp_path):
    path = tmp_path / "warc" / PORTAL / "x.warc.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(foreign.FILES["other.warc.gz"])
    source, said = Source(path, path.name), context(page=2, document="urn:uuid:a")
    assert (is_searched(source), dict(contexts_of(source))) == (False, {})
    write_provenance(path, ORIGIN, (("imported-from", "elsewhere"),), START)
    assert not is_searched(source)
    write_contexts(
        path, ORIGIN, [("urn:uuid:b", "http://a.test/", said), ("urn:uuid:b", None, context())], START
    )
    assert is_searched(source)
    assert dict(provenance_of(source)) == {"imported-from": "elsewhere"}
    assert dict(contexts_of(source)) == {"urn:uuid:b": (said, context())}
    assert list(verify_file(path.with_name("x-contexts.warc.gz"))) == []
