import json
import re
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

import crawler
from crawler.commands import app
from crawler.configuration import NO_OPTIONS, ConfigurationError
from crawler.database import VERSION, connect
from crawler.doctor import examining
from crawler.doctor.checks import CHECKS
from crawler.exits import Exit
from pipelines.database import DATABASE

FILE = """
data = "data"
portals = "portals.toml"
contact = "https://archive.example.org/about?key=1"

[crawl]
delay = 4
"""
PORTALS = '[[portal]]\nname = "127.0.0.1"\naddresses = ["http://127.0.0.1/"]\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to be in, with a configuration, portals and data; no browser, and patience on a busy machine."""
    (tmp_path / "gongkai.toml").write_text(FILE)
    (tmp_path / "portals.toml").write_text(PORTALS)
    connect(tmp_path / "data").close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GONGKAI_CHROMIUM", "/none")
    monkeypatch.setattr(examining, "SECONDS", 120.0)
    return tmp_path


@pytest.fixture
def quick(folder, monkeypatch):
    """The same, without what takes long to examine."""
    for name in ("OCR", "browser"):
        monkeypatch.delitem(CHECKS, name)
    return folder


def examined(folder, *arguments, expect=0):
    before = contents(folder)
    result = CliRunner().invoke(app, ["doctor", *arguments])
    assert result.exit_code == expect, result.output
    assert contents(folder) == before
    return result.output


def contents(folder):
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def test_all_is_told_as_json(folder, monkeypatch):
    monkeypatch.setenv("GONGKAI_CRAWL_DELAY", "5")
    said = json.loads(examined(folder, "--json"))
    settings = {(one["command"], one["option"]): (one["value"], one["from"]) for one in said["settings"]}
    config = folder / "gongkai.toml"
    assert settings["verify", "data"] == (str(folder / "data"), f"{config}:2")
    assert settings["crawl", "delay"] == ("5", "GONGKAI_CRAWL_DELAY")
    assert settings["crawl", "contact"] == ("https://archive.example.org/…", f"{config}:4")
    assert settings["doctor", "json"] == (True, "--json")
    assert settings["crawl", "strict"] == (False, "default")
    assert said["verdict"] == "warning", "there is no browser"
    about = {one["about"]: one for one in said["diagnoses"]}
    for name in (
        "python",
        "packages",
        "memory",
        "room",
        "data directory",
        "database",
        "schema",
        "clock",
        "certificates",
        "names",
        "browser",
        "OCR",
    ):
        assert set(about[name]) == {"about", "verdict", "text", "remedy"}
    assert all(one["remedy"] for one in said["diagnoses"] if one["verdict"] != "ok")


def test_people_are_told_what_is_set_and_what_to_do(quick, monkeypatch):
    folder = quick
    monkeypatch.setenv("GONGKAI_CRAWL_DELLAY", "5")
    said = examined(folder)
    lines = said.splitlines()
    assert next(line for line in lines if line.startswith("data ")).split() == [
        "data",
        f"{folder}/data",
        f"{folder}/gongkai.toml:2",
    ]
    assert next(line for line in lines if line.startswith("crawl.delay")).split()[1] == "4"
    assert "GONGKAI_CRAWL_DELLAY means nothing" in said
    assert "did you mean GONGKAI_CRAWL_DELAY?" in said
    assert "crawl.strict" not in said
    assert "crawl.strict" in examined(folder, "--settings")


def test_what_commands_share_is_one_line_for_all_that_agree(quick, monkeypatch):
    monkeypatch.setenv("GONGKAI_DATA", "elsewhere")
    said = examined(quick, "--data", "data")
    lines = [line.split() for line in said.split("\n\n")[0].splitlines() if "data " in line]
    assert lines == [["data", "elsewhere", "GONGKAI_DATA"], ["doctor.data", "data", "--data"]]


def test_secrets_are_hidden(quick, monkeypatch):
    monkeypatch.setenv("GONGKAI_MAIL_PASSWORD", "geheim")
    (quick / "secret").write_text("geheim")
    monkeypatch.setenv("GONGKAI_WEBHOOK_SECRET_FILE", str(quick / "secret"))
    monkeypatch.setenv("GONGKAI_NIGHTLY_WEBHOOK", "https://hooks.example.org/geheim")
    monkeypatch.setenv("GONGKAI_NIGHTLY_MAIL_SERVER", "smtp://u:geheim@[mail.example.org?geheim")
    said = examined(quick)
    assert "geheim" not in said + examined(quick, "--json") + examined(quick, "--settings")
    assert "means nothing" not in said
    assert ["GONGKAI_MAIL_PASSWORD", "(hidden)", "environment"] in map(str.split, said.splitlines())
    assert ["GONGKAI_WEBHOOK_SECRET_FILE", str(quick / "secret"), "environment"] in map(
        str.split, said.splitlines()
    )


