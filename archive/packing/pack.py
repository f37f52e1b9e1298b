"""A WACZ made of archive files, or of what was chosen of them; written aside and renamed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from heapq import merge
from pathlib import Path
from typing import Any

from archive.capture import Place
from archive.contexts import contexts_name, is_contexts_name
from archive.errors import ArchiveError, unwritten
from archive.names import replacing
from archive.packing.catalogue import Catalogue, Listed
from archive.packing.excerpt import Excerpt, excerpt
from archive.packing.index import add_index
from archive.packing.package import Package
from archive.packing.pages import EXTRA_PAGES, PAGES, PageLine, lines, moment, rfc3339


class Packing:
    """What a package will hold: the archive files of a catalogue, whole or, where some are chosen, in excerpts.

    `chosen` are record ids; `places` says where each capture lies in the package.
    """

    def __init__(self, catalogue: Catalogue, chosen: Collection[str] | None = None) -> None:
        self._held: dict[Path, list[Listed]] = defaultdict(list)
        for listed in catalogue.captures.values():
            self._held[listed.warc].append(listed)
        everything = catalogue.captures.keys()
        self._chosen = everything if chosen is None else everything & set(chosen)
        self._excerpts = list(self._excerpted(catalogue.warcs))
        _require_names_apart(self._excerpts)
        self.captures = [one for one in catalogue.captures.values() if one.place.record_id in self._chosen]
        by_warc = {excerpt.warc: excerpt for excerpt in self._excerpts}
        self.places: dict[str, Place] = {
            one.place.record_id: by_warc[one.warc].place(one.place) for one in self.captures
        }

    def write(
        self,
        out: Path,
        *,
        pages: Iterable[PageLine],
        extra_pages: Iterable[PageLine],
        others: Mapping[str, Iterable[bytes]],
        described: Mapping[str, Any],
    ) -> None:
        """Write the package, whole or not at all, over whatever has its name.

        `others` are further files by their paths, `described` what the manifest says besides. Raises `DiskFull`, or
        `ArchiveError` where it cannot be written.
        """
        try:
            with replacing(out) as file, Package(file, self.moment) as package:
                for part in self._excerpts:
                    package.add(f"archive/{part.name}", part.pieces(), size=part.size)
                add_index(
                    package, list(merge(*(part.lines(self._held[part.warc]) for part in self._excerpts)))
                )
                package.add(PAGES, lines(pages, "Reports"))
                package.add(EXTRA_PAGES, lines(extra_pages, "Other pages"))
                for path, pieces in others.items():
                    package.add(path, pieces)
                package.describe({**described, "created": rfc3339(self.moment)})
        except OSError as error:
            raise unwritten(out, error) from error

    @property
    def moment(self) -> datetime:
        """Return when the youngest capture was made; of packing itself nothing is said, so that it can be repeated."""
        return max(moment(one.captured_at) for one in self.captures)

    def _excerpted(self, warcs: Iterable[Path]) -> Iterable[Excerpt]:
        """Yield the files of the package: those with captures, each before the one that says what they are."""
        names: dict[str, tuple[str, list[Listed]]] = {}
        for warc in sorted(warcs, key=lambda path: (is_contexts_name(path.name), path)):
            name, chosen = names.get(warc.name) or self._named(warc)
            names[contexts_name(warc.name)] = contexts_name(name), chosen
            if not chosen:
                continue
            part = Excerpt(warc, name) if name == warc.name else excerpt(warc, name, chosen)
            if part:
                yield part

    def _named(self, warc: Path) -> tuple[str, list[Listed]]:
        """Return what a file is called in the package, and which of its captures are there."""
        held = self._held[warc]
        chosen = [listed for listed in held if listed.place.record_id in self._chosen]
        stem, suffix, rest = warc.name.partition(".warc")
        return (warc.name if len(chosen) == len(held) else f"{stem}-selected{suffix}{rest}"), chosen


def _require_names_apart(excerpts: Iterable[Excerpt]) -> None:
    """Raise `ArchiveError` where two files would have one name: in a package they lie in one folder."""
    counted = Counter(part.name for part in excerpts)
    alike = [name for name, count in counted.items() if count > 1]
    if alike:
        raise ArchiveError(f"several files are called {alike[0]}; pack their portals apart")
