"""What a disk could hold after the power went: a data directory rebuilt from the journal of what was done to it.

Of a file all that an fsync covered is there, and of what was written later any beginning, or zeros in its place; of
the names in a folder those that an fsync of the folder covered, and of later changes any beginning, in their order.
That is what POSIX promises; file systems in use keep more.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.shim import Kind

_HEAD = struct.Struct("<iiqqq")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done: `at` is an offset, a length or the number of an fsync."""

    kind: Kind
    path: str
    inode: int
    at: int
    data: bytes


def entries(journal: Path) -> Iterator[Entry]:
    """Yield the entries; the last may have been cut off by the end of its process."""
    content, position = journal.read_bytes(), 0
    while position + _HEAD.size <= len(content):
        kind, named, inode, at, length = _HEAD.unpack_from(content, position)
        begin = position + _HEAD.size + named
        position = begin + length
        if position > len(content):
            return
        yield Entry(Kind(kind), content[begin - named : begin].decode(), inode, at, content[begin:position])


def _applied(content: bytearray, change: Entry) -> None:
    if change.kind is Kind.TRUNCATE:
        content[change.at :] = bytes(max(0, change.at - len(content)))
        return
    content.extend(bytes(max(0, change.at - len(content))))
    content[change.at : change.at + len(change.data)] = change.data


@dataclass(eq=False)
class File:
    """A file: what is durable, and what was done to it since."""

    durable: bytearray = field(default_factory=bytearray)
    later: list[Entry] = field(default_factory=list)
    covered: dict[int, int] = field(default_factory=dict)

    def begin(self, number: int) -> None:
        self.covered[number] = len(self.later)

    def end(self, number: int) -> None:
        count = self.covered.pop(number, 0)
        for change in self.later[:count]:
            _applied(self.durable, change)
        del self.later[:count]
        self.covered = {other: max(0, kept - count) for other, kept in self.covered.items()}

    def after_cut(self, chance: random.Random) -> bytes:
        """Return a content that the file could have: the later changes up to one, and that in part or as zeros."""
        content = bytearray(self.durable)
        kept = chance.choice([0, len(self.later), chance.randint(0, len(self.later))])
        for change in self.later[:kept]:
            _applied(content, change)
        if kept < len(self.later) and (torn := self.later[kept]).kind is Kind.WRITE:
            part = torn.data[: chance.randint(0, len(torn.data))]
            data = bytes(len(part)) if chance.random() < 0.3 else part
            _applied(content, Entry(torn.kind, "", 0, torn.at, data))
        return bytes(content)


Names = dict[str, "File | Folder"]


@dataclass(eq=False)
class Folder:
    """A folder: its names as they are, those that are durable, and the changes since."""

    names: Names = field(default_factory=dict)
    durable: Names = field(default_factory=dict)
    later: list[Callable[[Names], None]] = field(default_factory=list)
    covered: dict[int, int] = field(default_factory=dict)

    def change(self, step: Callable[[Names], None]) -> None:
        step(self.names)
        self.later.append(step)

    def begin(self, number: int) -> None:
        self.covered[number] = len(self.later)

    def end(self, number: int) -> None:
        count = self.covered.pop(number, 0)
        for step in self.later[:count]:
            step(self.durable)
        del self.later[:count]
        self.covered = {other: max(0, kept - count) for other, kept in self.covered.items()}

    def after_cut(self, chance: random.Random) -> Names:
        names = dict(self.durable)
        for step in self.later[: chance.choice([0, len(self.later), chance.randint(0, len(self.later))])]:
            step(names)
        return names


class Disk:
    """The root of a run and all below it; what is there in the beginning is durable."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[int, File | Folder] = {}
        self._top = self._taken(root)

    def _taken(self, path: Path) -> File | Folder:
        taken: File | Folder
        if path.is_dir():
            names = {one.name: self._taken(one) for one in path.iterdir() if not one.name.endswith("-shm")}
            taken = Folder(dict(names), dict(names))
        else:
            taken = File(bytearray(path.read_bytes()))
        self._known[path.stat().st_ino] = taken
        return taken

    def replay(self, journal: Path) -> None:
        """Do what the journal says."""
        for entry in entries(journal):
            self._do(entry)

    def _do(self, entry: Entry) -> None:
        if entry.kind in {Kind.CREATE, Kind.MKDIR}:
            made = self._known[entry.inode] = File() if entry.kind is Kind.CREATE else Folder()
            self._folder_of(entry.path).change(_set(PurePosixPath(entry.path).name, made))
        elif entry.kind is Kind.UNLINK:
            self._folder_of(entry.path).change(_remove(PurePosixPath(entry.path).name))
        elif entry.kind is Kind.RENAME:
            folder, target = self._folder_of(entry.path), entry.data.decode()
            if self._folder_of(target) is not folder:
                raise NotImplementedError(f"{entry.path} was moved to another folder: {target}")
            folder.change(_rename(PurePosixPath(entry.path).name, PurePosixPath(target).name))
        elif entry.kind is Kind.SYNC:
            self._known[entry.inode].begin(entry.at)
        elif entry.kind is Kind.SYNCED:
            self._known[entry.inode].end(entry.at)
        else:
            file = self._known[entry.inode]
            assert isinstance(file, File)
            file.later.append(entry)

    def _folder_of(self, path: str) -> Folder:
        found: File | Folder = self._top
        for name in PurePosixPath(path).relative_to(self._root).parts[:-1]:
            assert isinstance(found, Folder)
            found = found.names[name]
        assert isinstance(found, Folder)
        return found

    def restore(self, chance: random.Random) -> None:
        """Put in the root's place what a disk could hold now."""
        assert isinstance(self._top, Folder)
        _clear(self._root)
        _put(self._top, self._root, chance)


def _set(name: str, made: File | Folder) -> Callable[[Names], None]:
    return lambda names: names.update({name: made})


def _remove(name: str) -> Callable[[Names], None]:
    return lambda names: names.pop(name, None) and None


def _rename(name: str, target: str) -> Callable[[Names], None]:
    def step(names: Names) -> None:
        if name in names:
            names[target] = names.pop(name)

    return step


def _put(folder: Folder, path: Path, chance: random.Random) -> None:
    path.mkdir(exist_ok=True)
    for name, found in folder.after_cut(chance).items():
        if isinstance(found, Folder):
            _put(found, path / name, chance)
        else:
            (path / name).write_bytes(found.after_cut(chance))


def _clear(root: Path) -> None:
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
