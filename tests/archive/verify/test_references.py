"""What files say of each other: one fault each, and none where there is none."""

import io

import pytest
from warcio.statusandheaders import StatusAndHeaders

from archive.faults import Fault
from archive.records import build
from archive.verify import References, examine, orphans, verify_file
from tests.archive.exchanges import HTML, exchange, response, written
from tests.archive.foreign import Writer

ORIGINAL, URL, DATE = (
    "urn:uuid:00000000-0000-4000-8000-000000000001",
    "http://a.gov.cn/1",
    "2026-03-01T00:00:00Z",
)
DIGEST = "sha1:EOCOL5PQ6RUMITR3CN6YGIN3RO4VKDG7"
PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def original(record_id=ORIGINAL, url=URL, body=HTML, date=DATE):
    fields = (("WARC-Target-URI", url), ("Content-Type", "application/http;msgtype=response"))
    return build("response", record_id, date, fields, response(body))


def revisit(record_id="urn:uuid:00000000-0000-4000-8000-000000000002", **changed):
    fields = {
        "WARC-Target-URI": URL,
        "WARC-Profile": PROFILE,
        "WARC-Refers-To": f"<{ORIGINAL}>",
        "WARC-Refers-To-Target-URI": URL,
        "WARC-Refers-To-Date": DATE,
        "WARC-Payload-Digest": DIGEST,
        "WARC-Truncated": "length",
        "Content-Type": "application/http;msgtype=response",
    }
    fields |= {name.replace("_", "-"): value for name, value in changed.items()}
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return build("revisit", record_id, "2027-03-01T00:00:00Z", tuple(fields.items()), block)


def segment(number, block, total=None, kind="continuation"):
    fields = (
        ("WARC-Target-URI", URL),
        ("WARC-Segment-Number", str(number)),
        ("WARC-Segment-Origin-ID", f"<{ORIGINAL}>" if kind == "continuation" else None),
        ("WARC-Segment-Total-Length", None if total is None else str(total)),
        ("Content-Type", "application/octet-stream"),
    )
    record_id = ORIGINAL if kind != "continuation" else f"urn:segment:{number}"
    return build(kind, record_id, DATE, fields, block)


def faults(tmp_path, *files):
    """Return the rules broken in files that are read together, each given by its records."""
    found = []
    with References() as references:
        for number, records in enumerate(files):
            path = tmp_path / f"{number}.warc"
            path.write_bytes(b"".join(records))
            findings = examine(path)
            found += findings.faults
            references.add(findings)
        found += references.faults()
    return [(fault.rule, fault.message) for fault in found]


GOOD = {
    "in one file": [[original(), revisit()]],
    "in another file": [[original()], [revisit()]],
    "before its original": [[revisit()], [original()]],
    "by address and date": [[original(), revisit(WARC_Refers_To=None)]],
    "with fractions left out": [[original(date="2026-03-01T00:00:00.123456Z"), revisit()]],
    "by digest": [
        [
            original(),
            revisit(WARC_Refers_To=None, WARC_Refers_To_Target_URI=None, WARC_Refers_To_Date=None),
        ]
    ],
    "in base 16": [
        [original(), revisit(WARC_Payload_Digest="SHA-1:2384e5f5f0f468c44e3b137d8321bb8bb9550cdf")]
    ],
    "not modified": [
        [original(), revisit(WARC_Profile=PROFILE.replace("identical-payload-digest", "server-not-modified"))]
    ],
    "segments": [[segment(1, b"ab", kind="resource"), segment(2, b"cd"), segment(3, b"e", total=5)]],
    "segments in files": [[segment(1, b"ab", kind="resource")], [segment(2, b"cd", total=4)]],
    "a copy": [[original()], [original()]],
}

DAMAGED = {
    "no original": ([[revisit()]], "revisit", "none of the files"),
    "a revisit of a revisit": (
        [
            [
                original(),
                revisit(),
                revisit("urn:b", WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000002>"),
            ]
        ],
        "revisit",
        "itself a revisit",
    ),
    "another address": ([[original(url=f"{URL}2"), revisit()]], "revisit", "is of"),
    "another date": ([[original(date="2026-03-01T00:00:01Z"), revisit()]], "revisit", "captured at"),
    "another payload": ([[original(body=b"other"), revisit()]], "revisit", "payload digest"),
    "no digest": ([[original(), revisit(WARC_Payload_Digest=None)]], "revisit", "no WARC-Payload-Digest"),
    "cut unsaid": ([[original(), revisit(WARC_Truncated=None)]], "revisit", "WARC-Truncated"),
    "unknown profile": ([[original(), revisit(WARC_Profile="http://a.cn/")]], "revisit", "WARC-Profile"),
    "one id for two": ([[original()], [original(url=f"{URL}2")]], "id", "is used in"),
    "a gap": ([[segment(1, b"ab", kind="resource"), segment(3, b"e", total=3)]], "segment", "[1, 3]"),
    "no first": ([[segment(2, b"e", total=1)]], "segment", "[2]"),
    "no total": ([[segment(1, b"a", kind="resource"), segment(2, b"e")]], "segment", "no WARC-Segment-Total"),
    "wrong total": ([[segment(1, b"a", kind="resource"), segment(2, b"e", total=9)]], "segment", "not 9"),
    "early total": (
        [[segment(1, b"a", kind="resource"), segment(2, b"e", total=3), segment(3, b"f", total=3)]],
        "segment",
        "before the last",
    ),
    "a continuation as the first": ([[segment(1, b"a")]], "segment", "no segment 1"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_holds_has_no_fault(tmp_path, name):
    assert faults(tmp_path, *GOOD[name]) == []


@pytest.mark.parametrize("name", DAMAGED)
def test_what_does_not_hold_is_one_fault(tmp_path, name):
    files, rule, words = DAMAGED[name]
    [(broken, message)] = faults(tmp_path, *files)
    assert broken == rule
    assert words in message


def test_revisits_as_warcio_writes_them_are_read(tmp_path):
    """It leaves out WARC-Truncated, which the standard demands; all else holds."""
    out = io.BytesIO()
    writer = Writer(out, gzip=True, warc_version="1.1")
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    whole = writer.create_warc_record(URL, "response", payload=io.BytesIO(HTML), http_headers=head)
    writer.write_record(whole)
    digest, date = (whole.rec_headers.get_header(f"WARC-{name}") for name in ("Payload-Digest", "Date"))
    writer.write_record(writer.create_revisit_record(URL, digest, URL, date, http_headers=head))
    path = tmp_path / "other.warc.gz"
    path.write_bytes(out.getvalue())
    assert [fault.rule for fault in verify_file(path)] == ["revisit"]


def test_an_index_without_its_file_is_told(tmp_path):
    path, _ = written(tmp_path, exchange())
    assert orphans(tmp_path) == []
    path.unlink()
    index = tmp_path / "index" / f"{path.name}.cdxj"
    assert orphans(tmp_path) == [Fault(str(index), 0, "index", f"there is no {path.name}")]
