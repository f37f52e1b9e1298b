"""Cases by number, and what comes of one."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from archive.capture import Capture, Document
from archive.media import identify
from benchmarks.fuzzing.damage import damaged
from benchmarks.reports.making import make
from benchmarks.reports.rendering import MEDIA_TYPES, render
from pipelines.errors import ReadingError, SchemaMismatch
from pipelines.parse import parse
from pipelines.report import dumps
from pipelines.schema import validate

_WEIGHTS = {"html": 15, "text": 3, "pdf": 1, "ofd": 1}
"""How often a format is drawn; a page is read a hundred times in the time that a PDF takes."""


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged file; `damages` says how it was damaged."""

    number: int
    format: str
    damages: tuple[str, ...]
    payload: bytes

    def document(self) -> Document:
        address = f"http://www.p.gov.cn/nb/{self.number}.{self.format}"
        media_type = identify(self.payload, MEDIA_TYPES[self.format], address)
        headers = (("Content-Type", MEDIA_TYPES[self.format]),)
        return Document((Capture(address, 200, headers, self.payload, media_type),))


def case(number: int, only: str | None = None) -> Case:
    rng = Random(f"case {number}")
    formats = tuple(MEDIA_TYPES)
    drawn = only or rng.choices(formats, [_WEIGHTS.get(each, 3) for each in formats])[0]
    payload, damages = damaged(render(make(rng.randrange(100_000), format=drawn)), rng)
    return Case(number, drawn, damages, payload)


def fault(each: Case) -> str | None:
    """Return the traceback where a case ends in anything but a sound report or a refusal."""
    try:
        report = parse(each.document()).to_json()
        validate(report)
        dumps(report).encode()
    except SchemaMismatch:
        return traceback.format_exc()
    except ReadingError:
        return None
    except Exception:  # noqa: BLE001 - that is what is looked for
        return traceback.format_exc()
    return None


def faults(numbers: range) -> Iterator[tuple[Case, str]]:
    for each in map(case, numbers):
        if found := fault(each):
            yield each, found
