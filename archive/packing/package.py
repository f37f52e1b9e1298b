"""The zip file of a WACZ: members stored as they are, so that a reader finds a record in it by offset alone."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO, Self

VERSION = "1.1.1"
MANIFEST = "datapackage.json"
DIGEST = "datapackage-digest.json"
_MODE = 0o100644 << 16
# Info-ZIP's extended timestamp: seconds since the epoch, in UTC, which the zip format's own date does not say.
_TIMESTAMP = 0x5455
_UNNAMED = re.compile(r"[^-a-z0-9._]")


class Package:
    """A WACZ on its way to a file: members in the order they are added, then the manifest that lists them.

    All members have the same date, so that the same contents give the same bytes.
    """

    def __init__(self, file: BinaryIO, moment: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._moment = moment
        self._resources: list[dict[str, object]] = []

    def add(self, path: str, pieces: Iterable[bytes], *, size: int | None = None) -> None:
        """Store a member and list it; `size`, where it is known, is the most that comes."""
        digest, length = self._store(path, pieces, size)
        self._resources.append({"name": self._name(path), "path": path, "hash": digest, "bytes": length})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def describe(self, described: Mapping[str, Any]) -> None:
        """Add, last of all, the manifest with what is said of the whole, and the digest by which that is checked."""
        manifest = {
            "profile": "data-package",
            "wacz_version": VERSION,
            **described,
            "resources": self._resources,
        }
        digest, _ = self._store(MANIFEST, (_json(manifest),))
        self._store(DIGEST, (_json({"path": MANIFEST, "hash": digest}),))

    def _store(self, path: str, pieces: Iterable[bytes], size: int | None = None) -> tuple[str, int]:
        """Store a member; return its SHA-256 and its length in bytes."""
        hashed, length = hashlib.sha256(), 0
        member = self._member(path)
        member.file_size = size or 0
        with self._zip.open(member, "w", force_zip64=size is None) as stored:
            for piece in pieces:
                hashed.update(piece)
                length += len(piece)
                stored.write(piece)
        return f"sha256:{hashed.hexdigest()}", length

    def _name(self, path: str) -> str:
        """Return a name as a data package allows it: lower case, few characters, no two alike."""
        name = _UNNAMED.sub("_", path.rpartition("/")[2].lower())
        taken = any(resource["name"] == name for resource in self._resources)
        return f"{name}-{len(self._resources)}" if taken else name

    def _member(self, path: str) -> zipfile.ZipInfo:
        """Return a member's head.

        Its extra field stands in the directory too, so that readers which take an empty one there for a sign that
        the member itself has none either (wabac.js) look where its bytes begin.
        """
        member = zipfile.ZipInfo(path, self._moment.timetuple()[:6])
        member.external_attr, member.create_system = _MODE, 3
        seconds = max(0, min(int(self._moment.timestamp()), 2**31 - 1))
        member.extra = struct.pack("<HHBl", _TIMESTAMP, 5, 1, seconds)
        return member


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
