"""Every exit code, as the command itself ends with it."""

import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.main import get_command

from archive.errors import ArchiveError, DiskFull
from archive.reader import read_document
from crawler import commands, locks
from crawler.database import connect
from crawler.errors import PortalLocked, is_locked, reason_of_fault
from crawler.exits import MEANINGS, Exit, codes_of, gravest, told
from crawler.locks import PortalLock
from pipelines.parse import parse
from pipelines.store import Store
from tests.crawler.processes import ended
from tests.crawler.server import Site, page
from tests.pipelines.test_evidence import BODY, archived

ROOT = Path(__file__).parents[2]
COMMANDS = get_command(commands.app).commands


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
        (commands.Stopped(), Exit.STOPPED),
    ],
)
def test_an_error_ends_a_command_with_its_code_and_one_line(monkeypatch, capsys, error, code):
    def fail():
        raise error

    monkeypatch.setattr(commands, "app", fail)
    monkeypatch.setattr(commands.scratch, "begin", lambda: None)
    monkeypatch.setattr(commands.exits, "on_signals", lambda _: None)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules[__name__])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == code
    assert len(capsys.readouterr().err.splitlines()) == 1


SITUATIONS = {}
"""By command and code what brings the one to the other: a context manager that yields how it is run."""

ELSEWHERE = {
    ("doctor", Exit.DONE): "commands/test_doctor.py",
    ("doctor", Exit.FINDINGS): "commands/test_doctor.py",
    ("nightly", Exit.FINDINGS): "health/test_nights.py",
}
"""What looks at the whole machine, or back on many nights, is tried there, on what is made up."""


@dataclass(frozen=True)
class There:
    """A data directory with one report, the file that is one too, and a file with one portal, which is paused."""

    data: Path
    file: Path
    portals: Path
    report: str

    def run(self, command, *more):
        """The arguments that bring a command to its end."""
        own = {
            "crawl": ["--portals", self.portals],
            "nightly": ["--portals", self.portals],
            "import": [self.file.with_name("elsewhere.warc.gz"), "--portal", "b.gov.cn"],
            "explain": [self.report, "tables"],
            "timeline": [self.report],
            "pack": ["--out", self.file.with_suffix(".wacz")],
            "backup": [self.data.with_name("backup")],
        }
        given = own.get(command, [self.file] if command == "parse" else [])
        data = [] if command in {"parse", "portals"} else ["--data", self.data]
        return [command, *given, *data, *more]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    data, file, portals = folder / "data", folder / "report.html", folder / "portals.csv"
    report = parse(read_document(data, [archived(data)]))
    with Store(data) as store:
        store.save(report)
    connect(data).close()
    file.write_text(BODY, "utf-8")
    other = archived(folder / "other", "http://b.gov.cn/1.html")
    (folder / "other" / other.warc).rename(folder / "elsewhere.warc.gz")
    shutil.rmtree(folder / "other")
    portals.write_text("name,address,issuer,division,paused\na.gov.cn,http://a.gov.cn/,,,closed\n")
    return There(data, file, portals, report.to_json()["id"])


@pytest.fixture
def there(made, tmp_path):
    folder = shutil.copytree(made.data.parent, tmp_path / "made")
    return There(folder / "data", folder / made.file.name, folder / made.portals.name, made.report)


def ends(code, *names):
    """Register what brings commands to a code."""

    def register(situation):
        SITUATIONS.update({(name, code): contextmanager(situation) for name in names})
        return situation

    return register


@ends(Exit.DONE, *(set(COMMANDS) - {"doctor"}))
def _nothing_is_wrong(there, command):
    yield there.run(command), {}


@ends(Exit.USAGE, *COMMANDS)
def _an_option_there_is_not(there, command):
    yield there.run(command, "--no-such-option"), {}


@ends(Exit.FAULT, *(set(COMMANDS) - {"parse", "portals", "doctor"}))
def _a_broken_database(there, command):
    database = there.data / "gongkai.db"
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with site(there) as portals:
        yield there.run(command, *(portals if command in {"crawl", "nightly"} else ())), {}


@ends(Exit.FAULT, "parse", "portals", "doctor")
def _a_disk_that_fails(there, command):
    yield ["--config", "/proc/self/mem", *there.run(command)], {}  # its beginning is never readable


@contextmanager
def site(there):
    """A portal on loopback without any list, as options of commands that crawl."""
    with Site(routes={"/": page("nothing")}) as portal:
        there.portals.write_text(f"name,address,issuer,division\na.gov.cn,{portal.url}/,,\n")
        yield ["--portals", there.portals, "--allow-private", "--delay", "0"]


@ends(Exit.FINDINGS, "crawl")
def _no_list(there, command):
    with site(there) as portals:
        yield there.run(command, *portals, "--strict"), {}


@ends(Exit.FINDINGS, "parse")
def _no_report(there, command):
    there.file.write_text("<p>nothing</p>")
    yield there.run(command), {}


@ends(Exit.FINDINGS, "import")
def _no_archive(there, command):
    yield [command, there.file, "--data", there.data], {}


@ends(Exit.FINDINGS, "explain")
def _a_report_that_says_something_else(there, command):
    report = json.loads(next((there.data / "reports").rglob("*.json")).read_text("utf-8"))
    report["observations"][0]["raw"] += "9"
    there.file.write_text(json.dumps(report), "utf-8")
    yield [command, there.file, report["observations"][0]["key"], "--data", there.data], {}


