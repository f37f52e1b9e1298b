"""Reports on disk: one JSON file each, what it said before beside it, and the same in SQLite for asking questions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, suppress
from enum import StrEnum
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from archive.errors import ArchiveError
from archive.names import remove_file, replace_file
from pipelines import versions
from pipelines.check import Check
from pipelines.content import changes, content, digest_of
from pipelines.database import OF_A_REPORT, connect, insert, writing
from pipelines.differences import Difference
from pipelines.errors import ReadingError
from pipelines.filing import Filed, read_known, suffixed, version_file
from pipelines.neighbours import affected, recheck
from pipelines.report import Report
from pipelines.stored_checks import check_rows
from pipelines.stored_rows import rows_of, source_of
from pipelines.versions import captured_at, is_later

_SOLELY = ("observations", "anomalies", "checks")
"""Tables whose rows come of a report alone."""


_KNOWN = """
SELECT id, base_id, source, file, digest, content, version, since, seen_at, vanished_at, vanished_why, lacking
FROM reports
WHERE source = ?
"""
_STAND = """
UPDATE reports SET content = ?, version = ?, since = ?, seen_at = ?, vanished_at = ?, vanished_why = ?, lacking = ?
WHERE id = ?
"""
_OF_SOURCES = "source IN (SELECT value FROM json_each(:sources))"
_BACK = f"SELECT id FROM reports WHERE {_OF_SOURCES} AND vanished_at IS NOT NULL ORDER BY id"  # noqa: S608 - fixed text
# A clock that was set back makes no report's last day earlier.
_SEEN = f"""
UPDATE reports SET seen_at = max(coalesce(seen_at, ''), :at), vanished_at = NULL, vanished_why = NULL
WHERE {_OF_SOURCES}
"""  # noqa: S608 - fixed text
_FORMER = "INSERT OR REPLACE INTO former_addresses VALUES (?, ?, ?)"
_MOVED_TO = "SELECT source FROM former_addresses WHERE url = ?"
_VANISHED = "UPDATE reports SET seen_at = ?, vanished_at = ?, vanished_why = ? WHERE source = ?"


class Outcome(StrEnum):
    """What storing a report changed.

    `reread` is one of which another parser, or this one now that no part is missing, reads something else; `kept` one
    of which a part could not be had this time: what was read of it before stays.
    """

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    REREAD = "reread"
    KEPT = "kept"


class Saved(NamedTuple):
    """What storing a report came to: the id it has now, the number of its version, and what it says otherwise.

    One that `is_back` had vanished.
    """

    outcome: Outcome
    id: str
    version: int
    changes: tuple[Difference, ...] = ()
    is_back: bool = False


class _Given(NamedTuple):
    """A document to be stored: `base` is its id without a suffix, `said` the digest of its content."""

    document: dict[str, Any]
    base: str
    said: str
    checks: tuple[Check, ...]
    lacking: bool

    @property
    def source(self) -> str:
        """The address or path by which it is known."""
        return source_of(self.document)


class _Known(NamedTuple):
    """What is stored of a source; `base` is its report's id without a suffix."""

    id: str
    base: str
    source: str
    file: str
    digest: str
    content: str | None
    version: int
    since: str | None
    seen_at: str | None
    vanished_at: str | None
    vanished_why: str | None
    lacking: int

    @property
    def next_file(self) -> str:
        """The file that what is stored gets when another version takes its place."""
        return version_file(self.file, self.base, self.source, self.version)


class _Stand(NamedTuple):
    """What the row of a report says of its version and of when it was seen."""

    content: str | None
    version: int
    since: str | None
    seen_at: str | None
    vanished_at: str | None
    vanished_why: str | None
    lacking: int


