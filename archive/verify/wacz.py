"""A WACZ held against WACZ 1.1.1: the zip file, the manifest, pages, indexes, and the WARC files within."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from archive.sources import ZIP_ERRORS, is_stored, window
from archive.verify.findings import Findings
from archive.verify.pages import check_pages
from archive.verify.pointers import check_pointers
from archive.verify.records import Pass

MANIFEST = "datapackage.json"
DIGEST = "datapackage-digest.json"
_OF_THE_FORMAT = {
    "archive": re.compile(r"archive/[^/]+\.warc(?:\.gz)?"),
    "indexes": re.compile(r"indexes/[^/]+\.(?:cdxj?|cdxj?\.gz|idx)"),
    "pages": re.compile(r"pages/[^/]+\.jsonl"),
}
_UNLISTED = {MANIFEST, DIGEST}
_PIECE = 1024 * 1024
_JSON_LIMIT = 64 * 1024 * 1024
_LOCAL = struct.Struct("<4s5H3I2H")
_SIZES_FOLLOW = 8
_ELSEWHERE = 0xFFFFFFFF


class WaczCheck:
    """One WACZ: what is wrong with it goes to `findings`."""

    def __init__(self, path: Path, findings: Findings) -> None:
        self._path = path
        self._findings = findings
        self._entries: dict[str, zipfile.ZipInfo] = {}

    def run(self) -> None:
        """Check everything; never raises for what the file holds."""
        try:
            with zipfile.ZipFile(self._path) as wacz, self._path.open("rb") as raw:
                self._check_directory(wacz, raw)
                self._check_manifest(wacz)
                self._check_contents(wacz)
        except ZIP_ERRORS as error:
            self._fault("wacz", f"the zip file cannot be read: {error}")

    def _fault(self, rule: str, message: str, entry: zipfile.ZipInfo | None = None) -> None:
        self._findings.fault(entry.header_offset if entry else 0, rule, message)

    def _check_directory(self, wacz: zipfile.ZipFile, raw: BinaryIO) -> None:
        """Hold the members' own heads, and what the format puts where, against the zip file's directory."""
        infos = [info for info in wacz.infolist() if not info.is_dir()]
        for info in infos:
            if info.filename in self._entries:
                self._fault("wacz", f"{info.filename} is there twice", info)
            self._entries[info.filename] = info
            for what in (*_local_faults(info, raw), *_entry_faults(info)):
                self._fault("wacz", f"{info.filename} {what}", info)
        for before, after in pairwise(sorted(infos, key=lambda info: info.header_offset)):
            if before.header_offset + _LOCAL.size + before.compress_size > after.header_offset:
                self._fault("wacz", f"{after.filename} begins within {before.filename}", after)
        for folder in ("archive", "indexes"):
            if not any(_OF_THE_FORMAT[folder].fullmatch(name) for name in self._entries):
                self._fault("wacz", f"there is no file of the format in {folder}/")
        for name in (MANIFEST, "pages/pages.jsonl"):
            if name not in self._entries:
                self._fault("wacz", f"{name} is missing")

    def _check_manifest(self, wacz: zipfile.ZipFile) -> None:
        manifest = self._json(wacz, MANIFEST)
        if manifest is None:
            return
        if manifest.get("profile") != "data-package":
            self._fault(
                "wacz", f"{MANIFEST}: profile is {manifest.get('profile')!r}", self._entries[MANIFEST]
            )
        if not isinstance(manifest.get("wacz_version"), str):
            self._fault("wacz", f"{MANIFEST}: there is no wacz_version", self._entries[MANIFEST])
        self._check_digest(wacz)
        listed = [entry for entry in _list(manifest.get("resources")) if isinstance(entry, dict)]
        for resource in listed:
            self._check_resource(wacz, resource)
        paths = {str(resource.get("path")) for resource in listed}
        for name in sorted(self._entries.keys() - paths - _UNLISTED):
            self._fault("wacz", f"{MANIFEST} does not list {name}", self._entries[name])

    def _check_digest(self, wacz: zipfile.ZipFile) -> None:
        """Check the digest of the manifest, which may be left out."""
        stated = self._json(wacz, DIGEST) if DIGEST in self._entries else None
        if stated is None:
            return
        if stated.get("path") != MANIFEST:
            self._fault("wacz", f"{DIGEST}: path is {stated.get('path')!r}", self._entries[DIGEST])
        held, _ = self._hashed(wacz, MANIFEST, str(stated.get("hash")))
        if held is None or held != stated.get("hash"):
            self._fault(
                "digest", f"{DIGEST} says {stated.get('hash')!r} of {MANIFEST}", self._entries[DIGEST]
            )

    def _check_resource(self, wacz: zipfile.ZipFile, resource: dict[str, Any]) -> None:
        """Hold a member against the manifest: hash and size; WACZ 1.0 wrote them as `stats`."""
        path = str(resource.get("path"))
        if path not in self._entries:
            self._fault("wacz", f"{MANIFEST} lists {path}, which is missing", self._entries[MANIFEST])
            return
        stats = resource.get("stats")
        if isinstance(stats, dict):
            resource = {**stats, "hash": f"{resource.get('hashing')}:{stats.get('hash')}"}
        held, size = self._hashed(wacz, path, str(resource.get("hash")))
        if held is None or held != resource.get("hash"):
            self._fault("digest", f"{MANIFEST} says {resource.get('hash')!r} of {path}", self._entries[path])
        if size != resource.get("bytes"):
            said = f"{MANIFEST} says {resource.get('bytes')!r} bytes of {path}, which has {size}"
            self._fault("wacz", said, self._entries[path])

    def _check_contents(self, wacz: zipfile.ZipFile) -> None:
        """Read the WARC files and hold indexes and pages against what they hold."""
        passes: dict[str, Pass] = {}
        for name, info in self._entries.items():
            if _OF_THE_FORMAT["archive"].fullmatch(name):
                inner = Findings(f"{self._path}/{name}")
                passing = passes[PurePosixPath(name).name] = Pass(inner, PurePosixPath(name).name)
                with window(self._path, info).open() if is_stored(info) else wacz.open(info) as file:
                    passing.read(cast(BinaryIO, file))
                passing.finish()
                self._findings.take(inner)
        indexes = {name: info for name, info in self._entries.items() if name.startswith("indexes/")}
        check_pointers(wacz, indexes, passes, self._fault)
        addresses = {url for passing in passes.values() for _, url in passing.places.values()}
        for name, info in self._entries.items():
            if _OF_THE_FORMAT["pages"].fullmatch(name):
                with wacz.open(info) as lines:
                    for what in check_pages(lines, addresses):
                        self._fault("wacz", f"{name} {what}", info)

    def _json(self, wacz: zipfile.ZipFile, name: str) -> dict[str, Any] | None:
        if name not in self._entries:
            return None
        try:
            with wacz.open(name) as file:
                value = json.loads(file.read(_JSON_LIMIT))
        except (*ZIP_ERRORS, RecursionError) as error:
            self._fault("wacz", f"{name} cannot be read: {error}", self._entries[name])
            return None
        if not isinstance(value, dict):
            self._fault("wacz", f"{name} holds no JSON object", self._entries[name])
            return None
        return value

    def _hashed(self, wacz: zipfile.ZipFile, name: str, stated: str) -> tuple[str | None, int]:
        """Return a member's digest by the algorithm stated, `None` for an unknown one, and its size."""
        algorithm = stated.partition(":")[0]
        known = algorithm in hashlib.algorithms_guaranteed and not algorithm.startswith("shake")
        hashed, size = hashlib.new(algorithm if known else "sha256", usedforsecurity=False), 0
        try:
            with wacz.open(name) as file:
                for piece in iter(lambda: file.read(_PIECE), b""):
                    hashed.update(piece)
                    size += len(piece)
        except ZIP_ERRORS as error:
            self._fault("wacz", f"{name} cannot be read whole: {error}", self._entries[name])
        return (f"{algorithm}:{hashed.hexdigest()}" if known else None), size


