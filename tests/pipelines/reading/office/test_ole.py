"""DOC, WPS, XLS and ET: what is no document, and what of one is broken."""

import struct
from contextlib import suppress

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.media import identify
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.office.doc import read_doc
from pipelines.reading.office.doc.rows import outlines
from pipelines.reading.office.doc.sprms import T_DEFINITION, T_MERGE, T_VERTICAL, T_WIDTH, sprms
from pipelines.reading.office.ole import Streams
from tests.pipelines.reading.office.documents import converted, read_file
from tests.pipelines.reading.pages import paragraphs

FEATURES = "features.doc"
TABLE_WITH = 0x0A
"""Where the file information block holds its flags."""


def streams(name=FEATURES):
    """Return a document's streams, to be spoilt."""
    found = Streams(converted(name))
    return {each: found.read(each) for each in ("WordDocument", "0Table", "1Table", "Data")}


def patched(offset, value, form="<H"):
    spoilt = streams()
    main = bytearray(spoilt["WordDocument"])
    struct.pack_into(form, main, offset, value)
    return spoilt | {"WordDocument": bytes(main)}


def read_streams(spoilt):
    return read_doc(lambda name: spoilt.get(name, b""), 0)


def flags():
    return struct.unpack_from("<H", streams()["WordDocument"], TABLE_WITH)[0]


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        (lambda: patched(2, 0x0065), "Word 95"),
        (lambda: patched(0, 0xA5DC), "Word 95"),
        (lambda: patched(TABLE_WITH, flags() | 0x0100), "encrypted"),
        (lambda: streams() | {"0Table": b"", "1Table": b""}, "no table stream"),
        (lambda: patched(76, 2_000_000_000, "<i"), "characters"),
        (lambda: patched(76, -1, "<i"), "characters"),
        (lambda: patched(0x1A6, 0, "<i"), "no piece table"),
        (lambda: streams() | {"WordDocument": streams()["WordDocument"][:2000]}, "cut off"),
        (lambda: streams() | {"WordDocument": b""}, "cut off"),
    ],
    ids=["version", "magic", "encrypted", "tables", "long", "negative", "pieces", "cut", "empty"],
)
def test_what_cannot_be_read_says_why(spoilt, reason):
    with pytest.raises(Unreadable, match=reason):
        read_streams(spoilt())


def test_the_name_of_a_file_does_not_decide():
    names = ["a.wps", "a.et", "a.xls", "a.docx", "a"]
    assert {identify(converted(FEATURES), None, name) for name in names} == {"application/msword"}
    assert {identify(converted("prose.xls"), None, name) for name in names} == {"application/vnd.ms-excel"}
    assert paragraphs(read_file(converted(FEATURES), "年度报告.wps"))[0] == "一、总体情况"


@pytest.mark.parametrize("payload", [olefile.MAGIC, olefile.MAGIC + bytes(2000), converted(FEATURES)[:600]])
def test_a_broken_container_is_refused(payload):
    with pytest.raises(Unreadable):
        read_file(payload)


@pytest.mark.parametrize("name", [FEATURES, "prose.xls"])
@given(data=st.data())
def test_spoilt_bytes_end_in_a_reading_or_a_refusal(name, data):
    payload = bytearray(converted(name))
    for _ in range(data.draw(st.integers(1, 30))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        assert isinstance(read_file(bytes(payload)), Reading)


def definition(*edges, merges=()):
    cells = b"".join(struct.pack("<H", dict(merges).get(at, 0)) + bytes(18) for at in range(len(edges) - 1))
    return bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges) + cells


def test_a_row_is_drawn_by_its_definition_and_what_changes_it():
    left, cells = outlines(
        [
            (T_DEFINITION, definition(-100, 900, 1900, 2900, merges={2: 0x20}.items())),
            (T_MERGE, b"\0\2"),
            (T_VERTICAL, b"\0\1"),
            (T_WIDTH, struct.pack("<BBh", 1, 2, 500)),
        ]
    )
    assert left == -100
    assert [(cell.right, cell.joins_left, cell.joins_above) for cell in cells] == [
        (900, False, True),
        (1400, True, False),
        (2400, False, True),
    ]


def test_a_list_of_modifiers_that_is_cut_off_just_ends():
    whole = struct.pack("<HB", 0x2416, 1) + struct.pack("<HH", 0xD608, 6) + b"\1\0\0\1\0"
    assert [code for code, _ in sprms(whole)] == [0x2416, 0xD608]
    assert [code for code, _ in sprms(whole[:-1])] == [0x2416]
    assert list(sprms(b"\x16")) == []
