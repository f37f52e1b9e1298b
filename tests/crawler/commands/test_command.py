import pytest
from typer.testing import CliRunner

from crawler.commands import app
from crawler.exits import Exit


@pytest.mark.parametrize("empty", [("--data", ""), ("--data=",), ("--portals", "")])
def test_an_empty_path_is_refused_and_nothing_is_written_where_one_is(tmp_path, monkeypatch, empty):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["crawl", "http://127.0.0.1:9/", "--allow-private", *empty])
    assert (done.exit_code, "leave the option out" in done.output) == (Exit.USAGE, True)
    assert list(tmp_path.iterdir()) == []
