"""A picture turned upright and straight, and the way back to its own pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.reading.ocr.model import Picture, recognize, text_map

STEEPEST = 6.0
"""Degrees by which a picture may be askew."""

STRAIGHT = 0.1
"""Degrees below which nothing is turned: turning blurs."""

LOOKED_AT = 1000
"""Pixels of the longer side at which a picture's lie is told."""

SAMPLES = 8
"""Lines of text that are tried both ways up."""

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
    boxes = _lines(small)
    wide = sum(width for width, height in boxes if width > 2 * height)
    high = sum(height for width, height in boxes if height > 2 * width)
    sideways = high > 2 * wide
    if wide + high == 0:
        return 0
    turns = (1, 3) if sideways else (0, 2)
    first, second = (_legibility(np.ascontiguousarray(np.rot90(picture, turn))) for turn in turns)
    return turns[1] if second > first + 0.1 else turns[0]


def _lines(picture: Picture) -> list[tuple[int, int]]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(text_map(picture).astype(np.uint8))
    return [(int(one[2]), int(one[3])) for one in stats[1:] if one[4] > 30]


def _legibility(picture: Picture) -> float:
    """Return how surely the widest lines are read as they stand."""
    small = _small(picture)
    scale = picture.shape[0] / small.shape[0]
    _, _, stats, _ = cv2.connectedComponentsWithStats(text_map(small).astype(np.uint8))
    widest = sorted(
        (tuple(map(int, one[:4])) for one in stats[1:] if one[2] > 2 * one[3]), key=lambda one: -one[2]
    )
    crops = []
    for left, top, width, height in widest[:SAMPLES]:
        grown = height // 2
        edges = (
            top - grown,
            top + height + grown,
            left - grown,
            min(left + width, left + 12 * height) + grown,
        )
        first, last, begin, end = (max(0, round(edge * scale)) for edge in edges)
        crops.append(picture[first:last, begin:end])
    read = recognize(crops)
    return sum(one.confidence for one in read) / len(read) if read else 0.0


def _small(picture: Picture) -> Picture:
    scale = min(1.0, LOOKED_AT / max(picture.shape))
    small: Picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return small


def _ink(picture: Picture) -> npt.NDArray[np.bool_]:
    mean = cv2.blur(picture, (BACKGROUND, BACKGROUND)).astype(np.int16)
    return picture.astype(np.int16) < mean - 25
