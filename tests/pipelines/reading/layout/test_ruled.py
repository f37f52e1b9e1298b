import pytest

from pipelines.body import Table
from pipelines.reading.layout import Ruling, read_pages
from tests.pipelines.reading.layout.pages_set import across, down, line, page, rows
from tests.pipelines.reading.pages import paragraphs, tables, texts

LEFTS = (100, 200, 260)
CELLS = [["规章", "1", "2"], ["行政许可", "30", "4"], ["行政处罚", "5", "600"]]
ACROSS = [across(100 + 20 * at, 100, 320) for at in range(4)]
DOWN = [down(at, 100, 160) for at in (*LEFTS, 320)]


def read(rulings, cells=CELLS):
    return [texts(table) for table in tables(read_pages([page(rows(cells, LEFTS), rulings)], 0))]


def dashed(ruling, stroke=2.0, gap=2.0):
    """Return a ruling as strokes."""
    left, top, right, bottom = ruling
    length = max(right - left, bottom - top)
    starts = [at * (stroke + gap) for at in range(int(length / (stroke + gap)) + 1)]
    if ruling.is_across:
        return [Ruling(left + at, top, min(left + at + stroke, right), top) for at in starts]
    return [Ruling(left, top + at, left, min(top + at + stroke, bottom)) for at in starts]


def per_cell(ruling):
    """Return a ruling as the edges of the cells along it, a little apart from one another."""
    if ruling.is_across:
        return [across(ruling.top, one, other - 0.5) for one, other in [(100, 200), (200, 260), (260, 320)]]
    return [down(ruling.left, 100 + 20 * at, 119.5 + 20 * at) for at in range(3)]


@pytest.mark.parametrize(
    "rulings",
    [
        [*ACROSS, *DOWN],
        [stroke for ruling in (*ACROSS, *DOWN) for stroke in dashed(ruling)],
        [edge for ruling in (*ACROSS, *DOWN) for edge in per_cell(ruling)],
        [each for one in (*ACROSS, *DOWN) for each in (one, Ruling(*(edge + 2 for edge in one)))],
        [*ACROSS, *DOWN[1:3]],
        [*ACROSS[1:3], *DOWN],
        [*ACROSS, *DOWN, down(30, 20, 800), down(560, 20, 800), across(20, 30, 560), across(800, 30, 560)],
        [*ACROSS, *DOWN, across(113, 206, 216)],
    ],
    ids=[
        "whole",
        "dashed",
        "cell by cell",
        "doubled",
        "open at the sides",
        "open above and below",
        "within a frame of the page",
        "with an underlined number",
    ],
)
def test_lines_rule_a_table_however_they_are_drawn(rulings):
    assert read(rulings) == [CELLS]


def test_cell_over_several_places_spans_them():
    rulings = [
        ACROSS[0],
        ACROSS[1],
        across(140, 200, 320),
        ACROSS[3],
        DOWN[0],
        DOWN[1],
        DOWN[3],
        down(260, 120, 160),
    ]
    cells = [["表头", "合计数", None], ["行政许可", "3", "4"], [None, "5", "6"]]
    ((table,),) = ([*tables(read_pages([page(rows(cells, LEFTS), rulings)], 0))],)
    head, label = table.grid[0][1], table.grid[1][0]
    assert (head.text, head.colspan, head.rowspan) == ("合计数", 2, 1)
    assert (label.text, label.colspan, label.rowspan) == ("行政许可", 1, 2)
    assert table.grid[2][0] is label


def test_number_across_a_line_is_in_no_cell_alone():
    cells = [["规章", None, None], *CELLS[1:]]
    crossing = line("123456", 250, 105)
    (table,) = tables(read_pages([page([*rows(cells, LEFTS), *crossing], [*ACROSS, *DOWN])], 0))
    cell = table.grid[0][1]
    assert (cell.text, cell.colspan) == ("123456", 2)


def test_numbers_of_neighbouring_cells_are_not_one():
    cells = [["规章", None, None], *CELLS[1:]]
    near = [*line("123", 244, 105), *line("456", 261, 105)]
    (table,) = tables(read_pages([page([*rows(cells, LEFTS), *near], [*ACROSS, *DOWN])], 0))
    assert texts(table)[0] == ["规章", "123", "456"]


def test_kerning_and_letter_spacing_do_not_split_a_number():
    cells = [["规章", None, "2"], *CELLS[1:]]
    spaced = [*line("1", 210, 105), *line("2", 217, 105), *line("3", 224.5, 105)]
    (table,) = tables(read_pages([page([*rows(cells, LEFTS), *spaced], [*ACROSS, *DOWN])], 0))
    assert texts(table)[0] == ["规章", "123", "2"]


def test_table_goes_on_over_a_page_break_with_the_same_columns():
    lower = [["行政强制", "7", "8"]]
    first = page([*line("前言一句，写在表格之前。", 100, 60), *rows(CELLS, LEFTS)], [*ACROSS, *DOWN])
    second = page(
        [*rows(lower, LEFTS), *line("表格之后还有一句话。", 100, 180)],
        [*ACROSS[:2], *(down(at, 100, 120) for at in (*LEFTS, 320))],
        number=2,
    )
    reading = read_pages([first, second], 0)
    assert [texts(table) for table in tables(reading)] == [CELLS + lower]
    (table,) = (block for block in reading.blocks if isinstance(block, Table))
    assert [row[0].box.page for row in table.grid] == [1, 1, 1, 2]
    assert [row[0].row for row in table.grid] == [0, 1, 2, 3]


def test_box_around_prose_is_no_table():
    frame = [across(90, 90, 400), across(130, 90, 400), down(90, 90, 130), down(400, 90, 130)]
    reading = read_pages([page(line("说明：本报告所列数据的统计期限为全年。", 100, 105), frame)], 0)
    assert not tables(reading)
    assert paragraphs(reading) == ["说明：本报告所列数据的统计期限为全年。"]


@pytest.mark.usefixtures("watchdog")
def test_drawing_of_countless_lines_is_no_table():
    drawing = [
        *(across(0.5 * at, at % 7, 500) for at in range(1600)),
        *(down(0.35 * at, at % 7, 800) for at in range(1600)),
    ]
    reading = read_pages([page(line("说明：本报告所列数据的统计期限为全年。", 100, 105, 0.5), drawing)], 0)
    assert not tables(reading)


def test_lines_that_rule_only_columns_leave_rows_to_their_labels():
    lefts = (60, 300, 360, 420, 480)
    cells = [
        ["一、本年新收政府信息公开申请数量", "12", "0", "3", "15"],
        ["（一）予以公开", "10", "0", "3", "13"],
        ["1.属于国家秘密", "2", "0", "0", "2"],
        ["四、结转下年度继续办理", "0", "0", "0", "0"],
    ]
    rulings = [across(95, 60, 530), across(185, 60, 530), *(down(at, 95, 185) for at in (*lefts, 530))]
    (table,) = tables(read_pages([page(rows(cells, lefts), rulings)], 0))
    assert [[text for text in row if text] for row in texts(table)] == cells


def test_numbers_broken_over_lines_do_not_take_a_ruled_table_apart():
    broken = [each for left in (205, 265) for at in range(3) for each in line("179", left, 102 + 10 * at)]
    rulings = [across(top, 100, 320) for top in (100, 135, 155)] + [
        down(at, 100, 155) for at in (*LEFTS, 320)
    ]
    cells = [["行政处罚", "5", "600"]]
    (table,) = tables(
        read_pages([page([*line("行政许可", 105, 112), *broken, *rows(cells, LEFTS, 135)], rulings)], 0)
    )
    assert texts(table)[1:] == cells
