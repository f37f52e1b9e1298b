import json
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from crawler import configuration
from crawler.commands import app as whole
from crawler.configuration import Configuration, ConfigurationError, ConfiguredGroup
from crawler.exits import Exit
from tests.crawler.processes import gongkai

app = typer.Typer(cls=ConfiguredGroup)


@app.callback()
def main(context: typer.Context, config: Annotated[Path | None, typer.Option("--config")] = None):
    context.obj = configuration.read(configuration.find(config), context.command)
    context.default_map = context.obj.default_map()


@app.command("fetch")
def fetch(
    data: Annotated[Path, typer.Option("--data")] = Path("data"),
    delay: Annotated[float, typer.Option("--delay", min=0)] = 1.0,
    hosts: Annotated[list[str] | None, typer.Option("--host")] = None,
    files: Annotated[list[Path] | None, typer.Option("--file")] = None,
    strict: Annotated[bool, typer.Option("--strict")] = False,
):
    shown = [data, delay, hosts or [], files or [], strict]
    print(
        json.dumps(
            shown, default=lambda value: str(value) if isinstance(value, Path) else list(map(str, value))
        )
    )


@app.command("keep")
def keep(
    data: Annotated[Path, typer.Option("--data")] = Path("data"),
    most: Annotated[int, typer.Option("--most-files")] = 1,
):
    print(json.dumps([str(data), most]))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to be in, with nobody's configuration around."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "users"))
    return tmp_path


def said(*arguments):
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def written(folder, text):
    path = folder / "etc" / "some.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


FULL = """
data = "kept"

[fetch]
delay = 2
host = [
  "a.cn",  # one
  "b.cn",
]
file = ["x.txt", "/y.txt"]
strict = true
"""


def test_a_file_counts_before_defaults_with_paths_beside_it(folder):
    config = written(folder, FULL)
    there = str(folder / "etc")
    assert said("--config", config, "fetch") == [
        f"{there}/kept",
        2,
        ["a.cn", "b.cn"],
        [f"{there}/x.txt", "/y.txt"],
        True,
    ]
    assert said("--config", config, "keep") == [f"{there}/kept", 1]


def test_the_environment_counts_before_a_file_and_a_flag_before_both(folder, monkeypatch):
    config = written(folder, FULL)
    for name, value in {
        "GONGKAI_DATA": "/all",
        "GONGKAI_KEEP_DATA": "/own",
        "GONGKAI_FETCH_DELAY": "3",
        "GONGKAI_FETCH_HOST": "c.cn d.cn",
        "GONGKAI_FETCH_FILE": "/p:/q",
        "GONGKAI_FETCH_STRICT": "no",
        "GONGKAI_KEEP_MOST_FILES": "7",
    }.items():
        monkeypatch.setenv(name, value)
    assert said("--config", config, "fetch") == ["/all", 3, ["c.cn", "d.cn"], ["/p", "/q"], False]
    assert said("--config", config, "keep") == ["/own", 7]
    flags = ("--data", "/flag", "--delay", "4", "--host", "e.cn", "--strict")
    assert said("--config", config, "fetch", *flags) == ["/flag", 4, ["e.cn"], ["/p", "/q"], True]


def test_a_flag_takes_back_what_a_file_switched_on(folder):
    assert said("--config", written(folder, FULL), "fetch", "--no-strict")[-1] is False


def test_a_command_s_own_table_counts_before_what_is_for_all(folder):
    config = written(folder, 'data = "/all"\n[keep]\ndata = "/own"\nmost-files = 3')
    assert said("--config", config, "keep") == ["/own", 3]
    assert said("--config", config, "fetch")[0] == "/all"


def test_dotted_keys_and_inline_tables_are_the_same(folder):
    assert said("--config", written(folder, "keep.most_files = 4"), "keep")[1] == 4
    assert said("--config", written(folder, "keep = {most_files = 5}"), "keep")[1] == 5


