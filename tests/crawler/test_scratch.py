import os
import signal
import subprocess
import sys
from pathlib import Path

from crawler import scratch

KEPT = """
import os, signal, sys, tempfile
from crawler import scratch
scratch.begin()
with open(os.path.join(tempfile.mkdtemp(), "kept"), "w"): pass
print(tempfile.gettempdir(), flush=True)
{end}
"""


def run(folder, end):
    environment = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", KEPT.format(end=end)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_a_command_kept_ends_with_it(tmp_path):
    ended = run(tmp_path, "")
    assert ended.stdout.startswith(f"{tmp_path}/gongkai-"), ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_one_left_is_removed_by_the_next_and_what_is_held_stays(tmp_path):
    killed = run(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    (tmp_path / "somebody-elses").mkdir()
    held = "import subprocess; subprocess.run([sys.executable, '-c', 'from crawler import scratch; scratch.begin()'])"
    living = run(tmp_path, f"{held}; print(os.path.exists(tempfile.gettempdir()))")
    assert living.stdout.endswith("True\n"), living.stderr
    assert not left.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["somebody-elses"]


def test_a_folder_that_its_user_may_not_enter_is_left(tmp_path, monkeypatch):
    def refused(to):
        went.append(to)
        if to != "/":
            raise PermissionError(to)

    went = []
    monkeypatch.setattr(scratch.os, "chdir", refused)
    monkeypatch.setattr(scratch.tempfile, "gettempdir", lambda: str(tmp_path / "none"))
    scratch.begin()
    assert went == [Path.cwd(), "/"]
