import pytest

from pipelines.reading.layout import read_pages
from tests.pipelines.reading.layout.pages_set import across, line, page, rows
from tests.pipelines.reading.pages import tables, texts

LEFTS = (60, 300, 345, 390, 435, 480)
CELLS = [
    ["一、本年新收政府信息公开申请数量", "12", "0", "3", "4", "19"],
    ["（一）予以公开", "10", "0", "3", "0", "13"],
    ["1.属于国家秘密", "2", "0", "0", "4", "6"],
    ["四、结转下年度继续办理", "0", "0", "0", "0", "0"],
]


def read(placed, rulings=()):
    return read_pages([page(placed, rulings)], 0)


def numbers(table):
    """Return the values of the rows that have any, by what is printed before them, bare."""
    found = {}
    for row in texts(table):
        *labels, _, _, _, _, _ = row
        if any(row[-5:]):
            found["".join(label for label in labels if label)] = row[-5:]
    return found


EXPECTED = {row[0]: row[1:] for row in CELLS}


def test_columns_are_told_by_how_numbers_line_up():
    (table,) = tables(read(rows(CELLS, LEFTS)))
    assert numbers(table) == EXPECTED


def test_blank_place_keeps_its_column():
    cells = [[*CELLS[0][:2], None, *CELLS[0][3:]], *CELLS[1:]]
    (table,) = tables(read(rows(cells, LEFTS)))
    assert numbers(table)[CELLS[0][0]] == ["12", "", "3", "4", "19"]


def test_three_lines_are_no_cells():
    rulings = [across(top, 60, 520) for top in (95, 118, 185)]
    (table,) = tables(read(rows(CELLS, LEFTS), rulings))
    assert numbers(table) == EXPECTED


def test_lines_between_rows_hold_the_lines_of_a_label_together():
    placed = [
        *rows([CELLS[0]], LEFTS),
        *line("5.要求行政机关确认或重新", 65, 122),
        *line("出具已获取信息", 65, 134),
    ]
    for at, left in enumerate(LEFTS[1:]):
        placed += line(str(at), left + 5, 128)
    placed += rows([CELLS[3]], LEFTS, top=145)
    rulings = [across(top, 60, 520) for top in (98, 119, 147, 170)]
    (table,) = tables(read(placed, rulings))
    assert numbers(table)["5.要求行政机关确认或重新出具已获取信息"] == ["0", "1", "2", "3", "4"]


def test_values_beside_the_middle_of_a_label_belong_to_it():
    placed = [
        *rows([CELLS[0]], LEFTS),
        *line("5.要求行政机关确认或重新", 65, 125),
        *line("出具已获取信息", 65, 137),
    ]
    for at, left in enumerate(LEFTS[1:]):
        placed += line(str(at), left + 5, 131)
    placed += rows([CELLS[3]], LEFTS, top=150)
    (table,) = tables(read(placed))
    assert numbers(table)["5.要求行政机关确认或重新出具已获取信息"] == ["0", "1", "2", "3", "4"]
    assert len(numbers(table)) == 3


def test_values_between_two_labels_belong_to_neither():
    placed = [*rows([CELLS[0]], LEFTS), *line("（一）予以公开", 65, 125), *line("（二）部分公开", 65, 149)]
    for left in LEFTS[1:]:
        placed += line("7", left + 5, 137)
    placed += rows([CELLS[3]], LEFTS, top=170)
    assert not tables(read(placed))


def test_columns_that_are_not_certain_make_no_table():
    placed = [*rows(CELLS, LEFTS), *line("（七）总计", 65, 185), *line("1234567890", 305, 185)]
    assert not tables(read(placed))


def test_heads_over_a_blank_column_make_it_one():
    heads = [[None, "自然人", "企业", "科研", "其他", "总计"]]
    cells = [[*row[:3], None, *row[4:]] for row in CELLS]
    (table,) = tables(read(rows([*heads, *cells], LEFTS)))
    assert numbers(table)[CELLS[0][0]] == ["12", "0", "", "4", "19"]


@pytest.mark.parametrize("folio", ["— 3 —", "- 3 -"])
def test_folio_below_is_no_row(folio):
    placed = [*rows(CELLS, LEFTS), *line(folio, 280, 800)]
    (table,) = tables(read(placed))
    assert numbers(table) == EXPECTED


def test_lists_in_prose_are_no_tables():
    placed = [
        *line("本年度共办理行政许可 12 件，行政处罚 30 件，均已依法公开，", 60, 100),
        *line("其中网上公开 7 件，公报公开 5 件。", 60, 118),
    ]
    reading = read(placed)
    assert not tables(reading)