def test_the_folder_s_file_counts_before_the_user_s(folder):
    (folder / "users/gongkai").mkdir(parents=True)
    (folder / "users/gongkai/gongkai.toml").write_text('data = "/users"')
    assert said("keep")[0] == "/users"
    (folder / "gongkai.toml").write_text('data = "/here"')
    assert said("keep")[0] == "/here"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('\ndta = "x"', 2, "did you mean data?"),
        ("delay = 2", 1, r"belongs in the table of a command: \[fetch\]"),
        ("[fetsh]\ndelay = 2", 2, "no table 'fetsh'; did you mean fetch?"),
        ("[fetch]\n\ndely = 2", 3, "did you mean delay?"),
        ('[fetch]\ndelay = "2"', 2, "fetch.delay must be a number, not '2'"),
        ("[fetch]\ndelay = true", 2, "must be a number"),
        ("[fetch]\ndelay = -1", 2, "greater than or equal to 0"),
        ('[fetch]\nstrict = "yes"', 2, "must be true or false"),
        ('[fetch]\nhost = "a.cn"', 2, "must be a list, each a text in quotes"),
        ('[fetch]\nhost = [\n"a.cn",\n3]', 2, "must be a list, each a text in quotes"),
        ("[keep]\nmost_files = 1.5", 2, "must be a whole number"),
        ("data = 2026-01-01", 1, "must be a text in quotes"),
        ("[[fetch]]", 1, r"once, as \[fetch\]"),
        ("[fetch.more]\nx = 1", 2, "no option of fetch 'more.x'"),
        ("a = 1\nb = ", 2, "Invalid value"),
        ('a = 1\nb = """', 2, "Unterminated|expected|Expected"),
        ("a = 1\na = 2", 2, "Cannot overwrite"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(folder, text, line, words):
    group = typer.main.get_command(app)
    with pytest.raises(ConfigurationError, match=words) as raised:
        configuration.read(Path(written(folder, text)), group)
    assert f"some.toml:{line}:" in str(raised.value)


def test_what_cannot_be_read_is_said(folder):
    group = typer.main.get_command(app)
    for path, words in ((folder / "none.toml", "No such file"), (folder, "Is a directory")):
        with pytest.raises(ConfigurationError, match=words):
            configuration.read(path, group)
    (folder / "bytes.toml").write_bytes(b'\n\n# \xb9\xab = "x"')
    with pytest.raises(ConfigurationError, match=r"bytes\.toml:3: not in UTF-8"):
        configuration.read(folder / "bytes.toml", group)
    (folder / "large.toml").write_text("# " + "x" * 70_000)
    with pytest.raises(ConfigurationError, match="more than"):
        configuration.read(folder / "large.toml", group)


@pytest.mark.usefixtures("folder")
def test_a_value_that_only_running_shows_to_be_wrong_says_where_it_stands(monkeypatch):
    monkeypatch.setenv("GONGKAI_FETCH_DELAY", "soon")
    result = CliRunner().invoke(app, ["fetch"])
    assert (result.exit_code, "(from GONGKAI_FETCH_DELAY)" in result.output) == (2, True)


def test_settings_say_where_they_come_from(folder, monkeypatch):
    monkeypatch.setenv("GONGKAI_KEEP_MOST_FILES", "9")
    group = typer.main.get_command(app)
    path = Path(written(folder, FULL))
    found = {
        (one.command, one.key): one for one in configuration.settings(group, configuration.read(path, group))
    }
    assert found["fetch", "delay"].source == f"{path}:5"
    assert found["fetch", "host"].source == f"{path}:6"
    assert found["keep", "data"].source == f"{path}:2"
    assert (found["keep", "most_files"].value, found["keep", "most_files"].source) == (
        "9",
        "GONGKAI_KEEP_MOST_FILES",
    )
    assert found["fetch", "file"].source == f"{path}:10"


def test_a_misspelt_variable_is_found(monkeypatch):
    monkeypatch.setenv("GONGKAI_FETCH_DELLAY", "1")
    monkeypatch.setenv(configuration.VARIABLE, "1")
    group = typer.main.get_command(app)
    unknown = dict(configuration.unknown_variables(group))
    assert unknown["GONGKAI_FETCH_DELLAY"] == "GONGKAI_FETCH_DELAY"
    assert configuration.VARIABLE not in unknown


@pytest.mark.parametrize("name", sorted(configuration.SHARED))
def test_what_is_shared_is_an_option(name):
    assert name in {one.key for one in configuration.settings(typer.main.get_command(whole), Configuration())}


def test_the_command_takes_its_file_before_anything_is_done(folder):
    config = written(folder, 'data = "made"\n[crawl]\ndely = 3\n')
    said = gongkai("--config", config, "crawl", "http://127.0.0.1:1/", expect=Exit.USAGE)
    assert f"{config}:3: no option of crawl 'dely'; did you mean delay?" in said.stderr
    assert not (folder / "etc/made").exists()


def test_folders_that_cannot_be_looked_into_have_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", "x" * 300)  # to look there is an error, for whoever is the user
    assert configuration.find(None) in {None, Path("/etc/gongkai/gongkai.toml")}
    (tmp_path / "gongkai.toml").touch()
    assert configuration.find(None) == Path("gongkai.toml")


def test_the_list_of_commands_cuts_no_sentence_off():
    assert "..." not in CliRunner().invoke(whole, ["--help"]).output.partition("Commands:")[2]


@pytest.fixture
def homeless(monkeypatch):
    """A user that the system does not know, as a container's may be."""
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", dict[int, object]().__getitem__)


@pytest.mark.usefixtures("folder", "homeless")
def test_a_user_without_a_home_has_no_file():
    assert said("keep") == ["data", 1]


@pytest.mark.usefixtures("homeless")
def test_a_home_that_nobody_knows_is_named_with_its_line(folder):
    with pytest.raises(ConfigurationError, match=r"some.toml.*~/kept.*no home"):
        said("--config", written(folder, 'data = "~/kept"'), "keep")


def test_an_empty_path_is_refused_with_its_line(folder):
    with pytest.raises(ConfigurationError, match=r"some.toml:1: data is empty"):
        said("--config", written(folder, 'data = ""'), "keep")
