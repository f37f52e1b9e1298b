import json
import logging
from pathlib import Path

import pytest

from crawler.logs import RunLog, logging_to


def test_a_line_says_what_happened_where(tmp_path):
    with logging_to(RunLog(tmp_path / "log", "run-1")):
        logging.getLogger("crawler").warning("two %s", "words")
    [line] = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert (
        json.loads(line).items()
        >= {"run": "run-1", "level": "WARNING", "logger": "crawler", "message": "two words"}.items()
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_log_without_room_ends_nothing(capsys):
    with logging_to(RunLog(Path("/dev/full"), "run-1")):
        logging.getLogger("crawler").warning("lost")
    assert not capsys.readouterr().err
