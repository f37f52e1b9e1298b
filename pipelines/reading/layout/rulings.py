"""Rulings of a page put together: strokes of a dashed line, the two of a double one, those of neighbouring cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipelines.reading.layout.placed import Ruling

COVERED = 0.6
"""Part of a cell's edge that must be ruled to part it from its neighbour."""


NEAR = 0.3
"""Part of the type's size within which two edges are the same."""

DASH_GAP = 1.5
"""Times that distance that the strokes of a dashed line leave free."""

MAX_LINES = 1000
"""Lines across, or down, beyond which a page shows a drawing, not tables."""


class Span(NamedTuple):
    """A piece of a line: where it lies, across its direction, and where it begins and ends, along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """Rulings that touch: lines across and down."""

    across: tuple[Span, ...]
    down: tuple[Span, ...]


def lattices(rulings: Iterable[Ruling], near: float) -> list[Lattice]:
    """Return the groups of rulings that touch one another; edges not further apart than `near` are the same."""
    rulings = list(rulings)
    across = lines_across(rulings, near)
    down = _joined((Span((r.left + r.right) / 2, r.top, r.bottom) for r in rulings if not r.is_across), near)
    if max(len(across), len(down)) > MAX_LINES:
        return []
    return [_closed(lattice, near) for lattice in _touching(across, down, near)]


def lines_across(rulings: Iterable[Ruling], near: float) -> list[Span]:
    """Return the lines that rulings draw across a page."""
    return _joined((Span((r.top + r.bottom) / 2, r.left, r.right) for r in rulings if r.is_across), near)


def positions(edges: Iterable[float], near: float) -> list[float]:
    """Return the distinct positions among edges."""
    return [sum(group) / len(group) for group in _close(sorted(edges), near)]


def is_covered(spans: Sequence[Span], at: float, start: float, end: float, near: float) -> bool:
    """Tell whether spans rule most of the way from `start` to `end` where `at` is."""
    ruled = sum(
        max(0.0, min(end, span.end) - max(start, span.start)) for span in spans if abs(span.at - at) <= near
    )
    return ruled >= COVERED * (end - start)


def _close(ordered: Sequence[float], near: float) -> Iterator[list[float]]:
    group: list[float] = []
    for edge in ordered:
        if group and edge - group[-1] > near:
            yield group
            group = []
        group.append(edge)
    if group:
        yield group


def _joined(spans: Iterable[Span], near: float) -> list[Span]:
    """Return the lines that spans make up: strokes of a dashed line first, then what lies side by side."""
    strokes = [span for span in _run_on(spans, near / 4, near) if span.end - span.start > 2 * near]
    return _run_on(strokes, near, near)


def _run_on(spans: Iterable[Span], apart: float, near: float) -> list[Span]:
    """Return spans that lie no further apart as one where they overlap or leave only the gap of a dashed line."""
    lines: list[list[Span]] = []
    for span in sorted(spans):
        if not lines or span.at - lines[-1][-1].at > apart or span.at - lines[-1][0].at > 2 * apart:
            lines.append([])
        lines[-1].append(span)
    joined: list[Span] = []
    for line in lines:
        at = sum(span.at for span in line) / len(line)
        pieces: list[Span] = []
        for span in sorted(line, key=lambda span: span.start):
            if pieces and span.start - pieces[-1].end <= DASH_GAP * near:
                pieces[-1] = Span(at, pieces[-1].start, max(pieces[-1].end, span.end))
            else:
                pieces.append(Span(at, span.start, span.end))
        joined += pieces
    return joined


def _touching(across: Sequence[Span], down: Sequence[Span], near: float) -> Iterator[Lattice]:
    """Yield the groups whose members touch; lines down that touch none across go with those beside them."""
    group_of = list(range(len(down)))

    def root(index: int) -> int:
        while group_of[index] != index:
            group_of[index] = group_of[group_of[index]]
            index = group_of[index]
        return index

    owners: list[int] = []
    for line in across:
        met = [index for index, span in enumerate(down) if _meet(line, span, near)]
        for index in met[1:]:
            group_of[root(index)] = root(met[0])
        owners.append(met[0] if met else -1)
    crossed = {root(owner) for owner in owners if owner >= 0}
    hanging = sorted((span.start, index) for index, span in enumerate(down) if root(index) not in crossed)
    for (_, above), (start, index) in pairwise(hanging):
        if start < down[above].end:
            group_of[root(index)] = root(above)
    groups: dict[int, tuple[list[Span], list[Span]]] = {}
    for index, span in enumerate(down):
        groups.setdefault(root(index), ([], []))[1].append(span)
    for line, owner in zip(across, owners, strict=True):
        if owner >= 0:
            groups[root(owner)][0].append(line)
    yield from (Lattice(tuple(lines), tuple(columns)) for lines, columns in groups.values())


def _meet(across: Span, down: Span, near: float) -> bool:
    return (
        across.start - near <= down.at <= across.end + near
        and down.start - near <= across.at <= down.end + near
    )


def _closed(lattice: Lattice, near: float) -> Lattice:
    """Return a lattice with the outer lines that its others end at: page breaks and styles leave tables open."""
    across, down = lattice.across, lattice.down
    left, right = min(span.at for span in down), max(span.at for span in down)
    if across:
        left, right = (
            _reach(left, [span.start for span in across], near, -1),
            _reach(right, [span.end for span in across], near, 1),
        )
    top, bottom = min(span.start for span in down), max(span.end for span in down)
    ends = {Span(at, left, right) for at in (top, bottom) if not _has(across, at, near)}
    if across:
        top, bottom = min(top, *(span.at for span in across)), max(bottom, *(span.at for span in across))
    sides = {Span(at, top, bottom) for at in (left, right) if not _has(down, at, near)}
    return Lattice((*across, *ends), (*down, *sides))


def _has(spans: Sequence[Span], at: float, near: float) -> bool:
    return any(abs(span.at - at) <= near for span in spans)


def _reach(edge: float, ends: Sequence[float], near: float, outward: int) -> float:
    """Return how far out two and more lines across reach beyond the outermost line down, or where that is."""
    beyond = [end for end in ends if (end - edge) * outward > 4 * near]
    groups = [group for group in _close(sorted(beyond), near) if len(group) > 1]
    outermost = groups[-1 if outward > 0 else 0] if groups else [edge]
    return sum(outermost) / len(outermost)
