"""Accounts of lists that are taken over from the job before, since they are known to hold or were not looked at."""

from __future__ import annotations

import sqlite3

# What stands in an account keeps the job that had it last.
_CARRY = """
UPDATE {table} SET job = :job, read = coalesce(read, job) WHERE portal = :portal AND job = (
    SELECT max(id) FROM jobs WHERE portal = :portal AND id < :job AND finished_at IS NOT NULL
)
"""

_CARRY_FINDINGS = """
UPDATE findings SET job = :job WHERE portal = :portal AND url NOT LIKE '//%'
    AND kind NOT IN ('archive_cut', 'shrunk_column', 'moved_column', 'vanished_report') AND job = (
        SELECT max(id) FROM jobs WHERE portal = :portal AND id < :job AND finished_at IS NOT NULL
    )
"""

_LEAVE = """
UPDATE {table} SET job = read WHERE portal = :portal AND job = :job AND read < :job
    AND first IN (SELECT value FROM json_each(:firsts))
"""

_TABLES = ("listings", "entries")


def carry(connection: sqlite3.Connection, portal: str, job: int) -> None:
    """Take all accounts and findings of the job before over into a job that looks at a part of them only."""
    values = {"portal": portal, "job": job}
    for table in _TABLES:
        connection.execute(_CARRY.format(table=table), values)
    connection.execute(_CARRY_FINDINGS, values)


def leave(connection: sqlite3.Connection, portal: str, job: int, firsts: str) -> None:
    """Leave to the job that had it last what was taken over of lists, JSON of their first pages: it holds no more."""
    for table in _TABLES:
        connection.execute(_LEAVE.format(table=table), {"portal": portal, "job": job, "firsts": firsts})
