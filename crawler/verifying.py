"""Archives and reports verified in worker processes: each file by itself, then what files say of each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from archive.errors import ArchiveError
from archive.faults import UNUSABLE, Fault
from archive.names import OPEN, data_dir_of, present
from archive.sources import is_archive_name
from archive.verify import Findings, Part, Pass, References, examine, examine_part, joined, orphans, parts_of
from crawler.locks import is_held
from crawler.pools import in_order
from crawler.worker import Refusal, within
from pipelines.database import DATABASE

if TYPE_CHECKING:
    from pipelines.evidence import Unproven

SECONDS = 12 * 3600
"""Computing time a file may take: a terabyte does not take it."""

_TRIES = 10

Job = TypeVar("Job")
Result = TypeVar("Result")
Tell = Callable[[Fault], None]


def archives(paths: Sequence[Path]) -> list[Path]:
    """Return the archive files named and those in the folders named; raise ArchiveError for a folder without any."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = [file for file in sorted(path.rglob("*")) if is_archive_name(file) and file.is_file()]
        if path.is_dir() and not inside:
            raise ArchiveError(f"{path} holds no archive file")
        found.update(dict.fromkeys(inside or [path]))
    return list(found)


def verify_archives(paths: Sequence[Path], tell: Tell, processes: int) -> Iterator[Findings]:
    """Yield what was found in each file, its faults told; tell last what the files say of each other."""
    with References() as references:
        for path, found in _all_examined(paths, processes):
            if isinstance(found, Refusal):
                tell(Fault(str(path), 0, UNUSABLE, found.reason))
                continue
            for fault in found.faults:
                tell(fault)
            references.add(found)
            yield found
        for fault in references.faults():
            tell(fault)


def verify_reports(data_dir: Path, tell: Tell, remark: Callable[[str], None], processes: int) -> int:
    """Verify what is stored of reports, and that the archive bears out every value; return how many reports there are.

    Older versions are verified as the reports themselves are, and named with their numbers.

    What cannot be judged on this machine is a remark and no fault.
    """
    from pipelines.filing import damaged  # noqa: PLC0415 - not needed for archives alone
    from pipelines.store import documents  # noqa: PLC0415
    from pipelines.stored_rows import rows_at_odds  # noqa: PLC0415

    wrong = damaged(data_dir)
    for file, what in wrong.items():
        tell(Fault(str(data_dir / file), 0, "report", f"the file {what}"))
    for report, what in rows_at_odds(data_dir, but=wrong):
        tell(Fault(report, 0, "report", what))
    reports = _prove(data_dir, documents(data_dir, but=wrong), tell, remark, processes)
    _prove(data_dir, _older(data_dir, wrong), tell, remark, processes)
    return reports


def _older(data_dir: Path, but: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the documents of older versions under the names by which commands know them."""
    from pipelines.versions import read_versions  # noqa: PLC0415 - as above

    for version, document in read_versions(data_dir, but=but, older=True):
        yield {**document, "id": version.name}


def _prove(
    data_dir: Path,
    documents: Iterable[dict[str, Any]],
    tell: Tell,
    remark: Callable[[str], None],
    processes: int,
) -> int:
    """Tell what the archive does not bear out of documents; return their number."""
    proven = 0
    jobs = ((data_dir, document) for document in documents)
    for proven, ((_, document), claims) in enumerate(_each(_unproven, jobs, processes), 1):  # noqa: B007 - the count is the result
        if isinstance(claims, Refusal):
            tell(Fault(document["id"], 0, "report", claims.reason))
            continue
        for claim in claims:
            said = f"{claim.key}: {claim.message}" if claim.key else claim.message
            if claim.is_fault:
                tell(Fault(claim.report, 0, "report", said))
            else:
                remark(f"{claim.report}: {said}")
    return proven


def verify_folder(data_dir: Path, tell: Tell) -> None:
    """Tell which indexes of a data directory have lost their WARC files, and reports their database."""
    for fault in orphans(data_dir):
        tell(fault)
    database = data_dir / DATABASE
    if not database.is_file() and (database.exists() or any((data_dir / "reports").rglob("*.json"))):
        said = "there is no such file, and no report is known without; reparse --apply reads the archive into a new one"
        tell(Fault(str(database), 0, "report", said))


def _all_examined(paths: Sequence[Path], processes: int) -> Iterator[tuple[Path, Findings | Refusal]]:
    """Yield what was found in each file; a large one is divided among the processes, and told as one pass tells it."""
    if processes == 1 or (len(paths) == 1 and not parts_of(paths[0])):
        yield from ((path, _examined(path)) for path in paths)
        return
    jobs = ((path, part) for path in paths for part in parts_of(path) or (None,))
    results = _each(_examined_part, jobs, processes)
    for path, of_path in groupby(results, key=lambda result: result[0][0]):
        found = _whole(path, [result for _, result in of_path])
        yield path, found or next(result for _, result in _each(_examined, (path,), processes))


def _whole(path: Path, found: Sequence[Findings | Pass | Refusal | None]) -> Findings | Refusal | None:
    """Return what was found in a file, `None` where its parts do not say it."""
    if isinstance(found[0], Findings):
        return found[0]
    refusal = next((one for one in found if isinstance(one, Refusal)), None)
    return refusal or joined(path, [one for one in found if isinstance(one, Pass)]) if all(found) else None


def _each(
    task: Callable[[Job], Result], jobs: Iterable[Job], processes: int
) -> Iterator[tuple[Job, Result | Refusal]]:
    if processes == 1:
        return ((job, task(job)) for job in jobs)
    return in_order(
        partial(_bounded, task), jobs, processes=processes, seconds=SECONDS, preloaded=(__name__,)
    )


def _bounded(task: Callable[[Job], Result], job: Job, seconds: int) -> Result:
    with within(seconds):
        return task(job)


def _examined(path: Path) -> Findings | Refusal:
    """Examine a file under the name that it has: a crawl may open it to go on with it, and close it, meanwhile."""
    root = data_dir_of(path)
    try:
        for _ in range(_TRIES):
            name = present(path)
            growing = name.name.endswith(OPEN) and root is not None and is_held(root, name.parent.name)
            with suppress(FileNotFoundError):
                before = name.stat().st_mtime_ns
                found = examine(name, growing=growing)
                if growing or name.stat().st_mtime_ns == before:
                    return found
        raise FileNotFoundError(f"{path} is gone, or changes too often")
    except OSError as error:
        return Refusal(type(error).__name__, str(error))


def _examined_part(job: tuple[Path, Part | None]) -> Findings | Pass | Refusal | None:
    path, part = job
    if part is None:
        return _examined(path)
    try:
        return examine_part(path, part)
    except OSError as error:
        return Refusal(type(error).__name__, str(error))


def _unproven(job: tuple[Path, dict[str, Any]]) -> list[Unproven]:
    from pipelines.evidence import unproven  # noqa: PLC0415 - loaded in the process that workers are forked from

    return list(unproven(*job))
