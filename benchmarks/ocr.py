"""Read synthetic reports off pictures and say what was missed: `python -m benchmarks.ocr [--count N] [--start N]`.

Each report is set as PDF, rendered, worn as printing, scanning and copying wear pages, and read as pictures.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from archive.capture import Capture, Document
from benchmarks.reports.making import make
from benchmarks.reports.rendering import render
from pipelines.errors import ReadingError
from pipelines.parse import parse


@dataclass(frozen=True)
class Wear:
    """What befell a page: degrees askew, blur in pixels at 150 dpi, noise in grey values, JPEG quality, the rest."""

    askew: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    quality: int = 95
    shadow: float = 0.0
    sealed: bool = False


WEARS = {
    "none": lambda _: Wear(),
    "light": lambda rng: Wear(
        rng.uniform(-1, 1), rng.uniform(0.3, 0.5), rng.uniform(2, 8), rng.choice((70, 85, 92))
    ),
    "heavy": lambda rng: Wear(
        rng.uniform(-3, 3),
        rng.uniform(0.3, 0.9),
        rng.uniform(2, 15),
        rng.choice((40, 60, 80)),
        rng.uniform(0, 0.4),
        rng.random() < 0.5,
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ocr", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="how many reports")
    parser.add_argument("--start", type=int, default=0, help="the number of the first")
    asked = parser.parse_args()
    tally: dict[str, Counter[str]] = {}
    for seed in range(asked.start, asked.start + asked.count):
        rng = Random(f"ocr {seed}")
        dpi, wear = rng.choice((100, 150, 200, 300)), rng.choice(tuple(WEARS))
        found = read(seed, dpi, WEARS[wear](rng), rng)
        print(f"{seed} {dpi} dpi, worn {wear}: {dict(found)}", flush=True)
        for name in (f"{dpi} dpi", f"worn {wear}", "all"):
            tally.setdefault(name, Counter()).update(found)
    for name, counts in sorted(tally.items()):
        seconds = counts["ms"] / counts["pages"] / 1000
        print(f"{name:12} {dict(counts)} {seconds:.1f} s of CPU a page")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB resident")


def read(seed: int, dpi: int, wear: Wear, rng: Random) -> Counter[str]:
    """Return how many cells came out right, null and wrong, and what it took."""
    draft = make(seed, names=(), format="pdf")
    pictures = [worn(page, dpi, wear, rng) for page in pages(render(draft), dpi)]
    captures = [Capture(f"{number}.png", 200, (), one, "image/png") for number, one in enumerate(pictures)]
    begun = time.process_time()
    try:
        report = parse(Document(tuple(captures), path="report"))
    except ReadingError as refusal:
        print(f"{seed}: {refusal}")
        return Counter(refused=1, null=len(draft.values), pages=len(pictures))
    result = Counter(pages=len(pictures), ms=round(1000 * (time.process_time() - begun)))
    read = {
        f"{table}.{row}.{column}": value
        for table, rows in report.tables.items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    for key in draft.values.keys() | read.keys():
        true, value = draft.values.get(key), read.get(key)
        if value is not None and (true is None or float(true) != value):
            result["wrong"] += 1
            print(f"{seed}: {key} {value} for {true}")
        elif true is not None:
            result["right" if value is not None else "null"] += 1
    return result


def pages(pdf: bytes, dpi: int) -> Iterator[np.ndarray]:
    for page in pypdfium2.PdfDocument(pdf):
        yield np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB"))


def worn(page: np.ndarray, dpi: int, wear: Wear, rng: Random) -> bytes:
    """Return a page as PNG, having been a worn JPEG."""
    height, width = page.shape[:2]
    if wear.sealed:
        middle = rng.randrange(width // 4, 3 * width // 4), rng.randrange(height // 4, 3 * height // 4)
        ink = cv2.circle(page.copy(), middle, int(0.8 * dpi), (220, 50, 60), max(2, dpi // 25))
        page = np.minimum(page, ink)
    shade = np.linspace(1 - wear.shadow, 1, width)[None, :, None]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), wear.askew, 1)
    page = cv2.warpAffine(page * shade, turn, (width, height), borderValue=(235, 235, 235))
    if wear.blur:
        page = cv2.GaussianBlur(page, (0, 0), wear.blur * dpi / 150)
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, wear.noise, (height, width, 1))
    file = io.BytesIO()
    Image.fromarray(np.clip(page + grain, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=wear.quality)
    once_more = io.BytesIO()
    Image.open(file).save(once_more, "PNG", compress_level=1)
    return once_more.getvalue()


if __name__ == "__main__":
    main()
