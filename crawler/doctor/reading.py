"""What reads pictures: the models load, and read a number that is drawn for them."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.doctor.diagnosis import Case, Diagnosis, fault, ok, warning
from pipelines.reading import ocr

_NUMBER = "20261357"
_REMEDY = ".venv/bin/pip install --no-deps --require-hashes -r requirements.lock (in the checkout), or 'gongkai[ocr]'"
_LIBRARY = "install the system's package with the library that is named, such as apt-get install libgomp1 libglib2.0-0"


def recognition(_case: Case) -> Iterator[Diagnosis]:
    """Have a number drawn and read."""
    if ocr.missing():
        yield warning(
            "OCR", "not installed: scanned reports and pictures of tables are archived, not read", _REMEDY
        )
        return
    try:
        said = _read()
    except Exception as error:  # noqa: BLE001 - whatever the models meet on this machine is the finding
        remedy = _LIBRARY if ".so" in str(error) else _REMEDY
        yield fault("OCR", f"does not run: {type(error).__name__}: {error}", remedy)
        return
    versions = ", ".join(f"{name} {version}" for name, version in ocr.versions().items())
    if said == _NUMBER:
        yield ok("OCR", f"reads ({versions})")
    else:
        yield fault("OCR", f"reads {said!r} where {_NUMBER} is drawn ({versions})", _REMEDY)


def _read() -> str:
    import numpy as np  # noqa: PLC0415 - there where OCR is
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    from pipelines.reading.ocr.model import recognize, text_map  # noqa: PLC0415

    picture = Image.new("L", (260, 64), 255)
    ImageDraw.Draw(picture).text((16, 8), _NUMBER, fill=0, font=ImageFont.load_default(40))
    pixels = np.asarray(picture, dtype=np.uint8)
    if not text_map(pixels).any():
        return ""
    return recognize([pixels])[0].text
