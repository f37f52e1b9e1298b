"""The files of reports: where each lies, written whole or not at all, and held against what the database knows."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from archive.names import replace_file
from pipelines.database import connect, has_versions
from pipelines.report import dumps


class Filed(NamedTuple):
    """A document as a file: its name in the data directory, its text and the digest of that."""

    file: str
    text: str
    digest: str

    @classmethod
    def current(cls, document: dict[str, Any]) -> Filed:
        """Return the file of a report as it stands: by division (or portal) and year."""
        where = document["issuer"]["division_code"] or document["source"]["portal"] or "files"
        year = document["report_year"] or "undated"
        return cls.named(f"reports/{where}/{year}/{document['id']}.json", document)

    @classmethod
    def named(cls, file: str, document: dict[str, Any]) -> Filed:
        """Return a document under a name."""
        text = text_of(document)
        return cls(file, text, digest_of(text.encode()))

    def write(self, data_dir: Path) -> None:
        """Write the file unless it is there already."""
        path = data_dir / self.file
        if not path.is_file() or path.read_bytes() != self.text.encode():
            replace_file(path, self.text.encode())


def text_of(document: dict[str, Any]) -> str:
    """Return the text of a document's file."""
    return dumps(document, indent=2) + "\n"


def digest_of(content: bytes) -> str:
    """Return the digest by which a file is known again."""
    return hashlib.sha256(content).hexdigest()


def suffixed(report_id: str, source: str) -> str:
    """Return the id of one of several reports of an issuer for a year: told apart by where each was found."""
    return f"{report_id}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def version_file(current: str, base: str, source: str, ordinal: int) -> str:
    """Return the name of an older version's file, beside the current one's.

    It always has the suffix, so that it stays when the report is renamed for another's sake, and is no other's.
    """
    return str(PurePosixPath(current).with_name(f"{suffixed(base, source)}.{ordinal}.json"))


def read_known(path: Path, digest: str) -> dict[str, Any] | None:
    """Return a stored document, `None` where its file is lost or was changed."""
    with suppress(OSError, ValueError):
        content = path.read_bytes()
        if digest_of(content) == digest:
            document: dict[str, Any] = json.loads(content)
            return document
    return None


def damaged(data_dir: Path) -> dict[str, str]:
    """Return what is wrong with report files, by their names: missing, changed, or known to no row.

    A report that is stored meanwhile is no fault: where there are suspects, all is looked at again while nothing
    can be stored.
    """
    with closing(connect(data_dir)) as connection:
        wrong = _damaged(data_dir, connection)
        if wrong and os.access(data_dir, os.W_OK):
            connection.execute("BEGIN IMMEDIATE")
            wrong = _damaged(data_dir, connection)
        return wrong


def _damaged(data_dir: Path, connection: sqlite3.Connection) -> dict[str, str]:
    stored = dict(connection.execute("SELECT file, digest FROM reports ORDER BY id").fetchall())
    if has_versions(connection):
        stored |= dict(connection.execute("SELECT file, digest FROM versions ORDER BY file").fetchall())
    wrong: dict[str, str] = {}
    for file, digest in stored.items():
        try:
            content = (data_dir / file).read_bytes()
        except OSError as error:
            wrong[file] = f"cannot be read: {error.strerror}"
            continue
        if digest_of(content) != digest:
            wrong[file] = "differs from what was stored"
    there = (path.relative_to(data_dir).as_posix() for path in (data_dir / "reports").glob("*/*/[!.]*.json"))
    return wrong | dict.fromkeys(sorted(set(there) - stored.keys()), "is in no row of the database")