def _local_faults(info: zipfile.ZipInfo, raw: BinaryIO) -> Iterator[str]:
    """Yield how a member's own head differs from its line in the directory (APPNOTE 4.3.7, 4.3.12)."""
    raw.seek(info.header_offset)
    head = raw.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        yield "has no head of its own"
        return
    _, _, flags, method, _, _, crc, packed, size, name_length, _ = _LOCAL.unpack(head)
    name = raw.read(name_length)
    if name not in {info.orig_filename.encode("utf-8"), info.orig_filename.encode("cp437", "replace")}:
        yield "has another name in its own head"
    stated = (method, crc, packed, size)
    held = (info.compress_type, info.CRC, info.compress_size, info.file_size)
    known = (True, *[not flags & _SIZES_FOLLOW and value != _ELSEWHERE for value in stated[1:]])
    if any(asked and one != other for asked, one, other in zip(known, stated, held, strict=True)):
        yield "has another method, checksum or size in its own head"


def _entry_faults(info: zipfile.ZipInfo) -> Iterator[str]:
    """Yield what the format does not allow of a member: compressed twice, encrypted, in a wrong folder."""
    name = info.filename
    folder = name.partition("/")[0]
    if name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts or "\\" in name:
        yield "is a name that leads elsewhere"
    if info.flag_bits & 1:
        yield "is encrypted"
    if folder in _OF_THE_FORMAT and not _OF_THE_FORMAT[folder].fullmatch(name):
        yield f"must not be in {folder}/"
    if (folder == "archive" or name.endswith(".gz")) and info.compress_type != zipfile.ZIP_STORED:
        yield "is compressed, so that no record in it can be read by its offset"


def _list(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()
