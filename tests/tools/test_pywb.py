import json
import urllib.request

ADDRESS = "http://www.example.gov.cn/%E6%8A%A5%E5%91%8A.html"
BODY = "政府信息公开".encode()
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY
RECORD = (
    f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{'0' * 8}-0000-4000-8000-{'0' * 12}>\r\n"
    f"WARC-Date: 2021-03-01T00:00:00Z\r\nWARC-Target-URI: {ADDRESS}\r\n"
    f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(RESPONSE)}\r\n\r\n"
)


def test_a_collection_answers_at_its_cdx_server_and_gives_the_body_raw(tmp_path, pywb):
    archive = tmp_path / "made.warc"
    archive.write_bytes(RECORD.encode() + RESPONSE + b"\r\n\r\n")
    pywb.collect(tmp_path, "made", archive)
    with pywb.serve(tmp_path) as root:
        line = json.loads(_ask(f"{root}made/cdx?url={urllib.request.quote(ADDRESS)}&output=json"))
        assert (line["timestamp"], line["status"]) == ("20210301000000", "200")
        assert _ask(f"{root}made/20210301000000id_/{ADDRESS}") == BODY


def _ask(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()
