import contextvars
import io
import json
import logging
from pathlib import Path

import pytest
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.logs import MOST_OF_PORTAL, Console, RunLog, logging_to, speak_of


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


class Terminal(io.StringIO):
    def isatty(self):
        return True


def said(stream, *messages, portal=None, run_id=None):
    """What is shown of messages."""
    with logging_to(Console(stream, logging.WARNING, run_id)):
        if portal:
            speak_of(portal)
        for message in messages:
            logging.getLogger("crawler").warning(message)
        logging.getLogger("crawler").info("not told")
    return stream.getvalue()


def in_task(call, *given, **known):
    """What a call returns that names a portal for all that its task logs."""
    return contextvars.copy_context().run(call, *given, **known)


def test_a_terminal_shows_short_lines_in_the_place_of_the_progress(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    [line, rest] = in_task(said, Terminal(), "lost\nmore of it", portal="a.gov.cn").split("\n")
    assert line.startswith("\r\x1b[K")
    assert line.endswith("\x1b[33mwarning\x1b[0m a.gov.cn: lost")
    assert rest == ""


def test_elsewhere_and_with_no_color_lines_are_plain(monkeypatch):
    assert "\x1b" not in said(io.StringIO(), "lost")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in said(Terminal(), "lost")


def test_what_portals_say_does_nothing_to_a_terminal():
    assert said(io.StringIO(), "\x1b]0;owned\x07\u202etitle").endswith("\ufffd]0;owned\ufffd\ufffdtitle\n")


def test_of_one_portal_few_lines_are_shown_and_all_as_json():
    messages = [f"lost {number}" for number in range(3 * MOST_OF_PORTAL)]
    shown = in_task(said, io.StringIO(), *messages, portal="a.gov.cn").splitlines()
    assert len(shown) == MOST_OF_PORTAL
    assert shown[-1].endswith("stands in the run's log)")
    lines = in_task(said, io.StringIO(), *messages, portal="a.gov.cn", run_id="run-1").splitlines()
    assert [json.loads(line)["portal"] for line in lines] == ["a.gov.cn"] * len(messages)
    assert json.loads(lines[0])["run"] == "run-1"
