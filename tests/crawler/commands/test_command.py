import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.commands import app
from crawler.exits import Exit
from tests.pipelines.test_evidence import BODY

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("empty", [("--data", ""), ("--data=",), ("--portals", "")])
def test_an_empty_path_is_refused_and_nothing_is_written_where_one_is(tmp_path, monkeypatch, empty):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["crawl", "http://127.0.0.1:9/", "--allow-private", *empty])
    assert (done.exit_code, "leave the option out" in done.output) == (Exit.USAGE, True)
    assert list(tmp_path.iterdir()) == []


def test_no_process_imports_what_lies_where_it_is_begun(tmp_path):
    for name in ("archive", "crawler", "random"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError")
    (tmp_path / "report.html").write_text(BODY, "utf-8")
    command = [
        sys.executable,
        "-P",
        "-c",
        "from crawler.commands import main; main()",
        "parse",
        "report.html",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    finished = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert (finished.returncode, finished.stderr) == (0, "1 reports\n")
