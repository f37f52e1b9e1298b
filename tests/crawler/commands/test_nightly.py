"""What `gongkai nightly` says while it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.commands import app, nightly, sections
from crawler.jobs import Options

FAILED = {"reason": "failed", "error": "it broke", "requests": 3, "new": 1}
ENDED = {"reason": "finished", "error": None, "requests": 4, "new": 2}


def said(capsys, **options):
    with nightly._telling(Options(Path(), **options), 2) as told:
        told("a.cn", FAILED)
        told("b.cn", ENDED)
    return capsys.readouterr().err


def test_each_portal_that_ends_is_a_line(capsys):
    assert said(capsys).splitlines() == [
        "a.cn: failed: it broke, 3 requests, 1 new report (1 of 2 portals)",
        "b.cn: finished, 4 requests, 2 new reports (2 of 2 portals)",
    ]


def test_on_a_terminal_one_line_changes(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    last = said(capsys).split("\r\x1b[K")[-2]
    assert last.startswith("2 of 2 portals done · 7 requests · 3 new reports")


@pytest.mark.parametrize("options", [{"log_json": True}, {"log_level": 40}])
def test_nothing_stands_between_lines_for_machines_nor_where_quiet_was_asked_for(capsys, options):
    assert not said(capsys, **options)


def test_help_shows_options_in_sections_and_none_twice():
    shown = CliRunner().invoke(app, ["nightly", "--help"]).stdout
    assert [line for line in shown.splitlines() if line.endswith(":") and not line.startswith(" ")] == [
        f"{name}:" for name in ("Options", sections.WHEN, sections.MACHINE, sections.ASKING, sections.TELLING)
    ]
    told = [line.split()[0] for line in shown.splitlines() if line.startswith("  --")]
    assert len(told) == len(set(told)) > 20
