"""A picture turned upright and straight, and the way back to its own pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.reading.ocr.model import Picture, recognize, text_map

STEEPEST = 6.0
"""Degrees by which a picture may be askew."""

STRAIGHT = 0.1
"""Degrees below which nothing is turned: turning blurs."""

LOOKED_AT = 800
"""Pixels of the longer side at which a picture's lie is told."""

SAMPLES = 6
"""Lines of text that are tried both ways up."""

LEGIBLE = 0.8
"""Confidence with which lines are read only when they are the right way up."""

BACKGROUND = 51
"""Pixels, of the picture looked at, beyond which grey is shadow, not ink."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A picture made straight: its pixels, and the 2 x 3 matrix that leads from them to those of the original."""

    pixels: Picture
    back: npt.NDArray[np.float64]


def mapped(
    matrix: npt.NDArray[np.float64], bounds: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return the upright bounds that hold what a 2 x 3 matrix makes of bounds."""
    left, top, right, bottom = bounds
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]])
    there = corners @ matrix.T
    (x0, y0), (x1, y1) = there.min(axis=0), there.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def straightened(picture: Picture) -> Straight:
    """Return a picture upright, its lines horizontal."""
    turns = _quarter_turns(picture)
    upright = np.ascontiguousarray(np.rot90(picture, turns))
    to_original = _turned_back(turns, *picture.shape)
    angle = skew(upright)
    if abs(angle) < STRAIGHT:
        return Straight(upright, to_original[:2])
    height, width = upright.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    level = cv2.warpAffine(
        upright, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    back = np.vstack([cv2.invertAffineTransform(matrix), [0, 0, 1]])
    return Straight(level.astype(np.uint8), (to_original @ back)[:2])


def _turned_back(turns: int, height: int, width: int) -> npt.NDArray[np.float64]:
    """Return what leads from a picture turned left by quarters to the one of this size that it was."""
    once = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, -1, width], [1, 0, 0]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, 1, 0], [-1, 0, height]],
    }
    return np.array([*once[turns], [0, 0, 1]], dtype=np.float64)


def skew(picture: Picture) -> float:
    """Return the angle in degrees by which lines fall to the right, 0 where none show."""
    ink = _ink(_small(picture))
    down, across = np.nonzero(ink)
    if len(down) < 100:
        return 0.0
    best, step = 0.0, 0.5
    for reach in (STEEPEST, 0.5, 0.1):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(down, across, angle)))
        step /= 5
    return best


def _sharpness(down: npt.NDArray[np.int64], across: npt.NDArray[np.int64], angle: float) -> float:
    """Return how unevenly ink lies in rows that fall by an angle: most where they are the lines."""
    rows = np.rint(down - across * np.tan(np.radians(angle))).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float(np.square(np.diff(counts)).sum())


def _quarter_turns(picture: Picture) -> int:
    """Return by how many quarters the picture is to be turned left to be upright."""
    small = _small(picture)
    _, _, stats, _ = cv2.connectedComponentsWithStats(text_map(small).astype(np.uint8))
    lines = sorted((tuple(map(int, one[:4])) for one in stats[1:]), key=lambda one: -max(one[2:]))
    wide = [one for one in lines if one[2] > 2 * one[3]][:SAMPLES]
    high = [one for one in lines if one[3] > 2 * one[2]][:SAMPLES]
    sideways = sum(height for *_, height in high) > 2 * sum(width for _, _, width, _ in wide)
    scale = picture.shape[0] / small.shape[0]
    crops = [_cut(picture, line, scale) for line in (high if sideways else wide)]
    best, turns = 0.0, 0
    for turn in (0, 1, 3, 2) if sideways else (0, 2):
        legible = _legibility([np.rot90(crop, turn) for crop in crops])
        if legible > best + 0.1 or turn == 0:
            best, turns = legible, turn
        if best > LEGIBLE:
            break
    return turns


def _cut(picture: Picture, line: tuple[int, ...], scale: float) -> Picture:
    """Return the beginning of a line that was found on the small picture, with what is around it."""
    left, top, width, height = line
    grown, most = min(width, height) // 2, 10 * min(width, height)
    edges = top - grown, top + min(height, most) + grown, left - grown, left + min(width, most) + grown
    first, last, begin, end = (max(0, round(edge * scale)) for edge in edges)
    return picture[first:last, begin:end]


def _legibility(lines: Sequence[Picture]) -> float:
    """Return how surely lines are read as they stand."""
    read = recognize([np.ascontiguousarray(line) for line in lines])
    return sum(one.confidence for one in read) / len(read) if read else 1.0


def _small(picture: Picture) -> Picture:
    scale = min(1.0, LOOKED_AT / max(picture.shape))
    small: Picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return small


def _ink(picture: Picture) -> npt.NDArray[np.bool_]:
    mean = cv2.blur(picture, (BACKGROUND, BACKGROUND)).astype(np.int16)
    return picture.astype(np.int16) < mean - 25
