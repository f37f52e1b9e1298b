import json
import logging
from pathlib import Path

import pytest

from crawler.logs import JsonLines


def test_a_line_says_what_happened_where(tmp_path):
    with JsonLines(tmp_path / "log"):
        logging.getLogger("crawler").warning("two %s", "words")
    [line] = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert (
        json.loads(line).items() >= {"level": "WARNING", "logger": "crawler", "message": "two words"}.items()
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_log_without_room_ends_nothing(capsys):
    with JsonLines(Path("/dev/full")):
        logging.getLogger("crawler").warning("lost")
    assert not capsys.readouterr().err
