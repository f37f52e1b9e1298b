"""The same truth as files of every format, alone, in an archive or saved from the web."""

import pytest

from benchmarks.reports.floor import misses
from benchmarks.reports.making import make
from benchmarks.reports.score import KINDS, score

FILES = {
    "docx": range(2000, 2006),
    "rtf": range(2006, 2011),
    "xlsx": range(2011, 2017),
    "zip": range(2017, 2019),
    "mhtml": range(2019, 2022),
    "pdf": range(2000, 2003),
    "ofd": range(2003, 2004),
}


@pytest.mark.parametrize("format", FILES)
def test_files_are_read_to_the_last_cell(format):  # noqa: A002 - the file's
    scores = [score(make(seed, format=format)) for seed in FILES[format]]
    assert misses(scores, *KINDS) == []
