"""The models that find and recognize text, loaded once in each process that reads a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

Picture = npt.NDArray[np.uint8]
"""Grey values by row and column, 0 black to 255 white."""

HEIGHT = 48
"""Pixels of a line's height as the recognizer was trained."""

STEP = 32
"""Widths are rounded up to a multiple of this, so that a line is read alike whatever stands beside it in its batch."""

WIDEST = 3200
"""Pixels of a line brought to `HEIGHT`, above which it is squeezed."""

BATCH_PIXELS = 16 * 320
"""Width that the lines of one batch have together; bounds the memory they take."""

DETECTED = 0.3
"""Probability from which a pixel is taken for text."""


class Recognized(NamedTuple):
    """What a line says: text, and how sure the model is of each of its characters, 0 to 1."""

    text: str
    sure: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """Return how sure the model is of the character that it is least sure of."""
        return min(self.sure, default=0.0)


def recognize(lines: Sequence[Picture]) -> list[Recognized]:
    """Return what pictures of one line each say, in their order."""
    by_width: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        by_width[_width(line)].append(number)
    found: dict[int, Recognized] = {}
    for width, numbers in sorted(by_width.items()):
        most = max(1, BATCH_PIXELS // width)
        for start in range(0, len(numbers), most):
            batch = numbers[start : start + most]
            tensor = np.stack([_tensor(lines[number], width) for number in batch])
            found.update(zip(batch, map(_decoded, _run("rec", tensor)), strict=True))
    return [found[number] for number in range(len(lines))]


def text_map(picture: Picture) -> npt.NDArray[np.bool_]:
    """Return which pixels of a picture are taken for the inside of text lines, as an array of its size."""
    height, width = picture.shape
    size = max(STEP, round(width / STEP) * STEP), max(STEP, round(height / STEP) * STEP)
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    found = _run("det", np.repeat(scaled[None, None], 3, axis=1))[0, 0]
    enlarged: npt.NDArray[np.float32] = cv2.resize(found, (width, height)).astype(np.float32)
    return enlarged > DETECTED


def _width(line: Picture) -> int:
    scaled = line.shape[1] * HEIGHT / line.shape[0]
    return min(WIDEST, int(-(-scaled // STEP)) * STEP)


def _tensor(line: Picture, width: int) -> npt.NDArray[np.float32]:
    """Return a line as the recognizer takes it: three equal channels, -1 to 1, padded with 0 on the right."""
    scaled = min(width, max(1, round(line.shape[1] * HEIGHT / line.shape[0])))
    resized = cv2.resize(
        line, (scaled, HEIGHT), interpolation=cv2.INTER_AREA if line.shape[0] > HEIGHT else cv2.INTER_CUBIC
    )
    tensor = np.zeros((3, HEIGHT, width), dtype=np.float32)
    tensor[:, :, :scaled] = resized.astype(np.float32) / 127.5 - 1
    return tensor


def _decoded(probabilities: npt.NDArray[np.float32]) -> Recognized:
    """Return the likeliest text of one line: connectionist temporal classification, decoded greedily."""
    best = probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    spoken = (best != 0) & np.insert(best[1:] != best[:-1], 0, True)
    text = "".join(_characters()[index] for index in best[spoken])
    return Recognized(text, tuple(map(float, sure[spoken])))


@cache
def _characters() -> tuple[str, ...]:
    """Return what the recognizer's classes mean; the first is none, the last a blank."""
    named = _session("rec").get_modelmeta().custom_metadata_map["character"]
    return ("", *named.split("\n"), " ")


def _run(kind: str, tensor: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    session = _session(kind)
    result: npt.NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: tensor})[0]
    return result


@cache
def _session(kind: str) -> onnxruntime.InferenceSession:
    """Return the model, run in one thread without a memory arena: the same bytes in give the same text out."""
    cv2.setNumThreads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    (path,) = _models().glob(f"*_{kind}_*.onnx")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _models() -> Path:
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("rapidocr")
    return Path(package.origin).parent / "models"
