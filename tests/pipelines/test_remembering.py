from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

import pytest

from pipelines.identity.titles import read_titles
from pipelines.reading.page import flatten
from pipelines.tables.numbers import read_quantity
from pipelines.tables.sheets import sheets
from tests.pipelines.tables.printed import flat

LONG = "字" * 20_000


def in_cells(number: int) -> None:
    sheets([flat([[f"{number}{LONG}"]])])


def in_quantities(number: int) -> None:
    read_quantity(f"{number}件{LONG}")


def in_styles_and_lines(number: int) -> None:
    flatten(f"<p style='color: {number}{LONG}'>{number}{LONG}</p>")


def in_titles(number: int) -> None:
    read_titles([f"某县2023年政府信息公开工作年度报告_{number}{LONG}"], f"{number}{LONG}")


@pytest.mark.parametrize("read", [in_cells, in_quantities, in_styles_and_lines, in_titles])
def test_no_long_text_is_kept(read: Callable[[int], None]) -> None:
    read(0)
    tracemalloc.start()
    try:
        for number in range(1, 51):
            read(number)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 25 * len(LONG), "fifty long texts are four times as much"