@ends(Exit.FINDINGS, "verify", "timeline")
def _a_capture_that_is_lost(there, command):
    for warc in (there.data / "warc").rglob("*.warc.gz"):
        warc.write_bytes(b"")
    if command == "timeline":
        report = next((there.data / "reports").rglob("*.json")).rename(there.file.with_suffix(".json"))
        yield [command, report, "--data", there.data.parent], {}
    else:
        yield there.run(command), {}


@ends(Exit.LOCKED, "crawl", "import", "reparse")
def _a_portal_that_is_held(there, command):
    with (
        closing(PortalLock.take(there.data, "a.gov.cn")),
        closing(PortalLock.take(there.data, "b.gov.cn")),
        site(there) as portals,
    ):
        more = {"crawl": portals, "reparse": ["--apply"]}
        yield there.run(command, *more.get(command, ())), {}


@ends(Exit.LOCKED, "nightly")
def _a_night_under_way(there, command):
    with locks.night(there.data), site(there) as portals:
        yield there.run(command, *portals), {}


@contextmanager
def _dead(there):
    """A portal with an address that was dead."""
    with site(there) as portals:
        assert ended(*there.run("crawl", *portals, "--exclude", "/")) == Exit.DONE
        yield ["retry", *portals, "--data", there.data]


@ends(Exit.LOCKED, "retry")
def _the_dead_are_held(there, _command):
    with _dead(there) as retry, closing(PortalLock.take(there.data, "a.gov.cn")):
        yield retry, {}


@ends(Exit.DISK_FULL, "retry")
def _no_room_for_the_dead(there, _command):
    with _dead(there) as retry, closing(connect(there.data)):  # whose own files are there already
        yield retry, {"largest": 64}


@ends(Exit.DISK_FULL, "nightly")
def _less_room_than_is_to_stay(there, command):
    with site(there) as portals:
        yield there.run(command, *portals, "--keep-free", "1e9"), {}


@ends(Exit.DISK_FULL, "crawl", "import", "pack", "backup", "reparse")
def _a_quota(there, command):
    for index in (there.data / "index").glob("*"):
        index.unlink()
    with site(there) as portals, closing(connect(there.data)):
        more = {"crawl": portals, "reparse": ["--apply"]}
        yield there.run(command, *more.get(command, ())), {"largest": 64}


@ends(Exit.DISK_FULL, "export", "parse")
def _a_full_device(there, command):
    yield there.run(command), {"output": "/dev/full"}


def test_every_code_of_every_command_is_tried():
    claimed = {(command, code) for command in COMMANDS for code in codes_of(command)}
    stopped = {(command, Exit.STOPPED) for command in COMMANDS}
    assert {*SITUATIONS, *ELSEWHERE, *stopped} == claimed


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    ("command", "code"), sorted(SITUATIONS), ids=[f"{command}-{code}" for command, code in sorted(SITUATIONS)]
)
def test_a_command_ends_with_the_code_its_help_claims(there, tmp_path, command, code):
    said = tmp_path / "said"
    said.touch()
    with SITUATIONS[command, code](there, command) as (arguments, terms):
        assert ended(*arguments, **{"output": said, **terms}) == code, said.read_text("utf-8")
    assert "Traceback" not in said.read_text("utf-8")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_signal_ends_a_command_from_its_first_moments(there, command, number):
    process = start(*there.run(command))
    while process.poll() is None and not _takes_signals(process.pid):
        time.sleep(0.01)
    process.send_signal(number)
    said = "".join(process.communicate(timeout=60))
    assert (process.returncode, said) == (Exit.STOPPED, "gongkai: stopped\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_when_all_is_done_changes_no_code(number):
    script = f"""
import os, sys
from crawler import __main__ as door

class Last:
    def __del__(self, kill=os.kill, here=os.getpid()):
        kill(here, {number:d})

sys.last = Last()
sys.argv[1:] = ["--version"]
door.main()
"""
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=ROOT).returncode == Exit.DONE


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("step", ["exits.end(6)", "threading.Event().wait()"])
def test_who_was_told_twice_to_end_waits_for_nothing(step):
    script = f"""
import threading
from crawler import exits
threading.Thread(target=threading.Event().wait).start()
exits.hurry()
print("said", flush="wait" in "{step}")
{step}
"""
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (Exit.STOPPED, "said", "")


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "gongkai.db").write_bytes(b"no database" * 1000)
    code, said = run("export", "--data", tmp_path)
    assert code == Exit.USAGE
    assert "gongkai.db" in said


def test_who_reads_no_further_changes_no_code(there):
    next((there.data / "reports").rglob("*.json")).write_text("{}")
    process = start(*there.run("verify"))
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), "Traceback" in said) == (Exit.FINDINGS, False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_command_that_reads(tmp_path, number):
    os.mkfifo(tmp_path / "report.html")  # who opens it waits until something is written
    process = start("parse", tmp_path / "report.html")
    while process.poll() is None and not _takes_signals(process.pid):
        time.sleep(0.05)
    process.send_signal(number)
    said = "".join(process.communicate(timeout=60))
    assert (process.returncode, "Traceback" in said) == (Exit.STOPPED, False)


def _takes_signals(pid):
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
