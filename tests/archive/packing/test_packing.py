import json
import zipfile
from pathlib import Path

import pytest

from archive.capture import Role
from archive.contexts import contexts_name, write_contexts
from archive.errors import ArchiveError
from archive.faults import silent
from archive.packing.catalogue import Catalogue
from archive.packing.pack import Packing
from archive.reader import captures
from archive.records import Origin
from archive.verify import verify_file
from tests.archive.exchanges import START, context, exchange, rendering, response, writer

PAGES = [f"http://www.example.gov.cn/{number}.html" for number in range(3)]


def faults(path):
    """What verifying finds in the WARC files of a package."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("archive/"):
                yield from verify_file(Path(package.extract(name, path.parent / "taken out")))


def write(packing, path):
    packing.write(path, pages=(), extra_pages=(), others={}, described={})
    return {one.url: one for one in captures(path, silent)}


def test_a_rendering_takes_along_the_response_it_was_made_of(tmp_path):
    warcs = writer(tmp_path)
    plain = warcs.write(exchange(url=PAGES[0]), context())
    shown = warcs.write(
        rendering(url=PAGES[0], response_id=plain.record_id),
        context(rendered="scripts", document=plain.record_id),
    )
    warcs.write(exchange(url=PAGES[1]), context())
    warcs.close()
    catalogue = Catalogue([tmp_path / plain.warc])
    chosen = catalogue.with_what_they_need([shown.record_id])
    assert chosen == {plain.record_id, shown.record_id}
    assert write(Packing(catalogue, chosen), tmp_path / "a.wacz").keys() == {PAGES[0]}


def test_another_rendering_of_a_response_is_not_chosen_with_it(tmp_path):
    warcs = writer(tmp_path)
    plain = warcs.write(exchange(url=PAGES[0]), context())
    routes = [
        warcs.write(
            rendering(url=f"{PAGES[0]}#/view/{number}", response_id=plain.record_id),
            context(rendered="scripts", document=plain.record_id),
        )
        for number in range(3)
    ]
    warcs.close()
    catalogue = Catalogue([tmp_path / plain.warc])
    assert [catalogue.captures[one.record_id].address for one in routes] == [
        f"{PAGES[0]}#/view/{number}" for number in range(3)
    ]
    packing = Packing(catalogue, catalogue.with_what_they_need([routes[1].record_id]))
    path = tmp_path / "a.wacz"
    assert write(packing, path).keys() == {PAGES[0], f"{PAGES[0]}#/view/1"}
    assert [fault.message for fault in faults(path)] == []


def test_what_is_said_beside_a_file_goes_along_under_its_new_name(tmp_path):
    warcs = writer(tmp_path)
    places = [
        warcs.write(exchange(response(b"<p>%d</p>" % at), url), context()) for at, url in enumerate(PAGES)
    ]
    warcs.close()
    warc = tmp_path / places[0].warc
    origin = Origin("www.example.gov.cn", "run-2", "gongkai/0", "test")
    said = [
        (place.record_id, url, context(Role.ATTACHMENT)) for place, url in zip(places, PAGES, strict=True)
    ]
    write_contexts(warc, origin, said, START)
    catalogue = Catalogue([warc, warc.with_name(contexts_name(warc.name))])
    path = tmp_path / "a.wacz"
    assert write(Packing(catalogue, {places[1].record_id}), path).keys() == {PAGES[1]}
    with zipfile.ZipFile(path) as package:
        stem = warc.name.removesuffix(".warc.gz")
        names = [name for name in package.namelist() if name.startswith("archive/")]
        assert names == [f"archive/{stem}-selected.warc.gz", f"archive/{stem}-selected-contexts.warc.gz"]
        (line,) = package.read("indexes/index.cdx").splitlines()
    entry = json.loads(line.split(b" ", 2)[2])
    assert (entry["url"], entry["filename"]) == (PAGES[1], f"{stem}-selected.warc.gz")


def test_files_of_one_name_are_not_packed_together(tmp_path):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(), context())
    warcs.close()
    other = tmp_path / "warc" / "other" / (tmp_path / place.warc).name
    other.parent.mkdir()
    later = writer(tmp_path / "elsewhere")
    written = later.write(exchange(), context())
    later.close()
    other.write_bytes((tmp_path / "elsewhere" / written.warc).read_bytes())
    with pytest.raises(ArchiveError, match="several files"):
        Packing(Catalogue([tmp_path / place.warc, other]))
