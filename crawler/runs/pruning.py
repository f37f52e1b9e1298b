"""Runs that are long over make room for new ones."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from crawler.database import transaction
from crawler.runs.folder import RunFolder

# By the order in which runs began, not by their times: clocks jump.
_OVER = """
SELECT id FROM runs WHERE ended_at IS NOT NULL AND rowid < (SELECT rowid FROM runs ORDER BY rowid DESC LIMIT 1 OFFSET ?)
"""


def prune(connection: sqlite3.Connection, data_dir: Path, keep: int) -> int:
    """Delete the folders of all runs but the last so many, with their rows; return how many those were.

    What came of each portal in them stays in the history. Raises OSError for a folder that cannot be deleted.
    """
    over = [run for (run,) in connection.execute(_OVER, (keep - 1,))] if keep > 0 else []
    for run in over:
        folder = RunFolder(data_dir, run).path
        if folder.is_dir():
            shutil.rmtree(folder)
        with transaction(connection):
            connection.execute("DELETE FROM runs WHERE id = ?", (run,))
    return len(over)
