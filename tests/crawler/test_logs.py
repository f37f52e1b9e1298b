import json
import logging
from pathlib import Path

import pytest
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.logs import RunLog, logging_to


def test_a_line_says_what_happened_where(tmp_path):
    with logging_to(RunLog(tmp_path / "log", "run-1")):
        logging.getLogger("crawler").warning("two %s", "words")
    [line] = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert (
        json.loads(line).items()
        >= {"run": "run-1", "level": "WARNING", "logger": "crawler", "message": "two words"}.items()
    )


def test_a_log_outlasts_that_logging_is_configured(tmp_path):
    with logging_to(RunLog(tmp_path / "log", "run-1")):
        AsyncCrawlerProcess(Settings({"LOG_INSTALL_ROOT_HANDLER": False}))
        logging.getLogger("crawler").warning("said")
    assert "said" in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_log_without_room_ends_nothing(capsys):
    with logging_to(RunLog(Path("/dev/full"), "run-1")):
        logging.getLogger("crawler").warning("lost")
    assert not capsys.readouterr().err
