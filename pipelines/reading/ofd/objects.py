"""Texts and paths of an OFD page: how TextCode and AbbreviatedData say where characters and lines are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, repeat

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.reading.layout import Placed
from pipelines.reading.layout.placed import MAX_CHARACTERS, Bounds
from pipelines.reading.layout.shapes import Segment, around, lines_of
from pipelines.reading.layout.upright import BELOW, quarter_of
from pipelines.reading.ofd.marks import Marks, Matrix, numbers
from pipelines.reading.package import child, children

MAX_LINES = 200_000
"""Lines on one page."""

WIDE = re.compile(
    r"[\u1100-\u11ff\u2018-\u201d\u2026\u2190-\ufaff\ufe30-\ufe4f\uff00-\uffef]|[\U00020000-\U0003ffff]"
)
"""Characters as wide as their size; others are taken to be half as wide."""

OPERATOR = re.compile(r"[A-Za-z]|[-+.\deE]+")
NUMBERS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
"""How many numbers the operators of a path take: two a point, and an arc five before its end; C closes."""


def matrix_of(element: etree._Element, outer: Matrix) -> Matrix:
    """Return the way from an object's own space to the page: its CTM, its boundary's corner, then what it is in."""
    left, top, *_ = (*numbers(element.get("Boundary")), 0.0, 0.0)
    inner = numbers(element.get("CTM"))
    own = Matrix(*inner) if len(inner) == len(Matrix._fields) else Matrix(1, 0, 0, 1, 0, 0)
    return outer.after(Matrix(1, 0, 0, 1, left, top)).after(own)


def add_text(element: etree._Element, matrix: Matrix, marks: Marks) -> None:
    """Put the characters of a text object among a page's marks, unless they stand askew."""
    quarter = quarter_of(matrix.a, matrix.b)
    if quarter is None:
        return
    size = (numbers(element.get("Size")) or [0.0])[0]
    stretch = (numbers(element.get("HScale")) or [1.0])[0]
    run = [
        Placed(
            text,
            *around([matrix.point(x, y) for x in (left, right) for y in (top, bottom)]),
            size * matrix.scale,
        )
        for text, (left, top, right, bottom) in _characters(element, size, stretch)
    ]
    marks.runs.append((-quarter % 4, run))
    if sum(len(run) for _, run in marks.runs) > MAX_CHARACTERS:
        raise Unreadable(f"a page of the OFD has more than {MAX_CHARACTERS} characters")


def _characters(element: etree._Element, size: float, stretch: float) -> Iterator[tuple[str, Bounds]]:
    """Yield each character with its bounds in the object's space; a code without a place goes on where one has been."""
    x = y = 0.0
    for code in children(element, "TextCode"):
        x, y = (numbers(code.get("X")) or [x])[0], (numbers(code.get("Y")) or [y])[0]
        text = (code.text or "").strip("\r\n\t")
        across, down = steps(code.get("DeltaX")), steps(code.get("DeltaY"))
        set_solid = not code.get("DeltaX") and not code.get("DeltaY")
        left, baseline = x, y
        for character in text:
            width = size * stretch * (1.0 if WIDE.match(character) else 0.5)
            step, drop = next(across, None), next(down, 0.0)
            advance = width if step is None and set_solid else step or 0.0
            shown = min(width, advance) if advance > 0 and not drop else width
            yield character, (left, baseline - (1 - BELOW) * size, left + shown, baseline + BELOW * size)
            left, baseline = left + advance, baseline + drop


def steps(text: str | None) -> Iterator[float]:
    """Return the steps of a list in which `g n v` stands for n times v (GB/T 33190, 7.7)."""
    words = (text or "").replace("g", " g ").split()
    at = 0
    while at < len(words):
        if words[at] == "g" and at + 2 < len(words):
            times, step = numbers(words[at + 1]), numbers(words[at + 2])
            if times and step:
                yield from islice(repeat(step[0]), min(max(int(times[0]), 0), MAX_CHARACTERS))
            at += 3
        else:
            yield from numbers(words[at])[:1]
            at += 1


def add_path(element: etree._Element, matrix: Matrix, marks: Marks) -> None:
    """Put the lines that a path draws among a page's marks: its strokes, or the thin shapes that it fills."""
    data = child(element, "AbbreviatedData")
    segments = _segments(data.text if data is not None else None, matrix)
    stroked, filled = element.get("Stroke") != "false", element.get("Fill") == "true"
    for line in lines_of(segments, stroked=stroked, filled=filled):
        marks.lines.append(line)
        if len(marks.lines) > MAX_LINES:
            raise Unreadable(f"a page of the OFD has more than {MAX_LINES} lines")


def _segments(data: str | None, matrix: Matrix) -> Iterator[Segment]:
    """Yield the steps of a path, those that lack numbers left out."""
    words = OPERATOR.findall(data or "")
    at = 0
    while at < len(words):
        operator, at = words[at], at + 1
        size = NUMBERS.get(operator, 0)
        values = [value for word in words[at : at + size] for value in numbers(word)[:1]]
        at += len(values) if len(values) == size else 0
        if len(values) < size:
            continue
        values = values[5:] if operator == "A" else values
        points = [matrix.point(x, y) for x, y in zip(values[::2], values[1::2], strict=True)]
        yield Segment(points, operator in "SM", operator in "QBA", operator == "C")