class Store:
    """The reports of a data directory. Saving is idempotent: a save cut off half-way is mended by the next."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._db = connect(data_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def save(self, report: Report, *, lacking: bool = False) -> Saved:
        """Validate and store a report; what its source said before stays as an older version. Raises SchemaMismatch.

        One that says the same as before takes its place, and so does one that only another parser reads otherwise. What
        was read while a part was `lacking` takes no whole reading's place.
        """
        from pipelines.schema import validate  # noqa: PLC0415 - takes a while to load, and reading needs none of it

        document = report.to_json()
        validate(document)
        given = _Given(document, report.id, digest_of(content(document)), report.checks, lacking)
        again = self._read_again(given)
        with writing(self._db):
            if moved := self._moved(given):
                return moved
            if self._rivals(given.base, given.source):
                document["id"] = suffixed(given.base, given.source)
            known = self._known(given.source)
            saved = self._replace(given, known, again) if known else self._begin(given)
            return saved._replace(id=str(self.id_of(given.source)))

    def remove(self, source: str) -> bool:
        """Take a source's report away, all but its older versions; return whether there was one."""
        with writing(self._db):
            known = self._known(source)
            if known is None:
                return False
            self._delete_rows(known.id, OF_A_REPORT)
            for file in (known.file, known.next_file):
                remove_file(self._data_dir / file)
            self._settle(known.base)
            return True

    def move(self, former: str, source: str, at: str) -> Saved | None:
        """Have the report of one address go on at another, which shows it now; `None` where either has none.

        What it said at the former address is an older version where that differs, and that address is known as its
        own. Nothing is done while a part of the other is lacking, or where that has older versions itself.
        """
        old, new = self._known(former), self._known(source)
        if old is None or new is None or new.version > 1 or new.lacking > old.lacking:
            return None
        before, document = self._stored(old), self._stored(new)
        if document is None or (before is None and old.content != new.content):
            return None  # a move that was cut off may have taken away already what says the same
        changed: tuple[Difference, ...] = ()
        if before is not None:
            before = _reread(self._data_dir, before, document) or before
            changed = changes(before, document)
        with writing(self._db):
            if before is not None and changed:
                self._keep(before, old, len(changed))
            self._take_over(old, new, at, is_changed=bool(changed))
            outcome = Outcome.CHANGED if changed else Outcome.KNOWN
            return Saved(outcome, str(self.id_of(source)), old.version + bool(changed), changed)

    def _take_over(self, old: _Known, new: _Known, at: str, *, is_changed: bool) -> None:
        """Give what is known of an address to another one's report, and let go of its own."""
        self._db.execute("UPDATE versions SET source = ? WHERE source = ?", (new.source, old.source))
        self._db.execute("UPDATE former_addresses SET source = ? WHERE source = ?", (new.source, old.source))
        self._db.execute(_FORMER, (old.source, new.source, at))
        self._db.execute("DELETE FROM former_addresses WHERE url = source")
        self._delete_rows(old.id, OF_A_REPORT)
        remove_file(self._data_dir / old.file)
        since = new.since if is_changed else old.since or new.since
        seen_at = max(new.seen_at or "", old.seen_at or "") or None
        stand = _Stand(
            new.content,
            old.version + is_changed,
            since,
            seen_at,
            new.vanished_at,
            new.vanished_why,
            new.lacking,
        )
        self._db.execute(_STAND, (*stand, new.id))
        self._settle(new.base, old.base)

    def _moved(self, given: _Given) -> Saved | None:
        """Return what is stored of a report that has moved on, when its former address says nothing new."""
        row = self._db.execute(_MOVED_TO, (given.source,)).fetchone()
        known = self._known(row[0]) if row else None
        if known is None:
            return None
        if known.content == given.said or not is_later(captured_at(given.document), known.seen_at):
            return Saved(Outcome.KNOWN, known.id, known.version)
        self._db.execute("DELETE FROM former_addresses WHERE url = ?", (given.source,))
        return None

    def seen(self, sources: Iterable[str], at: str) -> list[str]:
        """Note that reports were there at a time; return the ids of those that had vanished and are back."""
        values = {"sources": json.dumps(list(sources)), "at": at}
        with writing(self._db):
            back = self._db.execute(_BACK, values).fetchall()
            self._db.execute(_SEEN, values)
        return [report for (report,) in back]

    def vanished(self, source: str, at: str, why: str) -> bool:
        """Mark a report as no longer there; return whether it was taken to be there until now."""
        with writing(self._db):
            known = self._known(source)
            if known is None or known.vanished_at is not None:
                return False
            old = None if known.seen_at else self._stored(known)
            last = captured_at(old) if old else known.seen_at
            self._db.execute(_VANISHED, (last, at, why, source))
            return True

    def id_of(self, source: str) -> str | None:
        """Return the id under which a source's report is stored."""
        known = self._known(source)
        return known.id if known else None

    def _known(self, source: str) -> _Known | None:
        row = self._db.execute(_KNOWN, (source,)).fetchone()
        return _Known(*row) if row else None

    def _stored(self, known: _Known) -> dict[str, Any] | None:
        """Return the document that is stored of a source, `None` where it is lost.

        A save that was cut off may have laid it aside already, as the version before the one it was to store.
        """
        document = read_known(self._data_dir / known.file, known.digest)
        if document is None:
            with suppress(OSError, ValueError):
                return _parsed((self._data_dir / known.next_file).read_bytes())
        return document

    def _read_again(self, given: _Given) -> dict[str, Any] | None:
        """Return what today's parser reads in the captures of a report that another one read, where that may matter."""
        known = self._known(given.source)
        if known is None or known.content == given.said:
            return None
        old = self._stored(known)
        return _reread(self._data_dir, old, given.document) if old else None

    def _rivals(self, base: str, source: str) -> bool:
        """Return whether other sources report the same issuer and year."""
        query = "SELECT 1 FROM reports WHERE base_id = ? AND source <> ?"
        return self._db.execute(query, (base, source)).fetchone() is not None

    def _begin(self, given: _Given) -> Saved:
        """Store what a source says of which nothing is stored, or nothing any more."""
        self._take_in(given)
        saved = Saved(Outcome.NEW, given.document["id"], versions.next_ordinal(self._db, given.source))
        at = captured_at(given.document)
        self._insert(given, _Stand(given.said, saved.version, at, at, None, None, given.lacking))
        self._settle(given.base)
        return saved

    def _take_in(self, given: _Given) -> None:
        """Enter the older versions that lie where the report is to be: their database is lost, and they are not."""
        found: list[tuple[int, Filed, dict[str, Any]]] = []
        for ordinal in count(versions.next_ordinal(self._db, given.source)):
            name = version_file(Filed.current(given.document).file, given.base, given.source, ordinal)
            try:
                document = _parsed((self._data_dir / name).read_bytes())
            except (OSError, ValueError):
                break
            found.append((ordinal, Filed.named(name, document), document))
        if found and digest_of(content(found[-1][2])) == given.said:  # laid aside by a save that was cut off
            remove_file(self._data_dir / found.pop()[1].file)
        following = (*(document for _, _, document in found[1:]), given.document)
        for (ordinal, filed, document), after in zip(found, following, strict=False):
            at = captured_at(document)
            versions.keep(
                self._db,
                filed,
                document,
                source=given.source,
                ordinal=ordinal,
                seen=(at, at),
                differences=len(changes(document, after)),
            )

    def _replace(self, given: _Given, known: _Known, again: dict[str, Any] | None) -> Saved:
        """Store a document in place of what is known of its source, which is kept where it says something else."""
        old = None if known.content == given.said and known.since else self._stored(known)
        outcome, at = _outcome(given, known, old, again), captured_at(given.document)
        back = known.vanished_at is not None and is_later(at, known.vanished_at)
        saved = Saved(outcome, given.document["id"], known.version, is_back=back)
        stand = _gone_on(given, known, at, captured_at(old) if old else None, is_back=back)
        if outcome is Outcome.CHANGED:
            saved = saved._replace(version=known.version + 1)
            stand = stand._replace(version=saved.version, since=at)
            if before := again or old:
                saved = saved._replace(changes=changes(before, given.document))
                self._keep(before, known, len(saved.changes))
        if outcome is Outcome.KEPT:
            if old:
                Filed.named(known.file, old).write(self._data_dir)
            self._db.execute(
                _STAND, (*stand._replace(content=known.content, lacking=known.lacking), known.id)
            )
        else:
            self._put(given, known, stand, says_same=outcome is Outcome.KNOWN)
        if outcome is not Outcome.CHANGED:
            remove_file(self._data_dir / known.next_file)
        return saved

    def _keep(self, before: dict[str, Any], known: _Known, differences: int) -> None:
        """Lay what was stored aside, first of all that a save writes: killed later, the next one finds it there."""
        filed = Filed.named(known.next_file, before)
        filed.write(self._data_dir)
        at = captured_at(before)
        seen = (known.since or at, known.seen_at or at)
        versions.keep(
            self._db,
            filed,
            before,
            source=known.source,
            ordinal=known.version,
            seen=seen,
            differences=differences,
        )

    def _put(self, given: _Given, known: _Known, stand: _Stand, *, says_same: bool) -> None:
        filed = Filed.current(given.document)
        if (known.id, known.file, known.digest) == (given.document["id"], filed.file, filed.digest):
            filed.write(self._data_dir)
            self._db.execute(_STAND, (*stand, known.id))
            return
        quietly = says_same and known.id == given.document["id"]
        self._delete_rows(known.id, _SOLELY if quietly else OF_A_REPORT)
        self._insert(given, stand)
        if known.file != filed.file:
            remove_file(self._data_dir / known.file)
        if not quietly:
            self._settle(given.base, known.base)

    def _insert(self, given: _Given, stand: _Stand) -> None:
        filed = Filed.current(given.document)
        filed.write(self._data_dir)
        rows = rows_of(given.document, given.base)
        insert(self._db, "reports", [(*rows["reports"][0], filed.file, filed.digest, *stand)])
        for table in ("observations", "anomalies"):
            insert(self._db, table, rows[table])
        insert(self._db, "checks", check_rows(given.document["id"], given.checks))

    def _delete_rows(self, report: str, tables: Iterable[str]) -> None:
        self._db.execute("DELETE FROM reports WHERE id = ?", (report,))
        for table in tables:
            self._db.execute(f"DELETE FROM {table} WHERE report = ?", (report,))  # noqa: S608 - fixed names

    def _settle(self, *base_ids: str) -> None:
        """Bring what depends on the reports of these issuers and years in line with those now there."""
        for base in dict.fromkeys(base_ids):
            query = "SELECT id, source, file FROM reports WHERE base_id = ? ORDER BY source"
            rows = self._db.execute(query, (base,)).fetchall()
            for report, source, file in rows:
                wanted = suffixed(base, source) if len(rows) > 1 else base
                if report != wanted:
                    self._rename(report, wanted, file)
            for _, _, file in (
                rows if len(rows) > 1 else ()
            ):  # there where a power cut took the row, and not the file
                remove_file((self._data_dir / file).with_name(f"{base}.json"))
        recheck(self._db, affected(base_ids))

    def _rename(self, old_id: str, new_id: str, file: str) -> None:
        """Give a report another id; a file that was renamed by a save cut off half-way is there already."""
        path = self._data_dir / file
        moved = path.with_name(f"{new_id}.json")
        document = json.loads((path if path.exists() else moved).read_text("utf-8"))
        filed = Filed.current({**document, "id": new_id})
        replace_file(self._data_dir / filed.file, filed.text.encode())
        remove_file(path)
        self._db.execute(
            "UPDATE reports SET id = ?, file = ?, digest = ? WHERE id = ?",
            (new_id, filed.file, filed.digest, old_id),
        )
        for table in OF_A_REPORT:
            self._db.execute(f"UPDATE {table} SET report = ? WHERE report = ?", (new_id, old_id))  # noqa: S608 - fixed names


