"""Every exit code, as the command itself ends with it."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.main import get_command

from archive.errors import ArchiveError, DiskFull
from crawler import commands
from crawler.errors import PortalLocked, is_locked, reason_of_fault
from crawler.exits import MEANINGS, Exit, codes_of, gravest, told
from crawler.locks import PortalLock

ROOT = Path(__file__).parents[2]
COMMANDS = get_command(commands.app).commands
PORTAL = "www.luoshan.gov.cn"


def start(*arguments, **options):
    command = [sys.executable, "-m", "crawler", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def run(*arguments, **options):
    process = start(*arguments, **options)
    said = process.communicate(timeout=120)
    return process.returncode, "".join(said)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_commands_help_names_the_codes_it_can_end_with(command):
    assert COMMANDS[command].epilog == told(command)
    assert all(f"{code} " in told(command) for code in codes_of(command))


def test_every_code_is_some_commands():
    assert {code for command in COMMANDS for code in codes_of(command)} == set(Exit) == set(MEANINGS)


@pytest.mark.parametrize(
    "reason", ["disk_full", "failed", "capture_failed", "locked", "shutdown", "max_requests"]
)
def test_the_gravest_reason_decides(reason):
    alone = {
        "disk_full": Exit.DISK_FULL,
        "locked": Exit.LOCKED,
        "shutdown": Exit.STOPPED,
        "max_requests": Exit.STOPPED,
    }.get(reason, Exit.FAULT)
    assert gravest({reason, "finished"}, findings=True) is alone
    assert gravest({reason, "disk_full"}) is Exit.DISK_FULL


def test_a_run_without_a_fault_ends_with_0_or_with_its_findings():
    assert gravest({"finished"}) is Exit.DONE
    assert gravest({"finished"}, findings=True) is Exit.FINDINGS
    assert gravest({"network_down"}) is Exit.STOPPED


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DiskFull("no room"), Exit.DISK_FULL),
        (OSError(errno.ENOSPC, "no room"), Exit.DISK_FULL),
        (sqlite3.OperationalError("database or disk is full"), Exit.DISK_FULL),
        (sqlite3.OperationalError("database is locked"), Exit.LOCKED),
        (PortalLocked("held"), Exit.LOCKED),
        (sqlite3.DatabaseError("database disk image is malformed"), Exit.FAULT),
        (ArchiveError("no folder"), Exit.USAGE),
        (FileNotFoundError("no file"), Exit.USAGE),
        (OSError(errno.EIO, "the disk fails"), Exit.FAULT),
        (OSError(errno.EMFILE, "too many open files"), Exit.FAULT),
        (BrokenPipeError(), Exit.DONE),
        (commands.Stopped(), Exit.STOPPED),
    ],
)
def test_an_error_ends_a_command_with_its_code_and_one_line(monkeypatch, capsys, error, code):
    def fail():
        raise error

    monkeypatch.setattr(commands, "app", fail)
    monkeypatch.setattr(commands.scratch, "begin", lambda: None)
    monkeypatch.setattr(commands.signal, "signal", lambda *_: None)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules[__name__])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == code
    assert len(capsys.readouterr().err.splitlines()) == (code is not Exit.DONE)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_option_there_is_not_is_wrong_use(command):
    code, said = run(command, "--no-such-option")
    assert (code, "Traceback" in said) == (Exit.USAGE, False)


@pytest.mark.parametrize(
    "arguments", [("crawl", "no such portal"), ("explain", "1-2021", "x"), ("timeline", "1-2021")]
)
def test_what_is_not_there_is_wrong_use(tmp_path, arguments):
    code, said = run(*arguments, "--data", tmp_path)
    assert (code, "Traceback" in said) == (Exit.USAGE, False)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "gongkai.db").write_bytes(b"no database" * 1000)
    code, said = run("export", "--data", tmp_path)
    assert code == Exit.USAGE
    assert "gongkai.db" in said


def test_a_portal_that_another_process_holds(tmp_path):
    with closing(PortalLock.take(tmp_path, PORTAL)):
        code, said = run("crawl", PORTAL, "--data", tmp_path)
    assert code == Exit.LOCKED
    assert str(os.getpid()) in said


def test_nothing_is_left_to_say_where_nobody_listens():
    process = start("portals", "--json")
    process.stdout.close()
    said = process.stderr.read()
    assert (process.wait(60), said) == (Exit.DONE, "")
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_command_that_reads(tmp_path, number):
    os.mkfifo(tmp_path / "report.html")  # who opens it waits until something is written
    process = start("parse", tmp_path / "report.html")
    while process.poll() is None and not _is_reading(process.pid):
        time.sleep(0.05)
    process.send_signal(number)
    said = "".join(process.communicate(timeout=60))
    assert (process.returncode, "Traceback" in said) == (Exit.STOPPED, False)


def _is_reading(pid):
    """Whether a process has taken the signals over: it ignores or handles the termination signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def test_a_database_that_another_process_holds_is_told_from_one_that_fails(tmp_path):
    assert is_locked(sqlite3.OperationalError("database is locked"))
    assert reason_of_fault(sqlite3.OperationalError("database is locked"), tmp_path) == "locked"
    assert reason_of_fault(sqlite3.OperationalError("disk I/O error"), tmp_path) == "capture_failed"
    assert reason_of_fault(OSError(errno.EDQUOT, "quota"), tmp_path) == "disk_full"


def test_the_documentation_says_what_the_codes_say():
    document = (ROOT / "docs" / "durability.md").read_text("utf-8")
    for code, meaning in MEANINGS.items():
        assert f"| {code} | {meaning} |" in document
