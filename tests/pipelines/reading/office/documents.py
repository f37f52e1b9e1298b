"""Files read as captures, and those of `converted.zip`.

The archive holds reports made by `benchmarks.reports`, each with its truth (`.json`), written as DOCX and XLSX by code
and saved by LibreOffice 7.4 as DOC, RTF and XLS.
"""

import json
import zipfile
from functools import cache
from pathlib import Path

from archive.capture import Capture
from archive.media import identify
from pipelines.reading import read

CONVERTED = Path(__file__).with_name("converted.zip")


@cache
def converted(name):
    with zipfile.ZipFile(CONVERTED) as archive:
        return archive.read(name)


def truth(name):
    return json.loads(converted(f"{name}.json"))


def capture(payload, name="report"):
    return Capture(f"http://www.example.gov.cn/{name}", 200, (), payload, identify(payload, None, name))


def read_file(payload, name="report"):
    """Return the reading of a file whose kind is told from its bytes."""
    return read(capture(payload, name), 0)
