"""The commands by which docs/archive.md takes a record out and checks it."""

import json
import re
import subprocess
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[3] / "docs" / "archive.md").read_text("utf-8")
(COMMANDS,) = (
    block
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    if "$OFFSET" in block or "OFFSET" in block
)


@pytest.fixture
def by_hand(crawled, tmp_path):
    """Take out the record of an address; the lines that are printed and the body."""

    def taken(path):
        lines = "".join(index.read_text() for index in sorted(crawled.data.glob("index/*"))).splitlines()
        (place,) = (
            one for one in (json.loads(line.split(" ", 2)[2]) for line in lines) if one["url"].endswith(path)
        )
        (warc,) = crawled.data.glob(f"warc/*/{place['filename']}")
        values = {
            "FILE": str(warc),
            "OFFSET": place["offset"],
            "LENGTH": place["length"],
            "PATH": "/usr/bin:/bin",
        }
        done = subprocess.run(
            ["bash", "-ec", COMMANDS], cwd=tmp_path, env=values, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines(), (tmp_path / "body").read_bytes()

    return taken


@pytest.mark.parametrize("path", ["/images/emblem.png", "/zwgk/zfxxgknb/202203/t20220301_2187384.html"])
def test_digests_by_hand_are_those_in_the_record(by_hand, path):
    (block, body, *stated), payload = by_hand(path)
    assert {line.rpartition(":")[2] for line in stated} == {block, body}
    assert payload.startswith((b"\x89PNG", b"<", b"\x1f\x8b"))
