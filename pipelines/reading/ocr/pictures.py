"""Picture files and pages of PDF files as pixels, bounded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from pipelines.errors import Unreadable
from pipelines.reading.ocr import MOST_PAGES
from pipelines.reading.ocr.model import Picture

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
STILL = {"TIFF"}
"""Formats whose frames are pages; those of others move."""

MOST_PIXELS = 40_000_000
"""Pixels of one page: A4 at 600 dots per inch has 35 million."""

LEAST_SIDE = 40
"""Pixels: nothing is written in less."""


def pictures(payload: bytes) -> Iterator[Picture]:
    """Yield the pages of a picture file; raises `Unreadable` for one that is broken, too large or has too many."""
    try:
        with Image.open(io.BytesIO(payload), formats=FORMATS) as image:
            count = getattr(image, "n_frames", 1) if image.format in STILL else 1
            if count > MOST_PAGES:
                raise Unreadable(f"the picture has {count} pages, more than {MOST_PAGES}")
            for number in range(count):
                image.seek(number)
                yield _pixels(image)
    except Unreadable:
        raise
    except Exception as error:  # Pillow's decoders raise whatever they trip over
        raise Unreadable(f"the picture cannot be read: {type(error).__name__} {error}") from error


def rendered(page: PdfPage, scale: float) -> Picture:
    """Return a page of a PDF as pixels, `scale` of them to the point."""
    width, height = page.get_size()
    if width * height * scale**2 > MOST_PIXELS:
        raise Unreadable(
            f"a page of {width:.0f} by {height:.0f} points is too large to be read off its picture"
        )
    return _without_red(np.asarray(page.render(scale=scale).to_pil().convert("RGB"), dtype=np.uint8))


def _pixels(image: Image.Image) -> Picture:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Unreadable(f"the picture has {width} by {height} pixels, more than {MOST_PIXELS} in all")
    if min(width, height) < LEAST_SIDE:
        raise Unreadable(f"the picture has {width} by {height} pixels, too few to read")
    shown = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGBA", shown.size, "white")
    return _without_red(np.asarray(Image.alpha_composite(paper, shown).convert("RGB")))


def _without_red(colours: Picture) -> Picture:
    """Return grey values in which red is as bright as paper: seals are stamped over what is printed."""
    red = colours[:, :, 0].astype(np.int16)
    others = colours[:, :, 1:].max(axis=2).astype(np.int16)
    grey: Picture = np.clip(red + np.maximum(red - others, 0), 0, 255).astype(np.uint8)
    return grey