def _reread(data_dir: Path, old: dict[str, Any], document: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the parser of a document reads in the captures of an older one that another parser read."""
    if old["parser"] == document["parser"] or _is_of_same_bytes(old, document):
        return None
    from pipelines.evidence import document_of  # noqa: PLC0415 - seldom needed
    from pipelines.parse import parse  # noqa: PLC0415

    with suppress(ReadingError, ArchiveError, OSError):
        return {**parse(document_of(data_dir, old)).to_json(), "id": old["id"]}
    return None


def _outcome(
    given: _Given, known: _Known, old: dict[str, Any] | None, again: dict[str, Any] | None
) -> Outcome:
    """Return what is given beside the stored document, `old`, and what today's parser reads in that one's captures."""
    before = known.content or (digest_of(content(old)) if old else None)
    if before == given.said:
        return Outcome.KNOWN
    if given.lacking and not known.lacking:
        return Outcome.KEPT
    if known.lacking or (old and _is_of_same_bytes(old, given.document)):
        return Outcome.REREAD
    if again is not None and digest_of(content(again)) == given.said:
        return Outcome.REREAD
    return Outcome.CHANGED


def _is_of_same_bytes(old: dict[str, Any], document: dict[str, Any]) -> bool:
    """Tell whether both were read from the same payloads, as far as these are known."""
    of_old, of_new = ([one["payload_digest"] for one in each["captures"]] for each in (old, document))
    return None not in of_old and of_old == of_new


def _gone_on(given: _Given, known: _Known, at: str | None, before: str | None, *, is_back: bool) -> _Stand:
    """Return how a report stands that goes on, captured `at` now and `before` then."""
    return _Stand(
        content=given.said,
        version=known.version,
        since=known.since or before or at,
        seen_at=at if is_later(at, known.seen_at) else known.seen_at,
        vanished_at=None if is_back else known.vanished_at,
        vanished_why=None if is_back else known.vanished_why,
        lacking=given.lacking,
    )


def documents(data_dir: Path, *, but: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield every stored report's document in the order of their ids, one at a time, but those in files named."""
    with closing(connect(data_dir)) as connection:
        for (file,) in connection.execute("SELECT file FROM reports ORDER BY id"):
            if file not in but:
                yield json.loads((data_dir / file).read_text("utf-8"))


def stored(data_dir: Path, source: str) -> dict[str, Any] | None:
    """Return the stored document of a source, `None` where it has none, or none that can be read any more."""
    with closing(connect(data_dir)) as connection:
        row = connection.execute("SELECT file FROM reports WHERE source = ?", (source,)).fetchone()
    with suppress(OSError, ValueError):
        return _parsed((data_dir / row[0]).read_bytes()) if row else None
    return None


def _parsed(text: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    return document


def sources(data_dir: Path) -> dict[str, str]:
    """Return the ids of all stored reports by their sources."""
    with closing(connect(data_dir)) as connection:
        return dict(connection.execute("SELECT source, id FROM reports ORDER BY id"))
