"""The disk under the data directory: room, and whether it does what the archive and the database lean on."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.openfile import RESERVE
from crawler.doctor.diagnosis import Case, Diagnosis, fault, ok, warning
from crawler.doctor.stored import reading
from crawler.nightly.disk import forecast, size
from pipelines.database import DATABASE

LITTLE = 2_000_000_000
"""Free bytes below which a night may not end well."""

FEW = 10_000
"""Free inodes, likewise: a report is two files."""

_DISTANT = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "fuse",
    "glusterfs",
    "lustre",
    "vboxsf",
    "drvfs",
    "virtiofs",
)
_FLEETING = {"tmpfs": "the next reboot", "ramfs": "the next reboot", "overlay": "the end of the container"}
_ELSEWHERE = (
    "put the data directory on a local disk (ext4, xfs, btrfs, zfs): --data DIR, or data in gongkai.toml"
)

_MORE = "make room or name another disk; archive files are never deleted by themselves (docs/operations.md)"


def disk(case: Case) -> Iterator[Diagnosis]:
    """Look at the disk of the data directory, or of the folder in which it will be made."""
    data = case.data.absolute()
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    if not there.is_dir():
        yield fault("disk", f"{there} is no folder", "name another data directory with --data DIR")
        return
    yield from _kind(there)
    yield from _room(there)
    if there == data:
        yield _use(data)
        yield from _forecast(data)
    else:
        yield _new(data, there)


def _kind(folder: Path) -> Iterator[Diagnosis]:
    kind = kind_of(folder)
    if kind.startswith(_DISTANT):
        text = f"{folder} is on {kind}, where SQLite's log and file locks are not to be trusted"
        yield warning("file system", text, _ELSEWHERE)
    elif kind in _FLEETING:
        text = f"{folder} is on {kind}: what is there is lost with {_FLEETING[kind]}"
        yield warning(
            "file system", text, "put the data directory on a disk, or on a volume of the container"
        )
    else:
        yield ok("file system", kind or "of unknown kind")


def kind_of(folder: Path) -> str:
    """Return the kind of the file system that a folder is on, as `/proc/self/mountinfo` names it; else nothing."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    real = folder.resolve()
    best, kind = "", ""
    for line in lines:
        mount, _, described = line.partition(" - ")
        point = mount.split(" ")[4].encode("latin-1", "replace").decode("unicode_escape")  # \040 is a blank
        if real.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, described.split(" ")[0]
    return kind


def _room(folder: Path) -> Iterator[Diagnosis]:
    disk = os.statvfs(folder)
    free, nodes = disk.f_bavail * disk.f_frsize, disk.f_favail if disk.f_files else FEW
    if free < RESERVE:
        yield fault("room", f"{size(free)} free: no crawl can archive anything", _MORE)
    elif free < LITTLE:
        yield warning("room", f"{size(free)} free: crawls stop with exit code 5 when it is used up", _MORE)
    else:
        yield ok("room", f"{size(free)} free")
    if nodes < FEW:
        yield warning("room", f"{nodes} files can still be made, for want of inodes", _MORE)


def _forecast(data: Path) -> Iterator[Diagnosis]:
    """Say how much a day adds and how long the disk will do, where the past tells."""
    try:
        with closing(reading(data / DATABASE)) as connection:
            portals = [folder.name for folder in data.glob("warc/*")]
            ahead = forecast(connection, data, portals, every=24)
    except (sqlite3.Error, OSError):
        return  # no database, or one of an earlier version: nothing is known of the past
    if ahead.worry:
        yield warning("room", ahead.worry, _MORE)
    elif ahead.days_left is not None:
        yield ok("room", f"{size(ahead.a_day)} a day, for {ahead.days_left:,.0f} days")


def _use(data: Path) -> Diagnosis:
    """Try in a file without a name what the archive and the database need: write, sync, map, lock."""
    try:
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(bytes(mmap.PAGESIZE))
            probe.flush()
            os.fsync(probe.fileno())
            with mmap.mmap(probe.fileno(), mmap.PAGESIZE) as shared:
                shared[0] = 1
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return _exclusive(data, probe.fileno())
    except OSError as error:
        return fault("data directory", f"{data}: {error.strerror}", _remedy(error, data))


def _exclusive(data: Path, descriptor: int) -> Diagnosis:
    """Lock the same file once more, which must be refused."""
    with Path(f"/proc/self/fd/{descriptor}").open("rb") as again:
        try:
            fcntl.flock(again, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return ok("data directory", f"{data} can be written, synced, mapped and locked")
    return fault("data directory", f"{data}: two processes would hold one lock", _ELSEWHERE)


def _remedy(error: OSError, data: Path) -> str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"chown -R USER {data}, for the user the crawl runs as (now {os.geteuid()})"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _MORE
    if error.errno == errno.EROFS:
        return f"mount -o remount,rw {data}; in a systemd unit name it in ReadWritePaths or StateDirectory"
    return _ELSEWHERE


def _new(data: Path, there: Path) -> Diagnosis:
    if os.access(there, os.W_OK | os.X_OK):
        return ok("data directory", f"{data} is not there yet; the first crawl makes it")
    text = f"{data} is not there, and {there} cannot be written"
    return fault("data directory", text, f"install -d -o USER {data}, for the user the crawl runs as")
