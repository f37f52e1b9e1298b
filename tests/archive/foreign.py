"""Archive files as other programs write them: warcio's writer, and the older ARC format."""

import gzip
import io

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

URL = "http://www.example.org/"
PAGE = b"<!doctype html>\n<html><head><title>Example</title></head><body><h1>Example</h1></body></html>\n"


class Writer(WARCWriter):
    _create_temp_file = io.BytesIO  # warcio leaves the temporary files of its own open


def _chunked():
    half = len(PAGE) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PAGE[:half], PAGE[half:], b""))


def _warc(body, *headers, **settings):
    out = io.BytesIO()
    writer = Writer(out, **settings)
    writer.write_record(writer.create_warcinfo_record("other.warc", {"software": "another/1.0"}))
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(URL, "response", payload=io.BytesIO(body), http_headers=head)
    )
    return out.getvalue()


def resources(kinds):
    """Resource records by address, with type and payload, as tools write them that had no HTTP."""
    out = io.BytesIO()
    writer = Writer(out, gzip=True, warc_version="1.1")
    for url, (kind, payload) in kinds.items():
        writer.write_record(
            writer.create_warc_record(url, "resource", payload=io.BytesIO(payload), warc_content_type=kind)
        )
    return out.getvalue()


def _arc():
    about = b"1 0 Another\nURL IP-address Archive-date Content-type Archive-length\n"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
    records = (
        b"filedesc://other.arc.gz 127.0.0.1 20140216050221 text/plain %d\n%s\n" % (len(about), about),
        b"%s 192.0.2.1 20140216050221 text/html %d\n%s\n" % (URL.encode(), len(body), body),
    )
    return b"".join(map(gzip.compress, records))


FILES = {
    "other.warc.gz": _warc(PAGE, gzip=True, warc_version="1.1"),
    "other-chunked.warc": _warc(_chunked(), ("Transfer-Encoding", "chunked"), gzip=False, warc_version="1.0"),
    "other.arc.gz": _arc(),
}