def test_a_variable_that_its_option_refuses_is_a_fault(quick, monkeypatch):
    monkeypatch.setenv("GONGKAI_NIGHTLY_LANES", "many")
    monkeypatch.setenv("GONGKAI_ALLOW_PRIVATE", "perhaps")
    said = examined(quick, expect=Exit.FINDINGS)
    assert "GONGKAI_NIGHTLY_LANES: Input should be a valid integer" in said
    assert said.count("GONGKAI_ALLOW_PRIVATE: ") == 1


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("window", "22:00", "'22:00' is no window; write it as"),
        ("log_format", "xml", "'xml' is not one of 'text', 'json'"),
        ("contact", "somebody", "'somebody' is neither a mail address nor a web address"),
        ("exclude", ["bbs"], "'bbs': no path pattern"),
    ],
)
def test_what_a_night_would_refuse_of_its_file_is_refused_by_all_with_its_line(quick, key, value, words):
    (quick / "gongkai.toml").write_text(f"[nightly]\n{key} = {json.dumps(value)}\n")
    error = str(CliRunner().invoke(app, ["doctor"]).exception)
    assert f"gongkai.toml:2: nightly.{key}: {words}" in error


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('webhook = "ftp://hooks.example.org/geheim"', "--webhook must be an http or https address"),
        ('mail = ["a@example.org"]', "--mail needs --mail-server"),
        ('exclude_from = "patterns"', "patterns:2: 'bbs': no path pattern"),
        ('exclude_from = "none"', "No such file"),
    ],
)
def test_what_only_the_start_of_a_night_would_refuse_is_a_fault(quick, settings, words):
    (quick / "gongkai.toml").write_text(f"[nightly]\n{settings}\n")
    (quick / "patterns").write_text("/a\nbbs\n")
    said = examined(quick, expect=Exit.FINDINGS)
    assert re.search(f"^fault +nightly: .*{words}", said, re.MULTILINE)
    assert "geheim" not in said


def test_whom_a_night_names_and_tells_is_said(quick, monkeypatch):
    assert "contact: none" not in examined(quick)
    (quick / "gongkai.toml").write_text('[nightly]\nwebhook = "https://hooks.example.org/geheim"\n')
    said = examined(quick)
    assert "and to webhook hooks.example.org\n" in said
    assert "geheim" not in said
    assert re.search("^warning +contact: none", said, re.MULTILINE)
    monkeypatch.setenv("GONGKAI_WEBHOOK_SECRET_FILE", "/none")
    assert "GONGKAI_WEBHOOK_SECRET_FILE: /none cannot be read" in examined(quick, expect=Exit.FINDINGS)


def test_every_variable_that_the_program_reads_is_known():
    root = Path(crawler.__file__).parents[1]
    sources = [
        path
        for package in ("archive", "crawler", "pipelines", "spiders")
        for path in (root / package).rglob("*.py")
    ]
    read = {
        name for path in sources for name in re.findall(r'"(GONGKAI_[A-Z_]*[A-Z])"', path.read_text("utf-8"))
    }
    options = {"GONGKAI_OPERATOR"}
    assert {"GONGKAI_CHROMIUM", "GONGKAI_SETTINGS"} <= read
    assert read - options <= {*NO_OPTIONS}


def test_a_fault_is_exit_code_3(quick):
    with sqlite3.connect(quick / "data" / DATABASE) as later:
        later.execute(f"PRAGMA user_version = {VERSION + 1}")
    later.close()
    assert "later version" in examined(quick, expect=Exit.FINDINGS)


def test_a_data_directory_that_is_none_is_told_with_all_else(quick):
    (quick / "file").touch()
    said = examined(quick, "--data", "file", expect=Exit.FINDINGS)
    assert re.search("^fault +disk: .*file is no folder", said, re.MULTILINE)


def test_a_wrong_file_of_portals_is_a_fault(quick):
    (quick / "portals.toml").write_text('[[portal]]\nname = "x"\n')
    assert "portals.toml:1" in examined(quick, expect=Exit.FINDINGS)


def test_a_wrong_configuration_is_exit_code_2(quick):
    (quick / "gongkai.toml").write_text("[crawl]\ndelay = 'x'")
    result = CliRunner().invoke(app, ["doctor"])
    assert isinstance(result.exception, ConfigurationError)
