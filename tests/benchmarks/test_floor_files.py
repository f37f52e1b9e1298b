"""The same truth as Word, spreadsheet and PDF files."""

import pytest

from benchmarks.reports.floor import misses
from benchmarks.reports.making import make
from benchmarks.reports.score import KINDS, score

FILES = {"docx": range(2000, 2010), "xlsx": range(2000, 2010), "pdf": range(2000, 2003)}


@pytest.mark.parametrize("format", FILES)
def test_files_are_read_to_the_last_cell(format):  # noqa: A002 - the file's
    scores = [score(make(seed, format=format)) for seed in FILES[format]]
    assert misses(scores, *KINDS) == []
