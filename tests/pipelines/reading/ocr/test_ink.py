import pytest


def test_lines_that_touch_are_parted_and_known_as_such():
    np = pytest.importorskip("numpy")
    from pipelines.reading.ocr.ink import lines_in  # noqa: PLC0415 - where it is installed

    cell = np.full((120, 300), 255, np.uint8)
    for top, left in ((10, 40), (44, 20), (90, 60)):
        cell[top : top + 26, left : left + 200] = 0
    cell[30:50, 100:104] = 0
    found = [(area.top, area.left, apart) for area, apart in lines_in(cell, 28)]
    assert [(left, apart) for _, left, apart in found] == [(40, False), (20, False), (60, True)]
    assert found[0][0] == 10
    assert 36 <= found[1][0] <= 44
