"""Archives of the sample portals as other programs make them: pages and dates, and not a word on why."""

import io
import random

from warcio.statusandheaders import StatusAndHeaders

from tests.archive.foreign import Writer
from tests.portals.sites import SITES

HOST = "http://{}.gov.test"
SITE = {site.name: site for site in SITES}
DATE = "2022-05-01T00:00:00Z"


def captures(*names, date=DATE):
    """Addresses with dates, types and bodies of whole portals, in no order of theirs."""
    found = [
        (HOST.format(name) + path, date, page.media_type, page.body)
        for name in names
        for path, page in SITE[name].pages.items()
    ]
    random.Random(1).shuffle(found)
    return found


def warc(found, rec_type="response", **settings):
    out = io.BytesIO()
    writer = Writer(out, **{"gzip": True, "warc_version": "1.1", **settings})
    for url, date, kind, body in found:
        head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        dated = {"WARC-Date": date}
        given = {"http_headers": head} if rec_type == "response" else {"warc_content_type": kind}
        record = writer.create_warc_record(
            url, rec_type, payload=io.BytesIO(body), warc_headers_dict=dated, **given
        )
        writer.write_record(record)
    return out.getvalue()


def truth(*names):
    """The captures of each report that must be found, by its title."""
    return {
        report.title: [HOST.format(name) + path for path in report.captures]
        for name in names
        for report in SITE[name].reports
    }


def read(documents):
    return {one["title"]: [capture["url"] for capture in one["captures"]] for one in documents}
