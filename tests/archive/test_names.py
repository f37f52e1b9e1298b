"""A file is written whole or not at all, and nothing of an attempt stays behind."""

import signal
import subprocess
import sys

import pytest

from archive.names import replacing

KILLED = """
import os, signal, sys
from pathlib import Path
from archive.names import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half of what was to be written, and longer")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names_in(folder):
    return [path.name for path in folder.iterdir()]


def test_what_a_killed_writer_left_is_taken_over(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    killed = subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (path.read_bytes(), len(names_in(tmp_path))) == (b"old", 2)
    with replacing(path) as file:
        file.write(b"new")
    assert (path.read_bytes(), names_in(tmp_path)) == (b"new", ["file"])


def test_a_file_is_written_by_one_at_a_time(tmp_path):
    path = tmp_path / "file"
    with replacing(path) as file:
        file.write(b"first")
        with pytest.raises(BlockingIOError, match="another process"), replacing(path):
            pass
    assert (path.read_bytes(), names_in(tmp_path)) == (b"first", ["file"])


def test_an_error_leaves_what_was_there(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), replacing(path) as file:
        file.writelines([b"new", None])
    assert (path.read_bytes(), names_in(tmp_path)) == (b"old", ["file"])
