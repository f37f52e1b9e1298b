import base64

import pytest

from archive.media import identify
from pipelines.errors import Unreadable
from tests.pipelines.reading.office.documents import read_file
from tests.pipelines.reading.pages import SITE, article, paragraphs

PAGE = SITE.replace("@BODY@", article()).encode("gb18030")
HEAD = b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="b"; type="text/html"\r\n\r\n'


def mhtml(part, head=HEAD):
    picture = b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    return head + b"--b\r\n" + part + b"\r\n" + picture + b"--b--\r\n"


def page(payload=PAGE):
    lines = b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return lines + base64.encodebytes(payload)


@pytest.mark.parametrize("head", [HEAD, b"From: x\r\nSubject: y\r\n" + HEAD])
def test_the_page_in_it_is_read_whatever_the_file_is_called(head):
    payload = mhtml(page(), head)
    assert identify(payload, "application/msword", "http://www.example.gov.cn/a.doc") == "multipart/related"
    assert paragraphs(read_file(payload, "a.doc"))[0] == "一、总体情况"


@pytest.mark.parametrize("part", [b"Content-Type: text/css\r\n\r\n*", page(b""), b""])
def test_without_a_page_it_is_refused(part):
    with pytest.raises(Unreadable, match="no page"):
        read_file(mhtml(part))
