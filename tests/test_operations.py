"""What `docs/operations.md` and `deploy/` say is done as pasted, on a machine that is a folder."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from typer.main import get_command
from typer.testing import CliRunner

from crawler import configuration
from crawler.commands import app
from crawler.exits import Exit
from tests.portals.server import serve
from tests.portals.sites import xinxiang_2018

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
DOCUMENT = (ROOT / "docs" / "operations.md").read_text("utf-8")
PORTAL = "www.xinxiang.gov.cn"

# What belongs to a whole machine is only written down; what runs others runs them, what logs says it.
STUBS = {
    **dict.fromkeys(("apt-get", "useradd", "userdel", "make", "chown", "systemctl", "journalctl"), ":"),
    "runuser": 'shift 3; exec "$@"',
    "logger": "cat",
    "podman": 'echo "$@" >> podman',
}
GONGKAI = f"""\
#!{sys.executable}
import sys

from crawler.commands import main
from crawler.doctor import checks, examining

examining.SECONDS = 120.0
for name in ("OCR", "browser", *(() if "--online" in sys.argv else ("network",))):
    del checks.CHECKS[name]
main()
"""


def blocks(kind, under=""):
    """The fenced blocks of a kind, of the section whose heading is given."""
    text = DOCUMENT[DOCUMENT.index(f"# {under}\n") :] if under else DOCUMENT
    text = re.split(r"\n##? ", text, maxsplit=1)[0] if under else text
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    with serve([xinxiang_2018()]) as served:
        yield Machine(tmp_path_factory.mktemp("machine"), *served.urls.values())


class Machine:
    """A folder that takes the place of a machine's root, with a portal on loopback for the one that is named."""

    def __init__(self, root, address):
        self.root = root
        self._address = address
        for folder in ("etc/systemd/system", "etc/cron.d", "var/lib", "usr/local/bin", "mnt/backup", "stubs"):
            (root / folder).mkdir(parents=True)
        (root / "opt/gongkai/.venv/bin").mkdir(parents=True)
        self._program(root / "opt/gongkai/.venv/bin/gongkai", GONGKAI)
        for name, does in STUBS.items():
            self._program(root / "stubs" / name, f"#!/bin/sh\n{does}\n")
        (root / "opt/gongkai/deploy").mkdir()
        for file in DEPLOY.iterdir():
            (root / "opt/gongkai/deploy" / file.name).write_text(self.here(file.read_text("utf-8")), "utf-8")

    def _program(self, path, text):
        path.write_text(text, "utf-8")
        path.chmod(0o755)

    def here(self, text):
        """A text with the paths of this machine, of nobody's user, and for any hour."""
        text = re.sub(r"(?<![\w.:/-])/(opt|etc|var|usr|mnt)/", rf"{self.root}/\1/", text)
        text = text.replace("-o gongkai -g gongkai ", "").replace('window = "', '# window = "')
        return text.replace(f"http://{PORTAL}/", self._address)

    def run(self, script, expect=0):
        path = f"{self.root}/usr/local/bin:{self.root}/stubs:/usr/bin:/bin"
        # Compiled once and not by each of the many commands, whatever the caller's environment says.
        ours = ("GONGKAI_", "PYTHONDONTWRITEBYTECODE")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        environment = {
            **clean,
            "PATH": path,
            "PYTHONPATH": str(ROOT),
            "XDG_CONFIG_HOME": str(self.root / "nobody"),
            "GONGKAI_CONFIG": f"{self.root}/etc/gongkai/gongkai.toml",
            "GONGKAI_ALLOW_PRIVATE": "1",
            "GONGKAI_PARSE_WORKERS": "1",
            "GONGKAI_PROCESSES": "1",
            "GONGKAI_NIGHTLY_LANES": "1",
            "GONGKAI_CRAWL_DELAY": "0",
            "GONGKAI_NIGHTLY_DELAY": "0",
            "GONGKAI_NIGHTLY_KEEP_FREE": "0",
        }
        if not (self.root / "etc/gongkai/gongkai.toml").exists():
            del environment["GONGKAI_CONFIG"]
        finished = subprocess.run(
            ["/bin/sh", "-euc", self.here(script)],
            env=environment,
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert finished.returncode == expect, f"{script}\n{finished.stdout}{finished.stderr}"
        return finished.stdout + finished.stderr

    def reports(self):
        return sorted(path.name for path in (self.root / "var/lib/gongkai/reports").rglob("*.json"))


def unit(name):
    """The values of a unit's file by key, the last where there are several."""
    return dict(re.findall(r"^(\w+)=(.*)$", (DEPLOY / name).read_text("utf-8"), re.MULTILINE))


def test_the_document_is_done_as_pasted_from_the_first_day_to_the_last(machine):
    for block in blocks("sh", "The first day"):
        machine.run(block)
    for line in (machine.root / "podman").read_text("utf-8").splitlines():
        assert_is_understood(line)
    night = machine.run(f"cd /var/lib/gongkai && {unit('gongkai.service')['ExecStart']}")
    assert machine.reports(), night
    before = machine.reports()
    for section in ("The nights", "Backup and restore", "Upgrading"):
        for block in blocks("sh", section):
            machine.run(block)
            assert machine.reports() == before
    assert (machine.root / "var/lib/gongkai.lost").is_dir()
    for line in blocks("cron"):
        machine.run(cron_command(line))
    machine.run("\n".join(blocks("sh", "Uninstalling")))
    assert machine.reports() == before
    assert not (machine.root / "usr/local/bin/gongkai").exists()


def assert_is_understood(podman):
    """What a container is begun with are arguments of ours; the image itself is built elsewhere."""
    if not podman.startswith("build "):
        finished = CliRunner().invoke(app, [*podman.partition(" gongkai ")[2].split(), "--help"])
        assert finished.exit_code == 0, podman


def cron_command(text):
    (command,) = re.findall(r"^(?:[\d*/,-]+ ){5}gongkai (.*)$", text, re.MULTILINE)
    return command


def test_cron_begins_the_night_that_the_unit_begins():
    command = cron_command((DEPLOY / "gongkai.cron").read_text("utf-8"))
    told = unit("gongkai.service")
    assert command == f"cd {told['WorkingDirectory']} && {told['ExecStart']} 2>&1 | logger -t gongkai"


def test_every_block_of_commands_is_tried():
    sections = ("The first day", "The nights", "Backup and restore", "Upgrading", "Uninstalling")
    assert sum(len(blocks("sh", section)) for section in sections) == len(blocks("sh"))


def test_every_exit_code_is_told_what_to_do_about():
    assert sorted(map(int, re.findall(r"^\| (\d) \|", DOCUMENT, re.MULTILINE))) == sorted(Exit)


@pytest.mark.parametrize(
    "text",
    [
        *blocks("toml"),
        (DEPLOY / "gongkai.toml").read_text("utf-8"),
        re.sub(r"^# (\w+ = )", r"\1", (DEPLOY / "gongkai.toml").read_text("utf-8"), flags=re.MULTILINE),
    ],
)
def test_configurations_shown_are_ones(tmp_path, text):
    (tmp_path / "gongkai.toml").write_text(text, "utf-8")
    configured = configuration.read(tmp_path / "gongkai.toml", get_command(app))
    assert configured.given["crawl"]["data"].value == "/var/lib/gongkai"


def test_variables_named_are_ones():
    known = {
        name
        for command, option in configuration._options(get_command(app))
        for name in configuration._variables(command, option)
    }
    known |= {*configuration.NO_OPTIONS}
    texts = [DOCUMENT, *(file.read_text("utf-8") for file in DEPLOY.iterdir())]
    assert {name for text in texts for name in re.findall(r"GONGKAI_[A-Z_]*[A-Z]", text)} <= known


@pytest.fixture
def units(tmp_path):
    """The unit and its timer with a program that is there."""
    for name in ("gongkai.service", "gongkai.timer"):
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/opt/gongkai/.venv/bin/gongkai", "/bin/true"), "utf-8")
    return tmp_path


def systemd_analyze(*arguments):
    try:
        return subprocess.run(
            ["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
        )
    except FileNotFoundError:
        if "CI" in os.environ:
            raise
        return pytest.skip("there is no systemd here")


def test_systemd_knows_every_line_of_the_units(units):
    finished = systemd_analyze("verify", units / "gongkai.service", units / "gongkai.timer")
    assert (finished.returncode, finished.stderr) == (0, "")


def test_the_unit_may_do_little(units):
    finished = systemd_analyze(
        "security", "--offline=true", "--threshold=30", "--no-pager", units / "gongkai.service"
    )
    assert finished.returncode == 0, finished.stdout[-300:]


def test_the_unit_forbids_nothing_that_browser_and_commands_by_hand_need():
    told = unit("gongkai.service")
    assert {"MemoryDenyWriteExecute", "RemoveIPC"} & told.keys() == set()
    assert {"user", "pid", "net"} <= set(told["RestrictNamespaces"].split())


def test_the_unit_leaves_a_night_the_time_to_end():
    told = unit("gongkai.service")
    assert told["KillMode"] == "mixed"
    assert int(told["TimeoutStopSec"]) >= 180
    assert set(told["SuccessExitStatus"].split()) == {str(int(code)) for code in (Exit.LOCKED, Exit.STOPPED)}


def test_the_image_holds_what_the_program_is_made_of():
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = {name for names in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in names.split()}
    assert {
        "archive",
        "crawler",
        "pipelines",
        "spiders",
        "pyproject.toml",
        "deploy/requirements.lock",
    } <= copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] == "!"
    }
    assert copied == allowed
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["debian:bookworm-slim"]


def pinned(lock):
    """The packages of a lock with their versions and hashes."""
    text = re.sub(r" *#.*\n", "", lock.read_text("utf-8")).replace("\\\n", "")
    return {" ".join(line.split()) for line in text.splitlines() if line}


def test_the_image_s_lock_is_the_part_of_the_whole_one_that_the_program_runs_with():
    whole, image = pinned(ROOT / "requirements.lock"), pinned(DEPLOY / "requirements.lock")
    assert image < whole
    names = {line.partition("==")[0] for line in image}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["ocr"], *extras["build"]]
    assert {canonicalize_name(Requirement(one).name) for one in needed} <= names
    assert not {canonicalize_name(Requirement(one).name) for one in extras["dev"]} & names
    assert not [line for line in whole | image if "://" in line]


def test_the_image_has_the_packages_of_the_first_day():
    image = set(
        re.search(r"--no-install-recommends \\\n(.*?) \\\n", (DEPLOY / "Containerfile").read_text("utf-8"))[
            1
        ].split()
    )
    documented = set(re.search(r"apt-get install -y (.*)", DOCUMENT)[1].split())
    assert image - {"python3", "tzdata"} <= documented
