import re
from pathlib import Path

import pytest
from typer.main import get_command

from crawler.commands import app
from crawler.exits import Exit

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = get_command(app).commands
OPTIONS = [
    (name, o)
    for name, command in COMMANDS.items()
    for p in command.params
    for o in p.opts
    if o.startswith("--")
]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_in_the_readme(command, option):
    if option != "--help":
        assert f"gongkai {command}" in README
        assert option in README


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_command_shows_an_example(command):
    assert "Example: gongkai" in command.help


def test_every_exit_code_is_documented():
    line = re.search(r"Exit codes:(.*?)\n\n", README, re.DOTALL)[1]
    assert sorted(map(int, re.findall(r"\b\d\b", line))) == sorted(Exit)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_or_file_named_in_a_document_is_there(document):
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (document.parent / link).exists(), link
    for named in re.findall(r"`((?:archive|crawler|spiders|pipelines|benchmarks|tests)/[\w/.]+)`", text):
        assert (ROOT / named).exists(), named


def test_every_decision_is_listed_by_its_title():
    folder = ROOT / "docs" / "decisions"
    titles = {path.name: path.read_text("utf-8").splitlines()[0] for path in folder.glob("0*.md")}
    listed = re.findall(
        r"^- \[(\d+)\]\(([\w.-]+)\): (.*)$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert {file: f"# {number}. {title}" for number, file, title in listed} == titles
